# SPDX-License-Identifier: MIT
#
# A unit test is one line here: tests/unit/test-x is built from test-x.c and
# linked with UNIT_LIBS. One that needs other sources or libraries gets its own
# %C%_test_x_SOURCES and %C%_test_x_LDADD.

UNIT_LIBS = $(FRONT_LIBS) $(CMOCKA_LIBS)
LDADD = $(UNIT_LIBS)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)

UNIT_TESTS = \
	%D%/test-aadsts \
	%D%/test-acquire \
	%D%/test-answer \
	%D%/test-base64 \
	%D%/test-cache \
	%D%/test-certificate \
	%D%/test-certificate-file \
	%D%/test-certificate-pkcs11 \
	%D%/test-certificate-store \
	%D%/test-certificate-thumbprint \
	%D%/test-client-assertion \
	%D%/test-clock \
	%D%/test-cloud \
	%D%/test-clouds \
	%D%/test-command \
	%D%/test-credential \
	%D%/test-curl-options \
	%D%/test-environment \
	%D%/test-error \
	%D%/test-fault \
	%D%/test-file \
	%D%/test-flight \
	%D%/test-folder \
	%D%/test-form \
	%D%/test-git-protocol \
	%D%/test-harden \
	%D%/test-hash \
	%D%/test-json \
	%D%/test-json-get \
	%D%/test-json-scan \
	%D%/test-json-write \
	%D%/test-jwt \
	%D%/test-kubectl-guard \
	%D%/test-lock \
	%D%/test-log \
	%D%/test-manual \
	%D%/test-metadata \
	%D%/test-metadata-arc \
	%D%/test-name \
	%D%/test-note \
	%D%/test-order \
	%D%/test-principal \
	%D%/test-principal-keys \
	%D%/test-principals \
	%D%/test-prompt \
	%D%/test-random \
	%D%/test-request \
	%D%/test-resolve \
	%D%/test-scope \
	%D%/test-secret \
	%D%/test-secret-source \
	%D%/test-settings \
	%D%/test-shelf \
	%D%/test-spawn \
	%D%/test-store \
	%D%/test-str \
	%D%/test-text \
	%D%/test-token \
	%D%/test-token-endpoint \
	%D%/test-transport \
	%D%/test-url \
	%D%/test-wipe

%C%_test_wipe_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/test-wipe.c

SIGNIN_TEST_LIBS = helper/signin/libsignin.a $(UNIT_LIBS)
%C%_test_command_LDADD = $(SIGNIN_TEST_LIBS)
%C%_test_secret_source_LDADD = $(SIGNIN_TEST_LIBS)
%C%_test_token_endpoint_LDADD = $(SIGNIN_TEST_LIBS)
%C%_test_metadata_LDADD = $(SIGNIN_TEST_LIBS) $(CURL_LIBS)
%C%_test_metadata_arc_LDADD = $(SIGNIN_TEST_LIBS) $(CURL_LIBS)
%C%_test_client_assertion_LDADD = \
	helper/signin/libsignin.a \
	helper/keys/libkeys.a \
	$(UNIT_LIBS) \
	$(GNUTLS_LIBS)

KEYS_TEST_LIBS = helper/keys/libkeys.a $(UNIT_LIBS) $(GNUTLS_LIBS)
%C%_test_certificate_LDADD = $(KEYS_TEST_LIBS)
%C%_test_certificate_file_LDADD = $(KEYS_TEST_LIBS)
%C%_test_certificate_pkcs11_LDADD = $(KEYS_TEST_LIBS)
%C%_test_certificate_store_LDADD = $(KEYS_TEST_LIBS)
%C%_test_certificate_thumbprint_LDADD = $(KEYS_TEST_LIBS)

# An adapter's own files are not in an archive.
%C%_test_git_protocol_SOURCES = %D%/test-git-protocol.c plugins/git/protocol.c
%C%_test_curl_options_SOURCES = %D%/test-curl-options.c plugins/curl/options.c
%C%_test_kubectl_guard_SOURCES = %D%/test-kubectl-guard.c plugins/kubectl/guard.c

EXTRA_DIST += %D%/certificate-maker.h %D%/home.h %D%/json-check.h %D%/sample.h %D%/scratch.h

check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

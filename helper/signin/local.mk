# SPDX-License-Identifier: MIT

# The sign-in program without its main(), so that tests can link it.
noinst_LIBRARIES += %D%/libsignin.a

%C%_libsignin_a_SOURCES = \
	%D%/assertion-source.c \
	%D%/assertion-source.h \
	%D%/client-assertion.c \
	%D%/client-assertion.h \
	%D%/command.c \
	%D%/command.h \
	%D%/grant-assertion.c \
	%D%/grant-certificate.c \
	%D%/grant-client-secret.c \
	%D%/grant-managed-identity.c \
	%D%/grant.c \
	%D%/grant.h \
	%D%/http.c \
	%D%/http.h \
	%D%/metadata-app-service.c \
	%D%/metadata-arc.c \
	%D%/metadata-cloud-shell.c \
	%D%/metadata-imds.c \
	%D%/metadata.c \
	%D%/metadata.h \
	%D%/nested.c \
	%D%/nested.h \
	%D%/runner-oidc.c \
	%D%/runner-oidc.h \
	%D%/secret-source.c \
	%D%/secret-source.h \
	%D%/token-endpoint.c \
	%D%/token-endpoint.h
%C%_libsignin_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS) $(CURL_CFLAGS)

SIGNIN_LIBS = \
	helper/signin/libsignin.a \
	helper/keys/libkeys.a \
	helper/store/libstore.a \
	helper/model/libmodel.a \
	helper/base/libbase.a \
	$(CURL_LIBS) \
	$(GNUTLS_LIBS) \
	$(JSON_C_LIBS)

pkglibexec_PROGRAMS += %D%/lanyard-signin

%C%_lanyard_signin_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/main.c
%C%_lanyard_signin_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_lanyard_signin_LDADD = $(SIGNIN_LIBS)

# SPDX-License-Identifier: MIT
# The test authority and another issuer: programs that the tests start, never
# installed.

check_PROGRAMS += %D%/authority %D%/issuer

%C%_authority_SOURCES = \
	%D%/arc-keys.c %D%/arc-keys.h \
	%D%/assertion-certificate.c \
	%D%/assertion-federated.c \
	%D%/assertion.c %D%/assertion.h \
	%D%/authority.h \
	%D%/bearer.c %D%/bearer.h \
	%D%/certificates.c %D%/certificates.h \
	%D%/cgi.c %D%/cgi.h \
	%D%/client-credential.c \
	%D%/client-keys.c %D%/client-keys.h \
	%D%/delivery.c %D%/delivery.h \
	%D%/discovery.c %D%/discovery.h \
	%D%/fault-answers.c %D%/fault-answers.h \
	%D%/faults.c %D%/faults.h \
	%D%/form.c %D%/form.h \
	%D%/git-http.c %D%/git-http.h \
	%D%/grant-client-credentials.c \
	%D%/hosts.c %D%/hosts.h \
	%D%/identity.c %D%/identity.h \
	%D%/issue.c \
	%D%/issuers.c %D%/issuers.h \
	%D%/jose.c %D%/jose.h \
	%D%/journal.c %D%/journal.h \
	%D%/jwt.c %D%/jwt.h \
	%D%/kubernetes.c %D%/kubernetes.h \
	%D%/login-error.c %D%/login-error.h \
	%D%/machine.c %D%/machine.h \
	%D%/main.c \
	%D%/managed-identities.c %D%/managed-identities.h \
	%D%/metadata-app-service.c \
	%D%/metadata-arc.c \
	%D%/metadata-cloud-shell.c \
	%D%/metadata-imds.c \
	%D%/metadata.c %D%/metadata.h \
	%D%/quirks.c %D%/quirks.h \
	%D%/relay.c %D%/relay.h \
	%D%/replay.c %D%/replay.h \
	%D%/request.c %D%/request.h \
	%D%/resource.c %D%/resource.h \
	%D%/routes.c %D%/routes.h \
	%D%/runner-github.c \
	%D%/runner-pipelines.c \
	%D%/runner.c %D%/runner.h \
	%D%/scope.c \
	%D%/server.c %D%/server.h \
	%D%/services.c \
	%D%/settings.c %D%/settings.h \
	%D%/tenants.c %D%/tenants.h \
	%D%/text.c %D%/text.h \
	%D%/token-endpoint.c %D%/token-endpoint.h \
	%D%/waiting.c %D%/waiting.h

%C%_authority_CPPFLAGS = $(AM_CPPFLAGS) -D_GNU_SOURCE \
	-DAUTHORITY_VERSION='"$(PACKAGE_VERSION)"'
%C%_authority_CFLAGS = $(AM_CFLAGS) \
	$(MICROHTTPD_CFLAGS) $(GNUTLS_CFLAGS) $(JSON_C_CFLAGS)
%C%_authority_LDADD = \
	$(MICROHTTPD_LIBS) $(GNUTLS_LIBS) $(JSON_C_LIBS) -lpthread

%C%_issuer_SOURCES = %D%/issuer.c %D%/jwt.c %D%/jwt.h %D%/text.c %D%/text.h
%C%_issuer_CPPFLAGS = $(%C%_authority_CPPFLAGS)
%C%_issuer_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS) $(JSON_C_CFLAGS)
%C%_issuer_LDADD = $(GNUTLS_LIBS) $(JSON_C_LIBS)

EXTRA_DIST += %D%/README.md

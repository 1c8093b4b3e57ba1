# SPDX-License-Identifier: MIT
# The test authority: a program that the tests start, never installed.

check_PROGRAMS += %D%/authority

%C%_authority_SOURCES = \
	%D%/authority.h \
	%D%/bearer.c %D%/bearer.h \
	%D%/cgi.c %D%/cgi.h \
	%D%/client-credential.c \
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
	%D%/journal.c %D%/journal.h \
	%D%/jwt.c %D%/jwt.h \
	%D%/kubernetes.c %D%/kubernetes.h \
	%D%/login-error.c %D%/login-error.h \
	%D%/main.c \
	%D%/relay.c %D%/relay.h \
	%D%/request.c %D%/request.h \
	%D%/resource.c %D%/resource.h \
	%D%/routes.c %D%/routes.h \
	%D%/scope.c \
	%D%/server.c %D%/server.h \
	%D%/services.c \
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

EXTRA_DIST += %D%/README.md

# SPDX-License-Identifier: MIT
#
# The heavy verbs of `lanyard`: programs that it executes in its place.

pkglibexec_PROGRAMS += %D%/lanyard-cert

%C%_lanyard_cert_SOURCES = \
	$(PROGRAM_SOURCES) \
	helper/cli/cli.c \
	helper/cli/cli.h \
	helper/cli/table.c \
	%D%/cert-create.c \
	%D%/cert-export.c \
	%D%/cert-import.c \
	%D%/cert-list.c \
	%D%/cert-password.c \
	%D%/cert-remove.c \
	%D%/cert-show.c \
	%D%/cert-users.c \
	%D%/cert.c \
	%D%/cert.h
%C%_lanyard_cert_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_lanyard_cert_LDADD = \
	helper/keys/libkeys.a \
	$(FRONT_LIBS) \
	$(GNUTLS_LIBS)

# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libkeys.a

%C%_libkeys_a_SOURCES = \
	%D%/certificate-create.c \
	%D%/certificate-file.c \
	%D%/certificate-parts.c \
	%D%/certificate-parts.h \
	%D%/certificate-pem.c \
	%D%/certificate-pkcs11.c \
	%D%/certificate-pkcs12.c \
	%D%/certificate-store.c \
	%D%/certificate-store.h \
	%D%/certificate.c \
	%D%/certificate.h \
	%D%/thumbprint.c \
	%D%/thumbprint.h
%C%_libkeys_a_CFLAGS = $(AM_CFLAGS) $(GNUTLS_CFLAGS)

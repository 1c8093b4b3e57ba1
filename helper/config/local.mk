# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libconfig.a

%C%_libconfig_a_SOURCES = \
	%D%/clouds.c \
	%D%/clouds.h \
	%D%/environment.c \
	%D%/environment.h \
	%D%/principals.c \
	%D%/principals.h \
	%D%/resolve.c \
	%D%/resolve.h \
	%D%/settings.c \
	%D%/settings.h \
	%D%/shelf.c \
	%D%/shelf.h
%C%_libconfig_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)

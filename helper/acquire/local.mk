# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libacquire.a

%C%_libacquire_a_SOURCES = \
	%D%/acquire.c \
	%D%/acquire.h \
	%D%/runner.c \
	%D%/runner.h
%C%_libacquire_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)

# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libstore.a

%C%_libstore_a_SOURCES = \
	%D%/cache.c \
	%D%/cache.h \
	%D%/caches.c \
	%D%/caches.h \
	%D%/flight.c \
	%D%/flight.h \
	%D%/note.c \
	%D%/note.h \
	%D%/store.c \
	%D%/store.h \
	%D%/stored-secret.c \
	%D%/stored-secret.h
%C%_libstore_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)

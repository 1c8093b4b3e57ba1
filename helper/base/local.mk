# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libbase.a

%C%_libbase_a_SOURCES = \
	%D%/base64.c \
	%D%/base64.h \
	%D%/cleanup.h \
	%D%/clock.c \
	%D%/clock.h \
	%D%/error.c \
	%D%/error.h \
	%D%/file.c \
	%D%/file.h \
	%D%/folder.c \
	%D%/folder.h \
	%D%/form.c \
	%D%/form.h \
	%D%/harden.c \
	%D%/harden.h \
	%D%/hash.c \
	%D%/hash.h \
	%D%/json-scan.c \
	%D%/json-scan.h \
	%D%/json-write.c \
	%D%/json.c \
	%D%/json.h \
	%D%/lock.c \
	%D%/lock.h \
	%D%/log.c \
	%D%/log.h \
	%D%/option.c \
	%D%/option.h \
	%D%/prompt.c \
	%D%/prompt.h \
	%D%/random.c \
	%D%/random.h \
	%D%/secret.c \
	%D%/secret.h \
	%D%/spawn.c \
	%D%/spawn.h \
	%D%/str.c \
	%D%/str.h \
	%D%/text.c \
	%D%/text.h \
	%D%/url.c \
	%D%/url.h
%C%_libbase_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)

# What each installed program links as an object of its own, since it replaces
# functions of the C library, which an archive would not.
PROGRAM_SOURCES = \
	%D%/wipe.c

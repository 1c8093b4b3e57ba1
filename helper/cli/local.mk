# SPDX-License-Identifier: MIT

bin_PROGRAMS += %D%/lanyard

%C%_lanyard_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/cache.c \
	%D%/cli.c \
	%D%/cli.h \
	%D%/cloud.c \
	%D%/get.c \
	%D%/claims.c \
	%D%/claims.h \
	%D%/main.c \
	%D%/principal-add.c \
	%D%/principal-keys.c \
	%D%/principal-words.c \
	%D%/principal.c \
	%D%/principal.h \
	%D%/table.c \
	%D%/token.c
%C%_lanyard_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_lanyard_LDADD = $(FRONT_LIBS)

dist_man_MANS += %D%/lanyard.1
dist_man_MANS += %D%/lanyard-principals.5

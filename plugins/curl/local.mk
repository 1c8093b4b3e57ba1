# SPDX-License-Identifier: MIT

bin_PROGRAMS += %D%/lanyard-curl

%C%_lanyard_curl_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/main.c \
	%D%/options.c \
	%D%/options.h
%C%_lanyard_curl_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_lanyard_curl_LDADD = $(FRONT_LIBS)

dist_man_MANS += %D%/lanyard-curl.1

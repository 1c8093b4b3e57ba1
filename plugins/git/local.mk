# SPDX-License-Identifier: MIT

bin_PROGRAMS += %D%/git-credential-lanyard

%C%_git_credential_lanyard_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/main.c \
	%D%/protocol.c \
	%D%/protocol.h
%C%_git_credential_lanyard_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_git_credential_lanyard_LDADD = $(FRONT_LIBS)

dist_man_MANS += %D%/git-credential-lanyard.1

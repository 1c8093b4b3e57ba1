# SPDX-License-Identifier: MIT

bin_PROGRAMS += %D%/kubectl-lanyard

%C%_kubectl_lanyard_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/guard.c \
	%D%/guard.h \
	%D%/main.c
%C%_kubectl_lanyard_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_kubectl_lanyard_LDADD = $(FRONT_LIBS)

dist_man_MANS += %D%/kubectl-lanyard.1

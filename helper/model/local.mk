# SPDX-License-Identifier: MIT

noinst_LIBRARIES += %D%/libmodel.a

%C%_libmodel_a_SOURCES = \
	%D%/aadsts.c \
	%D%/aadsts.h \
	%D%/answer.c \
	%D%/answer.h \
	%D%/cloud-table.c \
	%D%/cloud.c \
	%D%/cloud.h \
	%D%/credential.c \
	%D%/credential.h \
	%D%/fault.c \
	%D%/fault.h \
	%D%/jwt.c \
	%D%/jwt.h \
	%D%/method.c \
	%D%/method.h \
	%D%/name.c \
	%D%/name.h \
	%D%/order.c \
	%D%/order.h \
	%D%/principal-keys.c \
	%D%/principal-keys.h \
	%D%/principal.c \
	%D%/principal.h \
	%D%/request.c \
	%D%/request.h \
	%D%/scope.c \
	%D%/scope.h \
	%D%/token.c \
	%D%/token.h \
	%D%/transport.c \
	%D%/transport.h
%C%_libmodel_a_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)

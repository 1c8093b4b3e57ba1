/* SPDX-License-Identifier: MIT */
/*
 * Errors of the login endpoints, in the form that the identity platform
 * gives them: an OAuth error with AADSTS code, trace and correlation ids.
 */
#ifndef AUTHORITY_LOGIN_ERROR_H
#define AUTHORITY_LOGIN_ERROR_H

#include "request.h"

struct login_error {
	unsigned int status;
	const char *error;
	int aadsts; /* 0 is none */
	const char *description;
	const char *suberror; /* or NULL */
	const char *claims; /* or NULL */
};

void login_error(struct request *request, struct reply *reply,
		 const struct login_error *error);

/* Headers that every login endpoint's answer has. */
void login_headers(const struct request *request, struct reply *reply);

#endif

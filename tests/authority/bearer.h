/* SPDX-License-Identifier: MIT */
/*
 * Whether a request carries an access token of this authority for the
 * service that it was sent to.
 */
#ifndef AUTHORITY_BEARER_H
#define AUTHORITY_BEARER_H

#include "request.h"

/*
 * Looks for "Authorization: Bearer TOKEN" and, where basic is wanted, for
 * "Basic" with such a token as the password. On success ret_claims is the
 * caller's to put and the result is NULL; else it is the reason in words.
 */
const char *bearer_check(struct request *request,
			 const struct service *service, bool basic,
			 struct json_object **ret_claims);

/* A string claim, "" when absent. */
const char *claim_string(struct json_object *claims, const char *name);

#endif

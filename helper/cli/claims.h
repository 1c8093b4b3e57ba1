/* SPDX-License-Identifier: MIT */
/*
 * What a token says of itself, for people.  Nothing is verified and nothing
 * decided by it: an access token is opaque to everybody but its resource.
 */
#ifndef CLI_CLAIMS_H
#define CLI_CLAIMS_H

#include "base/error.h"
#include "base/secret.h"

/*
 * Appends lines `name  value` of the claims that matter (audience, tenant,
 * application, roles, scopes, expiry), never the token.  False and an error of
 * class ERROR_USAGE if the token is not a JWT (RFC 7519, section 3).
 */
bool claims_describe(const struct secret *token, struct secret *ret_lines,
		  struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * JSON Web Tokens as the authority issues and checks them: RS256 with its
 * own key, compact serialisation (RFC 7515, RFC 7519).
 */
#ifndef AUTHORITY_JWT_H
#define AUTHORITY_JWT_H

#include "identity.h"

#include <json-c/json.h>
#include <stdint.h>

/* Signs the claims; the caller's string, NULL when signing failed. */
char *jwt_sign(const struct identity *identity, struct json_object *claims);

/* The same with any RSA key, under the name that its issuer gives it. */
char *jwt_sign_with(gnutls_privkey_t key, const char *kid,
		    struct json_object *claims);

/*
 * Checks signature, nbf and exp. On success ret_claims is the caller's to
 * put; on failure it is NULL and the result names the reason (a constant).
 */
const char *jwt_verify(const struct identity *identity, const char *token,
		       int64_t now, struct json_object **ret_claims);

/* The token key as a JWK (RFC 7517), the caller's to put. */
struct json_object *jwt_key(const struct identity *identity);

#endif

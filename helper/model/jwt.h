/* SPDX-License-Identifier: MIT */
/*
 * What a JWT says of itself (RFC 7519), for people: nothing is verified and
 * no right is given by it.  An access token is opaque to everybody but its
 * resource.
 */
#ifndef MODEL_JWT_H
#define MODEL_JWT_H

#include "base/error.h"
#include "base/json.h"
#include "base/secret.h"

/*
 * The payload of a compact JWT as a document for json_free(), and its object.
 * NULL and an error of class ERROR_USAGE if it is none.
 */
struct json_document *jwt_payload(const struct secret *token,
				  struct json *ret_root, struct error *err);

/*
 * Issuer, subject, audience and times of an assertion in one clause, to be
 * compared with a federated credential.  A new string, or NULL if the text is
 * not a JWT.
 */
char *jwt_summary(const struct secret *token);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A signed JSON Web Token taken apart (RFC 7515, compact serialisation),
 * whoever signed it. Strict about form: three parts, base64url without
 * padding, two JSON objects.
 */
#ifndef AUTHORITY_JOSE_H
#define AUTHORITY_JOSE_H

#include "text.h"

#include <gnutls/abstract.h>
#include <json-c/json.h>

struct jose {
	struct json_object *header;
	struct json_object *claims;
	struct text signature;
	const char *token; /* borrowed from the caller of jose_parse() */
	size_t signed_length; /* how much of it is signed */
};

/* False when it is not of this form; token must outlive jose. */
bool jose_parse(struct jose *jose, const char *token);
void jose_clear(struct jose *jose);

/* A string member; NULL when it is absent, empty or something else. */
const char *jose_string(struct json_object *object, const char *name);

/* An integer member; false when it is absent or something else. */
bool jose_number(struct json_object *object, const char *name,
		 int64_t *ret_number);

/* Whether alg is RS256 or PS256, and the signature this key's by it. */
bool jose_signed_by(const struct jose *jose, gnutls_pubkey_t key);

#define auto_jose __attribute__((cleanup(jose_clear))) struct jose

#endif

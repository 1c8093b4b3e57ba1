/* SPDX-License-Identifier: MIT */
/*
 * The issuers whose assertions the authority can check, as if it had
 * fetched their keys: those of the configuration, and those that it plays
 * itself (the runners' and its own), which sign with its own key.
 */
#ifndef AUTHORITY_ISSUERS_H
#define AUTHORITY_ISSUERS_H

#include "identity.h"
#include "settings.h"

struct jose;

struct foreign_issuer {
	char *issuer;
	char *key_file; /* a public key in PEM, read at each use */
};

struct issuers {
	struct foreign_issuer *items;
	size_t count;
};

enum issuer_result {
	ISSUER_SIGNED,
	ISSUER_NOT_SIGNED, /* the signature is another's */
	ISSUER_NO_KEY, /* nothing to check with: unknown, or no such file */
};

bool issuers_read(struct issuers *issuers, struct json_object *value);
void issuers_clear(struct issuers *issuers);

/* Whether the issuer that the token names has signed it. */
enum issuer_result issuers_check(const struct issuers *issuers,
				 const struct identity *identity,
				 const struct jose *jose);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * An order: a request resolved against the configuration, made once and never
 * again.  It says who signs in where, by what, for which scopes, and under
 * which key the token is kept.  It owns all its strings, and holds no secret.
 *
 * The key is everything that says whose token for what: cloud, authority,
 * tenant, client id, account, method, the name of the credential, scopes and
 * token type.  Claims and forceRefresh are not in it: they pass over the
 * look-up, and their result replaces the entry.
 */
#ifndef MODEL_ORDER_H
#define MODEL_ORDER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "model/cloud.h"
#include "model/credential.h"
#include "model/principal.h"

struct order {
	char *principal;
	char *cloud;
	enum cloud_type type;
	char *authority;		/* https://HOST[:PORT] */
	char *tenant;
	char *client_id;
	char *method;
	char *audience;			/* of assertions in this cloud, or NULL */
	struct credential credential;
	char **scopes;			/* sorted, without doubles */
	char *claims;			/* JSON, or NULL */
	bool interactive;
	bool force_refresh;
	int64_t min_validity_s;		/* -1 when not asked for */
	char *key;
	char key_hash[HASH_SIZE];	/* of the key; the name of its files */
	char claims_hash[HASH_SIZE];	/* of the claims, or empty */
};

#define ORDER_INIT { .min_validity_s = -1 }
#define auto_order __attribute__((cleanup(order_clear)))

void order_clear(struct order *order);

/* Makes key and hashes from the rest; false when out of memory. */
bool order_seal(struct order *order, struct error *err);

/*
 * True if a key is that of a token of this principal's tenant, client, method
 * and credential, whatever name it goes by: principals that share these share
 * their tokens.
 */
bool order_key_is_of(const char *key, const struct principal *principal);

/*
 * To and from the JSON that the sign-in program reads.  Reading checks what
 * will go into a URL again, and seals.
 */
void order_write(const struct order *order, struct secret *out);
bool order_read(struct json in, struct order *ret_order, struct error *err);

#endif

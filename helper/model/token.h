/* SPDX-License-Identifier: MIT */
/*
 * A token, and the rules by which it ages.
 *
 * Fresh: more than a margin is left, where margin is the least of what the
 * caller wishes for (300 s by default) and a quarter of the lifetime.
 * Ageing: past refresh_at, which is drawn once, when the token is received,
 * so that a fleet that began together does not renew together.
 */
#ifndef MODEL_TOKEN_H
#define MODEL_TOKEN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/hash.h"
#include "base/json.h"
#include "base/secret.h"

#define TOKEN_MIN_VALIDITY_S 300	/* when a caller wishes for nothing */
#define TOKEN_TYPE_SIZE 16

struct token {
	struct secret access_token;
	char type[TOKEN_TYPE_SIZE];	/* "Bearer" */
	int64_t obtained_at_ms;		/* by our clock, at its receipt */
	int64_t expires_at;		/* epoch seconds */
	int64_t refresh_at;		/* epoch seconds */
	char claims_hash[HASH_SIZE];	/* of the claims it was asked with */
};

#define TOKEN_INIT { .access_token = SECRET_INIT }
#define auto_token __attribute__((cleanup(token_clear)))

void token_clear(struct token *token);

/* True if the token may be served to a caller who wishes for that much (-1
 * for the default).  One from the future is distrusted. */
bool token_fresh(const struct token *token, int64_t min_validity_s,
		 int64_t now_ms);

/* True if it is time to renew the token. */
bool token_ageing(const struct token *token, int64_t now_ms);

/*
 * Draws refresh_at: at `refresh_in_s` after receipt if the authority named
 * one (else 0), else at three quarters of the lifetime, less a random share.
 * A token that expires when its predecessor did (0: there was none) is not to
 * be renewed before its time: a metadata service hands out the same one again.
 */
void token_draw_refresh(struct token *token, int64_t refresh_in_s,
			int64_t predecessor_expires_at);

/* To and from the members of an object: the cache's entry, and the answer of
 * the sign-in program. */
void token_write(const struct token *token, struct secret *out);
bool token_read(struct json in, struct token *ret_token, struct error *err);

#endif

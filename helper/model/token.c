/* SPDX-License-Identifier: MIT */
/* Tokens: ageing rules, and their form on disk and between our programs. */
#include "model/token.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/random.h"
#include "base/text.h"

/* How far into the future a receipt may lie before the clock, or the file,
 * is not believed. */
#define FUTURE_MS 10000

/* Expiries that differ by no more are of the same token, received twice. */
#define SAME_S 2

void token_clear(struct token *token)
{
	secret_clear(&token->access_token);
	*token = (struct token)TOKEN_INIT;
}

static int64_t lifetime(const struct token *token)
{
	return token->expires_at - token->obtained_at_ms / 1000;
}

/* How much must be left of a token; never less than nothing. */
static int64_t margin_of(const struct token *token, int64_t wish_s)
{
	int64_t most = lifetime(token) > 0 ? lifetime(token) / 4 : 0;

	return wish_s < most ? wish_s : most;
}

bool token_fresh(const struct token *token, int64_t min_validity_s,
		 int64_t now_ms)
{
	int64_t margin = margin_of(token, min_validity_s >= 0 ?
				   min_validity_s : TOKEN_MIN_VALIDITY_S);

	return token->obtained_at_ms <= now_ms + FUTURE_MS &&
	       token->expires_at * 1000 - now_ms > margin * 1000;
}

bool token_ageing(const struct token *token, int64_t now_ms)
{
	return now_ms >= token->refresh_at * 1000;
}

void token_draw_refresh(struct token *token, int64_t refresh_in_s,
			int64_t predecessor_expires_at)
{
	int64_t received = token->obtained_at_ms / 1000;
	int64_t life = lifetime(token), span, least, most;

	if (llabs(token->expires_at - predecessor_expires_at) <= SAME_S) {
		token->refresh_at = token->expires_at;
		return;
	}
	span = refresh_in_s > 0 && refresh_in_s < life ? refresh_in_s :
							 life / 4 * 3;
	/* Whatever the authority says, the share leaves a good while between
	 * refresh_at and the margin, in which a caller in steady use comes
	 * by. */
	most = life - margin_of(token, TOKEN_MIN_VALIDITY_S);
	if (span > most)
		span = most;
	least = span / 9;
	most = span / 3;
	if (most > least)
		least += (int64_t)random_below((uint64_t)(most - least + 1));
	token->refresh_at = received + span - least;
}

void token_write(const struct token *token, struct secret *out)
{
	json_put_string(out, "token", secret_expose(&token->access_token));
	json_put_string(out, "type", token->type);
	json_put_int(out, "obtained_at_ms", token->obtained_at_ms);
	json_put_int(out, "expires_at", token->expires_at);
	json_put_int(out, "refresh_at", token->refresh_at);
	if (token->claims_hash[0] != '\0')
		json_put_string(out, "claims", token->claims_hash);
}

bool token_read(struct json in, struct token *ret_token, struct error *err)
{
	const char *text = NULL, *type = NULL, *claims = "";

	if (!json_get_string(in, "token", &text, err) ||
	    !json_get_string(in, "type", &type, err) ||
	    !json_get_string(in, "claims", &claims, err) ||
	    !json_get_int(in, "obtained_at_ms", 0, INT64_MAX,
			  &ret_token->obtained_at_ms, err) ||
	    !json_get_int(in, "expires_at", 0, INT64_MAX / 1000,
			  &ret_token->expires_at, err) ||
	    !json_get_int(in, "refresh_at", 0, INT64_MAX / 1000,
			  &ret_token->refresh_at, err))
		return false;
	if (text == NULL || !text_b64token(text) || type == NULL ||
	    strlen(type) >= TOKEN_TYPE_SIZE || strlen(claims) >= HASH_SIZE ||
	    ret_token->expires_at == 0)
		return json_fault(in, NULL, err, "holds no token");
	snprintf(ret_token->type, TOKEN_TYPE_SIZE, "%s", type);
	snprintf(ret_token->claims_hash, HASH_SIZE, "%s", claims);
	if (!secret_append(&ret_token->access_token, text))
		return error_memory(err);
	return true;
}

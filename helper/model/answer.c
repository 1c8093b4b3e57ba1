/* SPDX-License-Identifier: MIT */
/* Formatting answers, written whole into a struct secret. */
#include "model/answer.h"

#include "base/clock.h"

#define EXEC_EARLY_S 60

static void put_token(const struct order *order, const struct token *token,
		      struct secret *line)
{
	char date[CLOCK_DATE_SIZE];

	clock_format(token->expires_at, date);
	json_put_string(line, "token", secret_expose(&token->access_token));
	json_put_string(line, "tokenType", token->type);
	json_put_string(line, "expirationTimestamp", date);
	json_put_int(line, "expiresOn", token->expires_at);
	json_put_string(line, "principal", order->principal);
	json_put_string(line, "cloud", order->cloud);
	json_put_string(line, "tenant", order->tenant);
	json_put_strings(line, "scopes", (const char *const *)order->scopes);
}

static void put_exec(const struct token *token, int64_t now_s,
		     struct secret *line)
{
	int64_t early = (token->expires_at - now_s) / 4;
	char date[CLOCK_DATE_SIZE];

	if (early > EXEC_EARLY_S)
		early = EXEC_EARLY_S;
	if (early < 0)
		early = 0;
	clock_format(token->expires_at - early, date);
	json_put_string(line, "expirationTimestamp", date);
	json_put_string(line, "token", secret_expose(&token->access_token));
}

bool answer_format(enum request_form form, const struct order *order,
		   const struct token *token, int64_t now_s,
		   struct secret *ret_line)
{
	static const struct {
		const char *version, *kind;
	} heads[] = {
		[REQUEST_TOKEN] = { REQUEST_API_VERSION, "Token" },
		[REQUEST_EXEC_V1] = { "client.authentication.k8s.io/v1",
				      "ExecCredential" },
		[REQUEST_EXEC_V1BETA1] = {
			"client.authentication.k8s.io/v1beta1",
			"ExecCredential" },
	};

	json_begin(ret_line, NULL, '{');
	json_put_string(ret_line, "apiVersion", heads[form].version);
	json_put_string(ret_line, "kind", heads[form].kind);
	json_begin(ret_line, "status", '{');
	if (form == REQUEST_TOKEN)
		put_token(order, token, ret_line);
	else
		put_exec(token, now_s, ret_line);
	json_end(ret_line, '}');
	json_end(ret_line, '}');
	return secret_append(ret_line, "\n");
}

/* SPDX-License-Identifier: MIT */
/* Reading the payload of a JWT. */
#include "model/jwt.h"

#include <string.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/str.h"

struct json_document *jwt_payload(const struct secret *token,
				  struct json *ret_root, struct error *err)
{
	static const struct json_source source = {
		.name = "the payload of the token", .class = ERROR_USAGE,
	};
	auto_json struct json_document *document = NULL;
	auto_secret struct secret payload = SECRET_INIT;
	const char *begin = strchr(secret_expose(token), '.'), *end = NULL;

	if (begin != NULL)
		end = strchr(++begin, '.');
	if (end == NULL ||
	    !base64_decode(begin, (size_t)(end - begin), &payload))
		return error_set(err, ERROR_USAGE, "the token is not a JWT, so "
				 "its claims cannot be read"), NULL;
	document = json_parse(secret_expose(&payload), payload.length, &source,
			      err);
	if (document == NULL || !json_root(document, ret_root, err))
		return NULL;
	return steal(document);
}

static void put_time(struct json root, const char *claim, const char *word,
		     struct str *out)
{
	char date[CLOCK_DATE_SIZE];
	struct error ignored;
	int64_t time = 0;

	if (!json_get_int(root, claim, 0, INT64_MAX / 1000, &time, &ignored) ||
	    time == 0)
		return;
	clock_format(time, date);
	str_format(out, ", %s %s", word, date);
}

char *jwt_summary(const struct secret *token)
{
	auto_json struct json_document *document = NULL;
	const char *issuer = "?", *subject = "?", *audience = NULL;
	auto_free const char **audiences = NULL;
	auto_str struct str out = STR_INIT;
	struct error ignored;
	struct json root;

	document = jwt_payload(token, &root, &ignored);
	if (document == NULL)
		return NULL;
	json_get_string(root, "iss", &issuer, &ignored);
	json_get_string(root, "sub", &subject, &ignored);
	if (!json_get_string(root, "aud", &audience, &ignored))
		json_get_strings(root, "aud", &audiences, &ignored);
	if (audience == NULL && audiences != NULL)
		audience = audiences[0];
	str_format(&out, "issuer '%s', subject '%s', audience '%s'", issuer,
		   subject, audience != NULL ? audience : "?");
	put_time(root, "nbf", "valid from", &out);
	put_time(root, "exp", "until", &out);
	return str_take(&out);
}

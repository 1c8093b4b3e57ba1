/* SPDX-License-Identifier: MIT */
/* Reading the claims of a JWT for display. */
#include "cli/claims.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/cli.h"
#include "model/jwt.h"

static void put_line(struct secret *lines, const char *name,
		     const char *value)
{
	auto_free char *clean = value != NULL ? strdup(value) : NULL;

	if (clean == NULL)
		return;
	text_clean(clean);
	secret_format(lines, "%-14s%s\n", name, clean);
}

static void put_string(struct json root, const char *claim, const char *name,
		       struct secret *lines)
{
	const char *value = NULL;
	struct error ignored;

	if (json_get_string(root, claim, &value, &ignored))
		put_line(lines, name, value);
}

static void put_strings(struct json root, const char *claim, const char *name,
			struct secret *lines)
{
	auto_free const char **values = NULL;
	auto_free char *list = NULL;
	struct error ignored;

	if (!json_get_strings(root, claim, &values, &ignored) ||
	    values == NULL)
		return;
	list = text_join(values);
	put_line(lines, name, list);
}

static void put_time(struct json root, const char *claim, const char *name,
		     struct secret *lines)
{
	char date[CLOCK_DATE_SIZE], span[CLI_SPAN_SIZE];
	struct error ignored;
	int64_t time = 0;

	if (!json_get_int(root, claim, 0, INT64_MAX / 1000, &time, &ignored) ||
	    time == 0)
		return;
	clock_format(time, date);
	cli_span(clock_now_s(), time, span);
	secret_format(lines, "%-14s%s (%s)\n", name, date, span);
}

static void describe(struct json root, struct secret *lines)
{
	put_string(root, "aud", "audience", lines);
	put_strings(root, "aud", "audience", lines);
	put_string(root, "iss", "issuer", lines);
	put_string(root, "tid", "tenant", lines);
	put_string(root, "appid", "application", lines);
	if (!json_has(root, "appid"))
		put_string(root, "azp", "application", lines);
	put_string(root, "oid", "object", lines);
	put_string(root, "upn", "user", lines);
	put_string(root, "idtyp", "kind", lines);
	put_strings(root, "roles", "roles", lines);
	put_string(root, "scp", "scopes", lines);
	put_time(root, "iat", "issued", lines);
	put_time(root, "exp", "expires", lines);
}

bool claims_describe(const struct secret *token, struct secret *ret_lines,
		  struct error *err)
{
	auto_json struct json_document *document = NULL;
	struct json root;

	document = jwt_payload(token, &root, err);
	if (document == NULL)
		return false;
	describe(root, ret_lines);
	return true;
}

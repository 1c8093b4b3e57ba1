/* SPDX-License-Identifier: MIT */
/*
 * What client assertions of both kinds have in common: see assertion.h.
 */
#include "assertion.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

#define TYPE "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"
#define TOLERANCE 300 /* seconds that a clock may be ahead of ours */
#define LIFETIME_MAX ((int64_t)24 * 60 * 60)
#define TIME_SIZE 40

bool assertion_malformed(struct login *login, const char *reason)
{
	return login_fail(login, 400, "invalid_request", 50027,
			  "The JWT in 'client_assertion' is invalid: %s.",
			  reason);
}

static void format_time(int64_t seconds, char ret_text[TIME_SIZE])
{
	time_t value = (time_t)seconds;
	struct tm utc;

	if (!gmtime_r(&value, &utc) ||
	    !strftime(ret_text, TIME_SIZE, "%Y-%m-%dT%H:%M:%S.0000000Z", &utc))
		strcpy(ret_text, "(never)");
}

static bool fail_times(struct login *login, int64_t now, int64_t from,
		       int64_t until)
{
	char texts[3][TIME_SIZE];

	format_time(now, texts[0]);
	format_time(from, texts[1]);
	format_time(until, texts[2]);
	return login_fail(login, 401, "invalid_client", 700024,
			  "Client assertion is not within its valid time "
			  "range. Current time: %s, assertion valid from %s, "
			  "expiry time of assertion %s.",
			  texts[0], texts[1], texts[2]);
}

bool assertion_timely(struct login *login, const struct jose *jose)
{
	int64_t now = request_now(login->request);
	int64_t from = 0;
	int64_t until;

	if (!jose_number(jose->claims, "exp", &until))
		return assertion_malformed(login, "'exp' is not a number");
	if (json_object_object_get_ex(jose->claims, "nbf", NULL) &&
	    !jose_number(jose->claims, "nbf", &from))
		return assertion_malformed(login, "'nbf' is not a number");
	if (until <= now || from > now + TOLERANCE ||
	    until > (from ? from : now) + LIFETIME_MAX)
		return fail_times(login, now, from, until);
	return true;
}

static bool check_form(struct login *login)
{
	const char *type = form_value(&login->form, "client_assertion_type");

	if (login->client->public_client)
		return login_fail(login, 401, "invalid_client", 700025,
				  "A public client must not present a "
				  "credential.");
	if (!type)
		return login_missing(login, "client_assertion_type");
	if (strcmp(type, TYPE) != 0)
		return login_fail(login, 400, "invalid_request", 50027,
				  "The client_assertion_type '%s' is not '%s'.",
				  type, TYPE);
	if (form_value(&login->form, "client_secret"))
		return login_fail(login, 400, "invalid_request", 90023,
				  "There are both 'client_secret' and "
				  "'client_assertion'.");
	return true;
}

/* For the journal: "PS256 x5t#S256", "RS256 x5t x5c". */
static void note_header(struct login *login, const struct jose *jose)
{
	static const char *const names[] = { "x5t#S256", "x5t", "x5c" };
	char *text = login->request->note.assertion;
	const char *alg = jose_string(jose->header, "alg");
	size_t size = sizeof(login->request->note.assertion);
	int length = snprintf(text, size, "%.16s", alg ? alg : "?");

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (json_object_object_get_ex(jose->header, names[i], NULL))
			length += snprintf(text + length,
					   size - (size_t)length, " %s",
					   names[i]);
}

static bool check(struct login *login, const char *token)
{
	auto_jose jose = { 0 };
	const char *issuer;

	if (!check_form(login))
		return false;
	if (!jose_parse(&jose, token))
		return assertion_malformed(login, "it is not three parts of "
						  "base64url, two of them "
						  "JSON objects");
	note_header(login, &jose);
	issuer = jose_string(jose.claims, "iss");
	if (!issuer)
		return assertion_malformed(login, "'iss' is missing");
	/* A client's id is not an address, an issuer always is. */
	return string_starts(issuer, "https://") ?
		       assertion_federated(login, &jose) :
		       assertion_by_certificate(login, &jose);
}

bool assertion_try(struct login *login, bool *ret_proven)
{
	const char *token = form_value(&login->form, "client_assertion");

	if (!token)
		return false;
	*ret_proven = check(login, token);
	return true;
}

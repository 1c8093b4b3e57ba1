/* SPDX-License-Identifier: MIT */
/*
 * Assertions of other issuers (workload identity federation): the client
 * must have a federated credential of exactly this issuer, subject and
 * audience, and the issuer must have signed. Such a token may be used many
 * times. Tokens of the authority itself are good, but not a user's.
 */
#include "assertion.h"

#include <string.h>

#define MATCHES_ISSUER 1
#define MATCHES_SUBJECT 2
#define MATCHES_AUDIENCE 3

static bool equal(const char *wanted, const char *sent)
{
	return sent && strcmp(wanted, sent) == 0;
}

/* How far the nearest credential agrees with the assertion. */
static int match(const struct client_keys *keys, const struct jose *jose)
{
	const char *issuer = jose_string(jose->claims, "iss");
	const char *subject = jose_string(jose->claims, "sub");
	const char *audience = jose_string(jose->claims, "aud");
	int best = 0;

	for (size_t i = 0; i < keys->federated_count; i++) {
		const struct federated *federated = &keys->federated[i];
		int depth = 0;

		if (equal(federated->issuer, issuer))
			depth = MATCHES_ISSUER;
		if (depth && equal(federated->subject, subject))
			depth = MATCHES_SUBJECT;
		if (depth == MATCHES_SUBJECT &&
		    equal(federated->audience, audience))
			depth = MATCHES_AUDIENCE;
		best = depth > best ? depth : best;
	}
	return best;
}

static bool fail_match(struct login *login, const struct jose *jose, int depth)
{
	static const struct {
		int aadsts;
		const char *name;
		const char *claim;
	} failures[] = {
		{ 700211, "issuer", "iss" },
		{ 700213, "subject", "sub" },
		{ 700212, "audience", "aud" },
	};
	const char *value = jose_string(jose->claims, failures[depth].claim);

	return login_fail(login, 401, "invalid_client", failures[depth].aadsts,
			  "No matching federated identity record found for "
			  "presented assertion %s '%s'. Check your federated "
			  "identity credential Subject, Audience and Issuer "
			  "against the presented assertion.",
			  failures[depth].name, value ? value : "");
}

static bool check_signature(struct login *login, const struct jose *jose)
{
	const struct authority *authority = login->request->authority;

	if (!equal("RS256", jose_string(jose->header, "alg")))
		return assertion_malformed(login, "'alg' is not RS256");
	switch (issuers_check(&authority->tenants.issuers, &authority->identity,
			      jose)) {
	case ISSUER_SIGNED:
		return true;
	case ISSUER_NOT_SIGNED:
		return login_fail(login, 401, "invalid_client", 50012,
				  "Client assertion contains an invalid "
				  "signature.");
	default:
		return login_fail(login, 400, "invalid_request", 70021,
				  "No matching federated identity record found "
				  "for presented assertion: the keys of the "
				  "issuer '%s' are not to be had.",
				  jose_string(jose->claims, "iss"));
	}
}

/* A user's token of this authority has delegated scopes. */
static bool check_app_only(struct login *login, const struct jose *jose)
{
	const struct identity *own = &login->request->authority->identity;

	if (!equal(own->token_kid, jose_string(jose->header, "kid")) ||
	    !jose_string(jose->claims, "scp"))
		return true;
	return login_fail(login, 401, "invalid_client", 700229,
			  "Only app-only tokens can be used as Federated "
			  "Identity Credentials for this issuer.");
}

bool assertion_federated(struct login *login, const struct jose *jose)
{
	const struct client_keys *keys = &login->client->keys;
	int depth = match(keys, jose);

	if (keys->federated_count == 0)
		return login_fail(login, 401, "invalid_client", 70025,
				  "The client '%s' has no configured federated "
				  "identity credentials.",
				  login->client->client_id);
	if (depth < MATCHES_ISSUER)
		return fail_match(login, jose, depth);
	if (!check_signature(login, jose) || !check_app_only(login, jose))
		return false;
	if (depth < MATCHES_AUDIENCE)
		return fail_match(login, jose, depth);
	return assertion_timely(login, jose);
}

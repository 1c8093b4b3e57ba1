/* SPDX-License-Identifier: MIT */
/*
 * Who the client of a token request is, and whether it proves it: by a
 * signed assertion (assertion.c), by client_secret in the form or by HTTP
 * Basic (RFC 6749, 2.3.1). A further way is a further row of the table.
 */
#include "token-endpoint.h"

#include "assertion.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* The two halves of a Basic header, form-decoded; the caller's strings. */
static bool read_basic(const struct request *request, char **ret_id,
		       char **ret_secret)
{
	const char *header = request_header(request, "Authorization");
	auto_text pair = { 0 };
	auto_text id = { 0 };
	auto_text secret = { 0 };
	const char *colon;

	if (!header || strncasecmp(header, "Basic ", 6) != 0 ||
	    !base64_parse(header + 6, strlen(header + 6), &pair))
		return false;
	colon = strchr(pair.data, ':');
	if (!colon ||
	    !percent_parse(pair.data, (size_t)(colon - pair.data), true,
			   &id) ||
	    !percent_parse(colon + 1, strlen(colon + 1), true, &secret))
		return false;
	*ret_id = text_take(&id);
	*ret_secret = text_take(&secret);
	return true;
}

bool login_client(struct login *login)
{
	const char *id = form_value(&login->form, "client_id");
	auto_free basic_id = NULL;
	auto_free basic_secret = NULL;

	if (!id && read_basic(login->request, &basic_id, &basic_secret)) {
		id = basic_id;
		login->request->note.client_id = string_dup(id);
	}
	if (!id)
		return login_missing(login, "client_id");
	login->client = tenant_client(login->tenant, id);
	return login->client ||
	       login_fail(login, 400, "unauthorized_client", 700016,
			  "There is no application '%s' in the directory "
			  "'%s'.",
			  id, login->tenant->id);
}

static bool check_secret(struct login *login, const char *secret)
{
	if (login->client->public_client)
		return login_fail(login, 401, "invalid_client", 700025,
				  "A public client must not present a "
				  "credential.");
	if (strings_have(&login->client->secrets, secret))
		return true;
	if (strings_have(&login->client->expired_secrets, secret))
		return login_fail(login, 401, "invalid_client", 7000222,
				  "The client secret of the application '%s' "
				  "has expired.",
				  login->client->client_id);
	return login_fail(login, 401, "invalid_client", 7000215,
			  "Invalid client secret provided: the value is "
			  "asked for, not the id, of application '%s'.",
			  login->client->client_id);
}

static bool try_posted(struct login *login, bool *ret_proven)
{
	const char *secret = form_value(&login->form, "client_secret");

	if (!secret)
		return false;
	*ret_proven = check_secret(login, secret);
	return true;
}

static bool try_basic(struct login *login, bool *ret_proven)
{
	auto_free id = NULL;
	auto_free secret = NULL;

	if (!read_basic(login->request, &id, &secret))
		return false;
	*ret_proven = strcasecmp(id, login->client->client_id) == 0 ?
			      check_secret(login, secret) :
			      login_fail(login, 400, "invalid_request", 90023,
					 "The client ids contradict.");
	return true;
}

/* Ways to prove oneself: each says whether it was tried. */
static bool (*const credentials[])(struct login *login, bool *ret_proven) = {
	assertion_try,
	try_posted,
	try_basic,
};

bool login_credential(struct login *login)
{
	bool proven = false;

	for (size_t i = 0; i < sizeof(credentials) / sizeof(credentials[0]);
	     i++)
		if (credentials[i](login, &proven))
			return proven;
	return login_fail(login, 401, "invalid_client", 7000218,
			  "The body must contain 'client_assertion' or "
			  "'client_secret'.");
}

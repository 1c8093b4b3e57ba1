/* SPDX-License-Identifier: MIT */
/*
 * What a token request asks for: the scope of an application, which names
 * one resource as RESOURCE/.default. Only that suffix is cut: the audience
 * keeps every slash, so "https://x//.default" means "https://x/".
 */
#include "token-endpoint.h"

#include <stdlib.h>
#include <string.h>

#define SUFFIX "/.default"

/* Clients add these to every request; they change nothing here. */
static const char *const harmless[] = { "openid", "profile",
					"offline_access", "email" };

static bool is_harmless(const char *scope)
{
	for (size_t i = 0; i < sizeof(harmless) / sizeof(harmless[0]); i++)
		if (strcmp(harmless[i], scope) == 0)
			return true;
	return false;
}

static bool take_item(struct login *login, const char *item,
		      char **ret_resource)
{
	auto_free resource = NULL;

	if (is_harmless(item))
		return true;
	if (!string_ends(item, SUFFIX) || strlen(item) == strlen(SUFFIX))
		return login_fail(login, 400, "invalid_scope", 1002012,
				  "The scope '%s' is not valid for an "
				  "application: it must end in /.default.",
				  item);
	resource = string_format("%.*s",
				 (int)(strlen(item) - strlen(SUFFIX)), item);
	if (*ret_resource && strcmp(*ret_resource, resource) != 0)
		return login_fail(login, 400, "invalid_scope", 28002,
				  "The scope names several resources, '%s' "
				  "and '%s'.",
				  *ret_resource, resource);
	if (!*ret_resource) {
		*ret_resource = resource;
		resource = NULL;
	}
	return true;
}

static bool check_known(struct login *login, const char *resource)
{
	const struct hosts *hosts = &login->request->authority->hosts;
	const struct strings *allowed = &login->client->allowed_resources;
	bool fine = hosts_resource(hosts, resource, login->cloud) != NULL;

	if (fine && allowed->count > 0) {
		fine = false;
		for (size_t i = 0; i < allowed->count; i++)
			if (audience_equal(allowed->items[i], resource))
				fine = true;
	}
	return fine || login_fail(login, 400, "invalid_resource", 500011,
				  "There is no resource principal '%s' in the "
				  "tenant '%s'.",
				  resource, login->tenant->id);
}

bool login_resource(struct login *login, char **ret_resource)
{
	const char *scope = form_value(&login->form, "scope");
	const char *resource = form_value(&login->form, "resource");
	bool fine = true;

	if (resource) {
		*ret_resource = string_dup(resource);
		return check_known(login, resource);
	}
	if (!scope)
		return login_missing(login, "scope");
	while (fine && *scope) {
		size_t length = strcspn(scope, " ");
		auto_free item = string_format("%.*s", (int)length, scope);

		if (length > 0)
			fine = take_item(login, item, ret_resource);
		scope += length;
		scope += *scope == ' ';
	}
	if (!fine)
		return false;
	if (!*ret_resource)
		return login_fail(login, 400, "invalid_scope", 1002012,
				  "The scope names no resource.");
	return check_known(login, *ret_resource);
}

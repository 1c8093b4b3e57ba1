/* SPDX-License-Identifier: MIT */
/*
 * Metadata endpoints: see metadata.h.
 */
#include "metadata.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

void metadata_call_clear(struct metadata_call *call)
{
	free(call->resource);
}

bool metadata_quirk(const struct metadata_call *call, const char *name)
{
	return strcmp(call->request->quirk, name) == 0;
}

bool metadata_fail(struct metadata_call *call, unsigned int status,
		   const char *error, const char *format, ...)
{
	struct json_object *body = json_object_new_object();
	struct note *note = &call->request->note;
	auto_free description = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&description, format, arguments) < 0)
		abort();
	va_end(arguments);
	if (call->nested) {
		struct json_object *inner = json_object_new_object();

		json_add(inner, "code", error);
		json_add(inner, "message", description);
		json_object_object_add(body, "error", inner);
	} else {
		json_add(body, "error", error);
		json_add(body, "error_description", description);
	}
	reply_json(call->reply, status, body);
	snprintf(note->error, sizeof(note->error), "%s", error);
	return false;
}

bool metadata_method(struct metadata_call *call, const char *method)
{
	if (strcmp(call->request->method, method) == 0)
		return true;
	reply_header(call->reply, "Allow", "%s", method);
	return metadata_fail(call, 405, "method_not_allowed",
			     "This endpoint takes %s only.", method);
}

/* Against requests that something forged or passed on. */
bool metadata_header(struct metadata_call *call)
{
	const char *header = request_header(call->request, "Metadata");

	if (!header || strcasecmp(header, "true") != 0)
		return metadata_fail(call, 400, "invalid_request",
				     "Required metadata header not specified");
	if (request_header(call->request, "X-Forwarded-For"))
		return metadata_fail(call, 400, "invalid_request",
				     "The request came through a proxy "
				     "(X-Forwarded-For)");
	return true;
}

bool metadata_version(struct metadata_call *call, const char *version)
{
	auto_free sent = request_parameter(call->request, "api-version");

	return (sent && strcmp(sent, version) == 0) ||
	       metadata_fail(call, 400, "invalid_request",
			     "api-version '%s' was asked for, '%s' is known",
			     sent ? sent : "", version);
}

bool metadata_resource(struct metadata_call *call, const char *resource)
{
	const struct hosts *hosts = &call->request->authority->hosts;

	if (!resource || !*resource)
		return metadata_fail(call, 400, "invalid_request",
				     "Required query variable 'resource' is "
				     "missing");
	call->resource = string_dup(resource);
	call->request->note.scope = string_dup(resource);
	return hosts_resource(hosts, resource, NULL) ||
	       metadata_fail(call, 400, "invalid_resource",
			     "AADSTS500011: The resource principal named %s "
			     "was not found in the tenant.",
			     resource);
}

/* The one selector of the query; false when there are several. */
static bool read_selector(struct metadata_call *call,
			  const char *resource_parameter,
			  enum identity_selector *ret_selector, char **ret_name)
{
	const char *const names[] = {
		[SELECT_CLIENT_ID] = "client_id",
		[SELECT_OBJECT_ID] = "object_id",
		[SELECT_RESOURCE_ID] = resource_parameter,
	};

	for (int i = SELECT_CLIENT_ID; i <= SELECT_RESOURCE_ID; i++) {
		char *name = request_parameter(call->request, names[i]);

		if (name && *ret_name) {
			free(name);
			return metadata_fail(call, 400, "invalid_request",
					     "Several identities are named");
		}
		if (name) {
			*ret_name = name;
			*ret_selector = (enum identity_selector)i;
		}
	}
	return true;
}

bool metadata_select(struct metadata_call *call, const char *resource_parameter)
{
	const struct managed_identities *known =
		&call->request->authority->tenants.identities;
	enum identity_selector selector = SELECT_CLIENT_ID;
	auto_free name = NULL;

	if (!read_selector(call, resource_parameter, &selector, &name))
		return false;
	if (name)
		call->request->note.client_id = string_dup(name);
	if (!name || string_starts(call->request->quirk, "ignores-identity"))
		call->identity = managed_identities_unnamed(known);
	else
		call->identity = managed_identities_find(known, selector, name);
	if (call->identity)
		return true;
	if (!name && known->user_count > 1)
		return metadata_fail(call, 400, "invalid_request",
				     "Multiple user assigned identities exist, "
				     "please specify the clientId / resourceId "
				     "of the identity in the token request");
	return metadata_fail(call, 400, "invalid_request", "Identity not found");
}

/* As App Service has been seen to: "11/24/2026 3:05:10 PM +00:00". */
static char *format_date(int64_t seconds)
{
	time_t value = (time_t)seconds;
	struct tm utc = { 0 };

	gmtime_r(&value, &utc);
	return string_format("%d/%d/%d %d:%02d:%02d %s +00:00", utc.tm_mon + 1,
			     utc.tm_mday, utc.tm_year + 1900,
			     utc.tm_hour % 12 ? utc.tm_hour % 12 : 12,
			     utc.tm_min, utc.tm_sec,
			     utc.tm_hour < 12 ? "AM" : "PM");
}

static char *format_plain(int64_t seconds)
{
	time_t value = (time_t)seconds;
	struct tm utc = { 0 };
	char text[32];

	gmtime_r(&value, &utc);
	strftime(text, sizeof(text), "%m/%d/%Y %H:%M:%S", &utc);
	return string_dup(text);
}

static char *format_iso(int64_t seconds)
{
	time_t value = (time_t)seconds;
	struct tm utc = { 0 };
	char text[32];

	gmtime_r(&value, &utc);
	strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &utc);
	return string_dup(text);
}

static void add_number(const struct metadata_call *call,
		       struct json_object *body, const char *key, int64_t number)
{
	auto_free text = string_format("%lld", (long long)number);

	if (metadata_quirk(call, "numbers"))
		json_object_object_add(body, key, json_object_new_int64(number));
	else
		json_add(body, key, text);
}

static void add_expires_on(const struct metadata_call *call,
			   struct json_object *body, int64_t until)
{
	auto_free text = NULL;

	if (metadata_quirk(call, "date"))
		text = format_date(until);
	else if (metadata_quirk(call, "plain-date"))
		text = format_plain(until);
	else if (metadata_quirk(call, "iso-date"))
		text = format_iso(until);
	if (text)
		json_add(body, "expires_on", text);
	else
		add_number(call, body, "expires_on", until);
}

static int bend_members(const struct metadata_call *call, int members)
{
	const int expiry = METADATA_EXPIRES_IN | METADATA_EXPIRES_ON |
			   METADATA_EXT_EXPIRES_IN;

	if (metadata_quirk(call, "no-expiry"))
		return members & ~expiry;
	if (metadata_quirk(call, "expires-in-only"))
		return (members & ~expiry) | METADATA_EXPIRES_IN;
	if (metadata_quirk(call, "no-echo") ||
	    metadata_quirk(call, "ignores-identity-silently"))
		return members & ~METADATA_CLIENT_ID;
	return members;
}

void metadata_answer(struct metadata_call *call, int members)
{
	struct json_object *body = json_object_new_object();
	struct machine_token token;
	int64_t left;

	machine_token_get(call->request, call->identity, call->resource, &token);
	left = token.until - request_now(call->request) - 1;
	members = bend_members(call, members);
	json_add(body, "access_token", token.token);
	if (members & METADATA_REFRESH_TOKEN)
		json_add(body, "refresh_token", "");
	if ((members & METADATA_CLIENT_ID) && call->identity)
		json_add(body, "client_id", call->identity->client_id);
	if (members & METADATA_EXPIRES_IN)
		add_number(call, body, "expires_in", left);
	if (members & METADATA_EXPIRES_ON)
		add_expires_on(call, body, token.until);
	if (members & METADATA_EXT_EXPIRES_IN)
		add_number(call, body, "ext_expires_in", left);
	if (members & METADATA_NOT_BEFORE)
		add_number(call, body, "not_before", token.from);
	json_add(body, "resource", call->resource);
	json_add(body, "token_type", "Bearer");
	call->reply->token = string_dup(token.token);
	machine_token_clear(&token);
	reply_json(call->reply, 200, body);
}

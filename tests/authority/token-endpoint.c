/* SPDX-License-Identifier: MIT */
/*
 * The token endpoint: checks the request as a whole (method, content type,
 * parameters, tenant) and hands it to its grant. See token-endpoint.h. The
 * order of the checks and the codes are those of the identity platform.
 */
#include "token-endpoint.h"

#include "login-error.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static const struct grant *const grants[] = {
	&grant_client_credentials,
};

bool login_fail(struct login *login, unsigned int status, const char *error,
		int aadsts, const char *format, ...)
{
	auto_free description = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&description, format, arguments) < 0)
		abort();
	va_end(arguments);
	login_error(login->request, login->reply,
		    &(struct login_error){ .status = status,
					   .error = error,
					   .aadsts = login->adfs ? 0 : aadsts,
					   .description = description });
	return false;
}

bool login_missing(struct login *login, const char *parameter)
{
	return login_fail(login, 400, "invalid_request", 900144,
			  "The body lacks the parameter '%s'.", parameter);
}

static bool check_method(struct login *login)
{
	if (strcmp(login->request->method, "POST") == 0)
		return true;
	return login_fail(login, 400, "invalid_request", 900561,
			  "This endpoint takes POST only, not %s.",
			  login->request->method);
}

/* A body of another type is not looked into: nothing is found in it. */
static bool check_form(struct login *login)
{
	const char *type = request_header(login->request, "Content-Type");
	static const char wanted[] = "application/x-www-form-urlencoded";
	const char *twice;

	if (!type || strncasecmp(type, wanted, sizeof(wanted) - 1) != 0 ||
	    !strchr("; ", type[sizeof(wanted) - 1]))
		return login_missing(login, "grant_type");
	if (!form_parse(&login->form, login->request->body.data,
			login->request->body.length))
		return login_fail(login, 400, "invalid_request", 9000410,
				  "The body is not a well-formed form.");
	twice = form_duplicate(&login->form);
	if (twice)
		return login_fail(login, 400, "invalid_request", 9000411,
				  "The parameter '%s' is there twice.", twice);
	if (form_value(&login->form, "resource") && !login->adfs)
		return login_fail(login, 400, "invalid_request", 901002,
				  "The parameter 'resource' is not supported "
				  "here.");
	return true;
}

static bool check_alias(struct login *login, const char *name)
{
	if (strcasecmp(name, "common") == 0 ||
	    strcasecmp(name, "consumers") == 0)
		return login_fail(login, 400, "invalid_request", 9001023,
				  "This grant does not work with '/%s'; name "
				  "a tenant.",
				  name);
	if (strcasecmp(name, "organizations") == 0)
		return login_fail(login, 400, "invalid_request", 50059,
				  "The request tells of no tenant.");
	return true;
}

static bool check_tenant(struct login *login)
{
	auto_free name = request_segment(login->request, 0);
	const struct tenants *tenants = &login->request->authority->tenants;

	login->tenant = tenants_find(tenants, name);
	if (login->tenant &&
	    (!login->tenant->cloud || !login->cloud ||
	     strcmp(login->tenant->cloud, login->cloud) == 0))
		return true;
	return check_alias(login, name) &&
	       login_fail(login, 400, "invalid_request", 90002,
			  "There is no tenant '%s'; check the id, and that "
			  "this is its cloud.",
			  name);
}

/* AD FS: a tenant of that name in the configuration, else the first. */
static bool check_farm(struct login *login)
{
	const struct tenants *tenants = &login->request->authority->tenants;

	login->tenant = tenants_find(tenants, "adfs");
	if (!login->tenant && tenants->count > 0)
		login->tenant = &tenants->items[0];
	return login->tenant ||
	       login_fail(login, 400, "invalid_request", 0,
			  "There are no clients here.");
}

static char *note_value(struct login *login, const char *name)
{
	const char *value = form_value(&login->form, name);

	return value ? string_dup(value) : NULL;
}

static void dispatch(struct login *login)
{
	const char *type = form_value(&login->form, "grant_type");

	if (!type) {
		login_missing(login, "grant_type");
		return;
	}
	for (size_t i = 0; i < sizeof(grants) / sizeof(grants[0]); i++) {
		if (strcmp(grants[i]->name, type) == 0) {
			grants[i]->answer(login);
			return;
		}
	}
	login_fail(login, 400, "unsupported_grant_type", 70003,
		   "The grant type '%s' is not supported.", type);
}

static void answer(struct login *login)
{
	bool well_formed = check_method(login) && check_form(login);
	struct note *note = &login->request->note;

	note->grant_type = note_value(login, "grant_type");
	note->client_id = note_value(login, "client_id");
	note->scope = note_value(login, "scope");
	if (well_formed &&
	    (login->adfs ? check_farm(login) : check_tenant(login)))
		dispatch(login);
	form_clear(&login->form);
}

void token_endpoint(struct request *request, struct reply *reply)
{
	struct login login = {
		.request = request,
		.reply = reply,
		.cloud = request->service->cloud,
	};

	answer(&login);
}

void token_endpoint_adfs(struct request *request, struct reply *reply)
{
	struct login login = {
		.request = request,
		.reply = reply,
		.adfs = true,
	};

	answer(&login);
}

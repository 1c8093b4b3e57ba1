/* SPDX-License-Identifier: MIT */
/*
 * Azure Pipelines: POST with the id of a service connection and the job's
 * access token. A stranger is sent to a page to sign in at, unless the
 * request says that it is no browser.
 */
#include "runner.h"

#include <string.h>
#include <strings.h>

#define ISSUER \
	"https://vstoken.dev.azure.com/99999999-9999-4999-8999-999999999999"
#define SUBJECT "sc://contoso/widgets/"
#define AUDIENCE "api://AzureADTokenExchange"
#define LIFETIME 600
#define VERSION_PREFIX "7."

static void refuse(struct request *request, struct reply *reply)
{
	const char *suppress = request_header(request, "X-TFS-FedAuthRedirect");

	if (suppress && strcasecmp(suppress, "Suppress") == 0) {
		reply_header(reply, "WWW-Authenticate", "Bearer");
		reply_text(reply, 401, "text/plain", "");
		return;
	}
	reply_header(reply, "Location", "https://%s/_signin",
		     request->host_header);
	reply_text(reply, 302, "text/html; charset=utf-8",
		   "<html><head><title>Object moved</title></head></html>\n");
}

static void reply_problem(struct reply *reply, const char *message)
{
	struct json_object *body = json_object_new_object();

	json_add(body, "message", message);
	reply_json(reply, 400, body);
}

void runner_pipelines(struct request *request, struct reply *reply)
{
	auto_free version = request_parameter(request, "api-version");
	auto_free connection = request_parameter(request, "serviceConnectionId");
	auto_free subject = string_format(SUBJECT "%s",
					  connection ? connection : "");
	auto_free token = NULL;
	struct json_object *body;

	if (!runner_admits(request, request->authority->machine.access_token)) {
		refuse(request, reply);
		return;
	}
	if (!version || !string_starts(version, VERSION_PREFIX)) {
		reply_problem(reply, "No api-version was supplied.");
		return;
	}
	if (!connection || strlen(connection) != GUID_SIZE - 1) {
		reply_problem(reply, "serviceConnectionId is not a GUID.");
		return;
	}
	token = runner_mint(request, ISSUER, subject, AUDIENCE, LIFETIME);
	request->note.audience = string_dup(AUDIENCE);
	body = json_object_new_object();
	json_add(body, "oidcToken", token);
	reply_json(reply, 200, body);
}

void runner_sign_in(struct request *request, struct reply *reply)
{
	(void)request;
	reply_text(reply, 200, "text/html; charset=utf-8",
		   "<!DOCTYPE html><html><head><title>Sign in to your account"
		   "</title></head><body></body></html>\n");
}

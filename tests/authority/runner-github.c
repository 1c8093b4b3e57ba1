/* SPDX-License-Identifier: MIT */
/*
 * GitHub Actions: GET with the audience added to the address that the job
 * was given, and the job's request token.
 */
#include "runner.h"

#include <string.h>

#define ISSUER "https://token.actions.githubusercontent.com"
#define SUBJECT "repo:contoso/widgets:ref:refs/heads/main"
#define AUDIENCE "https://github.com/contoso" /* when none is asked for */
#define LIFETIME 300

void runner_github(struct request *request, struct reply *reply)
{
	auto_free asked = request_parameter(request, "audience");
	const char *audience = asked ? asked : AUDIENCE;
	struct json_object *body;
	auto_free token = NULL;

	if (!runner_admits(request, request->authority->machine.request_token)) {
		reply_text(reply, 401, "application/json",
			   "{\"message\":\"The request token is wrong.\"}");
		return;
	}
	token = runner_mint(request, ISSUER, SUBJECT, audience, LIFETIME);
	request->note.audience = string_dup(audience);
	body = json_object_new_object();
	json_object_object_add(body, "count",
			       json_object_new_int((int)strlen(token)));
	json_add(body, "value", token);
	reply_json(reply, 200, body);
}

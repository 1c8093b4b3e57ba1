/* SPDX-License-Identifier: MIT */
/*
 * Protected resources: see resource.h. The refusal is in the form of the
 * Resource Manager's.
 */
#include "resource.h"

#include "bearer.h"

static void refuse(struct request *request, struct reply *reply,
		   const char *reason)
{
	struct json_object *body = json_object_new_object();
	struct json_object *error = json_object_new_object();
	const struct tenants *tenants = &request->authority->tenants;

	json_add(error, "code", "AuthenticationFailed");
	json_add(error, "message", reason);
	json_object_object_add(body, "error", error);
	reply_header(reply, "WWW-Authenticate",
		     "Bearer authorization_uri="
		     "\"https://login.microsoftonline.com/%s\", "
		     "error=\"invalid_token\", error_description=\"%s\"",
		     tenants->count ? tenants->items[0].id : "common", reason);
	reply_json(reply, 401, body);
}

void resource_protected(struct request *request, struct reply *reply)
{
	struct json_object *claims = NULL;
	struct json_object *body;
	const char *reason = bearer_check(request, request->service, false,
					  &claims);

	if (reason) {
		refuse(request, reply, reason);
		return;
	}
	body = json_object_new_object();
	json_add(body, "host", request->host);
	json_add(body, "aud", claim_string(claims, "aud"));
	json_add(body, "appid", claim_string(claims, "appid"));
	json_object_object_add(body, "length",
			       json_object_new_int64(
				       (int64_t)request->body.length));
	json_object_put(claims);
	reply_json(reply, 200, body);
}

void resource_redirect(struct request *request, struct reply *reply)
{
	auto_free url = request_parameter(request, "url");

	if (!url) {
		reply_text(reply, 400, "text/plain", "no 'url' given\n");
		return;
	}
	reply->status = 302;
	reply_header(reply, "Location", "%s", url);
}

void resource_foreign(struct request *request, struct reply *reply)
{
	struct json_object *body = json_object_new_object();

	json_add(body, "host", request->host);
	reply_json(reply, 200, body);
}

void resource_absent(struct request *request, struct reply *reply)
{
	(void)request;
	reply_text(reply, 404, "text/plain", "there is nothing here\n");
}

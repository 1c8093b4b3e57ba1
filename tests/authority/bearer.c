/* SPDX-License-Identifier: MIT */
/*
 * Checking the tokens that requests bring: see bearer.h.
 */
#include "bearer.h"

#include "jwt.h"

#include <string.h>
#include <strings.h>

const char *claim_string(struct json_object *claims, const char *name)
{
	struct json_object *value;

	if (!json_object_object_get_ex(claims, name, &value))
		return "";
	return json_object_get_string(value);
}

static char *find_token(const struct request *request, bool basic)
{
	const char *header = request_header(request, "Authorization");
	auto_text pair = { 0 };
	const char *colon;

	if (!header)
		return NULL;
	if (strncasecmp(header, "Bearer ", 7) == 0)
		return string_dup(header + 7);
	if (!basic || strncasecmp(header, "Basic ", 6) != 0 ||
	    !base64_parse(header + 6, strlen(header + 6), &pair))
		return NULL;
	colon = strchr(pair.data, ':');
	return colon ? string_dup(colon + 1) : NULL;
}

const char *bearer_check(struct request *request,
			 const struct service *service, bool basic,
			 struct json_object **ret_claims)
{
	auto_free token = find_token(request, basic);
	struct json_object *claims = NULL;
	const char *reason;

	if (!token)
		return "the 'Authorization' header is missing";
	reason = jwt_verify(&request->authority->identity, token,
			    request_now(request), &claims);
	if (reason)
		return reason;
	if (!service_accepts(service, claim_string(claims, "aud"))) {
		json_object_put(claims);
		return "the token is for another audience";
	}
	request->note.audience = string_dup(claim_string(claims, "aud"));
	*ret_claims = claims;
	return NULL;
}

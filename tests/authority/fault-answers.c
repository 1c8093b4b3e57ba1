/* SPDX-License-Identifier: MIT */
/*
 * Wrong answers: see fault-answers.h. Answers of a wrong shape are a table
 * of templates, in which '@' stands for the access token.
 */
#include "fault-answers.h"

#include "faults.h"
#include "login-error.h"
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define GARBAGE_SIZE 512
#define DEPTH 2000

#define HEAD "{\"token_type\":\"Bearer\","
#define LIFE "\"expires_in\":3599,\"ext_expires_in\":3599,"
#define TOKEN "\"access_token\":\"@\"}"

static const struct {
	const char *name;
	const char *variant; /* the first of a name is its default */
	const char *body;
} shapes[] = {
	{ "wrong-type", "expires-string",
	  HEAD "\"expires_in\":\"3600\",\"ext_expires_in\":\"3600\"," TOKEN },
	{ "wrong-type", "expires-word", HEAD "\"expires_in\":\"soon\"," TOKEN },
	{ "wrong-type", "expires-float", HEAD "\"expires_in\":59.5," TOKEN },
	{ "wrong-type", "expires-zero", HEAD "\"expires_in\":0," TOKEN },
	{ "wrong-type", "expires-negative", HEAD "\"expires_in\":-5," TOKEN },
	{ "wrong-type", "expires-huge",
	  HEAD "\"expires_in\":99999999999999999999999," TOKEN },
	{ "wrong-type", "expires-exponent",
	  HEAD "\"expires_in\":1e300," TOKEN },
	{ "wrong-type", "expires-null", HEAD "\"expires_in\":null," TOKEN },
	{ "wrong-type", "expires-object", HEAD "\"expires_in\":{}," TOKEN },
	{ "wrong-type", "expires-boolean", HEAD "\"expires_in\":true," TOKEN },
	{ "wrong-type", "expires-absent", HEAD TOKEN },
	{ "wrong-type", "token-number",
	  HEAD LIFE "\"access_token\":12345}" },
	{ "wrong-type", "token-null", HEAD LIFE "\"access_token\":null}" },
	{ "wrong-type", "token-array",
	  HEAD LIFE "\"access_token\":[\"@\"]}" },
	{ "wrong-type", "token-empty", HEAD LIFE "\"access_token\":\"\"}" },
	{ "wrong-type", "type-number",
	  "{\"token_type\":1," LIFE TOKEN },
	{ "wrong-type", "refresh-string",
	  HEAD LIFE "\"refresh_in\":\"1800\"," TOKEN },
	{ "wrong-type", "refresh-negative",
	  HEAD LIFE "\"refresh_in\":-1," TOKEN },
	{ "wrong-type", "refresh-late",
	  HEAD LIFE "\"refresh_in\":99999," TOKEN },
	{ "wrong-type", "array", "[" HEAD LIFE TOKEN "]" },
	{ "wrong-type", "string", "\"@\"" },
	{ "wrong-type", "number", "3599" },
	{ "wrong-type", "null", "null" },
	{ "wrong-type", "truncated", HEAD LIFE "\"access_token\":\"@" },
	{ "wrong-type", "trailing", HEAD LIFE TOKEN "}" },
	{ "no-token", NULL, HEAD "\"expires_in\":3599}" },
	{ "token-type", NULL, "{\"token_type\":\"mac\"," LIFE TOKEN },
	{ "token-type", "absent", "{" LIFE TOKEN },
	{ "token-type", "lower", "{\"token_type\":\"bearer\"," LIFE TOKEN },
	{ "duplicate", NULL,
	  HEAD LIFE "\"access_token\":\"other\"," TOKEN },
	{ "duplicate", "expires",
	  HEAD LIFE "\"expires_in\":7199," TOKEN },
	{ "nul", NULL, HEAD LIFE "\"access_token\":\"@\\u0000tail\"}" },
	{ "control", NULL,
	  HEAD LIFE "\"access_token\":\"@\\r\\nInjected: yes\"}" },
	{ "control", "newline",
	  HEAD LIFE "\"access_token\":\"@\\npassword=other\"}" },
	{ "control", "raw", HEAD LIFE "\"access_token\":\"@\r\nraw\"}" },
	{ "control", "space", HEAD LIFE "\"access_token\":\"a @\"}" },
	{ "control", "utf-8", HEAD LIFE "\"access_token\":\"@\xc3\xa9\"}" },
	{ "control", "bad-utf-8", HEAD LIFE "\"access_token\":\"@\xc3\"}" },
	{ "deep", NULL, HEAD LIFE "\"deep\":#," TOKEN },
};

static const char *shape_find(const char *name, const char *variant)
{
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++) {
		if (strcmp(shapes[i].name, name) != 0)
			continue;
		if (!variant[0] || (shapes[i].variant &&
				    strcmp(shapes[i].variant, variant) == 0))
			return shapes[i].body;
	}
	return NULL;
}

bool fault_shape_known(const char *name, const char *variant)
{
	return shape_find(name, variant) != NULL;
}

static void add_nested(struct text *text)
{
	for (int i = 0; i < DEPTH; i++)
		text_add(text, "[", 1);
	for (int i = 0; i < DEPTH; i++)
		text_add(text, "]", 1);
}

static void add_shape(struct text *text, const char *shape, const char *token)
{
	for (; *shape; shape++) {
		if (*shape == '@')
			text_add(text, token, strlen(token));
		else if (*shape == '#')
			add_nested(text);
		else
			text_add(text, shape, 1);
	}
}

void fault_reshapes(const struct fault *fault, struct reply *reply)
{
	auto_free made_up = random_name(48);
	const char *shape;

	if (fault->kind != FAULT_SHAPE || reply->status != 200)
		return;
	shape = shape_find(fault->fault, fault->variant);
	text_clear(&reply->body);
	add_shape(&reply->body, shape, reply->token ? reply->token : made_up);
}

static void reply_garbage(struct reply *reply)
{
	unsigned char garbage[GARBAGE_SIZE];

	random_fill(garbage, sizeof(garbage));
	garbage[0] |= 0x80; /* no JSON begins so */
	reply_text(reply, 200, "application/json; charset=utf-8", "");
	text_add(&reply->body, garbage, sizeof(garbage));
}

static void reply_status(const struct fault *fault, struct reply *reply)
{
	reply->status = fault->status ? (unsigned int)fault->status : 503;
	if (fault->retry_after[0])
		reply_header(reply, "Retry-After", "%s", fault->retry_after);
	if (fault->body[0])
		reply_text(reply, reply->status,
			   fault->body[0] == '{' ? "application/json" :
						   "text/plain",
			   fault->body);
}

/* A claims challenge, as resources send it for continuous evaluation. */
static void reply_challenge(const struct fault *fault, struct reply *reply)
{
	auto_free claims = base64url_format(fault->claims,
					    strlen(fault->claims));

	reply_header(reply, "WWW-Authenticate",
		     "Bearer realm=\"\", authorization_uri="
		     "\"https://login.microsoftonline.com/common/oauth2/"
		     "authorize\", error=\"%s\", claims=\"%s\"",
		     fault->error[0] ? fault->error : "insufficient_claims",
		     claims);
	reply_text(reply, fault->status ? (unsigned int)fault->status : 401,
		   "application/json",
		   "{\"error\":{\"code\":\"InvalidAuthenticationToken\"}}");
}

/* The flat form, which all metadata endpoints but Cloud Shell's have. */
static void reply_metadata_error(const struct fault *fault,
				 struct reply *reply)
{
	struct json_object *body = json_object_new_object();

	json_add(body, "error",
		 fault->error[0] ? fault->error : "invalid_request");
	json_add(body, "error_description",
		 fault->description[0] ? fault->description :
					 "As the test asked.");
	reply_json(reply, fault->status ? (unsigned int)fault->status : 400,
		   body);
}

static void reply_error(const struct fault *fault, const char *section,
			struct request *request, struct reply *reply)
{
	struct login_error error = {
		.status = fault->status ? (unsigned int)fault->status : 400,
		.error = fault->error[0] ? fault->error : "invalid_request",
		.aadsts = fault->aadsts,
		.description = fault->description[0] ? fault->description :
						       "As the test asked.",
		.suberror = fault->suberror[0] ? fault->suberror : NULL,
		.claims = fault->claims[0] ? fault->claims : NULL,
	};

	if (strcmp(section, "token") == 0 || strcmp(section, "discovery") == 0)
		login_error(request, reply, &error);
	else if (strcmp(section, "metadata") == 0)
		reply_metadata_error(fault, reply);
	else
		reply_challenge(fault, reply);
}

bool fault_replaces(const struct fault *fault, const char *section,
		    struct request *request, struct reply *reply)
{
	switch (fault->kind) {
	case FAULT_GARBAGE:
		reply_garbage(reply);
		return true;
	case FAULT_HTML:
		reply_text(reply, 200, "text/html; charset=utf-8",
			   "<!DOCTYPE html><html><head><title>Welcome</title>"
			   "</head><body>Please sign in to this network."
			   "</body></html>\n");
		return true;
	case FAULT_REDIRECT:
		reply->status = 302;
		reply_header(reply, "Location", "%s",
			     fault->location[0] ? fault->location :
						  "https://evil.example/");
		return true;
	case FAULT_STATUS:
		reply_status(fault, reply);
		return true;
	case FAULT_ERROR:
		reply_error(fault, section, request, reply);
		return true;
	case FAULT_HUGE:
	case FAULT_EMPTY:
		reply_text(reply, 200, "application/json; charset=utf-8", "");
		return true;
	case FAULT_HANG:
	case FAULT_RESET:
		return true;
	default:
		return false;
	}
}

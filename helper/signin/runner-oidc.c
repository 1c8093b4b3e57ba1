/* SPDX-License-Identifier: MIT */
/*
 * Asking a runner for its OIDC token.  Where and with what to ask comes from
 * the environment that the runner made for the job; the request goes over
 * https only.
 */
#include "signin/runner-oidc.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/form.h"
#include "base/json.h"
#include "base/text.h"
#include "base/url.h"
#include "signin/http.h"

struct question {
	const char *runner;		/* for messages */
	const char *url_variable;
	const char *token_variable;
	const char *missing_hint;
	const char *member;		/* of the answer */
	const char *const *headers;
	bool post;
};

static const char *const github_headers[] = {
	"Accept: application/json; api-version=2.0", NULL
};
static const struct question github = {
	.runner = "GitHub Actions",
	.url_variable = "ACTIONS_ID_TOKEN_REQUEST_URL",
	.token_variable = "ACTIONS_ID_TOKEN_REQUEST_TOKEN",
	.missing_hint = "give the job the permission 'id-token: write'",
	.member = "value",
	.headers = github_headers,
};

/* Without the second header a failure would be an HTML page to sign in. */
static const char *const pipelines_headers[] = {
	"Accept: application/json", "X-TFS-FedAuthRedirect: Suppress",
	"Content-Type: application/json", NULL
};
static const struct question pipelines = {
	.runner = "Azure Pipelines",
	.url_variable = "SYSTEM_OIDCREQUESTURI",
	.token_variable = "SYSTEM_ACCESSTOKEN",
	.missing_hint = "map it in the step: env: SYSTEM_ACCESSTOKEN: "
			"$(System.AccessToken)",
	.member = "oidcToken",
	.headers = pipelines_headers,
	.post = true,
};

static const char *variable(const struct question *question, const char *name,
			    struct error *err)
{
	const char *value = secure_getenv(name);

	if (value != NULL && *value != '\0' && text_printable(value))
		return value;
	error_set(err, ERROR_CONFIG, "%s is not set, so this is no job of %s, "
		  "or one without the right to a token", name,
		  question->runner);
	error_hint(err, "%s", question->missing_hint);
	return NULL;
}

static bool read_member(const struct question *question,
			const struct http_answer *answer,
			struct secret *ret_assertion, struct error *err)
{
	static const struct json_source source = { .name = "the answer",
						   .class = ERROR_NETWORK };
	auto_json struct json_document *document = NULL;
	const char *text = NULL;
	struct error why;
	struct json root;

	if (answer->status == 408 || answer->status == 429 ||
	    answer->status >= 500) {
		error_set(err, ERROR_NETWORK, "%s gives no token now (HTTP "
			  "status %ld)", question->runner, answer->status);
		return error_hint(err, "try again in a while");
	}
	if (answer->status != 200) {
		error_set(err, ERROR_REFUSED, "%s gives no token to this job "
			  "(HTTP status %ld)", question->runner,
			  answer->status);
		return error_hint(err, "%s", question->missing_hint);
	}
	document = json_parse(secret_expose(&answer->body),
			      answer->body.length, &source, &why);
	if (document == NULL || !json_root(document, &root, &why) ||
	    !json_get_string(root, question->member, &text, &why))
		return error_set(err, ERROR_NETWORK, "%s gave an answer that "
				 "cannot be used: %s", question->runner,
				 why.message);
	if (text == NULL)
		return error_set(err, ERROR_NETWORK, "%s gave an answer "
				 "without '%s'", question->runner,
				 question->member);
	return secret_append(ret_assertion, text) || error_memory(err);
}

/* Asks at the URL of the environment with `name=value` behind it. */
static bool ask(const struct question *question, const char *name,
		const char *value, const struct transport *transport,
		int64_t deadline_ms, struct secret *ret_assertion,
		struct error *err)
{
	auto_secret struct secret url = SECRET_INIT, header = SECRET_INIT;
	auto_secret struct secret query = SECRET_INIT, body = SECRET_INIT;
	auto_http_answer struct http_answer answer = HTTP_ANSWER_INIT;
	struct http_request request = {
		.peer = HTTP_SERVICE, .who = question->runner,
		.headers = question->headers, .secret_header = &header,
		.form = question->post ? &body : NULL,
	};
	const char *base, *token;

	base = variable(question, question->url_variable, err);
	token = base != NULL ? variable(question, question->token_variable,
					err) : NULL;
	if (token == NULL)
		return false;
	if (question->post)
		form_add(&query, "api-version", "7.1");
	form_add(&query, name, value);
	secret_format(&url, "%s%c%s", base, strchr(base, '?') ? '&' : '?',
		      secret_expose(&query));
	secret_append(&header, "Authorization: Bearer ");
	if (!secret_append(&header, token) || url.failed || query.failed)
		return error_memory(err);
	request.url = secret_expose(&url);
	return http_send(transport, &request, deadline_ms, &answer, err) &&
	       read_member(question, &answer, ret_assertion, err);
}

bool runner_oidc_github(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct secret *ret_assertion, struct error *err)
{
	return ask(&github, "audience", order->audience, transport,
		   deadline_ms, ret_assertion, err);
}

bool runner_oidc_pipelines(const struct order *order,
			   const struct transport *transport,
			   int64_t deadline_ms, struct secret *ret_assertion,
			   struct error *err)
{
	return ask(&pipelines, "serviceConnectionId", order->credential.name,
		   transport, deadline_ms, ret_assertion, err);
}

/* SPDX-License-Identifier: MIT */
/*
 * Asking the token endpoint.  What is decided is decided by `error` and the
 * HTTP status; AADSTS codes only choose the words.
 */
#include "signin/token-endpoint.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/form.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"
#include "base/str.h"
#include "base/text.h"
#include "base/url.h"
#include "model/aadsts.h"
#include "model/scope.h"
#include "signin/http.h"

#define TRIES 2
#define PAUSE_MS 400		/* before the second try, and as much again
				   at random */
#define LIFETIME_MAX_S (400 * 86400)
#define SKEW_WARNING_S 60

/* OAuth errors that are not simply refusals (RFC 6749, section 5.2; OpenID
 * Connect Core, section 3.1.2.6). */
static const struct {
	const char *error;
	enum error_class class;
} classes[] = {
	{ "invalid_grant", ERROR_SIGNIN },
	{ "interaction_required", ERROR_SIGNIN },
	{ "login_required", ERROR_SIGNIN },
	{ "consent_required", ERROR_SIGNIN },
	{ "temporarily_unavailable", ERROR_NETWORK },
	{ "server_error", ERROR_NETWORK },
};

static enum error_class class_of(const char *oauth, long status)
{
	for (size_t i = 0; i < array_size(classes); i++)
		if (strcmp(classes[i].error, oauth) == 0)
			return classes[i].class;
	return status == 408 || status == 429 || status >= 500 ?
	       ERROR_NETWORK : ERROR_REFUSED;
}

/* The first sentence of a description, without its AADSTS prefix and the
 * trace ids that follow; a new string or NULL. */
static char *first_words(const char *description)
{
	const char *begin = description, *end;

	if (strncmp(begin, "AADSTS", 6) == 0) {
		begin += strcspn(begin, ":");
		begin += strspn(begin, ": ");
	}
	end = strstr(begin, "Trace ID:");
	if (end == NULL)
		end = begin + strlen(begin);
	if (end > begin + strcspn(begin, "\r\n"))
		end = begin + strcspn(begin, "\r\n");
	if (end - begin > 300)
		end = begin + 300;
	while (end > begin && (end[-1] == ' ' || end[-1] == '.'))
		end--;
	return strndup(begin, (size_t)(end - begin));
}

static bool refused(struct json root, const char *oauth, long status,
		    const char *host, const char *request_id,
		    struct error *err)
{
	const char *description = "", *correlation = request_id;
	const struct aadsts *row;
	auto_free char *words = NULL;
	char code_text[32] = "";
	struct error ignored;
	int code;

	json_get_string(root, "error_description", &description, &ignored);
	json_get_string(root, "correlation_id", &correlation, &ignored);
	code = aadsts_in(description);
	row = aadsts_find(code);
	words = first_words(description);
	if (code != 0)
		snprintf(code_text, sizeof(code_text), "AADSTS%d: ", code);
	error_set(err, class_of(oauth, status),
		  "the authority '%s' %s: %s%s (%s, correlation id %s)", host,
		  class_of(oauth, status) == ERROR_NETWORK ?
		  "cannot sign anybody in now" : "refused the sign-in",
		  code_text,
		  row != NULL ? row->meaning :
		  words != NULL && *words != '\0' ? words : "no reason given",
		  oauth, correlation);
	if (row != NULL)
		error_hint(err, "%s", row->hint);
	else if (code != 0)
		error_hint(err, "https://%s/error?code=%d tells more", host,
			   code);
	snprintf(err->oauth, sizeof(err->oauth), "%s", oauth);
	text_clean(err->oauth);
	err->aadsts = code;
	return false;
}

/* An answer that is neither a token nor an OAuth error. */
static bool strange(long status, const char *host, const char *what,
		    const char *request_id, struct error *err)
{
	if (status == 429 || status >= 500) {
		error_set(err, ERROR_NETWORK, "the authority '%s' is "
			  "unavailable (HTTP status %ld, request id %s)", host,
			  status, request_id);
		return error_hint(err, "try again in a while");
	}
	error_set(err, ERROR_NETWORK, "the authority '%s' gave an answer that "
		  "cannot be used: %s (HTTP status %ld, request id %s)", host,
		  what, status, request_id);
	return error_hint(err, "a proxy or a captive portal may have answered "
			  "in its place; check https_proxy");
}

static bool read_token(struct json root, int64_t now_ms,
		       struct token *ret_token, int64_t *ret_refresh_in_s,
		       struct error *err)
{
	const char *text = NULL, *type = NULL;
	int64_t expires_in_s = 0, refresh_in_s = 0;

	if (!json_get_string(root, "access_token", &text, err) ||
	    !json_get_string(root, "token_type", &type, err) ||
	    !json_get_int(root, "expires_in", 1, LIFETIME_MAX_S, &expires_in_s,
			  err) ||
	    !json_get_int(root, "refresh_in", 0, LIFETIME_MAX_S, &refresh_in_s,
			  err))
		return false;
	if (text == NULL)
		return json_fault(root, NULL, err, "has no access_token");
	if (!text_b64token(text))
		return json_fault(root, "access_token", err,
				  "holds characters that no token has");
	if (type == NULL || !text_same_nocase(type, "Bearer"))
		return json_fault(root, "token_type", err,
				  "is not Bearer, which was asked for");
	if (expires_in_s == 0)
		return json_fault(root, NULL, err, "has no expires_in");
	if (!secret_append(&ret_token->access_token, text))
		return error_memory(err);
	snprintf(ret_token->type, TOKEN_TYPE_SIZE, "Bearer");
	ret_token->obtained_at_ms = now_ms;
	ret_token->expires_at = now_ms / 1000 + expires_in_s;
	*ret_refresh_in_s = refresh_in_s;
	return true;
}

bool token_endpoint_read(const struct secret *body, long status,
			 const char *host, const char *request_id,
			 int64_t now_ms, struct token *ret_token,
			 int64_t *ret_refresh_in_s, struct error *err)
{
	static const struct json_source source = { .name = "the answer",
						   .class = ERROR_NETWORK };
	auto_json struct json_document *document = NULL;
	const char *oauth = NULL;
	struct error why;
	struct json root;

	document = json_parse(secret_expose(body), body->length, &source, &why);
	if (document == NULL || !json_root(document, &root, &why) ||
	    !json_get_string(root, "error", &oauth, &why)) {
		if (why.class == ERROR_INTERNAL)
			return *err = why, false;
		return strange(status, host, why.message, request_id, err);
	}
	/* Some errors come with status 200. */
	if (oauth != NULL)
		return refused(root, oauth, status, host, request_id, err);
	if (status != 200)
		return strange(status, host, "it holds no error", request_id,
			       err);
	if (read_token(root, now_ms, ret_token, ret_refresh_in_s, &why))
		return true;
	if (why.class == ERROR_INTERNAL)
		return *err = why, false;
	return strange(status, host, why.message, request_id, err);
}

char *token_endpoint_url(const struct order *order)
{
	if (order->type == CLOUD_ADFS)
		return str_new("%s/adfs/oauth2/token", order->authority);
	return str_new("%s/%s/oauth2/v2.0/token", order->authority,
		       order->tenant);
}

static bool complete(const struct order *order, struct secret *form)
{
	auto_free char *scope = scope_join((const char *const *)order->scopes);

	return scope != NULL && order->client_id != NULL &&
	       form_add(form, "client_id", order->client_id) &&
	       form_add(form, "scope", scope) &&
	       (order->claims == NULL ||
		form_add(form, "claims", order->claims));
}

static void look_at_clock(const struct http_answer *answer, const char *host)
{
	int64_t skew_s = clock_now_s() - answer->date_s;

	if (answer->date_s == 0 || llabs(skew_s) <= SKEW_WARNING_S)
		return;
	log_warning("this machine's clock is %lld s %s that of '%s'",
		    llabs(skew_s), skew_s > 0 ? "ahead of" : "behind", host);
}

static bool send_form(const struct transport *transport, const char *url,
		      const char *host, const struct secret *form,
		      int64_t deadline_ms, struct token *ret_token,
		      int64_t *ret_refresh_in_s, struct error *err)
{
	auto_http_answer struct http_answer answer = HTTP_ANSWER_INIT;
	static const char *const headers[] = { "Accept: application/json",
					       NULL };
	char request_id[RANDOM_UUID_SIZE];
	const struct http_request request = {
		.peer = HTTP_SERVICE, .who = "the authority", .url = url,
		.form = form, .request_id = request_id, .headers = headers,
	};
	bool ok;

	if (!random_uuid(request_id))
		return error_set(err, ERROR_INTERNAL, "no random numbers");
	if (!http_send(transport, &request, deadline_ms, &answer, err))
		return false;
	if (answer.status >= 300 && answer.status < 400) {
		error_set(err, ERROR_NETWORK, "the authority '%s' answered "
			  "with a redirect to '%s', which is not followed",
			  host, answer.location);
		return error_hint(err, "a proxy or a captive portal may have "
				  "answered in its place; check https_proxy");
	}
	ok = token_endpoint_read(&answer.body, answer.status, host, request_id,
				 clock_now_ms(), ret_token, ret_refresh_in_s,
				 err);
	if (!ok)
		err->transient = answer.status == 408 || answer.status >= 500;
	if (!ok && answer.date_s != 0)
		err->server_ahead_s = answer.date_s - clock_now_s();
	/* Of an assertion out of its time the grant tells the skew. */
	if (ok || err->aadsts != TOKEN_ENDPOINT_OUT_OF_TIME)
		look_at_clock(&answer, host);
	if (ok || (answer.status != 429 && answer.status != 503))
		return ok;
	err->retry_after_s = answer.retry_after_s != 0 ? answer.retry_after_s :
			     answer.status == 429 ? 60 : 0;
	if (err->retry_after_s != 0)
		error_hint(err, "the authority asks for a pause; try again in "
			   "%lld s", (long long)err->retry_after_s);
	return false;
}

/* Of a resource that is not known, what was asked for is half of the answer. */
static bool name_scope(const struct order *order, struct error *err)
{
	static const int codes[] = { 50001, 70011, 500011, 650057, 1002012 };
	auto_free char *hint = strdup(err->hint);

	for (size_t i = 0; i < array_size(codes); i++)
		if (codes[i] == err->aadsts)
			error_hint(err, "'%s' was asked for; %s",
				   order->scopes[0], hint != NULL ? hint : "");
	return false;
}

bool token_endpoint_ask_once(const struct order *order,
			     const struct transport *transport,
			     int64_t deadline_ms, struct secret *form,
			     struct token *ret_token,
			     int64_t *ret_refresh_in_s, struct error *err)
{
	auto_free char *url = token_endpoint_url(order);
	struct url parts;

	if (url == NULL || !complete(order, form))
		return error_memory(err);
	if (!url_parse(url, &parts))
		return error_set(err, ERROR_INTERNAL, "'%s' is not a URL", url);
	return send_form(transport, url, parts.host, form, deadline_ms,
			 ret_token, ret_refresh_in_s, err) ||
	       name_scope(order, err);
}

bool token_endpoint_again(int tries, int64_t deadline_ms,
			  const struct error *err)
{
	if (tries >= TRIES || !err->transient || err->retry_after_s != 0 ||
	    clock_steady_ms() + 2 * PAUSE_MS >= deadline_ms)
		return false;
	log_debug("once more: %s", err->message);
	clock_sleep_ms(PAUSE_MS + (int64_t)random_below(PAUSE_MS));
	return true;
}

bool token_endpoint_ask(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct secret *form, struct token *ret_token,
			int64_t *ret_refresh_in_s, struct error *err)
{
	size_t own = form->length;

	for (int tries = 1;; tries++) {
		secret_cut(form, own);
		if (token_endpoint_ask_once(order, transport, deadline_ms,
					    form, ret_token, ret_refresh_in_s,
					    err))
			return true;
		if (!token_endpoint_again(tries, deadline_ms, err))
			return false;
	}
}

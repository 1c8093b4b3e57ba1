/* SPDX-License-Identifier: MIT */
/*
 * Managed identity: the machine's own token, from its metadata service.
 * Nothing is sent to an authority, and there is no secret of ours.
 *
 * Numbers in the answer come as strings, and the time of expiry in three
 * spellings.  A service that ignores which identity was asked for is found
 * out by the token: somebody else's is an error.
 */
#include "signin/grant.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/json.h"
#include "base/log.h"
#include "base/text.h"
#include "model/jwt.h"
#include "model/scope.h"
#include "signin/metadata.h"

#define LIFETIME_MAX_S (400 * 86400)

/* Below this (2001-01-01) a time is a span: some services mix them up. */
#define SPAN_MAX 978307200

/* A number, or a string of digits; -1 for anything else. */
static int64_t number_in(struct json root, const char *key)
{
	struct error ignored;
	const char *text = NULL;
	int64_t number = -1;
	char *end;

	if (json_get_int(root, key, 0, INT64_MAX / 2, &number, &ignored))
		return number;
	if (!json_get_string(root, key, &text, &ignored) || text == NULL ||
	    *text < '0' || *text > '9')
		return -1;
	number = strtoll(text, &end, 10);
	return *end == '\0' ? number : -1;
}

/* `expires_on` as a date: `2030-01-31T12:00:00Z`, `1/31/2030 12:00:00 PM` or
 * `01/31/2030 12:00:00`, in UTC, with or without a fraction of a second and
 * `+00:00`; -1 if it is none. */
static int64_t date_in(struct json root, const char *key)
{
	static const char *const formats[] = {
		"%Y-%m-%dT%H:%M:%S", "%m/%d/%Y %I:%M:%S %p",
		"%m/%d/%Y %H:%M:%S",
	};
	const char *text = NULL, *end;
	struct error ignored;

	if (!json_get_string(root, key, &text, &ignored) || text == NULL)
		return -1;
	for (size_t i = 0; i < array_size(formats); i++) {
		struct tm utc = { 0 };

		end = strptime(text, formats[i], &utc);
		if (end == NULL)
			continue;
		if (*end == '.')
			end += 1 + strspn(end + 1, "0123456789");
		end += *end == ' ';
		if (*end == '\0' || strcmp(end, "Z") == 0 ||
		    strcmp(end, "+00:00") == 0)
			return (int64_t)timegm(&utc);
	}
	return -1;
}

static int64_t expiry_in(struct json root, int64_t now_s)
{
	int64_t expires_on = number_in(root, "expires_on");
	int64_t expires_in = number_in(root, "expires_in");

	if (expires_on < 0)
		expires_on = date_in(root, "expires_on");
	if (expires_on >= 0 && expires_on < SPAN_MAX)
		expires_on += now_s;
	if (expires_on < 0 && expires_in >= 0)
		expires_on = now_s + expires_in;
	return expires_on > now_s && expires_on - now_s <= LIFETIME_MAX_S ?
	       expires_on : -1;
}

/* Whether a token is of the identity that was asked for: 1 yes, 0 no, -1 it
 * cannot be told. */
static int is_of(const struct metadata_question *question, struct json root,
		 const struct secret *token)
{
	static const struct {
		const char *kind, *claim, *member;
	} rows[] = {
		{ "client-id", "appid", "client_id" },
		{ "object-id", "oid", "object_id" },
		{ "resource-id", "xms_mirid", "msi_res_id" },
	};
	auto_json struct json_document *document = NULL;
	const char *told = NULL;
	struct error ignored;
	struct json payload;

	for (size_t i = 0; i < array_size(rows); i++) {
		if (strcmp(rows[i].kind, question->identity_kind) != 0)
			continue;
		document = jwt_payload(token, &payload, &ignored);
		if (document != NULL)
			json_get_string(payload, rows[i].claim, &told,
					&ignored);
		if (told == NULL)
			json_get_string(root, rows[i].member, &told, &ignored);
		break;
	}
	if (told == NULL)
		return -1;
	return text_same_nocase(told, question->identity);
}

static bool check_identity(const struct metadata_source *source,
			   const struct metadata_question *question,
			   struct json root, const struct secret *token,
			   struct error *err)
{
	int verdict = question->identity_kind == NULL ? 1 :
		      is_of(question, root, token);

	if (verdict == 1 || (verdict < 0 && source->honours_identity))
		return true;
	if (verdict < 0)
		return error_set(err, ERROR_REFUSED, "the metadata service "
				 "(%s) does not say whose token it gave, and "
				 "'%s' was asked for", source->name,
				 question->identity);
	error_set(err, ERROR_REFUSED, "the metadata service (%s) answered with "
		  "the token of another identity than '%s'", source->name,
		  question->identity);
	return error_hint(err, "assign that identity to this machine, or leave "
			  "'identity' out for the machine's own");
}

static bool read_token(const struct metadata_source *source,
		       const struct metadata_question *question,
		       struct json root, struct token *ret_token,
		       struct error *err)
{
	int64_t now_ms = clock_now_ms();
	const char *text = NULL;

	if (!json_get_string(root, "access_token", &text, err))
		return false;
	if (text == NULL || !text_b64token(text))
		return json_fault(root, NULL, err, "holds no token");
	ret_token->obtained_at_ms = now_ms;
	ret_token->expires_at = expiry_in(root, now_ms / 1000);
	if (ret_token->expires_at < 0)
		return json_fault(root, NULL, err, "does not say when the "
				  "token expires");
	if (!secret_append(&ret_token->access_token, text))
		return error_memory(err);
	snprintf(ret_token->type, TOKEN_TYPE_SIZE, "Bearer");
	return check_identity(source, question, root, &ret_token->access_token,
			      err);
}

/* The service's words: `error_description`, or Cloud Shell's nested ones. */
static const char *words_in(struct json root)
{
	const char *words = NULL;
	struct json nested = { 0 };
	struct error ignored;

	json_get_string(root, "error_description", &words, &ignored);
	json_get_object(root, "error", &nested, &ignored);
	if (words == NULL && nested.value != NULL)
		json_get_string(nested, "message", &words, &ignored);
	return words != NULL ? words : "no reason given";
}

static bool refused(const struct metadata_source *source, long status,
		    struct json root, struct error *err)
{
	bool passing = status == 408 || status == 410 || status == 429 ||
		       status >= 500;

	error_set(err, passing ? ERROR_NETWORK : ERROR_REFUSED,
		  "the metadata service (%s) gave no token: %.300s (HTTP "
		  "status %ld)", source->name, words_in(root), status);
	if (status == 400)
		return error_hint(err, "the identity may not be assigned to "
				  "this machine, or the resource is unknown");
	if (status == 502 || status == 504)
		return error_hint(err, "a proxy may have answered in its "
				  "place");
	return error_hint(err, passing ? "try again in a while" :
			  "check that this machine has a managed identity");
}

static bool read_answer(const struct metadata_source *source,
			const struct metadata_question *question,
			const struct http_answer *answer,
			struct token *ret_token, struct error *err)
{
	static const struct json_source answered = {
		.name = "the answer of the metadata service",
		.class = ERROR_NETWORK,
	};
	auto_json struct json_document *document = NULL;
	struct json root;

	document = json_parse(secret_expose(&answer->body),
			      answer->body.length, &answered, err);
	if (document == NULL || !json_root(document, &root, err)) {
		if (answer->status == 200 || err->class == ERROR_INTERNAL)
			return false;
		return error_set(err, ERROR_NETWORK, "the metadata service "
				 "(%s) gave no token (HTTP status %ld)",
				 source->name, answer->status);
	}
	if (answer->status != 200)
		return refused(source, answer->status, root, err);
	return read_token(source, question, root, ret_token, err);
}

static bool ask(const struct metadata_source *source,
		const struct metadata_question *question,
		struct token *ret_token, struct error *err)
{
	for (int retry = 1;; retry++) {
		auto_http_answer struct http_answer answer = HTTP_ANSWER_INIT;
		int64_t pause_ms;

		if (!source->ask(question, &answer, err))
			return false;
		pause_ms = source->pause_ms(answer.status, retry);
		if (answer.retry_after_s > 0 && pause_ms > 0)
			pause_ms = answer.retry_after_s * 1000;
		if (pause_ms == 0 ||
		    clock_steady_ms() + pause_ms >= question->deadline_ms) {
			if (read_answer(source, question, &answer, ret_token,
					err))
				return true;
			if (err->class == ERROR_NETWORK)
				err->retry_after_s = answer.retry_after_s;
			return false;
		}
		log_debug("HTTP status %ld; once more in %lld ms",
			  answer.status, (long long)pause_ms);
		clock_sleep_ms(pause_ms);
	}
}

static bool sign_in(const struct order *order,
		    const struct transport *transport, int64_t deadline_ms,
		    struct token *ret_token, int64_t *ret_refresh_in_s,
		    struct error *err)
{
	const struct credential *credential = &order->credential;
	auto_free char *resource = scope_resource(order->scopes[0]);
	const struct metadata_source *source = metadata_find(credential->source);
	struct metadata_question question = {
		.transport = transport, .resource = resource,
		.identity_kind = credential->identity_kind,
		.identity = credential->name, .deadline_ms = deadline_ms,
	};

	if (resource == NULL)
		return error_memory(err);
	if (source == NULL)
		return error_set(err, ERROR_CONFIG, "there is no metadata "
				 "service '%s'", credential->source);
	if (credential->source == NULL && metadata_foreign() != NULL) {
		error_set(err, ERROR_CONFIG, "the identity service of %s is "
			  "not supported", metadata_foreign());
		return error_hint(err, "name another 'source' in the "
				  "principal's file, if this machine has one");
	}
	if (order->scopes[1] != NULL)
		return error_set(err, ERROR_USAGE, "a metadata service gives a "
				 "token for one resource at a time");
	log_debug("asking the metadata service %s", source->name);
	*ret_refresh_in_s = 0;
	return ask(source, &question, ret_token, err);
}

const struct grant grant_managed_identity = {
	.method = "managed-identity",
	.sign_in = sign_in,
};

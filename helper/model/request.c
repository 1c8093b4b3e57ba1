/* SPDX-License-Identifier: MIT */
/*
 * Reading requests.  Unknown fields are left alone, so that newer programs
 * can talk to older helpers; a field of the wrong type is an error that names
 * it.  Whether what was asked for exists is not known here.
 */
#include "model/request.h"

#include <stdlib.h>
#include <string.h>

#include "base/base64.h"
#include "base/cleanup.h"

#define EXEC_V1 "client.authentication.k8s.io/v1"
#define EXEC_V1BETA1 "client.authentication.k8s.io/v1beta1"

/* A day: no access token of the platform lives longer than 28 hours. */
#define MIN_VALIDITY_MAX_S 86400

void request_clear(struct request *request)
{
	free(request->scopes);
	json_free(request->document);
	*request = (struct request)REQUEST_INIT;
}

/* The members that a TokenRequest's spec and a kubeconfig's extension share. */
static bool parse_spec(struct json spec, struct request *request,
		       struct error *err)
{
	if (!json_get_string(spec, "principal", &request->principal, err) ||
	    !json_get_string(spec, "cloud", &request->cloud, err) ||
	    !json_get_string(spec, "tenant", &request->tenant, err) ||
	    !json_get_string(spec, "resource", &request->resource, err) ||
	    !json_get_strings(spec, "scopes", &request->scopes, err) ||
	    !json_get_string(spec, "claims", &request->claims, err) ||
	    !json_get_bool(spec, "interactive", &request->interactive, err) ||
	    !json_get_int(spec, "minValiditySeconds", 0, MIN_VALIDITY_MAX_S,
			  &request->min_validity_s, err) ||
	    !json_get_bool(spec, "forceRefresh", &request->force_refresh, err))
		return false;
	if (request->resource != NULL && request->scopes != NULL)
		return json_fault(spec, "scopes", err,
				  "cannot stand beside 'resource'");
	if (request->scopes != NULL && request->scopes[0] == NULL)
		return json_fault(spec, "scopes", err, "is an empty list");
	return true;
}

static bool parse_exec(struct json root, const char *version,
		       struct request *request, struct error *err)
{
	struct json spec = { 0 }, cluster = { 0 }, config = { 0 };
	bool interactive = false;

	if (version == NULL || strcmp(version, EXEC_V1BETA1) == 0)
		request->form = REQUEST_EXEC_V1BETA1;
	else if (strcmp(version, EXEC_V1) == 0)
		request->form = REQUEST_EXEC_V1;
	else
		return json_fault(root, "apiVersion", err,
				  "is '%s', neither " EXEC_V1 " nor v1beta1",
				  version);
	if (!json_get_object(root, "spec", &spec, err))
		return false;
	if (spec.value == NULL)
		return true;
	if (!json_get_bool(spec, "interactive", &interactive, err) ||
	    !json_get_object(spec, "cluster", &cluster, err))
		return false;
	if (cluster.value != NULL &&
	    !json_get_object(cluster, "config", &config, err))
		return false;
	if (config.value != NULL && !parse_spec(config, request, err))
		return false;
	/* Whether a person is there only kubectl knows, not a kubeconfig. */
	request->interactive = interactive;
	return true;
}

static bool parse_kind(struct json root, struct request *request,
		       struct error *err)
{
	const char *version = NULL, *kind = NULL;
	struct json spec = { 0 };

	if (!json_get_string(root, "kind", &kind, err) ||
	    !json_get_string(root, "apiVersion", &version, err))
		return false;
	if (kind == NULL || version == NULL) {
		json_fault(root, NULL, err, "has no '%s'",
			   kind == NULL ? "kind" : "apiVersion");
		return error_hint(err, "a request begins with {\"apiVersion\": "
				  "\"" REQUEST_API_VERSION "\", \"kind\": "
				  "\"TokenRequest\", ...");
	}
	if (strcmp(kind, "ExecCredential") == 0)
		return parse_exec(root, version, request, err);
	if (strcmp(kind, "TokenRequest") != 0)
		return json_fault(root, "kind", err, "is '%s', neither "
				  "TokenRequest nor ExecCredential", kind);
	if (strcmp(version, REQUEST_API_VERSION) != 0)
		return json_fault(root, "apiVersion", err,
				  "is '%s', not " REQUEST_API_VERSION, version);
	request->form = REQUEST_TOKEN;
	if (!json_get_object(root, "spec", &spec, err))
		return false;
	return spec.value == NULL || parse_spec(spec, request, err);
}

static bool open_document(const char *text, size_t length, const char *name,
			  struct request *request, struct json *ret_root,
			  struct error *err)
{
	const struct json_source source = { .name = name,
					    .class = ERROR_USAGE };

	request->document = json_parse(text, length, &source, err);
	return request->document != NULL &&
	       json_root(request->document, ret_root, err);
}

bool request_parse(const char *text, size_t length,
		   struct request *ret_request, struct error *err)
{
	struct json root;

	return open_document(text, length, "the request", ret_request, &root,
			     err) &&
	       parse_kind(root, ret_request, err);
}

bool request_parse_exec(const char *text, size_t length,
			struct request *ret_request, struct error *err)
{
	const char *version = NULL, *kind = NULL;
	struct json root;

	if (!open_document(text, length, "KUBERNETES_EXEC_INFO", ret_request,
			   &root, err) ||
	    !json_get_string(root, "apiVersion", &version, err) ||
	    !json_get_string(root, "kind", &kind, err))
		return false;
	if (kind != NULL && strcmp(kind, "ExecCredential") != 0)
		return json_fault(root, "kind", err,
				  "is '%s', not ExecCredential", kind);
	return parse_exec(root, version, ret_request, err);
}

bool request_claims(const char *claims, struct secret *ret_json,
		    struct error *err)
{
	const struct json_source source = { .name = "the claims challenge",
					    .class = ERROR_USAGE };
	auto_secret struct secret text = SECRET_INIT;
	auto_json struct json_document *document = NULL;
	struct json root;

	if (claims[strspn(claims, " \t\r\n")] == '{')
		secret_append(&text, claims);
	else if (!base64_decode(claims, strlen(claims), &text) &&
		 !text.failed)
		return error_set(err, ERROR_USAGE, "the claims challenge is "
				 "neither base64 nor JSON");
	if (text.failed)
		return error_memory(err);
	document = json_parse(secret_expose(&text), text.length, &source, err);
	if (document == NULL || !json_root(document, &root, err))
		return false;
	return secret_append_bytes(ret_json, secret_expose(&text),
				   text.length) ||
	       error_memory(err);
}

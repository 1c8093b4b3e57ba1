/* SPDX-License-Identifier: MIT */
/*
 * The sources of foreign assertions.  A projected token of Kubernetes is often
 * a link into a mount and readable by others there; that is no fault, since it
 * is what the workload's own folder is protected for.
 */
#include "signin/assertion-source.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/text.h"
#include "signin/command.h"
#include "signin/nested.h"
#include "signin/runner-oidc.h"

#define ASSERTION_MAX 65536	/* bytes */

static bool from_file(const char *path, struct secret *ret_assertion,
		      struct error *err)
{
	switch (file_read(path, FILE_CONFIG, ASSERTION_MAX, ret_assertion,
			  err)) {
	case FILE_OK:
		return true;
	case FILE_FAULT:
		return false;
	default:
		error_set(err, ERROR_CONFIG, "the assertion's file '%s' does "
			  "not exist", path);
		return error_hint(err, "if this is a pod, the workload "
				  "identity webhook mounts it: is the label "
				  "azure.workload.identity/use set?");
	}
}

static bool read_source(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct secret *ret_assertion, struct error *err)
{
	const struct credential *credential = &order->credential;

	switch (credential->kind) {
	case CREDENTIAL_FILE:
		return from_file(credential->path, ret_assertion, err);
	case CREDENTIAL_COMMAND:
		return command_read((const char *const *)credential->command,
				    deadline_ms, ASSERTION_MAX, ret_assertion,
				    err);
	case CREDENTIAL_PRINCIPAL:
		return nested_token(order, deadline_ms, ret_assertion, err);
	case CREDENTIAL_GITHUB:
		return runner_oidc_github(order, transport, deadline_ms,
					  ret_assertion, err);
	case CREDENTIAL_PIPELINES:
		return runner_oidc_pipelines(order, transport, deadline_ms,
					     ret_assertion, err);
	default:
		return error_set(err, ERROR_INTERNAL, "the credential holds no "
				 "assertion");
	}
}

bool assertion_source_read(const struct order *order,
			   const struct transport *transport,
			   int64_t deadline_ms, struct secret *ret_assertion,
			   struct error *err)
{
	const char *text;
	size_t length;

	if (!read_source(order, transport, deadline_ms, ret_assertion, err))
		return false;
	length = ret_assertion->length;
	text = secret_expose(ret_assertion);
	while (length > 0 && strchr(" \t\r\n", text[length - 1]) != NULL)
		length--;
	secret_cut(ret_assertion, length);
	if (strlen(secret_expose(ret_assertion)) == length &&
	    text_b64token(secret_expose(ret_assertion)))
		return true;
	return error_set(err, ERROR_CONFIG, length == 0 ? "the assertion is "
			 "empty" : "the assertion is not a JWT");
}

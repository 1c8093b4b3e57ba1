/* SPDX-License-Identifier: MIT */
/*
 * Client credentials with an assertion that somebody else signed (RFC 7523,
 * section 2.2): workload identity federation.  Four methods differ only in
 * where the assertion comes from, which is the credential's to say.
 *
 * When the authority finds no match, the user must compare the assertion with
 * the federated credential, so what was sent is said.
 */
#include "signin/grant.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "model/jwt.h"
#include "signin/assertion-source.h"
#include "signin/client-assertion.h"
#include "signin/token-endpoint.h"

#define SKEW_TOLD_S 60

static bool explain(const struct secret *assertion, struct error *err)
{
	auto_free char *summary = jwt_summary(assertion);
	auto_free char *hint = strdup(err->hint), *skew = NULL;
	int64_t ahead_s = err->server_ahead_s;

	if (err->class != ERROR_REFUSED || summary == NULL)
		return false;
	if (err->aadsts == TOKEN_ENDPOINT_OUT_OF_TIME &&
	    llabs(ahead_s) > SKEW_TOLD_S)
		skew = str_new("; this machine's clock is %lld s %s the "
			       "authority's", llabs(ahead_s), ahead_s > 0 ?
			       "behind" : "ahead of");
	return error_hint(err, "the assertion that was sent says %s%s%s%s",
			  summary, skew != NULL ? skew : "",
			  hint != NULL && *hint ? "; " : "",
			  hint != NULL ? hint : "");
}

static bool sign_in(const struct order *order,
		    const struct transport *transport, int64_t deadline_ms,
		    struct token *ret_token, int64_t *ret_refresh_in_s,
		    struct error *err)
{
	auto_secret struct secret assertion = SECRET_INIT, form = SECRET_INIT;

	if (!assertion_source_read(order, transport, deadline_ms, &assertion,
				   err))
		return false;
	if (!client_assertion_add(&assertion, &form))
		return error_memory(err);
	return token_endpoint_ask(order, transport, deadline_ms, &form,
				  ret_token, ret_refresh_in_s, err) ||
	       explain(&assertion, err);
}

const struct grant grant_workload_identity = {
	.method = "workload-identity",
	.sign_in = sign_in,
};

const struct grant grant_github_actions = {
	.method = "github-actions",
	.sign_in = sign_in,
};

const struct grant grant_azure_pipelines = {
	.method = "azure-pipelines",
	.sign_in = sign_in,
};

const struct grant grant_assertion = {
	.method = "assertion",
	.sign_in = sign_in,
};

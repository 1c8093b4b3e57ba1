/* SPDX-License-Identifier: MIT */
/*
 * Client credentials with a client secret (RFC 6749, sections 2.3.1 and 4.4).
 * The secret goes into the form, not into an Authorization header, as the
 * platform documents it.
 */
#include "signin/grant.h"

#include "base/form.h"
#include "signin/secret-source.h"
#include "signin/token-endpoint.h"

static bool sign_in(const struct order *order,
		    const struct transport *transport, int64_t deadline_ms,
		    struct token *ret_token, int64_t *ret_refresh_in_s,
		    struct error *err)
{
	auto_secret struct secret value = SECRET_INIT, form = SECRET_INIT;

	if (!secret_source_read(&order->credential, deadline_ms, &value, err))
		return false;
	if (!form_add(&form, "grant_type", "client_credentials") ||
	    !form_add(&form, "client_secret", secret_expose(&value)))
		return error_memory(err);
	return token_endpoint_ask(order, transport, deadline_ms, &form,
				  ret_token, ret_refresh_in_s, err);
}

const struct grant grant_client_secret = {
	.method = "client-secret",
	.sign_in = sign_in,
};

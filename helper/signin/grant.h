/* SPDX-License-Identifier: MIT */
/*
 * Grants: one way of signing in a file, all in one explicit table.  A grant
 * builds its parameters, has them sent, and hands a token back; the cache, the
 * flight and the printing are none of its concern.
 */
#ifndef SIGNIN_GRANT_H
#define SIGNIN_GRANT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/token.h"
#include "model/transport.h"

struct grant {
	const char *method;	/* of the principals that it signs in */

	/*
	 * Signs in before the deadline (steady clock).  *ret_refresh_in_s is
	 * 0 where the source names no time for renewal.
	 */
	bool (*sign_in)(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct token *ret_token, int64_t *ret_refresh_in_s,
			struct error *err);
};

/* The grant of a method, or NULL. */
const struct grant *grant_for(const char *method);

extern const struct grant grant_client_secret, grant_certificate,
	grant_workload_identity, grant_github_actions, grant_azure_pipelines,
	grant_assertion, grant_managed_identity;

#endif

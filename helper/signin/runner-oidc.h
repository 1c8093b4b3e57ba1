/* SPDX-License-Identifier: MIT */
/* The assertions that the runners of pipelines hand out over HTTPS. */
#ifndef SIGNIN_RUNNER_OIDC_H
#define SIGNIN_RUNNER_OIDC_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/transport.h"

/*
 * GitHub Actions: by ACTIONS_ID_TOKEN_REQUEST_URL and _TOKEN, for the cloud's
 * federation audience.  The token lives five minutes.
 */
bool runner_oidc_github(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct secret *ret_assertion, struct error *err);

/*
 * Azure Pipelines: by SYSTEM_OIDCREQUESTURI and SYSTEM_ACCESSTOKEN, for the
 * service connection that the credential names.  Ten minutes.
 */
bool runner_oidc_pipelines(const struct order *order,
			   const struct transport *transport,
			   int64_t deadline_ms, struct secret *ret_assertion,
			   struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What gives the jobs of a CI system their identity: endpoints that answer
 * a request token with an assertion for federated credentials. They sign
 * with the authority's own key.
 */
#ifndef AUTHORITY_RUNNER_H
#define AUTHORITY_RUNNER_H

#include "request.h"

/* GitHub Actions: $ACTIONS_ID_TOKEN_REQUEST_URL. */
void runner_github(struct request *request, struct reply *reply);

/* Azure Pipelines: $SYSTEM_OIDCREQUESTURI, and where it sends strangers. */
void runner_pipelines(struct request *request, struct reply *reply);
void runner_sign_in(struct request *request, struct reply *reply);

/* Whether the request brings this bearer token. */
bool runner_admits(const struct request *request, const char *token);

/* An assertion that lives so many seconds, the caller's string. */
char *runner_mint(const struct request *request, const char *issuer,
		  const char *subject, const char *audience, int lifetime);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Protected resources (management, graph, vaults, storage ...), and the
 * hosts that must never be given a token.
 */
#ifndef AUTHORITY_RESOURCE_H
#define AUTHORITY_RESOURCE_H

#include "request.h"

/* Tells host, audience and application to whom brings the right token. */
void resource_protected(struct request *request, struct reply *reply);

/* 302 to the 'url' of the query. */
void resource_redirect(struct request *request, struct reply *reply);

/* 200 to everybody: the journal tells what arrived. */
void resource_foreign(struct request *request, struct reply *reply);

/* 404. */
void resource_absent(struct request *request, struct reply *reply);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The answers that faults give in place of the right one. Faults of the
 * transport (delay, hang, drip, cut, reset, huge) are server.c's.
 */
#ifndef AUTHORITY_FAULT_ANSWERS_H
#define AUTHORITY_FAULT_ANSWERS_H

#include <stdbool.h>

struct fault;
struct reply;
struct request;

/* Whether there is a token answer of this wrong shape. */
bool fault_shape_known(const char *name, const char *variant);

/* Replies instead of the endpoint; false when the endpoint is to answer. */
bool fault_replaces(const struct fault *fault, const char *section,
		    struct request *request, struct reply *reply);

/* After the endpoint: puts its success into the wrong shape. */
void fault_reshapes(const struct fault *fault, struct reply *reply);

#endif

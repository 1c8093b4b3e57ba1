/* SPDX-License-Identifier: MIT */
/*
 * Which endpoint answers which request: by kind of host, method and path.
 */
#ifndef AUTHORITY_ROUTES_H
#define AUTHORITY_ROUTES_H

#include "request.h"

struct route {
	int hosts; /* kinds of host, or'ed */
	const char *method; /* NULL is any */
	const char *path; /* "*" is one segment, a last "**" the rest */
	const char *section; /* of faults.json; NULL: no faults */
	void (*answer)(struct request *request, struct reply *reply);
};

/* The row for a request, whose service is set; never NULL. */
const struct route *routes_find(const struct request *request);

#endif

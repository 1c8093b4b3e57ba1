/* SPDX-License-Identifier: MIT */
/*
 * curl's command line, as far as it is known to be harmless.  A list of what
 * is forbidden could not hold: curl takes abbreviations, and new options come
 * with each version.  So this is a list of what is allowed, with the number
 * of values that each takes; only exact spellings pass.
 */
#ifndef CURL_OPTIONS_H
#define CURL_OPTIONS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/url.h"

/* What is to be called: all URLs of a call have the same host and port. */
struct target {
	char host[URL_HOST_MAX + 1];
	uint16_t port;
	int count;		/* of URLs */
};

/*
 * Looks through curl's arguments (a NULL-terminated array).  False and an
 * error of class ERROR_USAGE for an option that is not known to be harmless,
 * a header that would stand in the way of ours, a URL that is not plain https
 * or has another host than the one before, or no URL at all.
 */
bool options_check(char *const *arguments, struct target *ret_target,
		   struct error *err);

#endif

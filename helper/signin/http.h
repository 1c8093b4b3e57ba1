/* SPDX-License-Identifier: MIT */
/*
 * HTTPS to an authority: the only place that knows libcurl.
 *
 * https only, no redirect is followed, TLS 1.2 or newer, certificates always
 * verified against one explicit bundle, no cookies, no .netrc, bounded time,
 * headers and body.  Proxies come from the environment as in curl.
 */
#ifndef SIGNIN_HTTP_H
#define SIGNIN_HTTP_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/random.h"
#include "base/secret.h"
#include "model/transport.h"

struct http_answer {
	long status;
	struct secret body;
	char location[256];		/* of a redirect, for a message */
	int64_t retry_after_s;		/* 0: not told */
	int64_t date_s;			/* the server's clock; 0: not told */
};

#define HTTP_ANSWER_INIT { .body = SECRET_INIT }
#define auto_http_answer __attribute__((cleanup(http_answer_clear)))

void http_answer_clear(struct http_answer *answer);

/*
 * Posts a form and reads the whole answer, whatever its status.
 * `deadline_ms` is on the steady clock.  `request_id` goes with the request
 * and comes back in the authority's own logs.  False and an error of class
 * ERROR_NETWORK that names the host and what to check.
 */
bool http_post(const struct transport *transport, const char *url,
	       const struct secret *form, const char *request_id,
	       int64_t deadline_ms, struct http_answer *ret_answer,
	       struct error *err);

#endif

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

/* Whom a request is for, which decides how careful it is. */
enum http_peer {
	/* An authority or a runner's service: https, by way of the proxy. */
	HTTP_SERVICE,
	/* A metadata service: plain http to a numeric loopback or link-local
	 * address (or `localhost`) is allowed, no proxy, a second to connect. */
	HTTP_METADATA
};

struct http_request {
	enum http_peer peer;
	const char *who;		/* for messages: "the authority" */
	const char *url;
	const struct secret *form;	/* posted; NULL: the request is a GET */
	const char *request_id;		/* or NULL */
	const char *const *headers;	/* NULL-terminated lines, or NULL */
	const struct secret *secret_header;	/* a whole line, or NULL */
};

struct http_answer {
	long status;
	struct secret body;
	char location[256];		/* of a redirect, for a message */
	char challenge[512];		/* WWW-Authenticate */
	int64_t retry_after_s;		/* 0: not told */
	int64_t date_s;			/* the server's clock; 0: not told */
};

#define HTTP_ANSWER_INIT { .body = SECRET_INIT }
#define auto_http_answer __attribute__((cleanup(http_answer_clear)))

void http_answer_clear(struct http_answer *answer);

/*
 * Sends a request and reads the whole answer, whatever its status.
 * `deadline_ms` is on the steady clock.  A request id goes with the request
 * and comes back in the service's own logs.  False and an error of class
 * ERROR_NETWORK that names the host and what to check.
 */
bool http_send(const struct transport *transport,
	       const struct http_request *request, int64_t deadline_ms,
	       struct http_answer *ret_answer, struct error *err);

#endif

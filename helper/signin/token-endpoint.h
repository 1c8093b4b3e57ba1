/* SPDX-License-Identifier: MIT */
/*
 * The token endpoint of the v2.0 platform (RFC 6749, sections 3.2, 5.1 and
 * 5.2).  A grant fills in its own parameters; this adds what all share, sends
 * the form, and makes a token or an explained error of the answer.
 */
#ifndef SIGNIN_TOKEN_ENDPOINT_H
#define SIGNIN_TOKEN_ENDPOINT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "model/order.h"
#include "model/token.h"
#include "model/transport.h"

/* The endpoint's URL, which is also the audience of a client assertion: a new
 * string, NULL when out of memory. */
char *token_endpoint_url(const struct order *order);

/* The platform's code for an assertion that is out of its time. */
#define TOKEN_ENDPOINT_OUT_OF_TIME 700024

/*
 * Sends `form` (a grant's parameters, taken to be whole but for client_id,
 * scope and claims, which are added) and reads the answer.  A passing fault is
 * tried once more where time allows.  *ret_refresh_in_s is 0 where the
 * authority names no time for renewal.  False and an error of class
 * ERROR_NETWORK, ERROR_REFUSED or ERROR_SIGNIN.
 */
bool token_endpoint_ask(const struct order *order,
			const struct transport *transport, int64_t deadline_ms,
			struct secret *form, struct token *ret_token,
			int64_t *ret_refresh_in_s, struct error *err);

/* The same without the second try, for a form that is good for one request;
 * whether there is to be another says token_endpoint_again(), after a pause. */
bool token_endpoint_ask_once(const struct order *order,
			     const struct transport *transport,
			     int64_t deadline_ms, struct secret *form,
			     struct token *ret_token,
			     int64_t *ret_refresh_in_s, struct error *err);
bool token_endpoint_again(int tries, int64_t deadline_ms,
			  const struct error *err);

/*
 * Reads a body that came with an HTTP status: the part without a network, for
 * tests.  `now_ms` is the time of receipt.
 */
bool token_endpoint_read(const struct secret *body, long status,
			 const char *host, const char *request_id,
			 int64_t now_ms, struct token *ret_token,
			 int64_t *ret_refresh_in_s, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The assertion by which an application proves that it holds a certificate's
 * key (RFC 7521, RFC 7523, section 2.2; the platform's certificate
 * credentials).  A fresh one is made for each request.
 */
#ifndef SIGNIN_CLIENT_ASSERTION_H
#define SIGNIN_CLIENT_ASSERTION_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "keys/certificate.h"

struct client_assertion {
	const char *client_id;		/* issuer and subject */
	const char *audience;		/* the token endpoint's URL */
	int64_t now_s;			/* by the authority's clock */
	bool send_chain;		/* x5c, for trust by subject name */
	bool rs256;			/* RS256 with x5t, for AD FS */
};

/*
 * Makes and signs the assertion: PS256 with x5t#S256, or RS256 with x5t where
 * that is asked for or the key cannot do the former.  Appends the compact
 * JWT.  False and an error.
 */
bool client_assertion_make(const struct client_assertion *assertion,
			   const struct certificate *certificate,
			   struct secret *ret_jwt, struct error *err);

/*
 * Adds an assertion, our own or another's, to a form of client credentials as
 * what proves the client (RFC 7523, section 2.2).  False when out of memory.
 */
bool client_assertion_add(const struct secret *jwt, struct secret *form);

#endif

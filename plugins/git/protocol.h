/* SPDX-License-Identifier: MIT */
/*
 * git's credential protocol (gitcredentials(7), git-credential(1)): lines of
 * `key=value`, ended by a blank line or the end of the input.
 *
 * Only a line feed ends a line; one carriage return directly before it is
 * tolerated, any other control character in a value that matters refuses the
 * whole request.  Unknown keys are left alone.
 */
#ifndef GIT_PROTOCOL_H
#define GIT_PROTOCOL_H

#include <stdbool.h>
#include <stddef.h>

#include "base/error.h"
#include "base/secret.h"

#define PROTOCOL_LINE_MAX 65535		/* bytes, line end included */
#define PROTOCOL_MAX (1u << 20)		/* bytes in all */

struct credential_request {
	char *protocol;
	char *host;		/* as git gives it, `:port` included */
	char *username;
	struct secret password;	/* `password` or `credential` */
	bool authtype;		/* git offers that capability */
};

#define CREDENTIAL_REQUEST_INIT { .password = SECRET_INIT }
#define auto_credential_request \
	__attribute__((cleanup(credential_request_clear)))

void credential_request_clear(struct credential_request *request);

/* True once a request holds the blank line that ends it. */
bool credential_request_ended(const char *text, size_t length);

/*
 * A first look, for protocol and host alone, whatever else stands in the
 * request: a foreign host is none of our business, and neither are the faults
 * of a request for one.  False only when out of memory.
 */
bool credential_request_look(const char *text, size_t length,
			     struct credential_request *ret_request,
			     struct error *err);

/* Reads a whole request.  False and an error of class ERROR_USAGE. */
bool credential_request_parse(const char *text, size_t length,
			      struct credential_request *ret_request,
			      struct error *err);

/*
 * Appends the answer: a Bearer token that no other helper may store where git
 * can take one, else user name and password with their expiry.
 */
bool credential_answer(const struct credential_request *request,
		       const struct secret *token, long long expires_at,
		       struct secret *ret_answer);

#endif

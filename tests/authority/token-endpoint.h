/* SPDX-License-Identifier: MIT */
/*
 * POST /{tenant}/oauth2/v2.0/token: what all grants have in common. A grant
 * is a file of its own and a row of the table in token-endpoint.c. The same
 * for AD FS, which knows no tenants: POST /adfs/oauth2/token.
 */
#ifndef AUTHORITY_TOKEN_ENDPOINT_H
#define AUTHORITY_TOKEN_ENDPOINT_H

#include "form.h"
#include "request.h"

/* One call of a login endpoint; what is known so far. */
struct login {
	struct request *request;
	struct reply *reply;
	struct form form;
	const char *cloud; /* of the host; NULL is any */
	bool adfs;
	const struct tenant *tenant;
	const struct client *client;
};

struct grant {
	const char *name; /* the value of grant_type */
	void (*answer)(struct login *login);
};

void token_endpoint(struct request *request, struct reply *reply);
void token_endpoint_adfs(struct request *request, struct reply *reply);

/* Replies with an error; always false, for 'return login_fail(...)'. */
bool login_fail(struct login *login, unsigned int status, const char *error,
		int aadsts, const char *format, ...)
	__attribute__((format(printf, 5, 6)));

/* login_fail() for a parameter that is absent (AADSTS900144). */
bool login_missing(struct login *login, const char *parameter);

/*
 * The steps of a grant. Each returns false after having replied with the
 * error. login_resource: the one resource of an app's scope (each of which
 * must end in "/.default"), cut literally, the caller's string; at AD FS
 * the parameter 'resource' does as well.
 */
bool login_client(struct login *login);
bool login_credential(struct login *login);
bool login_resource(struct login *login, char **ret_resource);

/* Issues a token to the client itself for this resource and replies. */
void login_issue(struct login *login, const char *resource);

/* Rows of the table of grants. */
extern const struct grant grant_client_credentials;

#endif

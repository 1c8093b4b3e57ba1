/* SPDX-License-Identifier: MIT */
/*
 * By what a principal proves itself, and where that rests; never the secret
 * itself.  The name of a credential is part of a token's cache key.
 */
#ifndef MODEL_CREDENTIAL_H
#define MODEL_CREDENTIAL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

/* What `name`, `path` or `command` of a credential is. */
enum credential_kind {
	CREDENTIAL_STORED,	/* name of the principal whose secret was kept
				   by `principal add`, or lies in a folder of
				   the service manager's ($CREDENTIALS_DIRECTORY) */
	CREDENTIAL_FILE,	/* path of a secret or of an assertion */
	CREDENTIAL_COMMAND,	/* a command that prints it, run without a
				   shell */
	CREDENTIAL_ENVIRONMENT,	/* name of a variable that holds it */
	CREDENTIAL_CERTIFICATE,	/* name: `thumbprint:`, `file:`, `pkcs11:` */
	CREDENTIAL_PRINCIPAL,	/* name of another, whose token it is */
	CREDENTIAL_GITHUB,	/* the runner's own */
	CREDENTIAL_PIPELINES,	/* name: the service connection's id */
	CREDENTIAL_IDENTITY,	/* name: of a managed identity, or none */
	CREDENTIAL_KINDS
};

struct credential {
	enum credential_kind kind;
	char *name;
	char *path;
	char **command;			/* NULL-terminated */

	/* A certificate's: where its password or PIN is, and whether its
	 * issuers are sent along. */
	char *password_path;
	char *password_variable;
	char **password_command;
	bool send_chain;

	/* A managed identity's. */
	char *identity_kind;		/* client-id, object-id, resource-id */
	char *source;			/* of the metadata service, or NULL */
};

void credential_clear(struct credential *credential);

/* A copy, owning its strings; false when out of memory. */
bool credential_dup(struct credential *to, const struct credential *from);

/* Appends what stands for the credential in a cache key. */
void credential_name(const struct credential *credential, struct str *out);

/* To and from the order that the sign-in program reads, as a member
 * "credential" of an object. */
void credential_write(const struct credential *credential, struct secret *out);
bool credential_read(struct json in, struct credential *ret_credential,
		     struct error *err);

/* A copy of an array of borrowed strings, for strv_free(); NULL if no memory. */
char **credential_words(const char *const *words);

#endif

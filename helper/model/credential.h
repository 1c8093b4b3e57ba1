/* SPDX-License-Identifier: MIT */
/*
 * Where the secret of a principal rests; never the secret itself.  The name
 * of a credential is part of a token's cache key.
 */
#ifndef MODEL_CREDENTIAL_H
#define MODEL_CREDENTIAL_H

#include <stdbool.h>

#include "base/error.h"
#include "base/json.h"
#include "base/str.h"

enum credential_kind {
	CREDENTIAL_STORED,	/* by `principal add`, or in a folder that the
				   service manager made ($CREDENTIALS_DIRECTORY) */
	CREDENTIAL_FILE,
	CREDENTIAL_COMMAND	/* its output, run without a shell */
};

struct credential {
	enum credential_kind kind;
	char *name;		/* CREDENTIAL_STORED: the principal's name */
	char *path;		/* CREDENTIAL_FILE: absolute */
	char **command;		/* CREDENTIAL_COMMAND: NULL-terminated */
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

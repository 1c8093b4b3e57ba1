/* SPDX-License-Identifier: MIT */
/*
 * The machine whose metadata endpoints the authority plays: its secrets,
 * and the tokens that it keeps for its identities, as the real ones do.
 */
#ifndef AUTHORITY_MACHINE_H
#define AUTHORITY_MACHINE_H

#include "managed-identities.h"

#include <pthread.h>
#include <stdint.h>

struct request;

struct machine_token {
	char *key; /* what it was asked by */
	char *token;
	int64_t from;
	int64_t until;
};

struct machine {
	pthread_mutex_t mutex;
	struct machine_token *tokens;
	size_t count;
	struct strings arc_keys; /* contents of key files not used yet */
	char *identity_header; /* App Service */
	char *request_token; /* GitHub Actions */
	char *access_token; /* Azure Pipelines */
};

/* Makes the secrets and writes them into files; false after a message. */
bool machine_init(struct machine *machine, const char *directory);
void machine_clear(struct machine *machine);

/*
 * A token of an identity (NULL: the user's, in Cloud Shell) for a resource:
 * the same one until shortly before its end. ret_token is the caller's to
 * clear.
 */
void machine_token_get(const struct request *request,
		       const struct managed_identity *identity,
		       const char *resource, struct machine_token *ret_token);
void machine_token_clear(struct machine_token *token);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What a client may sign its assertions with, as its registration says:
 * certificates of its own, names that a certificate authority vouches for,
 * and identities of other issuers (federated credentials).
 */
#ifndef AUTHORITY_CLIENT_KEYS_H
#define AUTHORITY_CLIENT_KEYS_H

#include "settings.h"

struct subject_name {
	char *subject; /* a distinguished name as in RFC 4514 */
	char *issuer_file; /* the authority's certificate, PEM */
};

struct federated {
	char *issuer;
	char *subject;
	char *audience;
};

struct client_keys {
	struct strings certificates; /* paths, read at each use */
	struct subject_name *subject_names;
	size_t subject_name_count;
	struct federated *federated;
	size_t federated_count;
	bool reuse_assertions; /* the same jti twice is not refused */
};

/* Whether a client's setting of this name is read here. */
bool client_keys_know(const char *key);

/* Reads such a setting; false after a message on stderr. */
bool client_keys_read(struct client_keys *keys, const char *key,
		      struct json_object *value);
void client_keys_clear(struct client_keys *keys);

#endif

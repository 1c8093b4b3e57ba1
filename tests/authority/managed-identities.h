/* SPDX-License-Identifier: MIT */
/*
 * The managed identities of the machine that the metadata endpoints play:
 * perhaps one of the system, and those that a user assigned to it.
 */
#ifndef AUTHORITY_MANAGED_IDENTITIES_H
#define AUTHORITY_MANAGED_IDENTITIES_H

#include "settings.h"

struct managed_identity {
	char *client_id;
	char *object_id;
	char *resource_id; /* of the machine, or of the identity itself */
};

struct managed_identities {
	struct managed_identity system; /* all NULL when there is none */
	struct managed_identity *user;
	size_t user_count;
};

/* What a request may name an identity by. */
enum identity_selector {
	SELECT_CLIENT_ID,
	SELECT_OBJECT_ID,
	SELECT_RESOURCE_ID,
};

/* One system and two user-assigned identities. */
void managed_identities_default(struct managed_identities *identities);

/* Reads the setting "identities" in place of the default. */
bool managed_identities_read(struct managed_identities *identities,
			     struct json_object *value);
void managed_identities_clear(struct managed_identities *identities);

/* The identity of this name, ignoring case; NULL when there is none. */
const struct managed_identity *
managed_identities_find(const struct managed_identities *identities,
			enum identity_selector selector, const char *name);

/*
 * The identity that is meant when none is named: the system's, else the
 * only one there is. NULL when there is none, or several.
 */
const struct managed_identity *
managed_identities_unnamed(const struct managed_identities *identities);

#endif

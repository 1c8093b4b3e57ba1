/* SPDX-License-Identifier: MIT */
/*
 * The configuration: which tenants and clients the authority knows, how
 * long its tokens live, where the git repositories lie. README.md tells
 * the form of the file; without one there is one tenant with one client.
 */
#ifndef AUTHORITY_TENANTS_H
#define AUTHORITY_TENANTS_H

#include "client-keys.h"
#include "hosts.h"
#include "issuers.h"
#include "managed-identities.h"
#include "settings.h"
#include "text.h"

#include <stdbool.h>
#include <stddef.h>

struct client {
	char *client_id;
	char object_id[GUID_SIZE]; /* of its service principal, made up */
	bool public_client;
	struct strings secrets;
	struct strings expired_secrets;
	struct strings allowed_resources; /* empty is any known one */
	struct client_keys keys;
};

struct tenant {
	char *id;
	char *cloud; /* NULL: reachable through every cloud's login host */
	struct strings domains;
	struct client *clients;
	size_t client_count;
};

struct tenants {
	struct tenant *items;
	size_t count;
	int lifetime; /* seconds; an answer says one less, as Entra does */
	char *git_root;
	struct issuers issuers;
	struct managed_identities identities;
	char *arc_keys; /* the folder that Azure Arc writes its keys to */
};

/* Reads a configuration; adds its hosts. False after a message on stderr. */
bool tenants_load(struct tenants *tenants, struct hosts *hosts,
		  const char *path, const char *directory);

/* The default: makes a secret and writes it to DIRECTORY/client-secret. */
bool tenants_default(struct tenants *tenants, const char *directory);

void tenants_clear(struct tenants *tenants);

/* By id or domain, ignoring case; NULL when there is none. */
const struct tenant *tenants_find(const struct tenants *tenants,
				  const char *name);
const struct client *tenant_client(const struct tenant *tenant,
				   const char *client_id);

#endif

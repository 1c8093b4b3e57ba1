/* SPDX-License-Identifier: MIT */
/*
 * The configured managed identities: see managed-identities.h.
 */
#include "managed-identities.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define GROUP                                                 \
	"/subscriptions/44444444-4444-4444-8444-444444444444" \
	"/resourceGroups/tests/providers/"
#define MACHINE GROUP "Microsoft.Compute/virtualMachines/machine"
#define ASSIGNED GROUP "Microsoft.ManagedIdentity/userAssignedIdentities/"

static const struct setting_field fields[] = {
	{ "client_id", offsetof(struct managed_identity, client_id), true },
	{ "object_id", offsetof(struct managed_identity, object_id), true },
	{ "resource_id", offsetof(struct managed_identity, resource_id), true },
	{ 0 },
};

static void fill(struct managed_identity *identity, const char *client_id,
		 const char *object_id, const char *resource_id)
{
	identity->client_id = string_dup(client_id);
	identity->object_id = string_dup(object_id);
	identity->resource_id = string_dup(resource_id);
}

void managed_identities_default(struct managed_identities *identities)
{
	identities->user = memory_new(2 * sizeof(*identities->user));
	identities->user_count = 2;
	fill(&identities->system, "55555555-5555-4555-8555-555555555550",
	     "66666666-6666-4666-8666-666666666660", MACHINE);
	fill(&identities->user[0], "55555555-5555-4555-8555-555555555551",
	     "66666666-6666-4666-8666-666666666661", ASSIGNED "one");
	fill(&identities->user[1], "55555555-5555-4555-8555-555555555552",
	     "66666666-6666-4666-8666-666666666662", ASSIGNED "two");
}

static bool read_user(struct managed_identities *identities,
		      struct json_object *value)
{
	identities->user = setting_objects("user", value, fields,
					   sizeof(*identities->user),
					   &identities->user_count);
	return identities->user != NULL;
}

bool managed_identities_read(struct managed_identities *identities,
			     struct json_object *value)
{
	bool fine = json_object_is_type(value, json_type_object);

	if (!fine)
		return setting_wrong("identities", "is not an object");
	managed_identities_clear(identities);
	json_object_object_foreach(value, key, part)
	{
		if (strcmp(key, "system") == 0)
			fine = !part || setting_object(key, part, fields,
						       &identities->system);
		else if (strcmp(key, "user") == 0)
			fine = read_user(identities, part);
		else
			fine = setting_wrong(key, "is not known");
		if (!fine)
			return false;
	}
	return true;
}

void managed_identities_clear(struct managed_identities *identities)
{
	setting_object_clear(fields, &identities->system);
	setting_objects_clear(fields, sizeof(*identities->user),
			      identities->user, identities->user_count);
	*identities = (struct managed_identities){ 0 };
}

static bool is_named(const struct managed_identity *identity,
		     enum identity_selector selector, const char *name)
{
	const char *own = selector == SELECT_CLIENT_ID ? identity->client_id :
			  selector == SELECT_OBJECT_ID ? identity->object_id :
							 identity->resource_id;

	return own && strcasecmp(own, name) == 0;
}

const struct managed_identity *
managed_identities_find(const struct managed_identities *identities,
			enum identity_selector selector, const char *name)
{
	for (size_t i = 0; i < identities->user_count; i++)
		if (is_named(&identities->user[i], selector, name))
			return &identities->user[i];
	return is_named(&identities->system, selector, name) ?
		       &identities->system :
		       NULL;
}

const struct managed_identity *
managed_identities_unnamed(const struct managed_identities *identities)
{
	if (identities->system.client_id)
		return &identities->system;
	return identities->user_count == 1 ? &identities->user[0] : NULL;
}

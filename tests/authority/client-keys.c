/* SPDX-License-Identifier: MIT */
/*
 * The part of a client's configuration that is about assertions: see
 * client-keys.h.
 */
#include "client-keys.h"

#include <stdlib.h>
#include <string.h>

static const struct setting_field subject_name_fields[] = {
	{ "subject", offsetof(struct subject_name, subject), true },
	{ "issuer_file", offsetof(struct subject_name, issuer_file), true },
	{ 0 },
};

static const struct setting_field federated_fields[] = {
	{ "issuer", offsetof(struct federated, issuer), true },
	{ "subject", offsetof(struct federated, subject), true },
	{ "audience", offsetof(struct federated, audience), true },
	{ 0 },
};

static bool read_certificates(struct client_keys *keys, const char *key,
			      struct json_object *value)
{
	return setting_strings(key, value, &keys->certificates);
}

static bool read_subject_names(struct client_keys *keys, const char *key,
			       struct json_object *value)
{
	keys->subject_names = setting_objects(key, value, subject_name_fields,
					      sizeof(*keys->subject_names),
					      &keys->subject_name_count);
	return keys->subject_names != NULL;
}

static bool read_federated(struct client_keys *keys, const char *key,
			   struct json_object *value)
{
	keys->federated = setting_objects(key, value, federated_fields,
					  sizeof(*keys->federated),
					  &keys->federated_count);
	return keys->federated != NULL;
}

static bool read_reuse(struct client_keys *keys, const char *key,
		       struct json_object *value)
{
	if (!json_object_is_type(value, json_type_boolean))
		return setting_wrong(key, "is neither true nor false");
	keys->reuse_assertions = json_object_get_boolean(value);
	return true;
}

static const struct {
	const char *key;
	bool (*read)(struct client_keys *keys, const char *key,
		     struct json_object *value);
} rows[] = {
	{ "certificates", read_certificates },
	{ "subject_names", read_subject_names },
	{ "federated", read_federated },
	{ "reuse_assertions", read_reuse },
};

#define ROWS (sizeof(rows) / sizeof(rows[0]))

bool client_keys_know(const char *key)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].key, key) == 0)
			return true;
	return false;
}

bool client_keys_read(struct client_keys *keys, const char *key,
		      struct json_object *value)
{
	for (size_t i = 0; i < ROWS; i++)
		if (strcmp(rows[i].key, key) == 0)
			return rows[i].read(keys, key, value);
	return setting_wrong(key, "is not known");
}

void client_keys_clear(struct client_keys *keys)
{
	strings_clear(&keys->certificates);
	setting_objects_clear(subject_name_fields, sizeof(*keys->subject_names),
			      keys->subject_names, keys->subject_name_count);
	setting_objects_clear(federated_fields, sizeof(*keys->federated),
			      keys->federated, keys->federated_count);
	*keys = (struct client_keys){ 0 };
}

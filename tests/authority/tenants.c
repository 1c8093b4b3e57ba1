/* SPDX-License-Identifier: MIT */
/*
 * Reading the configuration file: see tenants.h. A mistake in it is a
 * mistake in a test, so every unknown key and wrong type ends the program.
 */
#include "tenants.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define LIFETIME_DEFAULT 3600
#define SECRET_SIZE 30
#define DEFAULT_TENANT "11111111-1111-4111-8111-111111111111"
#define DEFAULT_DOMAIN "contoso.example"
#define DEFAULT_CLIENT "22222222-2222-4222-8222-222222222222"

static bool read_secret_files(const char *key, struct json_object *value,
			      struct strings *ret_secrets)
{
	struct strings paths = { 0 };
	bool fine = setting_strings(key, value, &paths);

	for (size_t i = 0; fine && i < paths.count; i++) {
		auto_text secret = { 0 };

		fine = text_load(&secret, paths.items[i]);
		if (!fine) {
			setting_wrong(paths.items[i], "cannot be read");
			break;
		}
		secret.data[strcspn(secret.data, "\r\n")] = '\0';
		strings_add(ret_secrets, secret.data);
	}
	strings_clear(&paths);
	return fine;
}

static bool read_client(struct json_object *object, struct client *client)
{
	bool fine = json_object_is_type(object, json_type_object);

	random_guid(client->object_id);
	if (!fine)
		return setting_wrong("clients", "holds something but objects");
	json_object_object_foreach(object, key, value) {
		if (strcmp(key, "client_id") == 0)
			fine = setting_string(key, value, &client->client_id);
		else if (strcmp(key, "secrets") == 0)
			fine = setting_strings(key, value, &client->secrets);
		else if (strcmp(key, "secret_files") == 0)
			fine = read_secret_files(key, value, &client->secrets);
		else if (strcmp(key, "expired_secrets") == 0)
			fine = setting_strings(key, value,
					    &client->expired_secrets);
		else if (strcmp(key, "allowed_resources") == 0)
			fine = setting_strings(key, value,
					    &client->allowed_resources);
		else if (strcmp(key, "public") == 0)
			client->public_client = json_object_get_boolean(value);
		else if (client_keys_know(key))
			fine = client_keys_read(&client->keys, key, value);
		else
			fine = setting_wrong(key, "is not known");
		if (!fine)
			return false;
	}
	return client->client_id || setting_wrong("client_id", "is missing");
}

static bool read_clients(struct json_object *array, struct tenant *tenant)
{
	size_t count;

	if (!json_object_is_type(array, json_type_array))
		return setting_wrong("clients", "is not an array");
	count = json_object_array_length(array);
	tenant->clients = memory_new(count * sizeof(*tenant->clients));
	tenant->client_count = count;
	for (size_t i = 0; i < count; i++)
		if (!read_client(json_object_array_get_idx(array, i),
				 &tenant->clients[i]))
			return false;
	return true;
}

static bool read_tenant(struct json_object *object, struct tenant *tenant)
{
	bool fine = json_object_is_type(object, json_type_object);

	if (!fine)
		return setting_wrong("tenants", "holds something but objects");
	json_object_object_foreach(object, key, value) {
		if (strcmp(key, "id") == 0)
			fine = setting_string(key, value, &tenant->id);
		else if (strcmp(key, "cloud") == 0)
			fine = setting_string(key, value, &tenant->cloud);
		else if (strcmp(key, "domains") == 0)
			fine = setting_strings(key, value, &tenant->domains);
		else if (strcmp(key, "clients") == 0)
			fine = read_clients(value, tenant);
		else
			fine = setting_wrong(key, "is not known");
		if (!fine)
			return false;
	}
	return tenant->id || setting_wrong("id", "is missing");
}

static bool read_tenants(struct json_object *array, struct tenants *tenants)
{
	size_t count;

	if (!json_object_is_type(array, json_type_array))
		return setting_wrong("tenants", "is not an array");
	count = json_object_array_length(array);
	tenants->items = memory_new(count * sizeof(*tenants->items));
	tenants->count = count;
	for (size_t i = 0; i < count; i++)
		if (!read_tenant(json_object_array_get_idx(array, i),
				 &tenants->items[i]))
			return false;
	return true;
}

static bool read_hosts(struct json_object *object, struct hosts *hosts)
{
	if (!json_object_is_type(object, json_type_object))
		return setting_wrong("hosts", "is not an object");
	json_object_object_foreach(object, name, role)
		if (!json_object_is_type(role, json_type_string) ||
		    !hosts_add(hosts, name, json_object_get_string(role)))
			return setting_wrong(name, "cannot be added to the hosts");
	return true;
}

static bool read_root(struct json_object *root, struct tenants *tenants,
		      struct hosts *hosts)
{
	bool fine = json_object_is_type(root, json_type_object);

	if (!fine)
		return setting_wrong("configuration", "is not a JSON object");
	json_object_object_foreach(root, key, value) {
		if (strcmp(key, "tenants") == 0)
			fine = read_tenants(value, tenants);
		else if (strcmp(key, "hosts") == 0)
			fine = read_hosts(value, hosts);
		else if (strcmp(key, "lifetime") == 0)
			tenants->lifetime = json_object_get_int(value);
		else if (strcmp(key, "git_root") == 0)
			fine = setting_string(key, value, &tenants->git_root);
		else if (strcmp(key, "issuers") == 0)
			fine = issuers_read(&tenants->issuers, value);
		else if (strcmp(key, "identities") == 0)
			fine = managed_identities_read(&tenants->identities,
						       value);
		else if (strcmp(key, "arc_keys") == 0)
			fine = setting_string(key, value, &tenants->arc_keys);
		else
			fine = setting_wrong(key, "is not known");
		if (!fine)
			return false;
	}
	return tenants->lifetime > 0 ||
	       setting_wrong("lifetime", "is not a number above zero");
}

static void fill_defaults(struct tenants *tenants, const char *directory)
{
	tenants->lifetime = LIFETIME_DEFAULT;
	tenants->git_root = string_format("%s/repositories", directory);
	tenants->arc_keys = string_format("%s/arc-keys", directory);
	managed_identities_default(&tenants->identities);
}

bool tenants_load(struct tenants *tenants, struct hosts *hosts,
		  const char *path, const char *directory)
{
	struct json_object *root = json_object_from_file(path);
	bool fine;

	if (!root) {
		fprintf(stderr, "authority: %s\n", json_util_get_last_err());
		return false;
	}
	fill_defaults(tenants, directory);
	fine = read_root(root, tenants, hosts);
	json_object_put(root);
	return fine;
}

bool tenants_default(struct tenants *tenants, const char *directory)
{
	auto_free path = string_format("%s/client-secret", directory);
	auto_free secret = random_name(SECRET_SIZE);
	struct tenant *tenant = memory_new(sizeof(*tenant));
	struct client *client = memory_new(sizeof(*client));

	client->client_id = string_dup(DEFAULT_CLIENT);
	random_guid(client->object_id);
	strings_add(&client->secrets, secret);
	tenant->id = string_dup(DEFAULT_TENANT);
	strings_add(&tenant->domains, DEFAULT_DOMAIN);
	tenant->clients = client;
	tenant->client_count = 1;
	tenants->items = tenant;
	tenants->count = 1;
	fill_defaults(tenants, directory);
	if (text_save(path, secret, strlen(secret), 0600))
		return true;
	fprintf(stderr, "authority: cannot write '%s'\n", path);
	return false;
}

static void client_clear(struct client *client)
{
	free(client->client_id);
	strings_clear(&client->secrets);
	strings_clear(&client->expired_secrets);
	strings_clear(&client->allowed_resources);
	client_keys_clear(&client->keys);
}

void tenants_clear(struct tenants *tenants)
{
	for (size_t i = 0; i < tenants->count; i++) {
		struct tenant *tenant = &tenants->items[i];

		for (size_t c = 0; c < tenant->client_count; c++)
			client_clear(&tenant->clients[c]);
		free(tenant->clients);
		free(tenant->id);
		free(tenant->cloud);
		strings_clear(&tenant->domains);
	}
	free(tenants->items);
	free(tenants->git_root);
	free(tenants->arc_keys);
	issuers_clear(&tenants->issuers);
	managed_identities_clear(&tenants->identities);
	*tenants = (struct tenants){ 0 };
}

const struct tenant *tenants_find(const struct tenants *tenants,
				  const char *name)
{
	for (size_t i = 0; i < tenants->count; i++) {
		const struct tenant *tenant = &tenants->items[i];

		if (strcasecmp(tenant->id, name) == 0)
			return tenant;
		for (size_t d = 0; d < tenant->domains.count; d++)
			if (strcasecmp(tenant->domains.items[d], name) == 0)
				return tenant;
	}
	return NULL;
}

const struct client *tenant_client(const struct tenant *tenant,
				   const char *client_id)
{
	for (size_t i = 0; i < tenant->client_count; i++)
		if (strcasecmp(tenant->clients[i].client_id, client_id) == 0)
			return &tenant->clients[i];
	return NULL;
}

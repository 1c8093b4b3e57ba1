/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing principals.  Each method's keys come from the table in
 * method.c; a key of another method is an error like any unknown one.
 */
#include "model/principal.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "model/name.h"

#define COMMON_KEYS 6
#define METHOD_KEYS_MAX 8

static const char *const common[COMMON_KEYS] = {
	"$schema", "method", "cloud", "tenant", "client_id", "resource",
};

void principal_clear(struct principal *principal)
{
	free(principal->name);
	free(principal->path);
	credential_clear(&principal->credential);
	json_free(principal->document);
	*principal = (struct principal){ 0 };
}

static bool parse_method(struct json root, struct principal *principal,
			 struct error *err)
{
	const char *keys[COMMON_KEYS + METHOD_KEYS_MAX + 1] = { NULL };
	const char *method = NULL, *nearest;
	const char *names[16] = { NULL };
	auto_free char *list = method_names();

	if (!json_get_string(root, "method", &method, err))
		return false;
	if (method == NULL) {
		json_fault(root, NULL, err, "'method' is missing");
		return error_hint(err, "known methods: %s", list);
	}
	principal->method = method_named(method);
	if (principal->method == NULL) {
		for (size_t i = 0; method_table[i].name != NULL; i++)
			names[i] = method_table[i].name;
		nearest = text_nearest(method, names);
		json_fault(root, "method", err, "is '%s', which is not a known "
			   "method", method);
		return error_hint(err, "%s%s%sknown methods: %s",
				  nearest ? "did you mean '" : "",
				  nearest ? nearest : "", nearest ? "'? " : "",
				  list);
	}
	memcpy(keys, common, sizeof(common));
	for (size_t i = 0; principal->method->keys[i] != NULL; i++)
		keys[COMMON_KEYS + i] = principal->method->keys[i];
	return json_only(root, keys, err);
}

static bool missing(struct json root, const char *key, const char *method,
		    struct error *err)
{
	return json_fault(root, NULL, err,
			  "'%s' is missing; the method '%s' needs it", key,
			  method);
}

static bool parse_identity(struct json root, struct principal *principal,
			   struct error *err)
{
	const struct method *method = principal->method;

	if (!json_get_string(root, "cloud", &principal->cloud, err) ||
	    !json_get_string(root, "tenant", &principal->tenant, err) ||
	    !json_get_string(root, "client_id", &principal->client_id, err) ||
	    !json_get_string(root, "resource", &principal->resource, err))
		return false;
	if (principal->cloud != NULL && !name_valid(principal->cloud))
		return json_fault(root, "cloud", err, "is not a cloud's name");
	if (principal->tenant == NULL && method->needs_tenant)
		return missing(root, "tenant", method->name, err);
	if (principal->tenant != NULL && !name_is_tenant(principal->tenant))
		return json_fault(root, "tenant", err,
				  "is neither a GUID nor a domain");
	if (principal->client_id == NULL && method->needs_client_id)
		return missing(root, "client_id", method->name, err);
	if (principal->client_id != NULL &&
	    !name_is_guid(principal->client_id)) {
		json_fault(root, "client_id", err, "is not a GUID");
		return error_hint(err, "it is the 'Application (client) ID' of "
				  "the app registration");
	}
	if (principal->resource != NULL && !name_is_scope(principal->resource))
		return json_fault(root, "resource", err, "is not a resource");
	return true;
}

/* A path in the file: absolute, or meant from the file's own folder. */
static char *resolve(const char *file, const char *path)
{
	const char *slash = strrchr(file, '/');

	if (*path == '/' || slash == NULL)
		return strdup(path);
	return str_new("%.*s/%s", (int)(slash - file), file, path);
}

static bool parse_credential(struct json root, struct principal *principal,
			     struct error *err)
{
	struct credential *credential = &principal->credential;
	auto_free const char **command = NULL;
	const char *file = NULL;

	if (!json_get_string(root, "client_secret_file", &file, err) ||
	    !json_get_strings(root, "client_secret_command", &command, err))
		return false;
	if (file != NULL && command != NULL)
		return json_fault(root, "client_secret_command", err,
				  "and 'client_secret_file' exclude each "
				  "other");
	if (file != NULL && *file == '\0')
		return json_fault(root, "client_secret_file", err, "is empty");
	if (command != NULL && (command[0] == NULL || *command[0] != '/')) {
		json_fault(root, "client_secret_command", err,
			   "does not begin with the full path of a program");
		return error_hint(err, "write it as an array of words, for "
				  "example [\"/usr/bin/pass\", \"show\", "
				  "\"ci\"]; no shell is used");
	}
	credential->kind = file != NULL ? CREDENTIAL_FILE :
			   command != NULL ? CREDENTIAL_COMMAND :
					     CREDENTIAL_STORED;
	if (file != NULL)
		credential->path = resolve(principal->path, file);
	else if (command != NULL)
		credential->command = credential_words(command);
	else
		credential->name = strdup(principal->name);
	if (credential->path == NULL && credential->command == NULL &&
	    credential->name == NULL)
		return error_memory(err);
	return true;
}

bool principal_parse(const char *name, const char *path, const char *text,
		     size_t length, struct principal *ret_principal,
		     struct error *err)
{
	const struct json_source source = { .name = path, .is_file = true,
					    .class = ERROR_CONFIG };
	struct json root;

	ret_principal->name = strdup(name);
	ret_principal->path = strdup(path);
	if (ret_principal->name == NULL || ret_principal->path == NULL)
		return error_memory(err);
	ret_principal->document = json_parse(text, length, &source, err);
	return ret_principal->document != NULL &&
	       json_root(ret_principal->document, &root, err) &&
	       parse_method(root, ret_principal, err) &&
	       parse_identity(root, ret_principal, err) &&
	       parse_credential(root, ret_principal, err);
}

/* One member a line, since people edit these files. */
static void put_key(struct secret *out, const char *key)
{
	secret_append(out, out->length > 2 ? ",\n\t" : "\t");
	secret_format(out, "\"%s\": ", key);
}

static void put_string(struct secret *out, const char *key, const char *value)
{
	auto_secret struct secret text = SECRET_INIT;

	if (value == NULL)
		return;
	json_begin(&text, NULL, '[');
	json_put_string(&text, NULL, value);
	put_key(out, key);
	secret_append(out, secret_expose(&text) + 1);
}

static void put_strings(struct secret *out, const char *key, char **values)
{
	auto_secret struct secret text = SECRET_INIT;

	if (values == NULL)
		return;
	json_put_strings(&text, NULL, (const char *const *)values);
	put_key(out, key);
	secret_append(out, secret_expose(&text));
}

void principal_write(const struct principal *principal, struct secret *out)
{
	secret_append(out, "{\n");
	put_string(out, "method", principal->method->name);
	put_string(out, "cloud", principal->cloud);
	put_string(out, "tenant", principal->tenant);
	put_string(out, "client_id", principal->client_id);
	put_string(out, "resource", principal->resource);
	put_string(out, "client_secret_file", principal->credential.path);
	put_strings(out, "client_secret_command",
		    principal->credential.command);
	secret_append(out, "\n}\n");
}

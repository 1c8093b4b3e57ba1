/* SPDX-License-Identifier: MIT */
/*
 * Reading and writing principals.  Which keys a method has stands in method.c,
 * what they mean in principal-keys.c; a key of another method is an error like
 * any unknown one.
 */
#include "model/principal.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "model/name.h"
#include "model/principal-keys.h"

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
	auto_free char *list = NULL;

	if (!json_get_string(root, "method", &method, err))
		return false;
	if (method != NULL)
		principal->method = method_named(method);
	if (principal->method == NULL)
		list = method_names();
	if (method == NULL) {
		json_fault(root, NULL, err, "'method' is missing");
		return error_hint(err, "known methods: %s", list);
	}
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
	if (method->no_application && principal->client_id != NULL) {
		json_fault(root, "client_id", err, "is no key of the method "
			   "'%s'", method->name);
		return error_hint(err, "write \"identity\": \"client-id:%s\"",
				  principal->client_id);
	}
	if (method->no_application && principal->tenant != NULL)
		return json_fault(root, "tenant", err, "is no key of the "
				  "method '%s': the machine's tenant is its "
				  "identity's", method->name);
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
	       principal_keys_parse(root, ret_principal, err);
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

static void put_identity(struct secret *out,
			 const struct credential *credential)
{
	auto_free char *text = NULL;

	if (credential->name == NULL)
		return;
	text = str_new("%s:%s", credential->identity_kind, credential->name);
	if (text != NULL)
		put_string(out, "identity", text);
	else
		out->failed = true;
}

static void put_credential(struct secret *out,
			   const struct principal *principal)
{
	const struct credential *credential = &principal->credential;

	switch (credential->kind) {
	case CREDENTIAL_CERTIFICATE:
		put_string(out, "certificate", credential->name);
		put_string(out, "certificate_password_file",
			   credential->password_path);
		put_strings(out, "certificate_password_command",
			    credential->password_command);
		if (credential->send_chain) {
			put_key(out, "send_certificate_chain");
			secret_append(out, "true");
		}
		break;
	case CREDENTIAL_IDENTITY:
		put_identity(out, credential);
		put_string(out, "source", credential->source);
		break;
	case CREDENTIAL_FILE:
		put_string(out, principal->method->keys[0], credential->path);
		break;
	case CREDENTIAL_COMMAND:
		put_strings(out, principal->method->keys[1],
			    credential->command);
		break;
	case CREDENTIAL_PRINCIPAL:
		put_string(out, "assertion_principal", credential->name);
		break;
	case CREDENTIAL_PIPELINES:
		put_string(out, "service_connection_id", credential->name);
		break;
	default:
		break;
	}
}

void principal_write(const struct principal *principal, struct secret *out)
{
	secret_append(out, "{\n");
	put_string(out, "method", principal->method->name);
	put_string(out, "cloud", principal->cloud);
	put_string(out, "tenant", principal->tenant);
	put_string(out, "client_id", principal->client_id);
	put_string(out, "resource", principal->resource);
	put_credential(out, principal);
	secret_append(out, "\n}\n");
}

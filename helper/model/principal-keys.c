/* SPDX-License-Identifier: MIT */
/*
 * What the keys of each method mean: one function a method, in one table.  A
 * relative path is meant from the folder of the principal's file.
 */
#include "model/principal-keys.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "model/name.h"

/* A path in the file: absolute, or meant from the file's own folder. */
static char *resolve(const struct principal *principal, const char *path)
{
	const char *slash = strrchr(principal->path, '/');

	if (*path == '/' || slash == NULL)
		return strdup(path);
	return str_new("%.*s/%s", (int)(slash - principal->path),
		       principal->path, path);
}

static bool get_path(struct json root, const char *key,
		     const struct principal *principal, char **ret_path,
		     struct error *err)
{
	const char *path = NULL;

	if (!json_get_string(root, key, &path, err))
		return false;
	if (path == NULL)
		return true;
	if (*path == '\0')
		return json_fault(root, key, err, "is empty");
	*ret_path = resolve(principal, path);
	return *ret_path != NULL || error_memory(err);
}

static bool get_command(struct json root, const char *key,
			char ***ret_command, struct error *err)
{
	auto_free const char **words = NULL;

	if (!json_get_strings(root, key, &words, err))
		return false;
	if (words == NULL)
		return true;
	if (words[0] == NULL || *words[0] != '/') {
		json_fault(root, key, err, "does not begin with the full path "
			   "of a program");
		return error_hint(err, "write it as an array of words, for "
				  "example [\"/usr/bin/pass\", \"show\", "
				  "\"ci\"]; no shell is used");
	}
	*ret_command = credential_words(words);
	return *ret_command != NULL || error_memory(err);
}

static bool get_name(struct json root, const char *key, char **ret_name,
		     struct error *err)
{
	const char *name = NULL;

	if (!json_get_string(root, key, &name, err))
		return false;
	if (name == NULL)
		return true;
	*ret_name = strdup(name);
	return *ret_name != NULL || error_memory(err);
}

/* At most one of a method's first keys may say where the credential is. */
static bool exclusive(struct json root, const struct method *method,
		      struct error *err)
{
	const char *first = NULL;

	for (size_t i = 0; method->keys[i] != NULL; i++) {
		if (!json_has(root, method->keys[i]))
			continue;
		if (first != NULL)
			return json_fault(root, method->keys[i], err,
					  "and '%s' exclude each other",
					  first);
		first = method->keys[i];
	}
	return true;
}

static bool parse_client_secret(struct json root, struct principal *principal,
				struct error *err)
{
	struct credential *credential = &principal->credential;

	if (!get_path(root, "client_secret_file", principal,
		      &credential->path, err) ||
	    !get_command(root, "client_secret_command", &credential->command,
			 err) ||
	    !exclusive(root, principal->method, err))
		return false;
	if (credential->path != NULL) {
		credential->kind = CREDENTIAL_FILE;
	} else if (credential->command != NULL) {
		credential->kind = CREDENTIAL_COMMAND;
	} else {
		credential->kind = CREDENTIAL_STORED;
		credential->name = strdup(principal->name);
		return credential->name != NULL || error_memory(err);
	}
	return true;
}

/* `thumbprint:HEX`, `file:PATH` or `pkcs11:...`; the path is made whole. */
static bool parse_certificate(struct json root, struct principal *principal,
			      struct error *err)
{
	struct credential *credential = &principal->credential;
	const char *spec = NULL;

	credential->kind = CREDENTIAL_CERTIFICATE;
	if (!json_get_string(root, "certificate", &spec, err) ||
	    !get_path(root, "certificate_password_file", principal,
		      &credential->password_path, err) ||
	    !get_command(root, "certificate_password_command",
			 &credential->password_command, err) ||
	    !json_get_bool(root, "send_certificate_chain",
			   &credential->send_chain, err))
		return false;
	if (spec == NULL)
		return json_fault(root, NULL, err, "'certificate' is missing; "
				  "the method 'certificate' needs it");
	if (credential->password_path != NULL &&
	    credential->password_command != NULL)
		return json_fault(root, "certificate_password_command", err,
				  "and 'certificate_password_file' exclude "
				  "each other");
	if (strncmp(spec, "file:", 5) == 0 && spec[5] != '\0') {
		credential->path = resolve(principal, spec + 5);
		credential->name = credential->path != NULL ?
				   str_new("file:%s", credential->path) : NULL;
	} else if (strncmp(spec, "thumbprint:", 11) == 0 ||
		   strncmp(spec, "pkcs11:", 7) == 0) {
		credential->name = strdup(spec);
	} else {
		json_fault(root, "certificate", err, "is none of "
			   "thumbprint:HEX, file:PATH and pkcs11:...");
		return error_hint(err, "'lanyard cert list' shows thumbprints");
	}
	return credential->name != NULL || error_memory(err);
}

static bool parse_workload_identity(struct json root,
				    struct principal *principal,
				    struct error *err)
{
	principal->credential.kind = CREDENTIAL_FILE;
	return get_path(root, "assertion_file", principal,
			&principal->credential.path, err);
}

static bool parse_github(struct json root, struct principal *principal,
			 struct error *err)
{
	principal->credential.kind = CREDENTIAL_GITHUB;
	return true;
}

static bool parse_pipelines(struct json root, struct principal *principal,
			    struct error *err)
{
	principal->credential.kind = CREDENTIAL_PIPELINES;
	return get_name(root, "service_connection_id",
			&principal->credential.name, err);
}

static bool parse_assertion(struct json root, struct principal *principal,
			    struct error *err)
{
	struct credential *credential = &principal->credential;

	if (!get_path(root, "assertion_file", principal, &credential->path,
		      err) ||
	    !get_command(root, "assertion_command", &credential->command,
			 err) ||
	    !get_name(root, "assertion_principal", &credential->name, err) ||
	    !exclusive(root, principal->method, err))
		return false;
	if (credential->name != NULL && !name_valid(credential->name))
		return json_fault(root, "assertion_principal", err,
				  "is not a principal's name");
	if (credential->name != NULL &&
	    strcmp(credential->name, principal->name) == 0)
		return json_fault(root, "assertion_principal", err,
				  "is the principal itself");
	credential->kind = credential->path != NULL ? CREDENTIAL_FILE :
			   credential->command != NULL ? CREDENTIAL_COMMAND :
							 CREDENTIAL_PRINCIPAL;
	return credential->path != NULL || credential->command != NULL ||
	       credential->name != NULL ||
	       json_fault(root, NULL, err, "one of 'assertion_file', "
			  "'assertion_command' and 'assertion_principal' is "
			  "missing");
}

/* `client-id:GUID`, `object-id:GUID` or `resource-id:/subscriptions/...` */
static bool parse_identity(struct json root, struct credential *credential,
			   struct error *err)
{
	static const char *const known[] = { "client-id", "object-id",
					     "resource-id" };
	const char *text = NULL, *colon;

	if (!json_get_string(root, "identity", &text, err))
		return false;
	if (text == NULL)
		return true;
	colon = strchr(text, ':');
	for (size_t i = 0; colon != NULL && i < array_size(known); i++) {
		if (strlen(known[i]) != (size_t)(colon - text) ||
		    strncmp(known[i], text, strlen(known[i])) != 0)
			continue;
		if (i < 2 ? !name_is_guid(colon + 1) : colon[1] != '/')
			break;
		credential->identity_kind = strdup(known[i]);
		credential->name = strdup(colon + 1);
		return (credential->identity_kind != NULL &&
			credential->name != NULL) || error_memory(err);
	}
	return json_fault(root, "identity", err, "is none of client-id:GUID, "
			  "object-id:GUID and resource-id:/subscriptions/...");
}

static bool parse_managed_identity(struct json root,
				   struct principal *principal,
				   struct error *err)
{
	static const char *const sources[] = { "imds", "app-service", "arc",
					       "cloud-shell", NULL };
	struct credential *credential = &principal->credential;
	auto_free char *list = NULL;

	credential->kind = CREDENTIAL_IDENTITY;
	if (!parse_identity(root, credential, err) ||
	    !get_name(root, "source", &credential->source, err))
		return false;
	for (size_t i = 0; sources[i] != NULL; i++)
		if (credential->source == NULL ||
		    strcmp(credential->source, sources[i]) == 0)
			return true;
	list = text_join(sources);
	return json_fault(root, "source", err, "is none of %s",
			  list != NULL ? list : "");
}

static const struct {
	const char *method;
	bool (*parse)(struct json root, struct principal *principal,
		      struct error *err);
} table[] = {
	{ "client-secret", parse_client_secret },
	{ "certificate", parse_certificate },
	{ "workload-identity", parse_workload_identity },
	{ "github-actions", parse_github },
	{ "azure-pipelines", parse_pipelines },
	{ "assertion", parse_assertion },
	{ "managed-identity", parse_managed_identity },
};

bool principal_keys_parse(struct json root, struct principal *principal,
			  struct error *err)
{
	for (size_t i = 0; i < array_size(table); i++)
		if (strcmp(table[i].method, principal->method->name) == 0)
			return table[i].parse(root, principal, err);
	return error_set(err, ERROR_INTERNAL, "nobody reads the keys of the "
			 "method '%s'", principal->method->name);
}

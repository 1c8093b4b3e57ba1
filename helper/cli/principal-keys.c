/* SPDX-License-Identifier: MIT */
/*
 * The options of `lanyard principal add` that are a key of some method: each
 * is one row, named like the key.  A path is recorded in full, since the file
 * lies in another folder than the one the command was given in.
 */
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/principal.h"

static bool put(char **member, char *value, struct error *err)
{
	free(*member);
	*member = value;
	return value != NULL || error_memory(err);
}

static char *whole(const char *path)
{
	auto_free char *here = getcwd(NULL, 0);

	return *path == '/' || here == NULL ? strdup(path) :
					      str_new("%s/%s", here, path);
}

static bool put_certificate(struct credential *credential, const char *value,
			    struct error *err)
{
	auto_free char *path = NULL;

	if (strncmp(value, "file:", 5) != 0 || value[5] == '\0')
		return put(&credential->name, strdup(value), err);
	path = whole(value + 5);
	return put(&credential->name, path != NULL ? str_new("file:%s", path) :
						     NULL, err);
}

static bool put_password_file(struct credential *credential,
			      const char *value, struct error *err)
{
	return put(&credential->password_path, whole(value), err);
}

static bool put_chain(struct credential *credential, const char *value,
		      struct error *err)
{
	credential->send_chain = true;
	return true;
}

static bool put_file(struct credential *credential, const char *value,
		     struct error *err)
{
	credential->kind = CREDENTIAL_FILE;
	return put(&credential->path, whole(value), err);
}

static bool put_principal(struct credential *credential, const char *value,
			  struct error *err)
{
	credential->kind = CREDENTIAL_PRINCIPAL;
	return put(&credential->name, strdup(value), err);
}

static bool put_name(struct credential *credential, const char *value,
		     struct error *err)
{
	return put(&credential->name, strdup(value), err);
}

/* What is before the colon is the kind; without one it is refused later. */
static bool put_identity(struct credential *credential, const char *value,
			 struct error *err)
{
	size_t length = strcspn(value, ":");

	return put(&credential->identity_kind, strndup(value, length), err) &&
	       put(&credential->name, strdup(value + length +
					     (value[length] == ':')), err);
}

static bool put_source(struct credential *credential, const char *value,
		       struct error *err)
{
	return put(&credential->source, strdup(value), err);
}

static const struct {
	const char *option, *key;
	bool (*put)(struct credential *credential, const char *value,
		    struct error *err);
} table[PRINCIPAL_KEYS] = {
	{ "certificate", "certificate", put_certificate },
	{ "certificate-password-file", "certificate_password_file",
	  put_password_file },
	{ "send-certificate-chain", "send_certificate_chain", put_chain },
	{ "assertion-file", "assertion_file", put_file },
	{ "assertion-principal", "assertion_principal", put_principal },
	{ "service-connection-id", "service_connection_id", put_name },
	{ "identity", "identity", put_identity },
	{ "source", "source", put_source },
};

/* The kind that each method's credential has unless an option says another. */
static const struct {
	const char *method;
	enum credential_kind kind;
} kinds[] = {
	{ "certificate", CREDENTIAL_CERTIFICATE },
	{ "workload-identity", CREDENTIAL_FILE },
	{ "github-actions", CREDENTIAL_GITHUB },
	{ "azure-pipelines", CREDENTIAL_PIPELINES },
	{ "managed-identity", CREDENTIAL_IDENTITY },
};

static bool has_key(const struct method *method, const char *key)
{
	for (size_t i = 0; method->keys[i] != NULL; i++)
		if (strcmp(method->keys[i], key) == 0)
			return true;
	return false;
}

const char *principal_keys_method(const struct principal_keys *keys)
{
	for (size_t i = 0; i < PRINCIPAL_KEYS; i++)
		for (const struct method *row = method_table;
		     keys->values[i] != NULL && row->name != NULL; row++)
			if (has_key(row, table[i].key))
				return row->name;
	return "client-secret";
}

bool principal_keys_apply(const struct principal_keys *keys,
			  struct principal *principal, struct error *err)
{
	const struct method *method = principal->method;

	for (size_t i = 0; i < array_size(kinds); i++)
		if (strcmp(kinds[i].method, method->name) == 0)
			principal->credential.kind = kinds[i].kind;
	for (size_t i = 0; i < PRINCIPAL_KEYS; i++) {
		if (keys->values[i] == NULL)
			continue;
		if (!has_key(method, table[i].key))
			return error_set(err, ERROR_USAGE, "the method '%s' "
					 "takes no --%s", method->name,
					 table[i].option);
		if (!table[i].put(&principal->credential, keys->values[i],
				  err))
			return false;
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/* Naming, copying and passing on of credentials; reading one's content is the
 * sign-in program's. */
#include "model/credential.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

/* As in the order, and in a cache key. */
static const char *const kinds[CREDENTIAL_KINDS] = {
	[CREDENTIAL_STORED] = "stored",
	[CREDENTIAL_FILE] = "file",
	[CREDENTIAL_COMMAND] = "command",
	[CREDENTIAL_ENVIRONMENT] = "environment",
	[CREDENTIAL_CERTIFICATE] = "certificate",
	[CREDENTIAL_PRINCIPAL] = "principal",
	[CREDENTIAL_GITHUB] = "github",
	[CREDENTIAL_PIPELINES] = "pipelines",
	[CREDENTIAL_IDENTITY] = "identity",
};

/* The members that are strings, and those that are arrays of them. */
static const struct {
	const char *key;
	size_t offset;
} strings[] = {
	{ "name", offsetof(struct credential, name) },
	{ "path", offsetof(struct credential, path) },
	{ "password_path", offsetof(struct credential, password_path) },
	{ "password_variable",
	  offsetof(struct credential, password_variable) },
	{ "identity_kind", offsetof(struct credential, identity_kind) },
	{ "source", offsetof(struct credential, source) },
}, arrays[] = {
	{ "command", offsetof(struct credential, command) },
	{ "password_command", offsetof(struct credential, password_command) },
};

static char **string_at(const struct credential *credential, size_t i)
{
	return (char **)((char *)(uintptr_t)credential + strings[i].offset);
}

static char ***array_at(const struct credential *credential, size_t i)
{
	return (char ***)((char *)(uintptr_t)credential + arrays[i].offset);
}

void credential_clear(struct credential *credential)
{
	for (size_t i = 0; i < array_size(strings); i++)
		free(*string_at(credential, i));
	for (size_t i = 0; i < array_size(arrays); i++)
		strv_free(*array_at(credential, i));
	*credential = (struct credential){ 0 };
}

char **credential_words(const char *const *words)
{
	size_t count = 0;
	char **copy;

	while (words[count] != NULL)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++) {
		copy[i] = strdup(words[i]);
		if (copy[i] == NULL) {
			strv_free(copy);
			return NULL;
		}
	}
	return copy;
}

static bool copy_string(char **to, const char *from)
{
	*to = from != NULL ? strdup(from) : NULL;
	return from == NULL || *to != NULL;
}

static bool copy_words(char ***to, const char *const *from)
{
	*to = from != NULL ? credential_words(from) : NULL;
	return from == NULL || *to != NULL;
}

bool credential_dup(struct credential *to, const struct credential *from)
{
	bool ok = true;

	*to = (struct credential){ .kind = from->kind,
				   .send_chain = from->send_chain };
	for (size_t i = 0; i < array_size(strings); i++)
		ok &= copy_string(string_at(to, i), *string_at(from, i));
	for (size_t i = 0; i < array_size(arrays); i++)
		ok &= copy_words(array_at(to, i), (const char *const *)
				 *array_at(from, i));
	if (!ok)
		credential_clear(to);
	return ok;
}

void credential_name(const struct credential *credential, struct str *out)
{
	str_format(out, "%s:", kinds[credential->kind]);
	if (credential->path != NULL)
		str_append(out, credential->path);
	else if (credential->name != NULL)
		str_append(out, credential->name);
	for (size_t i = 0; credential->command && credential->command[i]; i++)
		str_format(out, "%zu:%s,", strlen(credential->command[i]),
			   credential->command[i]);
	if (credential->identity_kind != NULL)
		str_format(out, ";%s", credential->identity_kind);
	if (credential->source != NULL)
		str_format(out, ";%s", credential->source);
}

void credential_write(const struct credential *credential, struct secret *out)
{
	json_begin(out, "credential", '{');
	json_put_string(out, "kind", kinds[credential->kind]);
	for (size_t i = 0; i < array_size(strings); i++)
		if (*string_at(credential, i) != NULL)
			json_put_string(out, strings[i].key,
					*string_at(credential, i));
	for (size_t i = 0; i < array_size(arrays); i++)
		if (*array_at(credential, i) != NULL)
			json_put_strings(out, arrays[i].key,
					 (const char *const *)
					 *array_at(credential, i));
	if (credential->send_chain)
		json_put_bool(out, "send_chain", true);
	json_end(out, '}');
}

static bool read_kind(struct json object, enum credential_kind *ret_kind,
		      struct error *err)
{
	const char *kind = "";

	if (!json_get_string(object, "kind", &kind, err))
		return false;
	for (int i = 0; i < CREDENTIAL_KINDS; i++)
		if (strcmp(kinds[i], kind) == 0) {
			*ret_kind = (enum credential_kind)i;
			return true;
		}
	return json_fault(object, NULL, err, "names no credential");
}

/* A kind without what it is about would be read as something else. */
static bool is_whole(const struct credential *credential)
{
	switch (credential->kind) {
	case CREDENTIAL_FILE:
		return credential->path != NULL;
	case CREDENTIAL_COMMAND:
		return credential->command != NULL &&
		       credential->command[0] != NULL;
	case CREDENTIAL_GITHUB:
		return true;
	case CREDENTIAL_IDENTITY:
		return (credential->name == NULL) ==
		       (credential->identity_kind == NULL);
	default:
		return credential->name != NULL;
	}
}

bool credential_read(struct json in, struct credential *ret_credential,
		     struct error *err)
{
	struct json object = { 0 };

	if (!json_get_object(in, "credential", &object, err))
		return false;
	if (object.value == NULL)
		return json_fault(in, NULL, err, "has no credential");
	if (!read_kind(object, &ret_credential->kind, err) ||
	    !json_get_bool(object, "send_chain", &ret_credential->send_chain,
			   err))
		return false;
	for (size_t i = 0; i < array_size(strings); i++) {
		const char *text = NULL;

		if (!json_get_string(object, strings[i].key, &text, err))
			return false;
		if (!copy_string(string_at(ret_credential, i), text))
			return error_memory(err);
	}
	for (size_t i = 0; i < array_size(arrays); i++) {
		auto_free const char **words = NULL;

		if (!json_get_strings(object, arrays[i].key, &words, err))
			return false;
		if (!copy_words(array_at(ret_credential, i), words))
			return error_memory(err);
	}
	return is_whole(ret_credential) ||
	       json_fault(object, NULL, err, "names no credential");
}

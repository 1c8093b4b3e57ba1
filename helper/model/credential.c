/* SPDX-License-Identifier: MIT */
/* Naming, copying and passing on of credentials; reading one's content is the
 * sign-in program's. */
#include "model/credential.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"

void credential_clear(struct credential *credential)
{
	free(credential->name);
	free(credential->path);
	strv_free(credential->command);
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

bool credential_dup(struct credential *to, const struct credential *from)
{
	*to = (struct credential){ .kind = from->kind };
	if (from->command != NULL)
		to->command = credential_words(
			(const char *const *)from->command);
	if (copy_string(&to->name, from->name) &&
	    copy_string(&to->path, from->path) &&
	    (from->command == NULL) == (to->command == NULL))
		return true;
	credential_clear(to);
	return false;
}

void credential_name(const struct credential *credential, struct str *out)
{
	switch (credential->kind) {
	case CREDENTIAL_STORED:
		str_format(out, "stored:%s", credential->name);
		break;
	case CREDENTIAL_FILE:
		str_format(out, "file:%s", credential->path);
		break;
	case CREDENTIAL_COMMAND:
		str_append(out, "command:");
		for (size_t i = 0; credential->command[i] != NULL; i++)
			str_format(out, "%zu:%s,",
				   strlen(credential->command[i]),
				   credential->command[i]);
		break;
	}
}

void credential_write(const struct credential *credential, struct secret *out)
{
	json_begin(out, "credential", '{');
	if (credential->name != NULL)
		json_put_string(out, "stored", credential->name);
	if (credential->path != NULL)
		json_put_string(out, "file", credential->path);
	if (credential->command != NULL)
		json_put_strings(out, "command",
				 (const char *const *)credential->command);
	json_end(out, '}');
}

bool credential_read(struct json in, struct credential *ret_credential,
		     struct error *err)
{
	struct json object = { 0 };
	auto_free const char **command = NULL;
	const char *stored = NULL, *file = NULL;

	if (!json_get_object(in, "credential", &object, err))
		return false;
	if (object.value == NULL)
		return json_fault(in, NULL, err, "has no credential");
	if (!json_get_string(object, "stored", &stored, err) ||
	    !json_get_string(object, "file", &file, err) ||
	    !json_get_strings(object, "command", &command, err))
		return false;
	if (stored == NULL && file == NULL &&
	    (command == NULL || command[0] == NULL))
		return json_fault(object, NULL, err, "names no credential");
	ret_credential->kind = file != NULL ? CREDENTIAL_FILE :
			       command != NULL ? CREDENTIAL_COMMAND :
						 CREDENTIAL_STORED;
	if (command != NULL)
		ret_credential->command = credential_words(command);
	if (!copy_string(&ret_credential->name, stored) ||
	    !copy_string(&ret_credential->path, file) ||
	    (command != NULL && ret_credential->command == NULL))
		return error_memory(err);
	return true;
}

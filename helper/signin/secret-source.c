/* SPDX-License-Identifier: MIT */
/* The sources of secrets: files, commands, the service manager's folder. */
#include "signin/secret-source.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/log.h"
#include "base/str.h"
#include "signin/command.h"
#include "store/stored-secret.h"

#define VALUE_MAX 65536		/* bytes */

/* A secret is one line that is not empty. */
static bool check(struct secret *value, const char *where, struct error *err)
{
	const char *text = secret_expose(value);
	size_t length = value->length;

	if (length > 0 && text[length - 1] == '\n')
		length--;
	if (length > 0 && text[length - 1] == '\r')
		length--;
	secret_cut(value, length);
	if (length == 0)
		return error_set(err, ERROR_CONFIG, "%s is empty", where);
	if (memchr(text, '\n', length) == NULL &&
	    memchr(text, '\0', length) == NULL)
		return true;
	error_set(err, ERROR_CONFIG, "%s holds more than one line", where);
	return error_hint(err, "a client secret is the value alone, on one "
			  "line");
}

static bool from_file(const char *path, struct secret *ret_value,
		      struct error *err)
{
	auto_free char *where = str_new("the secret file '%s'", path);

	if (where == NULL)
		return error_memory(err);
	switch (file_read(path, FILE_SECRET, VALUE_MAX, ret_value, err)) {
	case FILE_ABSENT:
		error_set(err, ERROR_CONFIG, "%s does not exist", where);
		return error_hint(err, "write the client secret's value into "
				  "it, with mode 600");
	case FILE_FAULT:
		return false;
	case FILE_OK:
		break;
	}
	return check(ret_value, where, err);
}

static bool from_command(char *const *command, int64_t deadline_ms,
			 struct secret *ret_value, struct error *err)
{
	auto_free char *where = str_new("the output of '%s'", command[0]);

	if (where == NULL)
		return error_memory(err);
	return command_read((const char *const *)command, deadline_ms,
			    VALUE_MAX, ret_value, err) &&
	       check(ret_value, where, err);
}

static bool stored(const char *name, struct secret *ret_value,
		   struct error *err)
{
	const char *folder = secure_getenv("CREDENTIALS_DIRECTORY");
	auto_free char *own = stored_secret_path(name), *given = NULL;

	if (folder != NULL && *folder == '/')
		given = str_new("%s/%s", folder, name);
	for (int i = 0; i < 2; i++) {
		const char *path = i == 0 ? given : own;

		if (path == NULL)
			continue;
		switch (file_read(path, FILE_SECRET, VALUE_MAX, ret_value,
				  err)) {
		case FILE_OK:
			log_debug("the secret is in '%s'", path);
			return check(ret_value, "the stored secret", err);
		case FILE_FAULT:
			return false;
		case FILE_ABSENT:
			break;
		}
	}
	error_set(err, ERROR_CONFIG, "no client secret is stored for it "
		  "(looked in '%s'%s%s%s)", own != NULL ? own : "?",
		  given != NULL ? " and '" : "", given != NULL ? given : "",
		  given != NULL ? "'" : "");
	return error_hint(err, "name 'client_secret_file' or "
			  "'client_secret_command' in its file, or add it anew "
			  "with --secret-file");
}

static bool from_environment(const char *name, struct secret *ret_value,
			     struct error *err)
{
	auto_free char *where = str_new("%s in the environment", name);
	const char *value = secure_getenv(name);

	if (where == NULL || (value != NULL &&
			      !secret_append(ret_value, value)))
		return error_memory(err);
	return check(ret_value, where, err);
}

bool secret_source_read(const struct credential *credential,
			int64_t deadline_ms, struct secret *ret_value,
			struct error *err)
{
	switch (credential->kind) {
	case CREDENTIAL_FILE:
		return from_file(credential->path, ret_value, err);
	case CREDENTIAL_COMMAND:
		return from_command(credential->command, deadline_ms,
				    ret_value, err);
	case CREDENTIAL_ENVIRONMENT:
		return from_environment(credential->name, ret_value, err);
	default:
		return stored(credential->name, ret_value, err);
	}
}

/* SPDX-License-Identifier: MIT */
/* Keeping client secrets in files of our own. */
#include "store/stored-secret.h"

#include <errno.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/str.h"

#define FOLDER "secrets"
#define VALUE_MAX (1u << 17)	/* bytes; more than is ever taken */

char *stored_secret_path(const char *principal)
{
	auto_free char *rest = str_new(FOLDER "/%s", principal);

	return rest != NULL ? folder_file(FOLDER_STATE, rest) : NULL;
}

bool stored_secret_save(const char *principal, const struct secret *value,
			struct error *err)
{
	auto_free char *path = folder_file(FOLDER_STATE, FOLDER);
	auto_fd int folder = path != NULL ? folder_open(path, true) : -1;

	if (folder >= 0 && file_replace(folder, principal, value))
		return true;
	error_set(err, ERROR_STORE, "the secret cannot be kept in '%s': %m",
		  path != NULL ? path : "the state folder");
	return error_hint(err, "the folder must be yours, with mode 700; or "
			  "keep the secret in a file and name that");
}

bool stored_secret_load(const char *principal, struct secret *ret_value,
			struct error *err)
{
	auto_free char *path = folder_file(FOLDER_STATE, FOLDER);
	auto_fd int folder = path != NULL ? folder_open(path, false) : -1;

	if ((folder >= 0 && file_read_own(folder, principal, VALUE_MAX,
					  ret_value)) ||
	    errno == ENOENT)
		return true;
	return error_set(err, ERROR_STORE, "the secret in '%s/%s' cannot be "
			 "read: %m", path != NULL ? path : "?", principal);
}

bool stored_secret_exists(const char *principal)
{
	auto_free char *path = stored_secret_path(principal);
	struct stat info;

	return path != NULL && (lstat(path, &info) == 0 ||
				(errno != ENOENT && errno != ENOTDIR));
}

bool stored_secret_remove(const char *principal, struct error *err)
{
	auto_free char *path = stored_secret_path(principal);

	if (path == NULL || unlink(path) == 0 || errno == ENOENT ||
	    errno == ENOTDIR)
		return true;
	return error_set(err, ERROR_STORE, "'%s' cannot be removed: %m", path);
}

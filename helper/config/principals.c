/* SPDX-License-Identifier: MIT */
/* Finding principals.  The default is a small file of ours below the state
 * folder, never an edit of the user's configuration. */
#include "config/principals.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/str.h"
#include "base/text.h"
#include "config/environment.h"
#include "config/shelf.h"
#include "model/name.h"

#define DEFAULT_FILE "default-principal"

static bool unknown(const char *name, struct error *err)
{
	char **known = shelf_list(SHELF_PRINCIPALS);
	const char *const *words = (const char *const *)known;
	const char *nearest = known ? text_nearest(name, words) : NULL;
	auto_free char *list = known ? text_join(words) : NULL;

	error_set(err, ERROR_CONFIG, "principal '%s' is not configured", name);
	if (list == NULL || *list == '\0')
		error_hint(err, "there is none yet; make one with 'lanyard "
			   "principal add %s ...'", name);
	else
		error_hint(err, "%s%s%sconfigured are: %s",
			   nearest ? "did you mean '" : "",
			   nearest ? nearest : "", nearest ? "'? " : "", list);
	strv_free(known);
	return false;
}

bool principals_load(const char *name, struct principal *ret_principal,
		     struct error *err)
{
	auto_secret struct secret text = SECRET_INIT;
	auto_free char *path = NULL;

	if (!name_check(name, "principal", ERROR_USAGE, err))
		return false;
	switch (shelf_read(SHELF_PRINCIPALS, name, &path, &text, err)) {
	case FILE_ABSENT:
		return unknown(name, err);
	case FILE_FAULT:
		return false;
	case FILE_OK:
		break;
	}
	return principal_parse(name, path, secret_expose(&text), text.length,
			       ret_principal, err);
}

bool principals_whose(const char *name, struct principal *ret_principal,
		      struct error *err)
{
	if (principals_load(name, ret_principal, err))
		return true;
	principal_clear(ret_principal);
	ret_principal->name = strdup(name);
	return ret_principal->name != NULL || error_memory(err);
}

static bool default_unreadable(const char *path, struct error *err)
{
	error_set(err, ERROR_STORE, "the default principal cannot be read "
		  "from '%s': %m", path);
	return error_hint(err, "the folder must be yours alone (chmod 700 "
			  "'%s'), and '" DEFAULT_FILE "' in it, too (chmod "
			  "600); or name a principal", path);
}

bool principals_default(char **ret_name, struct error *err)
{
	auto_free char *path = folder_path(FOLDER_STATE), *name = NULL;
	auto_fd int folder = path != NULL ? folder_open(path, false) : -1;
	auto_secret struct secret text = SECRET_INIT;

	*ret_name = NULL;
	if (path == NULL)
		return errno != ENOMEM || error_memory(err);
	if (folder < 0 || !file_read_own(folder, DEFAULT_FILE, 256, &text))
		return errno == ENOENT || default_unreadable(path, err);
	name = strndup(secret_expose(&text),
		       strcspn(secret_expose(&text), "\n"));
	if (name == NULL)
		return error_memory(err);
	if (name_valid(name))
		*ret_name = steal(name);
	return true;
}

bool principals_set_default(const char *name, struct error *err)
{
	auto_free char *path = folder_path(FOLDER_STATE);
	auto_fd int folder = path != NULL ? folder_open(path, true) : -1;
	auto_secret struct secret text = SECRET_INIT;

	if (name == NULL && folder >= 0 &&
	    (unlinkat(folder, DEFAULT_FILE, 0) == 0 || errno == ENOENT))
		return true;
	if (name != NULL && folder >= 0 &&
	    secret_format(&text, "%s\n", name) &&
	    file_replace(folder, DEFAULT_FILE, &text))
		return true;
	return error_set(err, ERROR_STORE, "the default principal cannot be "
			 "written below '%s': %m", path != NULL ? path : "?");
}

/* Several, and none was named. */
static bool ambiguous(char **known, struct error *err)
{
	auto_free char *list = text_join((const char *const *)known);

	error_set(err, ERROR_CONFIG, "several principals are configured, and "
		  "none was named");
	return error_hint(err, "name one (%s), or choose a default with "
			  "'lanyard principal default NAME'",
			  list != NULL ? list : "");
}

static bool from_environment(struct principal *ret_principal,
			     struct error *err)
{
	switch (environment_make(ret_principal, err)) {
	case ENVIRONMENT_MADE:
		return true;
	case ENVIRONMENT_FAULT:
		return false;
	default:
		error_set(err, ERROR_CONFIG, "no principal is configured");
		if (environment_explain(err))
			return false;
		return error_hint(err, "make one with 'lanyard principal add "
				  "NAME --tenant TENANT --client-id ID "
				  "--secret-file FILE'");
	}
}

/* The name of the one to take when none is named; NULL and no error if that
 * is the environment's. */
static bool choose(char **ret_name, struct error *err)
{
	const char *named = secure_getenv("LANYARD_PRINCIPAL");
	char **known;
	bool ok = true;

	if (named != NULL && *named != '\0') {
		*ret_name = strdup(named);
		return *ret_name != NULL || error_memory(err);
	}
	if (!principals_default(ret_name, err))
		return false;
	if (*ret_name != NULL)
		return true;
	known = shelf_list(SHELF_PRINCIPALS);
	if (known == NULL)
		return error_memory(err);
	if (known[0] != NULL && known[1] != NULL) {
		ok = ambiguous(known, err);
	} else if (known[0] != NULL) {
		*ret_name = strdup(known[0]);
		ok = *ret_name != NULL || error_memory(err);
	}
	strv_free(known);
	return ok;
}

bool principals_find(const char *name, struct principal *ret_principal,
		     struct error *err)
{
	auto_free char *chosen = NULL;

	if (name == NULL && !choose(&chosen, err))
		return false;
	if (name == NULL && chosen == NULL)
		return from_environment(ret_principal, err);
	return principals_load(name != NULL ? name : chosen, ret_principal,
			       err) &&
	       environment_complete(ret_principal, err);
}

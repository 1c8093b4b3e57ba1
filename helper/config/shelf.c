/* SPDX-License-Identifier: MIT */
/* Shelves of configuration: reading, listing and writing files by name. */
#include "config/shelf.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/folder.h"
#include "base/str.h"
#include "model/name.h"

#define SUFFIX ".json"
#define FILE_MAX (256u << 10)	/* bytes of a principal's or cloud's file */

static const char *const names[] = {
	[SHELF_PRINCIPALS] = "principals",
	[SHELF_CLOUDS] = "clouds",
};

static char *path_in(enum folder folder, enum shelf shelf, const char *name)
{
	char rest[NAME_MAX_LENGTH + 32];

	snprintf(rest, sizeof(rest), "%s/%s" SUFFIX, names[shelf], name);
	return folder_file(folder, rest);
}

char *shelf_path(enum shelf shelf, const char *name)
{
	return path_in(FOLDER_CONFIG, shelf, name);
}

enum file_result shelf_read(enum shelf shelf, const char *name,
			    char **ret_path, struct secret *ret_text,
			    struct error *err)
{
	static const enum folder order[] = { FOLDER_CONFIG, FOLDER_SYSTEM };

	for (size_t i = 0; i < array_size(order); i++) {
		auto_free char *path = path_in(order[i], shelf, name);
		enum file_result result;

		if (path == NULL)
			continue;
		result = file_read(path, FILE_CONFIG, FILE_MAX, ret_text, err);
		if (result == FILE_ABSENT)
			continue;
		*ret_path = steal(path);
		return result;
	}
	return FILE_ABSENT;
}

struct list {
	char **names;
	size_t count;
	bool failed;
};

static void add_name(struct list *list, const char *file)
{
	size_t length = strlen(file), suffix = strlen(SUFFIX);
	auto_free char *name = NULL;
	char **grown;

	if (length <= suffix || strcmp(file + length - suffix, SUFFIX) != 0)
		return;
	name = strndup(file, length - suffix);
	if (name != NULL && !name_valid(name))
		return;
	grown = realloc(list->names, (list->count + 2) * sizeof(*grown));
	if (grown != NULL)
		list->names = grown;
	if (name == NULL || grown == NULL) {
		list->failed = true;
		return;
	}
	list->names[list->count++] = steal(name);
	list->names[list->count] = NULL;
}

static void add_folder(struct list *list, enum folder folder,
		       enum shelf shelf)
{
	auto_free char *path = folder_file(folder, names[shelf]);
	DIR *entries = path != NULL ? opendir(path) : NULL;
	struct dirent *entry;

	if (entries == NULL)
		return;
	while (!list->failed && (entry = readdir(entries)) != NULL)
		add_name(list, entry->d_name);
	closedir(entries);
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **shelf_list(enum shelf shelf)
{
	struct list list = { .names = calloc(1, sizeof(*list.names)) };
	size_t kept = 0;

	if (list.names == NULL)
		return NULL;
	add_folder(&list, FOLDER_CONFIG, shelf);
	add_folder(&list, FOLDER_SYSTEM, shelf);
	if (list.failed) {
		strv_free(list.names);
		return NULL;
	}
	qsort(list.names, list.count, sizeof(*list.names), compare);
	for (size_t i = 0; i < list.count; i++) {
		if (kept > 0 &&
		    strcmp(list.names[kept - 1], list.names[i]) == 0)
			free(list.names[i]);
		else
			list.names[kept++] = list.names[i];
	}
	list.names[kept] = NULL;
	return list.names;
}

/* The user's folder of a shelf.  Configuration may be readable by others, so
 * this folder is not held to the rules of folder_open(). */
static int open_own(enum shelf shelf, bool create, char **ret_path)
{
	auto_free char *path = folder_file(FOLDER_CONFIG, names[shelf]);
	int fd = -1;

	if (path == NULL)
		return -1;
	if (create)
		fd = folder_open(path, true);
	if (fd < 0)
		fd = open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	*ret_path = steal(path);
	return fd;
}

bool shelf_write(enum shelf shelf, const char *name,
		 const struct secret *text, struct error *err)
{
	auto_free char *path = NULL;
	auto_fd int folder = open_own(shelf, true, &path);
	char file[NAME_MAX_LENGTH + 16];

	snprintf(file, sizeof(file), "%s" SUFFIX, name);
	if (folder >= 0 && file_replace(folder, file, text))
		return true;
	return error_set(err, ERROR_CONFIG, "'%s/%s' cannot be written: %m",
			 path != NULL ? path : names[shelf], file);
}

enum file_result shelf_remove(enum shelf shelf, const char *name,
			      struct error *err)
{
	auto_free char *path = shelf_path(shelf, name);

	if (path == NULL || unlink(path) == 0)
		return path == NULL ? FILE_ABSENT : FILE_OK;
	if (errno == ENOENT || errno == ENOTDIR)
		return FILE_ABSENT;
	error_set(err, ERROR_CONFIG, "'%s' cannot be removed: %m", path);
	return FILE_FAULT;
}

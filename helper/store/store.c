/* SPDX-License-Identifier: MIT */
/* Opening the shared folder, naming its files, and collecting old ones. */
#include "store/store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/folder.h"
#include "base/secret.h"

#define COLLECT_EVERY_S 3600
#define COLLECT_FILES_MAX 50000
#define COLLECTED "collected"

bool store_open(struct store *store, bool create)
{
	store->folder = folder_open_tokens(create);
	return store->folder >= 0;
}

bool store_open_place(struct store *store, enum folder place)
{
	auto_free char *path = folder_path(place);

	store->folder = path != NULL ? folder_open(path, false) : -1;
	return store->folder >= 0;
}

void store_close(struct store *store)
{
	if (store->folder >= 0)
		close(store->folder);
	store->folder = -1;
}

void store_name(const char *hash, const char *kind, char name[STORE_NAME_SIZE])
{
	snprintf(name, STORE_NAME_SIZE, "%s%s", hash, kind);
}

/* How old a file may grow; no token lives longer than 28 hours.  0: it is
 * not ours to remove. */
static int64_t age_limit_s(const char *name)
{
	const char *kind = strrchr(name, '.');

	if (strncmp(name, FILE_TEMPORARY, strlen(FILE_TEMPORARY)) == 0)
		return 600;
	if (kind != NULL && strcmp(kind, STORE_TOKEN) == 0)
		return 48 * 3600;
	if (kind != NULL && (strcmp(kind, STORE_NOTE) == 0 ||
			     strcmp(kind, STORE_PAUSE) == 0))
		return 2 * 3600;
	return 0;
}

/* True at most once in COLLECT_EVERY_S, for one caller. */
static bool is_due(const struct store *store, int64_t now_s)
{
	static const struct secret nothing = SECRET_INIT;
	struct stat info;

	if (fstatat(store->folder, COLLECTED, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    info.st_mtime <= now_s && info.st_mtime > now_s - COLLECT_EVERY_S)
		return false;
	return file_replace(store->folder, COLLECTED, &nothing);
}

void store_collect(const struct store *store)
{
	int64_t now_s = clock_now_s();
	struct dirent *entry;
	DIR *entries;
	int fd;

	if (store->folder < 0 || !is_due(store, now_s))
		return;
	fd = openat(store->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	entries = fd >= 0 ? fdopendir(fd) : NULL;
	if (entries == NULL) {
		if (fd >= 0)
			close(fd);
		return;
	}
	for (int left = COLLECT_FILES_MAX; left > 0; left--) {
		struct stat info;
		int64_t limit_s;

		entry = readdir(entries);
		if (entry == NULL)
			break;
		limit_s = age_limit_s(entry->d_name);
		if (limit_s > 0 &&
		    fstatat(store->folder, entry->d_name, &info,
			    AT_SYMLINK_NOFOLLOW) == 0 &&
		    info.st_mtime < now_s - limit_s)
			unlinkat(store->folder, entry->d_name, 0);
	}
	closedir(entries);
}

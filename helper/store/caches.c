/* SPDX-License-Identifier: MIT */
/* The runtime and the cache folder, one after the other. */
#include "store/caches.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/folder.h"

typedef bool work_function(const struct store *store, void *context);

/* A runtime folder in another user's, as su and sudo leave it in the
 * environment: it was never ours to keep anything in. */
static bool is_anothers(const char *path)
{
	auto_free char *parent = strdup(path);
	struct stat info;

	if (parent == NULL)
		return false;
	*strrchr(parent, '/') = '\0';
	return stat(parent, &info) == 0 && info.st_uid != geteuid();
}

static bool same_folder(const struct store *a, const struct store *b)
{
	struct stat first, second;

	return a->folder >= 0 && b->folder >= 0 &&
	       fstat(a->folder, &first) == 0 &&
	       fstat(b->folder, &second) == 0 &&
	       first.st_dev == second.st_dev && first.st_ino == second.st_ino;
}

static bool unusable(const char *path, struct error *err)
{
	error_set(err, ERROR_STORE, "the folder of tokens '%s' cannot be "
		  "used: %m", path);
	return error_hint(err, "it must be yours alone, and what is in it, "
			  "too: chmod 700 '%s'", path);
}

/* Opens a place; a store without a folder if there is nothing to do there. */
static bool open_place(enum folder place, const char *path,
		       struct store *ret_store, struct error *err)
{
	if (path == NULL || store_open_place(ret_store, place) ||
	    errno == ENOENT)
		return true;
	if (place == FOLDER_RUNTIME) {
		int fault = errno;

		if (is_anothers(path))
			return true;
		errno = fault;
	}
	return unusable(path, err);
}

static bool in_each(work_function *work, void *context, struct error *err)
{
	static const enum folder places[] = { FOLDER_RUNTIME, FOLDER_CACHE };
	struct store stores[] = { STORE_INIT, STORE_INIT };
	struct error fault;
	bool ok = true;

	for (size_t i = 0; i < array_size(places); i++) {
		auto_free char *path = folder_path(places[i]);
		bool done = open_place(places[i], path, &stores[i], &fault);

		/* LANYARD_HOME makes them one. */
		if (done && stores[i].folder >= 0 &&
		    !(i > 0 && same_folder(&stores[0], &stores[i])) &&
		    !work(&stores[i], context))
			done = unusable(path, &fault);
		if (ok && !done)
			*err = fault;
		ok = ok && done;
	}
	store_close(&stores[0]);
	store_close(&stores[1]);
	return ok;
}

struct walk {
	bool (*visit)(const struct cache_entry *entry, void *context);
	void *context;
};

static bool walk_one(const struct store *store, void *context)
{
	const struct walk *walk = context;

	return cache_walk(store, walk->visit, walk->context);
}

bool caches_walk(bool (*visit)(const struct cache_entry *entry, void *context),
		 void *context, struct error *err)
{
	struct walk walk = { visit, context };

	return in_each(walk_one, &walk, err);
}

struct forget {
	const struct principal *whose;
	int count;
};

static bool forget_one(const struct store *store, void *context)
{
	struct forget *forget = context;
	int count;
	bool ok = cache_forget(store, forget->whose, &count);

	forget->count += count;
	return ok;
}

bool caches_forget(const struct principal *whose, int *ret_count,
		   struct error *err)
{
	struct forget forget = { .whose = whose };
	bool ok = in_each(forget_one, &forget, err);

	*ret_count = forget.count;
	return ok;
}

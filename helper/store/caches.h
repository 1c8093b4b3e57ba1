/* SPDX-License-Identifier: MIT */
/*
 * Both folders where tokens may lie: a user with a runtime folder has tokens
 * in the cache folder too if a program of his ran without (cron, su).  For
 * whoever looks at, or forgets, all that is kept.
 */
#ifndef STORE_CACHES_H
#define STORE_CACHES_H

#include "base/error.h"
#include "store/cache.h"

/* Walks the entries of both.  False and an error of class ERROR_STORE if one
 * cannot be used; the other was walked all the same. */
bool caches_walk(bool (*visit)(const struct cache_entry *entry, void *context),
		 void *context, struct error *err);

/* cache_forget() in both.  False as above, with the name of the folder. */
bool caches_forget(const struct principal *whose, int *ret_count,
		   struct error *err);

#endif

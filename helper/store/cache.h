/* SPDX-License-Identifier: MIT */
/*
 * The token cache: one file a key.  The entry repeats its key, and one whose
 * key differs is a miss, as is one that is corrupt, too large, not ours, or
 * reached through a link.  Reading takes no lock, since an entry is replaced
 * whole.
 */
#ifndef STORE_CACHE_H
#define STORE_CACHE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/principal.h"
#include "model/token.h"
#include "store/store.h"

/* Loads the token of an order's key; false for any kind of miss. */
bool cache_load(const struct store *store, const struct order *order,
		struct token *ret_token);

/* Replaces the entry.  False and errno; the request goes on without. */
bool cache_save(const struct store *store, const struct order *order,
		const struct token *token);

/* Removes the entry of an order's key if it holds exactly this token, which a
 * server refused. */
void cache_distrust(const struct store *store, const struct order *order,
		    const struct secret *refused);

/* What `cache list` shows of an entry. */
struct cache_entry {
	char *principal;
	char *cloud;
	char *tenant;
	char *scopes;
	int64_t obtained_at_ms;
	int64_t expires_at;
	int64_t refresh_at;
};

void cache_entry_clear(struct cache_entry *entry);

/*
 * Walks all entries in no order; the walk ends when `visit` returns false.
 * An unreadable entry is passed over.  False and errno if the folder cannot be
 * read.
 */
bool cache_walk(const struct store *store,
		bool (*visit)(const struct cache_entry *entry, void *context),
		void *context);

/*
 * Forgets tokens and notes, and what killed writers left: those of a principal
 * (by its name and, where the rest of it is known, by what it signs in with),
 * or all for NULL.  *ret_count is the number of tokens forgotten.  False and
 * errno if anything is left that should not be.
 */
bool cache_forget(const struct store *store, const struct principal *whose,
		  int *ret_count);

#endif

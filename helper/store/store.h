/* SPDX-License-Identifier: MIT */
/*
 * The folder that callers share: tokens, flights and notes, three files a key
 * at most, all named by the hash of the key.
 *
 *	HASH.token	the cached token, replaced atomically
 *	HASH.lock	the flight; empty, never unlinked
 *	HASH.note	how the last sign-in ended, if it failed
 *
 * A store that cannot be opened is no fault of the request: every look-up is
 * then a miss, and nothing is kept.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/hash.h"

struct store {
	int folder;	/* -1: there is none */
};

#define STORE_INIT { -1 }
#define auto_store __attribute__((cleanup(store_close)))

/* What each file's JSON says it is; another number is a miss. */
#define STORE_VERSION 1

/* The kinds of files, and the room that a file's name takes. */
#define STORE_TOKEN ".token"
#define STORE_LOCK ".lock"
#define STORE_NOTE ".note"
#define STORE_NAME_SIZE (HASH_SIZE + 8)

/* Opens the folder, made with its parents if `create`.  False (and errno) if
 * there is none to be had. */
bool store_open(struct store *store, bool create);
void store_close(struct store *store);

/* The name of a key's file of one kind. */
void store_name(const char *hash, const char *kind,
		char name[STORE_NAME_SIZE]);

/*
 * Removes what is surely of no more use: tokens of two days ago, notes of two
 * hours ago, temporary files of ten minutes ago.  It looks at a bounded number
 * of files, and at most once an hour.
 */
void store_collect(const struct store *store);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The folder that callers share: tokens, flights and notes, a few files a key,
 * all named by the hash of the key.
 *
 *	HASH.token	the cached token, replaced atomically
 *	HASH.lock	the flight; empty, never unlinked
 *	HASH.overtake	the flight past one that does not end; the same
 *	HASH.note	how the last sign-in ended, if it failed
 *	HASH.pause	the pause that the authority asked for
 *
 * A store that cannot be opened is no fault of the request: every look-up is
 * then a miss, and nothing is kept.
 */
#ifndef STORE_STORE_H
#define STORE_STORE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/folder.h"
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
#define STORE_PAUSE ".pause"
#define STORE_OVERTAKE ".overtake"
#define STORE_NAME_SIZE (HASH_SIZE + 12)

/* Opens the folder, made with its parents if `create`.  False (and errno) if
 * there is none to be had. */
bool store_open(struct store *store, bool create);
void store_close(struct store *store);

/*
 * Opens one of the two places where tokens may rest (FOLDER_RUNTIME or
 * FOLDER_CACHE), whichever is in use now; for looking through both.  False and
 * errno, ENOENT if it is not there.
 */
bool store_open_place(struct store *store, enum folder place);

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

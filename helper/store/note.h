/* SPDX-License-Identifier: MIT */
/*
 * Outcome notes: how the last sign-in of a key ended, if it failed.
 *
 * Whoever began before the note was written takes it as his own answer, so
 * that two hundred callers behind a dead authority wait once.  Until
 * `until_ms` it also answers those who come later (back-off): the authority
 * asked for a pause, or refused in a way that asking again does not change.
 */
#ifndef STORE_NOTE_H
#define STORE_NOTE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "store/store.h"

struct note {
	struct error fault;
	int64_t at_ms;
	int64_t until_ms;		/* 0: no back-off */
	bool throttled;			/* the authority asked for the pause */
	char claims_hash[HASH_SIZE];
};

/*
 * Makes the note for a failure at a point in time: Retry-After is honoured up
 * to an hour, a refusal or a need to sign in holds for a minute, the rest not
 * at all.
 */
void note_make(const struct order *order, const struct error *fault,
	       int64_t now_ms, struct note *ret_note);

/* False if there is no (readable) note, or it is for other claims. */
bool note_load(const struct store *store, const struct order *order,
	       struct note *ret_note);

/*
 * The pause that the authority asked for.  It holds for every request of the
 * key, whatever its claims, and is not ended by another failure.
 */
bool note_load_pause(const struct store *store, const struct order *order,
		     struct note *ret_note);

/* Saves the note, and the pause if it is one.  False and errno; the request
 * goes on without. */
bool note_save(const struct store *store, const struct order *order,
	       const struct note *note);

void note_remove(const struct store *store, const struct order *order);

#endif

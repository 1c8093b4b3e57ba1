/* SPDX-License-Identifier: MIT */
/*
 * The key files by which Azure Arc finds out that a caller may read files
 * of the machine: it names one, and wants to be told what is in it.
 */
#ifndef AUTHORITY_ARC_KEYS_H
#define AUTHORITY_ARC_KEYS_H

#include "machine.h"

/*
 * Writes a new key into the folder, in the odd way that the quirk says, and
 * returns its path, the caller's string; NULL when that failed.
 */
char *arc_keys_make(struct machine *machine, const char *folder,
		    const char *quirk);

/* Whether this is the content of a key; if so, it is worth nothing more. */
bool arc_keys_use(struct machine *machine, const char *content);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Advisory locks on files that are never unlinked (flock).  The lock belongs
 * to the open file description: a child that inherits the descriptor holds it
 * too, and it ends when the last of them closes it.
 */
#ifndef BASE_LOCK_H
#define BASE_LOCK_H

#include <stdbool.h>
#include <stdint.h>

enum lock_result { LOCK_TAKEN, LOCK_BUSY, LOCK_UNUSABLE };

/* Opens (and makes) the lock file `name` in a folder; -1 and errno if not. */
int lock_open(int folder, const char *name);

/* Takes the lock if nobody holds it. */
enum lock_result lock_try(int fd);

/*
 * Takes the lock, waiting until `deadline_ms` on the steady clock at most;
 * LOCK_BUSY when that has passed.
 */
enum lock_result lock_wait(int fd, int64_t deadline_ms);

#endif

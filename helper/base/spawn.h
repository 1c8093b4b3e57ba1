/* SPDX-License-Identifier: MIT */
/*
 * Starting other programs, without a shell.  A child inherits the descriptors
 * that it is given and no others.
 */
#ifndef BASE_SPAWN_H
#define BASE_SPAWN_H

#include <stdbool.h>
#include <sys/types.h>

struct spawn {
	const char *path;		/* absolute */
	const char *const *arguments;	/* NULL-terminated, [0] the name */
	int fds[4];			/* what becomes 0, 1, 2 and 3; -1 is
					   /dev/null for 0 to 2, closed for 3 */
	bool detached;			/* a session of its own */
	bool tied;			/* killed when this process ends */
	bool ours;			/* one of our programs: it keeps the
					   variables that may hold secrets */
};

/*
 * Starts the program.  False and errno if it could not be started, a failed
 * exec included.
 */
bool spawn_start(const struct spawn *spawn, pid_t *ret_pid);

/*
 * The environment for a program that is not ours: without the variables that
 * may hold secrets.  A new array (free() it) of borrowed strings; NULL when
 * out of memory.
 */
char **spawn_environment(void);

/* Waits for a child.  Its exit status, or 128 plus the signal's number. */
int spawn_wait(pid_t pid);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Cleanup on scope exit.  A local declared with one of these attributes is
 * released when it goes out of scope; steal() hands it over instead.
 * Initialise such a local where it is declared.
 */
#ifndef BASE_CLEANUP_H
#define BASE_CLEANUP_H

#include <stdlib.h>
#include <unistd.h>

static inline void cleanup_free(void *pointer)
{
	free(*(void **)pointer);
}

static inline void cleanup_fd(int *fd)
{
	if (*fd >= 0)
		close(*fd);
}

#define auto_free __attribute__((cleanup(cleanup_free)))
#define auto_fd __attribute__((cleanup(cleanup_fd)))

/* Takes the pointer out of a variable, which then holds NULL. */
#define steal(pointer)                             \
	({                                         \
		__typeof__(pointer) taken = (pointer); \
		(pointer) = NULL;                  \
		taken;                             \
	})

/* Takes the descriptor out of a variable, which then holds -1. */
static inline int steal_fd(int *fd)
{
	int taken = *fd;

	*fd = -1;
	return taken;
}

#define array_size(array) (sizeof(array) / sizeof((array)[0]))

#endif

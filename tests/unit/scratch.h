/* SPDX-License-Identifier: MIT */
/*
 * A private folder for a test program, under $TMPDIR or else here; the program
 * works in it, and it is gone afterwards.  For cmocka's group fixtures.
 */
#ifndef UNIT_SCRATCH_H
#define UNIT_SCRATCH_H

#include <fcntl.h>
#include <ftw.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

static struct {
	char path[PATH_MAX];	/* absolute */
	int folder;		/* open on it */
	int before;		/* where we came from */
} scratch = { "", -1, -1 };

static inline int scratch_enter(void **state)
{
	const char *under = getenv("TMPDIR");
	char name[PATH_MAX];

	(void)state;
	if (under == NULL || *under == '\0')
		under = ".";
	if (snprintf(name, sizeof(name), "%s/unit-XXXXXX", under) >=
	    (int)sizeof(name))
		return -1;
	scratch.before = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (scratch.before < 0 || mkdtemp(name) == NULL ||
	    realpath(name, scratch.path) == NULL || chdir(scratch.path) < 0)
		return -1;
	scratch.folder = open(".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return scratch.folder < 0 ? -1 : 0;
}

static inline int scratch_remove(const char *path, const struct stat *info,
				 int kind, struct FTW *where)
{
	(void)info, (void)kind, (void)where;
	return remove(path);
}

static inline int scratch_leave(void **state)
{
	(void)state;
	if (fchdir(scratch.before) < 0)
		return -1;
	close(scratch.before);
	close(scratch.folder);
	return nftw(scratch.path, scratch_remove, 16, FTW_DEPTH | FTW_PHYS);
}

#endif

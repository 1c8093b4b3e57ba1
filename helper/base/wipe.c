/* SPDX-License-Identifier: MIT */
/*
 * free() and realloc() that wipe what they give back, for the whole process:
 * json-c, libcurl and GnuTLS keep copies of tokens that nothing else reaches.
 * They take the place of libc's by being in the program itself, so this file
 * is linked straight into each program.  A sanitizer brings its own.
 *
 * calloc() and malloc() stay libc's.  A block is wiped up to its usable size.
 */
#include "config.h"

/* Before the test below: one of libc's own headers defines __GLIBC__. */
#include <stdlib.h>

#if defined(__GLIBC__) && !defined(LANYARD_SANITIZE)

#include <malloc.h>
#include <string.h>

/* glibc exports its own under these names for this purpose. */
extern void __libc_free(void *block);
extern void *__libc_malloc(size_t size);

void free(void *block)
{
	if (block == NULL)
		return;
	explicit_bzero(block, malloc_usable_size(block));
	__libc_free(block);
}

void *realloc(void *block, size_t size)
{
	size_t usable;
	void *moved;

	if (block == NULL)
		return __libc_malloc(size);
	if (size == 0) {
		free(block);
		return NULL;
	}
	usable = malloc_usable_size(block);
	if (size <= usable && size >= usable / 2)
		return block;
	moved = __libc_malloc(size);
	if (moved == NULL)
		return NULL;
	memcpy(moved, block, size < usable ? size : usable);
	free(block);
	return moved;
}

#else
typedef int wipe_is_left_to_libc; /* ISO C wants something in each file */
#endif

/* SPDX-License-Identifier: MIT */
/*
 * FNV-1a in 128 bits, for the names of cache files.  It is not a
 * cryptographic hash: an entry repeats its whole key, and a collision is a
 * miss.
 */
#ifndef BASE_HASH_H
#define BASE_HASH_H

#include <stddef.h>

#define HASH_SIZE 33

/* Writes the hash of `length` bytes as 32 lower-case hexadecimal digits. */
void hash_format(const void *bytes, size_t length, char hex[HASH_SIZE]);

#endif

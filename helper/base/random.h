/* SPDX-License-Identifier: MIT */
/* Random bytes from the kernel. */
#ifndef BASE_RANDOM_H
#define BASE_RANDOM_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Fills memory with random bytes; false if the kernel gives none. */
bool random_bytes(void *bytes, size_t length);

/* A number in [0, bound), 0 for a bound of 0 or without randomness.  For
 * jitter, where a slight bias does no harm; not for keys. */
uint64_t random_below(uint64_t bound);

#define RANDOM_UUID_SIZE 37

/* A random UUID, version 4 (RFC 9562, section 5.4); false as above. */
bool random_uuid(char uuid[RANDOM_UUID_SIZE]);

#endif

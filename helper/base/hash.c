/* SPDX-License-Identifier: MIT */
/* FNV-1a, 128 bits: offset basis and prime of draft-eastlake-fnv, section 5. */
#include "base/hash.h"

#include <stdint.h>
#include <stdio.h>

__extension__ typedef unsigned __int128 uint128;

void hash_format(const void *bytes, size_t length, char hex[HASH_SIZE])
{
	const uint128 prime = ((uint128)1 << 88) + 0x13b;
	uint128 hash = (uint128)0x6c62272e07bb0142 << 64 | 0x62b821756295c58d;
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < length; i++) {
		hash ^= byte[i];
		hash *= prime;
	}
	snprintf(hex, HASH_SIZE, "%016llx%016llx",
		 (unsigned long long)(hash >> 64),
		 (unsigned long long)(uint64_t)hash);
}

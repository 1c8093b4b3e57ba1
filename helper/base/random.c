/* SPDX-License-Identifier: MIT */
/* Random bytes by getrandom(), for jitter, names of files and UUIDs. */
#include "base/random.h"

#include <errno.h>
#include <stdio.h>
#include <sys/random.h>

bool random_bytes(void *bytes, size_t length)
{
	unsigned char *at = bytes;

	while (length > 0) {
		ssize_t got = getrandom(at, length, 0);

		if (got < 0 && errno == EINTR)
			continue;
		if (got <= 0)
			return false;
		at += got;
		length -= (size_t)got;
	}
	return true;
}

uint64_t random_below(uint64_t bound)
{
	uint64_t number;

	if (bound == 0 || !random_bytes(&number, sizeof(number)))
		return 0;
	return number % bound;
}

bool random_uuid(char uuid[RANDOM_UUID_SIZE])
{
	unsigned char b[16];

	if (!random_bytes(b, sizeof(b)))
		return false;
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	snprintf(uuid, RANDOM_UUID_SIZE,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		 "%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
	return true;
}

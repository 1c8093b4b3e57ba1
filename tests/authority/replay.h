/* SPDX-License-Identifier: MIT */
/*
 * Which assertions have been used: each may be once (RFC 7523, section 3).
 */
#ifndef AUTHORITY_REPLAY_H
#define AUTHORITY_REPLAY_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct replay_entry {
	char *key;
	int64_t until;
};

struct replay {
	pthread_mutex_t mutex;
	struct replay_entry *entries;
	size_t count;
};

void replay_init(struct replay *replay);
void replay_clear(struct replay *replay);

/*
 * Notes this client's assertion of this id, which is worth something until
 * the time given. False when it was used before.
 */
bool replay_use(struct replay *replay, const char *client_id, const char *id,
		int64_t now, int64_t until);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The memory of assertions: see replay.h. What has expired is forgotten.
 */
#include "replay.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

void replay_init(struct replay *replay)
{
	pthread_mutex_init(&replay->mutex, NULL);
}

void replay_clear(struct replay *replay)
{
	for (size_t i = 0; i < replay->count; i++)
		free(replay->entries[i].key);
	free(replay->entries);
	replay->entries = NULL;
	replay->count = 0;
	pthread_mutex_destroy(&replay->mutex);
}

static void forget_expired(struct replay *replay, int64_t now)
{
	size_t kept = 0;

	for (size_t i = 0; i < replay->count; i++) {
		if (replay->entries[i].until > now)
			replay->entries[kept++] = replay->entries[i];
		else
			free(replay->entries[i].key);
	}
	replay->count = kept;
}

static bool is_there(const struct replay *replay, const char *key)
{
	for (size_t i = 0; i < replay->count; i++)
		if (strcmp(replay->entries[i].key, key) == 0)
			return true;
	return false;
}

bool replay_use(struct replay *replay, const char *client_id, const char *id,
		int64_t now, int64_t until)
{
	char *key = string_format("%s %s", client_id, id);
	bool fresh;

	pthread_mutex_lock(&replay->mutex);
	forget_expired(replay, now);
	fresh = !is_there(replay, key);
	if (fresh) {
		replay->entries = memory_resize(
			replay->entries,
			(replay->count + 1) * sizeof(*replay->entries));
		replay->entries[replay->count].key = key;
		replay->entries[replay->count++].until = until;
	}
	pthread_mutex_unlock(&replay->mutex);
	if (!fresh)
		free(key);
	return fresh;
}

/* SPDX-License-Identifier: MIT */
/*
 * Locks by flock().  Waiting polls: a blocking flock() could not be given a
 * deadline without signals.  The pauses grow to 25 ms or so, each is drawn at
 * random, so that two hundred waiters do not move in step.
 */
#include "base/lock.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/file.h>

#include "base/clock.h"
#include "base/random.h"

#define PAUSE_FIRST_MS 2
#define PAUSE_MAX_MS 25

int lock_open(int folder, const char *name)
{
	return openat(folder, name,
		      O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY,
		      0600);
}

enum lock_result lock_try(int fd)
{
	while (flock(fd, LOCK_EX | LOCK_NB) < 0) {
		if (errno == EINTR)
			continue;
		return errno == EWOULDBLOCK ? LOCK_BUSY : LOCK_UNUSABLE;
	}
	return LOCK_TAKEN;
}

enum lock_result lock_wait(int fd, int64_t deadline_ms)
{
	uint64_t pause_ms = PAUSE_FIRST_MS;
	enum lock_result result;

	while ((result = lock_try(fd)) == LOCK_BUSY) {
		int64_t now_ms = clock_steady_ms(), span_ms;

		if (now_ms >= deadline_ms)
			return LOCK_BUSY;
		span_ms = (int64_t)(pause_ms / 2 + random_below(pause_ms));
		if (span_ms > deadline_ms - now_ms)
			span_ms = deadline_ms - now_ms;
		clock_sleep_ms(span_ms);
		pause_ms *= 2;
		if (pause_ms > PAUSE_MAX_MS)
			pause_ms = PAUSE_MAX_MS;
	}
	return result;
}

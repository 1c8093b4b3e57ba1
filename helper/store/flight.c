/* SPDX-License-Identifier: MIT */
/* Flights by advisory locks. */
#include "store/flight.h"

#include <fcntl.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/lock.h"
#include "base/log.h"

#define RENEW_EVERY_MS 30000

static int open_lock(const struct store *store, const struct order *order,
		     const char *kind)
{
	char name[STORE_NAME_SIZE];
	int fd;

	if (store->folder < 0)
		return -1;
	store_name(order->key_hash, kind, name);
	fd = lock_open(store->folder, name);
	if (fd < 0)
		log_debug("the lock %s cannot be opened: %m", name);
	return fd;
}

static enum flight_result result_of(enum lock_result lock, int *fd,
				    int *ret_fd)
{
	switch (lock) {
	case LOCK_TAKEN:
		*ret_fd = steal_fd(fd);
		return FLIGHT_MINE;
	case LOCK_BUSY:
		return FLIGHT_BUSY;
	default:
		log_debug("the lock cannot be used: %m");
		return FLIGHT_NONE;
	}
}

static enum flight_result join(const struct store *store,
			       const struct order *order, const char *kind,
			       int64_t deadline_ms, int *ret_fd)
{
	auto_fd int fd = open_lock(store, order, kind);

	if (fd < 0)
		return FLIGHT_NONE;
	return result_of(lock_wait(fd, deadline_ms), &fd, ret_fd);
}

enum flight_result flight_join(const struct store *store,
			       const struct order *order, int64_t deadline_ms,
			       int *ret_fd)
{
	return join(store, order, STORE_LOCK, deadline_ms, ret_fd);
}

enum flight_result flight_overtake(const struct store *store,
				   const struct order *order,
				   int64_t deadline_ms, int *ret_fd)
{
	return join(store, order, STORE_OVERTAKE, deadline_ms, ret_fd);
}

/* True if the time of the lock says that a renewal is due.  A time from the
 * future is the trace of a clock that was wrong. */
static bool renewal_due(int fd, int64_t now_ms)
{
	struct stat info;
	int64_t last_ms;

	if (fstat(fd, &info) < 0)
		return false;
	last_ms = (int64_t)info.st_mtim.tv_sec * 1000 +
		  info.st_mtim.tv_nsec / 1000000;
	return last_ms > now_ms + 1000 || now_ms - last_ms >= RENEW_EVERY_MS;
}

enum flight_result flight_renew(const struct store *store,
				const struct order *order, int64_t now_ms,
				int *ret_fd)
{
	auto_fd int fd = open_lock(store, order, STORE_LOCK);
	enum lock_result lock;

	if (fd < 0)
		return FLIGHT_NONE;
	if (!renewal_due(fd, now_ms))
		return FLIGHT_BUSY;
	lock = lock_try(fd);
	/* Again under the lock: somebody may have begun and ended since. */
	if (lock == LOCK_TAKEN &&
	    (!renewal_due(fd, now_ms) || futimens(fd, NULL) < 0))
		return FLIGHT_BUSY;
	return result_of(lock, &fd, ret_fd);
}

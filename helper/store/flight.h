/* SPDX-License-Identifier: MIT */
/*
 * The flight: the one sign-in that is under way for a key.  It is a lock on a
 * file beside the cache.  The descriptor is inherited by the sign-in program,
 * so a killed caller leaves the flight to its child, and a killed child ends
 * it.  The file's time says when a renewal behind the callers' backs was last
 * begun.
 *
 * A flight that cannot be had (a read-only or remote folder) is a lost
 * optimisation: the caller signs in without.
 */
#ifndef STORE_FLIGHT_H
#define STORE_FLIGHT_H

#include <stdbool.h>
#include <stdint.h>

#include "model/order.h"
#include "store/store.h"

enum flight_result { FLIGHT_MINE, FLIGHT_BUSY, FLIGHT_NONE };

/*
 * Joins the flight of an order's key: waits until it is over, then holds it.
 * FLIGHT_BUSY when the deadline (steady clock) has passed, FLIGHT_NONE when
 * there can be none.  *ret_fd is the lock's descriptor for FLIGHT_MINE, which
 * the caller closes.
 */
enum flight_result flight_join(const struct store *store,
			       const struct order *order, int64_t deadline_ms,
			       int *ret_fd);

/*
 * Joins the flight past one that does not end, whose program was stopped, say:
 * one caller at a time goes past it.  As above.
 */
enum flight_result flight_overtake(const struct store *store,
				   const struct order *order,
				   int64_t deadline_ms, int *ret_fd);

/*
 * Begins a background renewal if nobody is at it and none was begun in the
 * last 30 seconds, and marks its time.  As above; FLIGHT_BUSY is "not now",
 * which it also is for a lock that was made just now.
 */
enum flight_result flight_renew(const struct store *store,
				const struct order *order, int64_t now_ms,
				int *ret_fd);

#endif

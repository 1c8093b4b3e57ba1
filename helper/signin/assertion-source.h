/* SPDX-License-Identifier: MIT */
/*
 * Assertions that somebody else signed (RFC 7523): from a file, a command,
 * the runner of a pipeline, or another principal.  They are read anew for
 * each sign-in and never kept.
 */
#ifndef SIGNIN_ASSERTION_SOURCE_H
#define SIGNIN_ASSERTION_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/transport.h"

/*
 * Gets the assertion that an order's credential names, before the deadline
 * (steady clock).  False and an error of class ERROR_CONFIG, ERROR_NETWORK or
 * ERROR_REFUSED.
 */
bool assertion_source_read(const struct order *order,
			   const struct transport *transport,
			   int64_t deadline_ms, struct secret *ret_assertion,
			   struct error *err);

#endif

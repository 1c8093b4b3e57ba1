/* SPDX-License-Identifier: MIT */
/* Another principal's token as an assertion. */
#ifndef SIGNIN_NESTED_H
#define SIGNIN_NESTED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "model/order.h"

/*
 * Asks `lanyard get` for a token of the principal that the credential names,
 * for the cloud's federation audience.  One level deep: resolving an order
 * refuses one whose credential is a principal that asks another.  False and
 * the error that it reported.
 */
bool nested_token(const struct order *order, int64_t deadline_ms,
		  struct secret *ret_token, struct error *err);

#endif

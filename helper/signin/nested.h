/* SPDX-License-Identifier: MIT */
/* Another principal's token as an assertion. */
#ifndef SIGNIN_NESTED_H
#define SIGNIN_NESTED_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "model/order.h"

/* Set in the environment of the `lanyard get` that is asked; what finds it
 * set asks no further. */
#define NESTED_VARIABLE "LANYARD_NESTED"

/*
 * Asks `lanyard get` for a token of the principal that the credential names,
 * for the cloud's federation audience.  One level deep: a principal that is
 * asked so may not ask another.  False and the error that it reported.
 */
bool nested_token(const struct order *order, int64_t deadline_ms,
		  struct secret *ret_token, struct error *err);

#endif

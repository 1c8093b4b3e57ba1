/* SPDX-License-Identifier: MIT */
/*
 * The one way to a token: order -> cache -> flight -> sign-in program.
 *
 *  - A fresh token in the cache is the answer: no lock, no network.  If it is
 *    ageing, the sign-in program is started behind the caller's back, unless
 *    somebody has done so.
 *  - Otherwise the caller joins the flight of the key.  Once it is his, he
 *    looks again: a token obtained since he began, or a failure noted since,
 *    is his answer too.  Only then does he start the sign-in program and wait
 *    for it.
 *  - A fault of cache, lock or note is never a fault of the request.
 */
#ifndef ACQUIRE_ACQUIRE_H
#define ACQUIRE_ACQUIRE_H

#include <stdbool.h>

#include "base/error.h"
#include "model/order.h"
#include "model/token.h"

/*
 * Gets a token for an order, within the time that the settings allow.  False
 * and an error of any class.
 */
bool acquire(const struct order *order, struct token *ret_token,
	     struct error *err);

/* `lanyard` finds its libexec programs here: the compiled-in folder, or
 * $LANYARD_EXEC_PATH.  A new string, NULL when out of memory. */
char *acquire_program(const char *name);

#endif

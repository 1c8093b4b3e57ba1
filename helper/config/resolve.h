/* SPDX-License-Identifier: MIT */
/* From a request and the configuration to an order, once. */
#ifndef CONFIG_RESOLVE_H
#define CONFIG_RESOLVE_H

#include "base/error.h"
#include "model/order.h"
#include "model/request.h"

/*
 * Resolves a request.  For a named principal of a built-in cloud this reads
 * one file.  False and an error of class ERROR_USAGE (the request contradicts
 * itself or the principal) or ERROR_CONFIG; clear ret_order in any case.
 */
bool resolve(const struct request *request, struct order *ret_order,
	     struct error *err);

#endif

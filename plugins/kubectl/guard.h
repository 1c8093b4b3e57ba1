/* SPDX-License-Identifier: MIT */
/* Which resources the kubectl door hands out tokens for. */
#ifndef KUBECTL_GUARD_H
#define KUBECTL_GUARD_H

#include <stdbool.h>

#include "base/error.h"
#include "model/order.h"

/*
 * Refuses an order for a resource that belongs to another host than a
 * Kubernetes API server: one that is named by an https URL, one that the
 * cloud's or the settings' table gives to hosts, and the platform's own
 * services under their application ids, however these are spelled.  What is
 * neither an application id nor an api:// name is refused too: a scope without
 * a resource is Microsoft Graph's.  False and an error of class ERROR_USAGE.
 */
bool guard(const struct order *order, struct error *err);

/* The same for one resource, without the tables: for tests. */
bool guard_is_foreign(const char *resource);

#endif

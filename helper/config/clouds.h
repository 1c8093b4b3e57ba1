/* SPDX-License-Identifier: MIT */
/* Clouds by name: the built-in ones, then the user's own. */
#ifndef CONFIG_CLOUDS_H
#define CONFIG_CLOUDS_H

#include "base/error.h"
#include "model/cloud.h"

/*
 * Loads a cloud; for auto_cloud.  NULL and an error of class ERROR_CONFIG: an
 * unknown one is never taken for the public cloud, and the error lists those
 * there are; a closed one says so.
 */
const struct cloud *clouds_load(const char *name, struct error *err);

/* The names of all clouds that can be used, built-in ones first: an array for
 * strv_free(), NULL when out of memory. */
char **clouds_list(void);

#endif

/* SPDX-License-Identifier: MIT */
/* Principals on their shelf, and which of them answers. */
#ifndef CONFIG_PRINCIPALS_H
#define CONFIG_PRINCIPALS_H

#include "base/error.h"
#include "model/principal.h"

/*
 * Loads a principal by name.  False and an error of class ERROR_CONFIG, which
 * for an unknown one lists those there are.
 */
bool principals_load(const char *name, struct principal *ret_principal,
		     struct error *err);

/*
 * The name of the principal that answers when a request names none:
 * $LANYARD_PRINCIPAL, else the default, else the only one there is.  A new
 * string; NULL and an error of class ERROR_CONFIG otherwise.
 */
char *principals_choose(struct error *err);

/* The default that was chosen by `lanyard principal default`: a new string,
 * or NULL when there is none. */
char *principals_default(void);

/* Chooses a default, or none for NULL. */
bool principals_set_default(const char *name, struct error *err);

#endif

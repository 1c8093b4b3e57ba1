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
 * Whose tokens a principal's are: the principal if it can be loaded, else its
 * name alone, since what is broken or gone may have left tokens.  False only
 * when out of memory.
 */
bool principals_whose(const char *name, struct principal *ret_principal,
		      struct error *err);

/*
 * Finds the principal that answers: the one that is named, else (for NULL)
 * $LANYARD_PRINCIPAL, else the default, else the only one there is, else the
 * environment's.  What its file leaves to the environment is filled in.
 * False and an error of class ERROR_CONFIG.
 */
bool principals_find(const char *name, struct principal *ret_principal,
		     struct error *err);

/*
 * The default that was chosen by `lanyard principal default`: a new string in
 * *ret_name, NULL when there is none.  False and an error of class ERROR_STORE
 * if it cannot be told.
 */
bool principals_default(char **ret_name, struct error *err);

/* Chooses a default, or none for NULL. */
bool principals_set_default(const char *name, struct error *err);

#endif

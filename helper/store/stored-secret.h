/* SPDX-License-Identifier: MIT */
/*
 * Client secrets that `lanyard principal add` took from stdin: one file a
 * principal, mode 0600, below the state folder.
 */
#ifndef STORE_STORED_SECRET_H
#define STORE_STORED_SECRET_H

#include <stdbool.h>

#include "base/error.h"
#include "base/secret.h"

/* Where the secret of a principal rests: a new string, or NULL and errno. */
char *stored_secret_path(const char *principal);

/* Keeps a secret; false and an error of class ERROR_STORE. */
bool stored_secret_save(const char *principal, const struct secret *value,
			struct error *err);

/* The secret that is kept; empty when there is none.  False as above. */
bool stored_secret_load(const char *principal, struct secret *ret_value,
			struct error *err);

/* True if something lies where the secret would. */
bool stored_secret_exists(const char *principal);

/* Removes it; true also when there was none.  False as above. */
bool stored_secret_remove(const char *principal, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Reading the content of a credential, in the sign-in program only. */
#ifndef SIGNIN_SECRET_SOURCE_H
#define SIGNIN_SECRET_SOURCE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/credential.h"

/*
 * Reads a one-line secret from where the credential says: a file, a command's
 * output (run without a shell, before the deadline on the steady clock), or
 * for a stored one $CREDENTIALS_DIRECTORY/NAME and then lanyard's own state.
 * One line end is cut off.  False and an error of class ERROR_CONFIG or
 * ERROR_STORE that names the places looked in.
 */
bool secret_source_read(const struct credential *credential,
			int64_t deadline_ms, struct secret *ret_value,
			struct error *err);

#endif

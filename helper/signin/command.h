/* SPDX-License-Identifier: MIT */
/* Commands that the user's configuration names, run for what they print. */
#ifndef SIGNIN_COMMAND_H
#define SIGNIN_COMMAND_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

/*
 * Runs a command without a shell, in a session of its own, with /dev/null on
 * stdin and without our secrets in its environment, and reads what it prints.
 * When the deadline (steady clock) passes it is killed with all that it
 * started, as when this process is ended by a signal.  False and an error of class ERROR_CONFIG unless it ends with
 * status 0 and at most `most` bytes.
 */
bool command_read(const char *const *command, int64_t deadline_ms, size_t most,
		  struct secret *ret_output, struct error *err);

#endif

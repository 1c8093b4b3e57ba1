/* SPDX-License-Identifier: MIT */
/*
 * Taking secrets from people and from whoever hands them over: by a terminal
 * that does not show them, or by a descriptor; never as an argument.
 */
#ifndef BASE_PROMPT_H
#define BASE_PROMPT_H

#include <stdbool.h>

#include "base/secret.h"

/* The terminal of this process, open for reading and writing; -1 and errno if
 * it has none. */
int prompt_terminal(void);

/* The descriptor that `-` (stdin) or `fd:N` means, or -1. */
int prompt_descriptor(const char *source);

/*
 * Reads a secret from a descriptor: from a terminal one line, asked for with
 * `question` and not shown while it is typed; from anything else all there is,
 * at most `most` bytes.  Line ends at its end are cut off.  False and errno
 * (EINTR if the user broke it off, which ends the process by default).
 */
bool prompt_read(int fd, const char *question, size_t most,
		 struct secret *ret_value);

#endif

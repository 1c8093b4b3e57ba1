/* SPDX-License-Identifier: MIT */
/* One dialect for what is wrong with a command line. */
#ifndef BASE_OPTION_H
#define BASE_OPTION_H

#include <stdbool.h>

#include "base/error.h"

/*
 * What getopt_long() meant by '?' or ':' (opterr is 0, the short options begin
 * with ':'), in a sentence that does not repeat the value of an option.
 * Returns false.
 */
bool option_fault(int option, char **argv, struct error *err);

/* Misuse of a program: a sentence, and where its help is.  Returns false. */
bool option_misuse(struct error *err, const char *program, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));

#endif

/* SPDX-License-Identifier: MIT */
/* What every program of ours does to itself before anything else. */
#ifndef BASE_HARDEN_H
#define BASE_HARDEN_H

#include <stdbool.h>

#include "base/error.h"

/*
 * Opens descriptors 0 to 2 on /dev/null where they are closed (1 for reading,
 * so that an answer to a closed stdout is an error), sets the umask to 077,
 * forbids core dumps, makes the process not dumpable (so that nobody of the
 * same user can read its memory), and takes SSLKEYLOGFILE out of the
 * environment.  SIGPIPE and SIGXFSZ are ignored from here on, and SIGCHLD is
 * not.  Refuses to run set-user-id.  False if the process must not go on; a
 * line on stderr has said why.
 */
bool harden_process(const char *program);

/*
 * Refuses variables of ours that name a folder by a relative path: what they
 * ask for would not be done.  False and an error of class ERROR_CONFIG.
 */
bool harden_environment(struct error *err);

/*
 * Gives umask, core limit and signals back to what they were at the start,
 * for a program that is executed in this one's place.
 */
void harden_release(void);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The story of a request, told to whoever asked for it with -v or
 * LANYARD_LOG=debug: to stderr, or to the end of LANYARD_LOG_FILE.  No line
 * ever holds a token, a secret, an assertion or a body; secrets have a type
 * that cannot be printed here.
 */
#ifndef BASE_LOG_H
#define BASE_LOG_H

#include <stdbool.h>

/* Looks at the environment.  Call once, early; without it nothing is told. */
void log_open(const char *program);

/* Turns telling on, here and (through the environment) in children. */
void log_verbose(void);

/* Tells one line; costs a test of a flag when nobody asked. */
void log_debug(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* A fault that does not stop the request: one `PROGRAM: warning: ...` on
 * stderr, asked for or not. */
void log_warning(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif

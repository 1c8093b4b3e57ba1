/* SPDX-License-Identifier: MIT */
/*
 * A growing string for text that may be shown.  A failed append makes the
 * whole string failed, so that a run of appends needs one check at its end.
 * Secrets go into a struct secret, never in here.
 */
#ifndef BASE_STR_H
#define BASE_STR_H

#include <stdbool.h>
#include <stddef.h>

struct str {
	char *data;	/* NUL-terminated, or NULL while nothing was appended */
	size_t length;
	size_t size;
	bool failed;	/* an append ran out of memory */
};

#define STR_INIT { NULL, 0, 0, false }
#define auto_str __attribute__((cleanup(str_clear)))

/* Frees what the string holds; it may be used again. */
void str_clear(struct str *str);

/* Appends; on lack of memory the string becomes failed and stays so. */
void str_append(struct str *str, const char *text);
void str_append_bytes(struct str *str, const char *bytes, size_t length);
void str_format(struct str *str, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Moves the text out; the caller frees it.  NULL if the string failed. */
char *str_take(struct str *str);

/* A formatted new string, NULL when out of memory. */
char *str_new(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* Frees a NULL-terminated array of strings and the strings; accepts NULL. */
void strv_free(char **strings);

#endif

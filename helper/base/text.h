/* SPDX-License-Identifier: MIT */
/*
 * Text from outside: what may be shown to a person, what may be printed into
 * a line protocol, and which of several words somebody probably meant.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

/*
 * Makes a text safe to print on a terminal, in place: control characters
 * (C0, DEL and C1) and bytes that are not UTF-8 become '?', a sequence cut
 * off at the end is dropped.  The length never grows.
 */
void text_clean(char *text);

/*
 * The length of the well-formed UTF-8 sequence at `text`, at most `length`
 * bytes away from the end; 0 when there is none (RFC 3629).
 */
size_t text_utf8(const char *text, size_t length);

/* True if no byte of the text is a control character (C0 or DEL). */
bool text_printable(const char *text);

/* True for a b64token of RFC 6750, section 2.1, that is not empty. */
bool text_b64token(const char *text);

/*
 * The word of a NULL-terminated list that is nearest to `word`, if one is
 * near enough to be a slip of the hand; else NULL.
 */
const char *text_nearest(const char *word, const char *const *list);

/*
 * Joins a NULL-terminated list of words with ", ".  Returns a new string,
 * NULL when out of memory.
 */
char *text_join(const char *const *list);

/* True if both texts are the same but for the case of ASCII letters. */
bool text_same_nocase(const char *a, const char *b);

/* Lower-cases the ASCII letters of a text in place. */
void text_lower(char *text);

#endif

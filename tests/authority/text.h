/* SPDX-License-Identifier: MIT */
/*
 * Text and memory for the test authority: a growable buffer, base64url,
 * percent encoding, random identifiers. This program is a test double, so
 * running out of memory ends it with a message instead of being passed up.
 */
#ifndef AUTHORITY_TEXT_H
#define AUTHORITY_TEXT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define GUID_SIZE 37

/* A growable buffer; data is NUL-terminated whenever it is not NULL. */
struct text {
	char *data;
	size_t length;
	size_t capacity;
};

void text_add(struct text *text, const void *data, size_t length);
void text_addf(struct text *text, const char *format, ...)
	__attribute__((format(printf, 2, 3)));
void text_clear(struct text *text);

/* What is in the buffer as a string of the caller's; empties the buffer. */
char *text_take(struct text *text);

/* Whole content of a file; false (and errno) when it cannot be read. */
bool text_load(struct text *text, const char *path);

/* Writes a file of the given mode by temporary file and rename. */
bool text_save(const char *path, const void *data, size_t length,
	       unsigned int mode);

void *memory_new(size_t size);
void *memory_resize(void *memory, size_t size);
char *string_dup(const char *string);
char *string_format(const char *format, ...)
	__attribute__((format(printf, 1, 2)));
bool string_starts(const char *string, const char *prefix);
bool string_ends(const char *string, const char *suffix);

/* base64url without padding, as a string of the caller's. */
char *base64url_format(const void *data, size_t length);

/* Either base64 alphabet, padding optional; appends to ret_text. */
bool base64_parse(const char *string, size_t length, struct text *ret_text);

/* Percent decoding; '+' is a space in forms and itself in paths. */
bool percent_parse(const char *string, size_t length, bool plus_is_space,
		   struct text *ret_text);

/* Random bytes; a GUID of version 4; length random bytes as base64url. */
void random_fill(void *data, size_t length);
void random_guid(char ret_guid[GUID_SIZE]);
char *random_name(size_t length);

void free_string(char **string);

#define auto_free __attribute__((cleanup(free_string))) char *
#define auto_text __attribute__((cleanup(text_clear))) struct text

#endif

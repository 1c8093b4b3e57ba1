/* SPDX-License-Identifier: MIT */
/*
 * Bytes that must not be seen.  A struct secret has a hard maximum, is wiped
 * when it grows and when it goes out of scope, and shows what it holds through
 * one call only, secret_expose(), so that each place which does can be found.
 * What is not a struct secret may be printed; what is, cannot.
 *
 * A failed append makes the whole secret failed, like a struct str.
 */
#ifndef BASE_SECRET_H
#define BASE_SECRET_H

#include <stdbool.h>
#include <stddef.h>

/* No token, form, file or answer that we handle is larger. */
#define SECRET_MAX (2u << 20)

struct secret {
	char *data;
	size_t length;
	size_t size;
	bool failed;	/* an append ran out of memory or over the maximum */
};

#define SECRET_INIT { NULL, 0, 0, false }
#define auto_secret __attribute__((cleanup(secret_clear)))

/* Wipes and frees what the secret holds; it may be used again. */
void secret_clear(struct secret *secret);

/* Appends; false once the secret has failed. */
bool secret_append(struct secret *secret, const char *text);
bool secret_append_bytes(struct secret *secret, const void *bytes,
			 size_t length);
bool secret_format(struct secret *secret, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Room for `more` bytes behind what is there, and the taking in of `length`
 * bytes that were put there (by read(), say).  NULL when failed. */
char *secret_room(struct secret *secret, size_t more);
void secret_grew(struct secret *secret, size_t length);

/* Cuts the secret to a shorter length and wipes the rest. */
void secret_cut(struct secret *secret, size_t length);

/* The bytes, NUL-terminated, borrowed; "" for an empty secret. */
const char *secret_expose(const struct secret *secret);

/* Wipes memory that held a part of a secret. */
void secret_wipe(void *memory, size_t length);

#endif

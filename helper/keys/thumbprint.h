/* SPDX-License-Identifier: MIT */
/* Thumbprints as people write and paste them. */
#ifndef KEYS_THUMBPRINT_H
#define KEYS_THUMBPRINT_H

#include <stdbool.h>
#include <stddef.h>

#define THUMBPRINT_SHA1_LENGTH 40	/* hexadecimal digits */
#define THUMBPRINT_SHA256_LENGTH 64
#define THUMBPRINT_SIZE (THUMBPRINT_SHA256_LENGTH + 1)

/*
 * Reads the thumbprint of a certificate, SHA-1 or SHA-256: hexadecimal digits
 * in either case, with or without colons and blanks.  Writes upper-case digits
 * alone, as the portal shows them; their number tells which of the two it is.
 * False for anything else.
 */
bool thumbprint_parse(const char *text, char ret_hex[THUMBPRINT_SIZE]);

/* Writes bytes as upper-case digits; `hex` has room for 2 a byte and a NUL. */
void thumbprint_format(const unsigned char *bytes, size_t length, char *hex);

#endif

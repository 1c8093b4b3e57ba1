/* SPDX-License-Identifier: MIT */
/* Reading Base64 in both alphabets (RFC 4648, sections 4 and 5). */
#ifndef BASE_BASE64_H
#define BASE_BASE64_H

#include <stdbool.h>
#include <stddef.h>

#include "base/secret.h"

/*
 * Decodes either alphabet, with or without padding, and appends the bytes.
 * False for any other character, a wrong length, padding that does not fill
 * the last group, or lack of memory; a part may have been appended then.
 */
bool base64_decode(const char *text, size_t length, struct secret *ret_bytes);

#endif

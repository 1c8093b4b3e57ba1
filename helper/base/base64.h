/* SPDX-License-Identifier: MIT */
/* Base64 (RFC 4648): reading both alphabets, writing the one for URLs. */
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

/* Appends the bytes in the URL alphabet without padding (section 5); false
 * when out of memory. */
bool base64_encode_url(const void *bytes, size_t length,
		       struct secret *ret_text);

#endif

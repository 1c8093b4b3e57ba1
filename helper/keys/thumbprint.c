/* SPDX-License-Identifier: MIT */
/* Reading and writing of thumbprints, pure. */
#include "keys/thumbprint.h"

#include <string.h>

/* What the certificate dialog of Windows puts before a thumbprint that is
 * copied from it: a left-to-right mark, which nobody sees. */
#define MARK "\xe2\x80\x8e"

bool thumbprint_parse(const char *text, char ret_hex[THUMBPRINT_SIZE])
{
	static const char digits[] = "0123456789ABCDEFabcdef";
	size_t length = 0;

	if (strncmp(text, MARK, strlen(MARK)) == 0)
		text += strlen(MARK);
	for (; *text != '\0'; text++) {
		const char *digit = strchr(digits, *text);

		if (*text == ':' || *text == ' ')
			continue;
		if (digit == NULL || length == THUMBPRINT_SHA256_LENGTH)
			return false;
		ret_hex[length++] = digit - digits < 16 ? *digit : digit[-6];
	}
	ret_hex[length] = '\0';
	return length == THUMBPRINT_SHA1_LENGTH ||
	       length == THUMBPRINT_SHA256_LENGTH;
}

void thumbprint_format(const unsigned char *bytes, size_t length, char *hex)
{
	static const char digits[] = "0123456789ABCDEF";

	for (size_t i = 0; i < length; i++) {
		*hex++ = digits[bytes[i] >> 4];
		*hex++ = digits[bytes[i] & 15];
	}
	*hex = '\0';
}

/* SPDX-License-Identifier: MIT */
/*
 * Base64, for the parts of a JWT and for a claims challenge.  It stands here
 * because the light programs do not load GnuTLS, which has it.
 */
#include "base/base64.h"

#include <stdint.h>
#include <string.h>

static int value_of(char c)
{
	if (c >= 'A' && c <= 'Z')
		return c - 'A';
	if (c >= 'a' && c <= 'z')
		return c - 'a' + 26;
	if (c >= '0' && c <= '9')
		return c - '0' + 52;
	if (c == '+' || c == '-')
		return 62;
	if (c == '/' || c == '_')
		return 63;
	return -1;
}

bool base64_decode(const char *text, size_t length, struct secret *ret_bytes)
{
	uint32_t bits = 0;
	size_t digits = 0;

	if (length > 0 && length % 4 == 0 && text[length - 1] == '=') {
		length--;
		if (text[length - 1] == '=')
			length--;
	}
	if (length % 4 == 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		int value = value_of(text[i]);
		unsigned char bytes[3];

		if (value < 0)
			return false;
		bits = bits << 6 | (uint32_t)value;
		if (++digits % 4 != 0 && i + 1 < length)
			continue;
		while (digits % 4 != 0) {
			bits <<= 6;
			digits++;
		}
		bytes[0] = (unsigned char)(bits >> 16);
		bytes[1] = (unsigned char)(bits >> 8);
		bytes[2] = (unsigned char)bits;
		if (!secret_append_bytes(ret_bytes, bytes,
					 i % 4 == 3 ? 3 : i % 4))
			return false;
		bits = 0;
	}
	return true;
}

bool base64_encode_url(const void *bytes, size_t length,
		       struct secret *ret_text)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";
	const unsigned char *byte = bytes;

	for (size_t i = 0; i < length; i += 3) {
		size_t left = length - i < 3 ? length - i : 3;
		uint32_t bits = 0;
		char digits[4];

		for (size_t j = 0; j < 3; j++)
			bits = bits << 8 | (j < left ? byte[i + j] : 0u);
		for (size_t j = 0; j < 4; j++)
			digits[j] = alphabet[bits >> (18 - 6 * j) & 63];
		if (!secret_append_bytes(ret_text, digits, left + 1))
			return false;
	}
	return true;
}

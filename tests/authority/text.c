/* SPDX-License-Identifier: MIT */
/*
 * Text and memory for the test authority: see text.h. Only libc and the
 * random generator of GnuTLS are used.
 */
#include "text.h"

#include <errno.h>
#include <fcntl.h>
#include <gnutls/crypto.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define CAPACITY_MINIMUM 256

static const char base64url_alphabet[] =
	"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

static void memory_exhausted(void)
{
	fputs("authority: out of memory\n", stderr);
	abort();
}

void *memory_new(size_t size)
{
	void *memory = calloc(1, size ? size : 1);

	if (!memory)
		memory_exhausted();
	return memory;
}

void *memory_resize(void *memory, size_t size)
{
	void *resized = realloc(memory, size ? size : 1);

	if (!resized)
		memory_exhausted();
	return resized;
}

char *string_dup(const char *string)
{
	char *copy = strdup(string);

	if (!copy)
		memory_exhausted();
	return copy;
}

char *string_format(const char *format, ...)
{
	char *string = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&string, format, arguments) < 0)
		memory_exhausted();
	va_end(arguments);
	return string;
}

bool string_starts(const char *string, const char *prefix)
{
	return strncmp(string, prefix, strlen(prefix)) == 0;
}

bool string_ends(const char *string, const char *suffix)
{
	size_t length = strlen(string);
	size_t tail = strlen(suffix);

	return length >= tail && strcmp(string + length - tail, suffix) == 0;
}

void free_string(char **string)
{
	free(*string);
}

void text_add(struct text *text, const void *data, size_t length)
{
	if (text->length + length + 1 > text->capacity) {
		size_t capacity = text->capacity * 2;

		if (capacity < text->length + length + 1)
			capacity = text->length + length + 1;
		if (capacity < CAPACITY_MINIMUM)
			capacity = CAPACITY_MINIMUM;
		text->data = memory_resize(text->data, capacity);
		text->capacity = capacity;
	}
	if (length)
		memcpy(text->data + text->length, data, length);
	text->length += length;
	text->data[text->length] = '\0';
}

void text_addf(struct text *text, const char *format, ...)
{
	auto_free piece = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&piece, format, arguments) < 0)
		memory_exhausted();
	va_end(arguments);
	text_add(text, piece, strlen(piece));
}

void text_clear(struct text *text)
{
	free(text->data);
	*text = (struct text){ 0 };
}

char *text_take(struct text *text)
{
	char *taken;

	text_add(text, "", 0);
	taken = text->data;
	*text = (struct text){ 0 };
	return taken;
}

bool text_load(struct text *text, const char *path)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	char piece[4096];
	ssize_t count;

	if (fd < 0)
		return false;
	while ((count = read(fd, piece, sizeof(piece))) > 0)
		text_add(text, piece, (size_t)count);
	text_add(text, "", 0);
	close(fd);
	return count == 0;
}

bool text_save(const char *path, const void *data, size_t length,
	       unsigned int mode)
{
	auto_free temporary = string_format("%s.%d", path, (int)getpid());
	int fd = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC,
		      (mode_t)mode);
	bool written;

	if (fd < 0)
		return false;
	written = fchmod(fd, (mode_t)mode) == 0 &&
		  write(fd, data, length) == (ssize_t)length;
	if (close(fd) < 0)
		written = false;
	return written && rename(temporary, path) == 0;
}

char *base64url_format(const void *data, size_t length)
{
	const unsigned char *in = data;
	char *out = memory_new(length * 4 / 3 + 4);
	size_t used = 0;
	uint32_t bits = 0;
	int count = 0;

	for (size_t i = 0; i < length; i++) {
		bits = bits << 8 | in[i];
		for (count += 8; count >= 6; count -= 6)
			out[used++] = base64url_alphabet[bits >> (count - 6) &
							 63];
	}
	if (count > 0)
		out[used++] = base64url_alphabet[bits << (6 - count) & 63];
	out[used] = '\0';
	return out;
}

static int base64_digit(char c)
{
	const char *found;

	if (c == '+')
		c = '-';
	if (c == '/')
		c = '_';
	found = c ? strchr(base64url_alphabet, c) : NULL;
	return found ? (int)(found - base64url_alphabet) : -1;
}

bool base64_parse(const char *string, size_t length, struct text *ret_text)
{
	uint32_t bits = 0;
	int count = 0;

	while (length > 0 && string[length - 1] == '=')
		length--;
	if (length % 4 == 1)
		return false;
	for (size_t i = 0; i < length; i++) {
		int digit = base64_digit(string[i]);

		if (digit < 0)
			return false;
		bits = bits << 6 | (uint32_t)digit;
		count += 6;
		if (count >= 8) {
			char byte = (char)(bits >> (count - 8));

			count -= 8;
			text_add(ret_text, &byte, 1);
		}
	}
	text_add(ret_text, "", 0);
	return true;
}

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	c |= 0x20;
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

bool percent_parse(const char *string, size_t length, bool plus_is_space,
		   struct text *ret_text)
{
	for (size_t i = 0; i < length; i++) {
		char c = string[i];

		if (c == '+' && plus_is_space)
			c = ' ';
		if (c == '%') {
			int high = i + 2 < length ? hex_digit(string[i + 1]) :
						    -1;
			int low = i + 2 < length ? hex_digit(string[i + 2]) :
						   -1;

			if (high < 0 || low < 0)
				return false;
			c = (char)(high << 4 | low);
			i += 2;
		}
		text_add(ret_text, &c, 1);
	}
	text_add(ret_text, "", 0);
	return true;
}

void random_fill(void *data, size_t length)
{
	if (gnutls_rnd(GNUTLS_RND_NONCE, data, length) < 0)
		abort();
}

void random_guid(char ret_guid[GUID_SIZE])
{
	unsigned char b[16];

	random_fill(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	snprintf(ret_guid, GUID_SIZE,
		 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-"
		 "%02x%02x%02x%02x%02x%02x",
		 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9],
		 b[10], b[11], b[12], b[13], b[14], b[15]);
}

char *random_name(size_t length)
{
	unsigned char bytes[64];

	if (length > sizeof(bytes))
		length = sizeof(bytes);
	random_fill(bytes, length);
	return base64url_format(bytes, length);
}

/* SPDX-License-Identifier: MIT */
/*
 * The buffer for secrets.  Growing copies to a new block and wipes the old
 * one, since realloc() may leave the old bytes behind.
 */
#include "base/secret.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void secret_wipe(void *memory, size_t length)
{
	explicit_bzero(memory, length);
}

void secret_clear(struct secret *secret)
{
	if (secret->data != NULL) {
		secret_wipe(secret->data, secret->size);
		free(secret->data);
	}
	*secret = (struct secret)SECRET_INIT;
}

char *secret_room(struct secret *secret, size_t more)
{
	size_t size = secret->size ? secret->size : 512;
	char *data;

	if (secret->failed)
		return NULL;
	if (more > SECRET_MAX || secret->length + more > SECRET_MAX) {
		secret->failed = true;
		return NULL;
	}
	while (size - secret->length <= more)
		size *= 2;
	if (size == secret->size)
		return secret->data + secret->length;
	data = malloc(size);
	if (data == NULL) {
		secret->failed = true;
		return NULL;
	}
	if (secret->data != NULL) {
		memcpy(data, secret->data, secret->length);
		secret_wipe(secret->data, secret->size);
		free(secret->data);
	}
	secret->data = data;
	secret->size = size;
	data[secret->length] = '\0';
	return data + secret->length;
}

void secret_grew(struct secret *secret, size_t length)
{
	secret->length += length;
	secret->data[secret->length] = '\0';
}

bool secret_append_bytes(struct secret *secret, const void *bytes,
			 size_t length)
{
	char *room = secret_room(secret, length);

	if (room == NULL)
		return false;
	memcpy(room, bytes, length);
	secret_grew(secret, length);
	return true;
}

bool secret_append(struct secret *secret, const char *text)
{
	return secret_append_bytes(secret, text, strlen(text));
}

bool secret_format(struct secret *secret, const char *format, ...)
{
	va_list arguments;
	char *room;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		secret->failed = true;
	room = secret_room(secret, (size_t)length);
	if (room == NULL)
		return false;
	va_start(arguments, format);
	vsnprintf(room, (size_t)length + 1, format, arguments);
	va_end(arguments);
	secret_grew(secret, (size_t)length);
	return true;
}

void secret_cut(struct secret *secret, size_t length)
{
	if (length >= secret->length)
		return;
	secret_wipe(secret->data + length, secret->length - length);
	secret->length = length;
}

const char *secret_expose(const struct secret *secret)
{
	return secret->length > 0 ? secret->data : "";
}

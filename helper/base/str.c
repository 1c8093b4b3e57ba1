/* SPDX-License-Identifier: MIT */
/*
 * The growing string.  It doubles, and fails for good at the first lack of
 * memory; it knows nothing of what it holds.
 */
#include "base/str.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"

void str_clear(struct str *str)
{
	free(str->data);
	*str = (struct str)STR_INIT;
}

static bool reserve(struct str *str, size_t more)
{
	size_t size = str->size ? str->size : 64;
	char *data;

	if (str->failed)
		return false;
	while (size - str->length <= more)
		size *= 2;
	if (size == str->size)
		return true;
	data = realloc(str->data, size);
	if (data == NULL) {
		str->failed = true;
		return false;
	}
	str->data = data;
	str->size = size;
	return true;
}

void str_append_bytes(struct str *str, const char *bytes, size_t length)
{
	if (!reserve(str, length))
		return;
	memcpy(str->data + str->length, bytes, length);
	str->length += length;
	str->data[str->length] = '\0';
}

void str_append(struct str *str, const char *text)
{
	str_append_bytes(str, text, strlen(text));
}

void str_format(struct str *str, const char *format, ...)
{
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = vsnprintf(NULL, 0, format, arguments);
	va_end(arguments);
	if (length < 0)
		str->failed = true;
	if (!reserve(str, (size_t)length))
		return;
	va_start(arguments, format);
	vsnprintf(str->data + str->length, (size_t)length + 1, format,
		  arguments);
	va_end(arguments);
	str->length += (size_t)length;
}

char *str_take(struct str *str)
{
	char *text = str->failed ? NULL : steal(str->data);

	str_clear(str);
	return text;
}

char *str_new(const char *format, ...)
{
	va_list arguments;
	char *text;
	int length;

	va_start(arguments, format);
	length = vasprintf(&text, format, arguments);
	va_end(arguments);
	return length < 0 ? NULL : text;
}

void strv_free(char **strings)
{
	if (strings == NULL)
		return;
	for (size_t i = 0; strings[i] != NULL; i++)
		free(strings[i]);
	free(strings);
}

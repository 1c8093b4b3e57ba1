/* SPDX-License-Identifier: MIT */
/*
 * The one table of error classes, and the filling in of a struct error.
 * Printing is left to the programs; the table is what the manual prints.
 */
#include "base/error.h"

#include <stdarg.h>
#include <string.h>

#include "base/text.h"

static const struct error_row rows[ERROR_CLASSES] = {
	[ERROR_NONE] = { 0, "done", "a token was printed", false },
	[ERROR_INTERNAL] = { 1, "internal", "internal fault, or out of memory",
			     false },
	[ERROR_USAGE] = { 2, "usage", "usage, or a malformed request", false },
	[ERROR_CONFIG] = { 3, "configuration",
			   "a principal, a cloud or a setting is wrong", false },
	[ERROR_SIGNIN] = { 4, "sign-in",
			   "sign-in needed, cancelled or timed out", false },
	[ERROR_NETWORK] = { 5, "network",
			    "network fault, or the authority is unavailable",
			    true },
	[ERROR_REFUSED] = { 6, "refused", "refused by the authority", false },
	[ERROR_STORE] = { 7, "store", "a store or a key is unavailable", true },
	[ERROR_INTERRUPTED] = { 130, "interrupted", "interrupted", true },
};

const struct error_row *error_row(enum error_class class)
{
	if (class < 0 || class >= ERROR_CLASSES)
		class = ERROR_INTERNAL;
	return &rows[class];
}

enum error_class error_class_named(const char *name)
{
	for (int class = 0; class < ERROR_CLASSES; class++)
		if (strcmp(rows[class].name, name) == 0)
			return class;
	return ERROR_INTERNAL;
}

bool error_set(struct error *err, enum error_class class,
	       const char *format, ...)
{
	char text[sizeof(err->message)];
	va_list arguments;

	/* By way of a copy: an argument may be the old message. */
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text_clean(text);

	*err = (struct error){ .class = class };
	memcpy(err->message, text, strlen(text) + 1);
	return false;
}

bool error_memory(struct error *err)
{
	return error_set(err, ERROR_INTERNAL, "out of memory");
}

bool error_hint(struct error *err, const char *format, ...)
{
	char text[sizeof(err->hint)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	text_clean(text);
	memcpy(err->hint, text, strlen(text) + 1);
	return false;
}

bool error_prefix(struct error *err, const char *format, ...)
{
	char text[2 * sizeof(err->message)];
	va_list arguments;
	int used;

	va_start(arguments, format);
	used = vsnprintf(text, sizeof(err->message), format, arguments);
	va_end(arguments);
	if (used < 0 || (size_t)used >= sizeof(err->message))
		return false;
	snprintf(text + used, sizeof(text) - (size_t)used, ": %s",
		 err->message);
	text[sizeof(err->message) - 1] = '\0';
	text_clean(text);
	memcpy(err->message, text, strlen(text) + 1);
	return false;
}

int error_report(const struct error *err, const char *program, FILE *out)
{
	fprintf(out, "%s: %s\n", program, err->message);
	if (err->hint[0] != '\0')
		fprintf(out, "hint: %s\n", err->hint);
	return error_row(err->class)->status;
}

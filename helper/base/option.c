/* SPDX-License-Identifier: MIT */
/* Telling what is wrong with a command line. */
#include "base/option.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

bool option_fault(int option, char **argv, struct error *err)
{
	const char *word = argv[optind - 1];

	if (option == ':')
		return error_set(err, ERROR_USAGE, "the option '%s' needs a "
				 "value", word);
	if (optopt != 0 && strncmp(word, "--", 2) != 0)
		return error_set(err, ERROR_USAGE, "there is no option '-%c'",
				 optopt);
	/* What stands behind '=' may be a secret. */
	return error_set(err, ERROR_USAGE, "there is no option '%.*s'",
			 (int)strcspn(word, "="), word);
}

bool option_misuse(struct error *err, const char *program, const char *format,
		   ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	error_set(err, ERROR_USAGE, "%s", text);
	return error_hint(err, "'%s --help' tells more", program);
}

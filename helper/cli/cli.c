/* SPDX-License-Identifier: MIT */
/* How verbs end and print. */
#include "cli/cli.h"

#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "base/file.h"
#include "base/option.h"
#include "base/text.h"

int cli_fail(const struct error *err)
{
	return error_report(err, CLI_PROGRAM, stderr);
}

int cli_misuse(const struct verb *verb, const char *format, ...)
{
	char text[512];
	va_list arguments;
	struct error err;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	error_set(&err, ERROR_USAGE, "%s: %s", verb->name, text);
	error_hint(&err, "'lanyard %s --help' tells more", verb->name);
	return cli_fail(&err);
}

int cli_unknown_option(const struct verb *verb, int option, char **argv)
{
	struct error err;

	option_fault(option, argv, &err);
	return cli_misuse(verb, "%s", err.message);
}

int cli_options(const struct verb *verb, int argc, char **argv,
		bool *ret_json)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(verb);
		if (option != 'j' || ret_json == NULL)
			return cli_unknown_option(verb, option, argv);
		*ret_json = true;
	}
	return -1;
}

int cli_help(const struct verb *verb)
{
	return fputs(verb->help, stdout) < 0 || fflush(stdout) != 0;
}

int cli_print(const struct secret *answer)
{
	struct error err;

	if (answer->failed) {
		error_memory(&err);
		return cli_fail(&err);
	}
	if (file_write_all(STDOUT_FILENO, secret_expose(answer),
			   answer->length))
		return 0;
	error_set(&err, ERROR_INTERNAL, "the answer cannot be written: %m");
	return cli_fail(&err);
}

int cli_subverb(const struct verb *verb, const struct subverb *table,
		int argc, char **argv)
{
	const char *names[8] = { NULL }, *nearest;
	char list[128] = "";

	if (argc >= 2 && (strcmp(argv[1], "--help") == 0 ||
			  strcmp(argv[1], "-h") == 0))
		return cli_help(verb);
	for (size_t i = 0; table[i].name != NULL; i++) {
		if (argc >= 2 && strcmp(argv[1], table[i].name) == 0)
			return table[i].run(argc - 1, argv + 1);
		names[i] = table[i].name;
		snprintf(list + strlen(list), sizeof(list) - strlen(list),
			 "%s%s", i > 0 ? ", " : "", table[i].name);
	}
	if (argc < 2)
		return cli_misuse(verb, "say what to do: %s", list);
	nearest = text_nearest(argv[1], names);
	return cli_misuse(verb, "there is no '%s'; %s%s%s%s", argv[1],
			  nearest != NULL ? "did you mean '" : "there is ",
			  nearest != NULL ? nearest : list,
			  nearest != NULL ? "'?" : "", "");
}

void cli_span(int64_t from_s, int64_t to_s, char text[CLI_SPAN_SIZE])
{
	static const struct {
		int64_t seconds;
		const char *unit;
	} units[] = { { 86400, "d" }, { 3600, "h" }, { 60, "min" },
		      { 1, "s" } };
	int64_t span = to_s > from_s ? to_s - from_s : from_s - to_s;
	size_t i = 0;

	while (i < 3 && span < 2 * units[i].seconds)
		i++;
	snprintf(text, CLI_SPAN_SIZE, to_s > from_s ? "in %lld %s" :
		 "%lld %s ago", (long long)(span / units[i].seconds),
		 units[i].unit);
}

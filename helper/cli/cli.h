/* SPDX-License-Identifier: MIT */
/*
 * What the verbs of `lanyard` share: how they are found, how they end, and
 * how they print.
 */
#ifndef CLI_CLI_H
#define CLI_CLI_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

#define CLI_PROGRAM "lanyard"

/*
 * A verb.  `run` gets its own arguments, its name first, and returns the exit
 * status.  One without `run` (and without help of its own) is the program
 * lanyard-NAME in libexec.
 */
struct verb {
	const char *name;
	const char *summary;	/* a line of `lanyard --help` */
	const char *help;	/* of `lanyard NAME --help`, whole */
	int (*run)(int argc, char **argv);
};

extern const struct verb verb_get, verb_token, verb_cache, verb_principal,
	verb_cloud;

/* Reports an error; returns its exit status. */
int cli_fail(const struct error *err);

/* Wrong usage of a verb: a sentence, and where its help is.  Returns 2. */
int cli_misuse(const struct verb *verb, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* getopt_long() gave '?' or ':' for this verb: the same. */
int cli_unknown_option(const struct verb *verb, int option, char **argv);

/*
 * The options of most sub-verbs: --help, and --json where ret_json is given.
 * -1: go on at optind; else the exit status to end with.
 */
int cli_options(const struct verb *verb, int argc, char **argv,
		bool *ret_json);

/* The help of a verb, on stdout.  Returns 0. */
int cli_help(const struct verb *verb);

/* Writes a whole answer to stdout; returns the exit status. */
int cli_print(const struct secret *answer);

/*
 * Runs the sub-verb that argv[1] names: `list`, `show` and so on.  A name
 * that is none of them is misuse.
 */
struct subverb {
	const char *name;
	int (*run)(int argc, char **argv);
};
int cli_subverb(const struct verb *verb, const struct subverb *table,
		int argc, char **argv);

/* "in 41 min", "2 h ago": room for it, and the writing of it. */
#define CLI_SPAN_SIZE 32
void cli_span(int64_t from_s, int64_t to_s, char text[CLI_SPAN_SIZE]);

/*
 * A table on stdout: cells are added row by row, then all are printed with the
 * columns aligned.  The first row is the head.  Control characters in cells do
 * not reach the terminal.
 */
struct table;
struct table *table_new(int columns);
void table_cell(struct table *table, const char *text);
void table_print(const struct table *table);
void table_free(struct table *table);

#endif

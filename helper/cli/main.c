/* SPDX-License-Identifier: MIT */
/*
 * lanyard: the command.  All its verbs are in one table; no folder is
 * searched for more.
 */
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/cli.h"

/* Verbs that need what this program is not linked with. */
static const struct verb verb_cert = {
	.name = "cert",
	.summary = "make, import, list, show, export, remove certificates",
};

static const struct verb *const verbs[] = {
	&verb_get, &verb_token, &verb_cache, &verb_principal, &verb_cloud,
	&verb_cert,
};

static int help(FILE *out, int status)
{
	fputs("usage: lanyard [-v] VERB ...\n\n"
	      "Short-lived access tokens of the Microsoft identity platform, "
	      "for programs.\n\n"
	      "  lanyard token -r arm                a token for Azure "
	      "Resource Manager\n"
	      "  lanyard get < request.json          the same for programs, "
	      "as JSON\n\n", out);
	for (size_t i = 0; i < array_size(verbs); i++)
		fprintf(out, "  %-12s%s\n", verbs[i]->name, verbs[i]->summary);
	fputs("\n'lanyard VERB --help' tells more of a verb; -v tells the "
	      "story of a request.\n"
	      "git, kubectl and curl have programs of their own: "
	      "git-credential-lanyard,\nkubectl-lanyard, lanyard-curl.\n", out);
	return status;
}

static int unknown(const char *word)
{
	const char *names[array_size(verbs) + 1] = { NULL }, *nearest;
	struct error err;

	for (size_t i = 0; i < array_size(verbs); i++)
		names[i] = verbs[i]->name;
	nearest = text_nearest(word, names);
	error_set(&err, ERROR_USAGE, *word == '-' ? "there is no option '%s'" :
		  "there is no verb '%s'", word);
	if (nearest != NULL)
		error_hint(&err, "did you mean '%s'?", nearest);
	else
		error_hint(&err, "'lanyard --help' lists them");
	return cli_fail(&err);
}

/* How a verb ended, unless what it printed did not arrive. */
static int end(int status)
{
	struct error err;

	if ((fflush(stdout) == 0 && !ferror(stdout)) || status != 0)
		return status;
	error_set(&err, ERROR_INTERNAL, "the answer cannot be written: %m");
	return cli_fail(&err);
}

/* Runs the verb's program in the place of this one: `lanyard-NAME`. */
static int execute(const struct verb *verb, char **argv)
{
	auto_free char *name = str_new("%s-%s", CLI_PROGRAM, verb->name);
	auto_free char *program = name != NULL ? acquire_program(name) : NULL;
	struct error err;

	if (program == NULL) {
		error_memory(&err);
		return cli_fail(&err);
	}
	argv[0] = name;
	harden_release();
	execv(program, argv);
	error_set(&err, ERROR_INTERNAL, "'%s' cannot be started: %m", program);
	error_hint(&err, "it belongs to lanyard; install it anew, or correct "
		   "LANYARD_EXEC_PATH");
	return cli_fail(&err);
}

static int run(const struct verb *verb, int argc, char **argv)
{
	return verb->run != NULL ? verb->run(argc, argv) : execute(verb, argv);
}

int main(int argc, char **argv)
{
	struct error err;
	int at = 1;

	if (!harden_process(CLI_PROGRAM))
		return 1;
	log_open(CLI_PROGRAM);
	for (; at < argc && *argv[at] == '-'; at++) {
		if (strcmp(argv[at], "--help") == 0 ||
		    strcmp(argv[at], "-h") == 0)
			return end(help(stdout, 0));
		if (strcmp(argv[at], "--version") == 0)
			return end(printf("lanyard %s\n", PACKAGE_VERSION) < 0);
		if (strcmp(argv[at], "-v") != 0 &&
		    strcmp(argv[at], "--verbose") != 0)
			return unknown(argv[at]);
		log_verbose();
	}
	if (at == argc)
		return help(stderr, 2);
	if (!harden_environment(&err))
		return cli_fail(&err);
	if (strcmp(argv[at], "help") == 0)
		return end(help(stdout, 0));
	for (size_t i = 0; i < array_size(verbs); i++)
		if (strcmp(argv[at], verbs[i]->name) == 0)
			return end(run(verbs[i], argc - at, argv + at));
	return unknown(argv[at]);
}

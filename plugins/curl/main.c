/* SPDX-License-Identifier: MIT */
/*
 * lanyard-curl: curl with a token.  The URL's host decides which resource's
 * token it is; a host that is on no table gets none.  The token goes to curl
 * through a pipe that it inherits, as a piece of configuration; it is in no
 * argument, environment or file.  curl then takes this program's place, so
 * that its exit status is the call's; our own failures are 125.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/option.h"
#include "base/spawn.h"
#include "config/resolve.h"
#include "options.h"

#define PROGRAM "lanyard-curl"
#define STATUS_OURS 125

struct own_options {
	const char *principal;
	const char *tenant;
	const char *cloud;
	bool force_refresh;
};

static int usage(FILE *out, int status)
{
	fputs("usage: lanyard-curl [-p PRINCIPAL] [--] CURL-ARGUMENT ... "
	      "URL\n\n"
	      "  lanyard-curl -p ci 'https://management.azure.com/"
	      "subscriptions?api-version=2022-12-01'\n\n"
	      "Runs curl with a token for the URL's host. curl's arguments "
	      "are passed on, as\nfar as they are known to be harmless to the "
	      "token.\n\n"
	      "  -p, --principal NAME   who signs in (else $LANYARD_PRINCIPAL, "
	      "the default, or\n"
	      "                         the only one there is)\n"
	      "      --tenant TENANT    another tenant than the principal's\n"
	      "      --cloud NAME       the cloud, where the principal leaves "
	      "it open\n"
	      "      --force-refresh    pass over the cache\n"
	      "      --verbose          tell the story of the request (not "
	      "curl's) on stderr\n"
	      "      --version          the version\n\n"
	      "The exit status is curl's, or 125 if curl was not run.\n", out);
	return status;
}

static int fail(const struct error *err)
{
	error_report(err, PROGRAM, stderr);
	return STATUS_OURS;
}

/*
 * Our own options stand before curl's and before `--`.  Returns the index of
 * curl's first argument, or 0 when the program is to end with *status.
 */
static int parse_own(int argc, char **argv, struct own_options *own,
		     int *ret_status)
{
	const struct {
		const char *name, *letter, **value;
	} valued[] = {
		{ "--principal", "-p", &own->principal },
		{ "--tenant", "--tenant", &own->tenant },
		{ "--cloud", "--cloud", &own->cloud },
	};
	struct error err;
	int at = 1;

	while (at < argc) {
		size_t which = 0;

		if (strcmp(argv[at], "--") == 0)
			return at + 1;
		if (strcmp(argv[at], "--help") == 0)
			return *ret_status = usage(stdout, 0), 0;
		if (strcmp(argv[at], "--version") == 0)
			return *ret_status = printf("%s %s\n", PROGRAM,
						    PACKAGE_VERSION) < 0, 0;
		if (strcmp(argv[at], "--verbose") == 0) {
			log_verbose();
			at++;
			continue;
		}
		if (strcmp(argv[at], "--force-refresh") == 0) {
			own->force_refresh = true;
			at++;
			continue;
		}
		while (which < array_size(valued) &&
		       strcmp(argv[at], valued[which].name) != 0 &&
		       strcmp(argv[at], valued[which].letter) != 0)
			which++;
		if (which == array_size(valued))
			return at;
		if (at + 1 == argc) {
			option_misuse(&err, PROGRAM, "the option '%s' needs a "
				      "value", argv[at]);
			return *ret_status = fail(&err), 0;
		}
		*valued[which].value = argv[at + 1];
		at += 2;
	}
	return *ret_status = usage(stderr, STATUS_OURS), 0;
}

/* What curl is told besides its arguments: the header, and that neither it
 * nor a redirect goes anywhere but over https to that host. */
static bool write_config(const struct token *token, struct secret *config)
{
	secret_append(config, "header = \"Authorization: Bearer ");
	secret_append(config, secret_expose(&token->access_token));
	return secret_append(config, "\"\nproto = \"=https\"\n"
			     "proto-redir = \"=https\"\n"
			     "no-location-trusted\n");
}

/* A pipe that holds the whole configuration; the end to read, or -1. */
static int config_pipe(const struct secret *config, struct error *err)
{
	auto_fd int reading = -1, writing = -1;
	int ends[2];
	ssize_t written = -1;

	if (pipe2(ends, O_CLOEXEC | O_NONBLOCK) == 0) {
		reading = ends[0];
		writing = ends[1];
		/* Nobody reads yet, so it must fit. */
		fcntl(writing, F_SETPIPE_SZ, 1 << 18);
		written = write(writing, secret_expose(config),
				config->length);
	}
	if (written != (ssize_t)config->length) {
		error_set(err, ERROR_INTERNAL, "the pipe to curl cannot be "
			  "filled: %m");
		return -1;
	}
	fcntl(reading, F_SETFL, 0);
	return steal_fd(&reading);
}

/* Looks along PATH, but not from where we happen to be: the folders of it that
 * are not named in full are passed over. */
static bool find_curl(char *ret_path, size_t size)
{
	const char *at = getenv("PATH");
	struct stat info;

	if (at == NULL || *at == '\0')
		at = "/usr/bin:/bin";
	for (;;) {
		int length = (int)strcspn(at, ":");
		int used = snprintf(ret_path, size, "%.*s/curl", length, at);

		if (*at == '/' && used > 0 && (size_t)used < size &&
		    stat(ret_path, &info) == 0 && S_ISREG(info.st_mode) &&
		    access(ret_path, X_OK) == 0)
			return true;
		at += length;
		if (*at++ == '\0')
			return false;
	}
}

/* Only returns if curl cannot be run. */
static void run_curl(char *const *arguments, int pipe, struct error *err)
{
	auto_free const char **all = NULL;
	auto_free char **environment = spawn_environment();
	char curl[PATH_MAX], path[32];
	size_t count = 0;

	if (!find_curl(curl, sizeof(curl))) {
		error_set(err, ERROR_CONFIG, "there is no curl in a folder of "
			  "PATH");
		error_hint(err, "install curl, or correct PATH; folders that "
			   "are not named in full do not count");
		return;
	}
	while (arguments[count] != NULL)
		count++;
	all = calloc(count + 5, sizeof(*all));
	if (all == NULL || environment == NULL) {
		error_memory(err);
		return;
	}
	/* -q comes first, or a curlrc could undo what follows. */
	snprintf(path, sizeof(path), "/dev/fd/%d", pipe);
	all[0] = "curl";
	all[1] = "-q";
	all[2] = "-K";
	all[3] = path;
	memcpy(all + 4, arguments, count * sizeof(*all));
	fcntl(pipe, F_SETFD, 0);
	harden_release();
	execve(curl, (char *const *)all, environment);
	error_set(err, ERROR_CONFIG, "'%s' cannot be started: %m", curl);
}

static bool prepare(const struct own_options *own, char *const *arguments,
		    struct secret *config, struct error *err)
{
	auto_request struct request request = REQUEST_INIT;
	auto_order struct order order = ORDER_INIT;
	auto_token struct token token = TOKEN_INIT;
	struct target target;

	if (!harden_environment(err) ||
	    !options_check(arguments, &target, err))
		return false;
	request.principal = own->principal;
	request.tenant = own->tenant;
	request.cloud = own->cloud;
	request.force_refresh = own->force_refresh;
	request.host = target.host;
	request.port = target.port;
	return resolve(&request, &order, err) &&
	       acquire(&order, &token, err) &&
	       (write_config(&token, config) || error_memory(err));
}

int main(int argc, char **argv)
{
	auto_secret struct secret config = SECRET_INIT;
	struct own_options own = { .principal = NULL };
	int status = STATUS_OURS, first;
	auto_fd int pipe = -1;
	struct error err;

	if (!harden_process(PROGRAM))
		return STATUS_OURS;
	log_open(PROGRAM);
	first = parse_own(argc, argv, &own, &status);
	if (first == 0)
		return status;
	if (!prepare(&own, argv + first, &config, &err))
		return fail(&err);
	pipe = config_pipe(&config, &err);
	if (pipe < 0)
		return fail(&err);
	secret_clear(&config);
	run_curl(argv + first, pipe, &err);
	return fail(&err);
}

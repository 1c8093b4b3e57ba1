/* SPDX-License-Identifier: MIT */
/*
 * lanyard get: a request as JSON on stdin, the answer as JSON on stdout.  The
 * verb for programs; THE PROTOCOL in lanyard(1) is what they talk.
 */
#include <errno.h>
#include <getopt.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "cli/cli.h"
#include "config/resolve.h"
#include "model/answer.h"

static bool read_request(struct request *request, struct error *err)
{
	auto_secret struct secret text = SECRET_INIT;

	if (!file_read_fd(STDIN_FILENO, REQUEST_MAX, &text)) {
		if (errno == EFBIG)
			return error_set(err, ERROR_USAGE, "the request is "
					 "larger than %u bytes", REQUEST_MAX);
		return error_set(err, ERROR_USAGE, "the request cannot be "
				 "read: %m");
	}
	return request_parse(secret_expose(&text), text.length, request, err);
}

static int answer_request(void)
{
	auto_request struct request request = REQUEST_INIT;
	auto_order struct order order = ORDER_INIT;
	auto_token struct token token = TOKEN_INIT;
	auto_secret struct secret answer = SECRET_INIT;
	struct error err;

	if (!read_request(&request, &err) ||
	    !resolve(&request, &order, &err) ||
	    !acquire(&order, &token, &err))
		return cli_fail(&err);
	answer_format(request.form, &order, &token, clock_now_s(), &answer);
	return cli_print(&answer);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "help", no_argument, NULL, 'h' },
		{ "verbose", no_argument, NULL, 'v' },
		{ NULL, 0, NULL, 0 },
	};
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":hv", options, NULL)) != -1) {
		switch (option) {
		case 'h':
			return cli_help(&verb_get);
		case 'v':
			log_verbose();
			break;
		default:
			return cli_unknown_option(&verb_get, option, argv);
		}
	}
	if (optind < argc)
		return cli_misuse(&verb_get, "it takes no argument '%s'",
				  argv[optind]);
	if (isatty(STDIN_FILENO))
		return cli_misuse(&verb_get, "the request is read from stdin, "
				  "which is a terminal; 'lanyard token' is the "
				  "verb for people");
	return answer_request();
}

const struct verb verb_get = {
	.name = "get",
	.summary = "answer a request on stdin (for programs)",
	.help =
	"usage: lanyard get [-v] < REQUEST\n\n"
	"  echo '{\"apiVersion\": \"lanyard/v1\", \"kind\": \"TokenRequest\",\n"
	"         \"spec\": {\"principal\": \"ci\", \"resource\": \"arm\"}}' | "
	"lanyard get\n\n"
	"Reads a TokenRequest or an ExecCredential as JSON and answers with a\n"
	"Token or an ExecCredential as one line of JSON.\n\n"
	"  -v, --verbose   tell the story of the request on stderr\n"
	"  -h, --help      this text\n",
	.run = run,
};

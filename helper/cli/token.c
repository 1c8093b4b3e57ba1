/* SPDX-License-Identifier: MIT */
/* lanyard token: a token for people and scripts. */
#include <errno.h>
#include <getopt.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/claims.h"
#include "config/resolve.h"
#include "model/answer.h"

enum { OPTION_FORMAT = 256, OPTION_FORCE, OPTION_VALIDITY, OPTION_CLAIMS };

static bool format_raw(const struct order *order, const struct token *token,
		       struct secret *out, struct error *err)
{
	secret_append(out, secret_expose(&token->access_token));
	return secret_append(out, "\n");
}

static bool format_json(const struct order *order, const struct token *token,
			struct secret *out, struct error *err)
{
	return answer_format(REQUEST_TOKEN, order, token, clock_now_s(), out);
}

static bool format_header(const struct order *order, const struct token *token,
			  struct secret *out, struct error *err)
{
	secret_append(out, "Authorization: Bearer ");
	return format_raw(order, token, out, err);
}

static bool format_claims(const struct order *order, const struct token *token,
			  struct secret *out, struct error *err)
{
	return claims_describe(&token->access_token, out, err);
}

typedef bool format_function(const struct order *order,
			     const struct token *token, struct secret *out,
			     struct error *err);

static const struct {
	const char *name;
	format_function *format;
} formats[] = {
	{ "raw", format_raw },
	{ "json", format_json },
	{ "header", format_header },
	{ "claims", format_claims },
};

static format_function *format_named(const char *name)
{
	for (size_t i = 0; i < array_size(formats); i++)
		if (strcmp(formats[i].name, name) == 0)
			return formats[i].format;
	return NULL;
}

static bool parse_seconds(const char *text, int64_t *ret_seconds)
{
	char *end;

	errno = 0;
	*ret_seconds = strtol(text, &end, 10);
	return errno == 0 && *text >= '0' && *text <= '9' && *end == '\0' &&
	       *ret_seconds <= 86400;
}

static bool add_scope(struct request *request, const char *scope)
{
	size_t count = 0;
	const char **grown;

	while (request->scopes != NULL && request->scopes[count] != NULL)
		count++;
	grown = realloc(request->scopes, (count + 2) * sizeof(*grown));
	if (grown == NULL)
		return false;
	request->scopes = grown;
	grown[count] = scope;
	grown[count + 1] = NULL;
	return true;
}

static int print_token(const struct request *request,
		       format_function *format)
{
	auto_order struct order order = ORDER_INIT;
	auto_token struct token token = TOKEN_INIT;
	auto_secret struct secret out = SECRET_INIT;
	struct error err;

	error_memory(&err);
	if (!resolve(request, &order, &err) ||
	    !acquire(&order, &token, &err) ||
	    !format(&order, &token, &out, &err))
		return cli_fail(&err);
	return cli_print(&out);
}

static int run(int argc, char **argv)
{
	static const struct option options[] = {
		{ "principal", required_argument, NULL, 'p' },
		{ "cloud", required_argument, NULL, 'c' },
		{ "tenant", required_argument, NULL, 't' },
		{ "resource", required_argument, NULL, 'r' },
		{ "scope", required_argument, NULL, 's' },
		{ "format", required_argument, NULL, OPTION_FORMAT },
		{ "force-refresh", no_argument, NULL, OPTION_FORCE },
		{ "min-validity", required_argument, NULL, OPTION_VALIDITY },
		{ "claims", required_argument, NULL, OPTION_CLAIMS },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	auto_request struct request request = REQUEST_INIT;
	format_function *format = format_raw;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":p:c:t:r:s:vh", options,
				     NULL)) != -1) {
		switch (option) {
		case 'p':
			request.principal = optarg;
			break;
		case 'c':
			request.cloud = optarg;
			break;
		case 't':
			request.tenant = optarg;
			break;
		case 'r':
			request.resource = optarg;
			break;
		case 's':
			if (!add_scope(&request, optarg))
				return 1;
			break;
		case OPTION_FORMAT:
			format = format_named(optarg);
			if (format == NULL)
				return cli_misuse(&verb_token, "there is no "
						  "format '%s'; there are raw, "
						  "json, header and claims",
						  optarg);
			break;
		case OPTION_FORCE:
			request.force_refresh = true;
			break;
		case OPTION_VALIDITY:
			if (!parse_seconds(optarg, &request.min_validity_s))
				return cli_misuse(&verb_token, "'%s' is not a "
						  "number of seconds from 0 to "
						  "86400", optarg);
			break;
		case OPTION_CLAIMS:
			request.claims = optarg;
			break;
		case 'v':
			log_verbose();
			break;
		case 'h':
			return cli_help(&verb_token);
		default:
			return cli_unknown_option(&verb_token, option, argv);
		}
	}
	if (optind < argc)
		return cli_misuse(&verb_token, "it takes no argument '%s'; a "
				  "resource is named with -r", argv[optind]);
	return print_token(&request, format);
}

const struct verb verb_token = {
	.name = "token",
	.summary = "print a token (for people and scripts)",
	.help =
	"usage: lanyard token [-p PRINCIPAL] [-r RESOURCE | -s SCOPE ...] "
	"[OPTION ...]\n\n"
	"  lanyard token -p ci -r arm            a token for Azure Resource "
	"Manager\n"
	"  lanyard token -r graph --format claims\n\n"
	"  -p, --principal NAME   who signs in (else $LANYARD_PRINCIPAL, the "
	"default,\n"
	"                         or the only one there is)\n"
	"  -r, --resource NAME    what for: an alias ('lanyard cloud show') or "
	"a URI\n"
	"  -s, --scope SCOPE      the exact scope instead; may be repeated\n"
	"  -c, --cloud NAME       the cloud, where the principal leaves it "
	"open\n"
	"  -t, --tenant TENANT    another tenant than the principal's\n"
	"      --format FORMAT    raw (the token alone), json, header, or "
	"claims (what\n"
	"                         the token says of itself, never the token)\n"
	"      --min-validity S   how long it must last, in seconds (300)\n"
	"      --force-refresh    pass over the cache\n"
	"      --claims CLAIMS    a claims challenge, base64 or JSON\n"
	"  -v, --verbose          tell the story of the request on stderr\n"
	"  -h, --help             this text\n",
	.run = run,
};

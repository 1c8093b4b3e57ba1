/* SPDX-License-Identifier: MIT */
/*
 * git-credential-lanyard: a credential helper of git for Azure Repos.  For
 * any other host it is silent and ends with status 0, whatever is configured:
 * a submodule may name any host, and only the parsed one decides.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/file.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/option.h"
#include "base/url.h"
#include "config/resolve.h"
#include "model/cloud.h"
#include "protocol.h"
#include "store/cache.h"

#define PROGRAM "git-credential-lanyard"
#define RESOURCE "devops"
#define READ_SIZE 4096

struct host {
	char name[URL_HOST_MAX + 1];
	uint16_t port;
};

/* True if the host is one of Azure Repos', asked over https. */
static bool is_ours(const struct credential_request *request,
		    struct host *ret_host)
{
	const char *resource;

	if (request->protocol == NULL || request->host == NULL ||
	    strcmp(request->protocol, "https") != 0 ||
	    !url_authority(request->host, 443, ret_host->name,
			   &ret_host->port))
		return false;
	resource = cloud_host_resource(cloud_builtin(CLOUD_DEFAULT),
				       ret_host->name, ret_host->port);
	return resource != NULL && strcmp(resource, RESOURCE) == 0;
}

static bool order_for(const char *principal, const struct host *host,
		      struct order *ret_order, struct error *err)
{
	auto_request struct request request = REQUEST_INIT;

	request.principal = principal;
	request.host = host->name;
	request.port = host->port;
	return resolve(&request, ret_order, err);
}

static bool get(const char *principal, const struct host *host,
		const struct credential_request *request, struct error *err)
{
	auto_order struct order order = ORDER_INIT;
	auto_token struct token token = TOKEN_INIT;
	auto_secret struct secret answer = SECRET_INIT;

	if (!order_for(principal, host, &order, err) ||
	    !acquire(&order, &token, err))
		return false;
	if (!credential_answer(request, &token.access_token,
			       (long long)token.expires_at, &answer))
		return error_memory(err);
	return file_write_all(STDOUT_FILENO, secret_expose(&answer),
			      answer.length) ||
	       error_set(err, ERROR_INTERNAL, "the answer cannot be written: "
			 "%m");
}

/* A server refused what we gave: exactly that token is forgotten. */
static bool erase(const char *principal, const struct host *host,
		  const struct credential_request *request, struct error *err)
{
	auto_order struct order order = ORDER_INIT;
	auto_store struct store store = STORE_INIT;

	if (request->password.length > 0 &&
	    order_for(principal, host, &order, err) &&
	    store_open(&store, false))
		cache_distrust(&store, &order, &request->password);
	return true;
}

static int usage(FILE *out, int status)
{
	fputs("usage: git-credential-lanyard [-v] [-p PRINCIPAL] "
	      "get|store|erase|capability\n\n"
	      "  git config --global --replace-all \\\n"
	      "      credential.https://dev.azure.com.helper ''\n"
	      "  git config --global --add \\\n"
	      "      credential.https://dev.azure.com.helper lanyard\n\n"
	      "A credential helper of git for Azure Repos: git runs it. It "
	      "answers for\ndev.azure.com and *.visualstudio.com over https "
	      "and is silent for others.\n\n"
	      "  -p, --principal NAME   who signs in (else $LANYARD_PRINCIPAL, "
	      "the default, or\n"
	      "                         the only one there is)\n"
	      "  -v, --verbose          tell the story of the request on "
	      "stderr\n"
	      "      --version          the version\n", out);
	return status;
}

static int fail(const struct error *err)
{
	return error_report(err, PROGRAM, stderr);
}

/* To the blank line or the end: not every caller closes its end of the pipe
 * before it waits for an answer. */
static bool read_request(struct secret *text, struct error *err)
{
	while (!credential_request_ended(secret_expose(text), text->length)) {
		char *space = secret_room(text, READ_SIZE);
		ssize_t got;

		if (space == NULL)
			return error_memory(err);
		got = read(STDIN_FILENO, space, READ_SIZE);
		if (got < 0 && errno != EINTR)
			return error_set(err, ERROR_USAGE, "the request cannot "
					 "be read: %m");
		if (got == 0)
			return true;
		if (got > 0)
			secret_grew(text, (size_t)got);
		if (text->length > PROTOCOL_MAX)
			return error_set(err, ERROR_USAGE, "the request is "
					 "larger than %u bytes", PROTOCOL_MAX);
	}
	return true;
}

/* False for a foreign host, and for what cannot even be looked at. */
static bool concerns_us(const struct secret *text)
{
	auto_credential_request struct credential_request request =
		CREDENTIAL_REQUEST_INIT;
	struct host host;
	struct error err;

	return credential_request_look(secret_expose(text), text->length,
				       &request, &err) &&
	       is_ours(&request, &host);
}

static int serve(const char *operation, const char *principal)
{
	auto_credential_request struct credential_request request =
		CREDENTIAL_REQUEST_INIT;
	auto_secret struct secret text = SECRET_INIT;
	struct host host;
	struct error err;
	bool get_it = strcmp(operation, "get") == 0, ok;

	ok = read_request(&text, &err);
	/* What is not ours to do, `store` and operations of later gits
	 * included, is done by silence.  It was read all the same: an older
	 * git dies of writing to a helper that has gone away. */
	if ((!get_it && strcmp(operation, "erase") != 0) || !concerns_us(&text))
		return 0;
	if (!ok || !credential_request_parse(secret_expose(&text), text.length,
					     &request, &err))
		return fail(&err);
	if (!is_ours(&request, &host))
		return 0;
	if (!harden_environment(&err))
		return fail(&err);
	ok = get_it ?
	     get(principal, &host, &request, &err) :
	     erase(principal, &host, &request, &err);
	return ok ? 0 : fail(&err);
}

int main(int argc, char **argv)
{
	static const struct option options[] = {
		{ "principal", required_argument, NULL, 'p' },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	const char *principal = NULL, *operation;
	struct error err;
	int option;

	if (!harden_process(PROGRAM))
		return 1;
	log_open(PROGRAM);
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":p:vh", options, NULL)) !=
	       -1) {
		switch (option) {
		case 'p':
			principal = optarg;
			break;
		case 'v':
			log_verbose();
			break;
		case 'h':
			return usage(stdout, 0);
		case 'V':
			return printf("%s %s\n", PROGRAM, PACKAGE_VERSION) < 0;
		default:
			option_fault(option, argv, &err);
			option_misuse(&err, PROGRAM, "%s", err.message);
			return fail(&err);
		}
	}
	if (optind == argc)
		return usage(stderr, 2);
	if (argc - optind != 1) {
		option_misuse(&err, PROGRAM, "it takes one operation, not '%s' "
			      "as well", argv[optind + 1]);
		return fail(&err);
	}
	operation = argv[optind];
	if (strcmp(operation, "capability") == 0)
		return puts("version 0\ncapability authtype") < 0;
	return serve(operation, principal);
}

/* SPDX-License-Identifier: MIT */
/*
 * kubectl-lanyard: an exec credential plugin of kubectl and its kin
 * (client.authentication.k8s.io/v1 and v1beta1).
 *
 * The request comes in KUBERNETES_EXEC_INFO; stdin is never read.  A
 * kubeconfig names the server and the resource, so a hostile one could ask for
 * a token of another service and have it sent to itself: guard.c says which
 * resources this door hands out.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/harden.h"
#include "base/log.h"
#include "base/option.h"
#include "config/resolve.h"
#include "guard.h"
#include "model/answer.h"

#define PROGRAM "kubectl-lanyard"
#define RESOURCE "aks"

static int usage(FILE *out, int status)
{
	fputs("usage: kubectl-lanyard get-token [-p PRINCIPAL] "
	      "[OPTION ...]\n\n"
	      "  kubectl config set-credentials me "
	      "--exec-command=kubectl-lanyard \\\n"
	      "      --exec-api-version=client.authentication.k8s.io/v1beta1 "
	      "\\\n"
	      "      --exec-arg=get-token --exec-arg=--principal "
	      "--exec-arg=ci\n\n"
	      "An exec credential plugin: kubectl runs it.\n\n"
	      "  -p, --principal NAME   who signs in (else $LANYARD_PRINCIPAL, "
	      "the default, or\n"
	      "                         the only one there is)\n"
	      "  -r, --resource NAME    the cluster's resource: aks (the "
	      "default), arc, or the\n"
	      "      --server-id ID     application id of its server\n"
	      "  -t, --tenant TENANT    another tenant than the principal's\n"
	      "  -c, --cloud NAME       the cloud, where the principal leaves "
	      "it open\n"
	      "      --force-refresh    pass over the cache\n"
	      "  -v, --verbose          tell the story of the request on "
	      "stderr\n"
	      "      --version          the version\n", out);
	return status;
}

static int fail(const struct error *err)
{
	return error_report(err, PROGRAM, stderr);
}

/* What kubectl says; the command line wins over it. */
static bool read_info(struct request *request, struct error *err)
{
	const char *info = getenv("KUBERNETES_EXEC_INFO");

	request->form = REQUEST_EXEC_V1BETA1;
	return info == NULL || *info == '\0' ||
	       request_parse_exec(info, strlen(info), request, err);
}

/* Lays what the command line named over what kubectl says. */
static void overlay(struct request *request, const struct request *named)
{
	if (named->principal != NULL)
		request->principal = named->principal;
	if (named->cloud != NULL)
		request->cloud = named->cloud;
	if (named->tenant != NULL)
		request->tenant = named->tenant;
	if (named->resource != NULL) {
		request->resource = named->resource;
		free(request->scopes);
		request->scopes = NULL;
	}
	if (request->resource == NULL && request->scopes == NULL)
		request->resource = RESOURCE;
	request->force_refresh |= named->force_refresh;
}

static int get_token(const struct request *named)
{
	auto_request struct request request = REQUEST_INIT;
	auto_order struct order order = ORDER_INIT;
	auto_token struct token token = TOKEN_INIT;
	auto_secret struct secret answer = SECRET_INIT;
	struct error err;

	if (!harden_environment(&err) || !read_info(&request, &err))
		return fail(&err);
	overlay(&request, named);
	if (!resolve(&request, &order, &err) || !guard(&order, &err) ||
	    !acquire(&order, &token, &err))
		return fail(&err);
	answer_format(request.form, &order, &token, clock_now_s(), &answer);
	if (!answer.failed &&
	    file_write_all(STDOUT_FILENO, secret_expose(&answer),
			   answer.length))
		return 0;
	error_set(&err, ERROR_INTERNAL, "the answer cannot be written: %m");
	return fail(&err);
}

int main(int argc, char **argv)
{
	enum { OPTION_SERVER_ID = 256, OPTION_FORCE };
	static const struct option options[] = {
		{ "principal", required_argument, NULL, 'p' },
		{ "resource", required_argument, NULL, 'r' },
		{ "server-id", required_argument, NULL, OPTION_SERVER_ID },
		{ "tenant", required_argument, NULL, 't' },
		{ "tenant-id", required_argument, NULL, 't' },
		{ "cloud", required_argument, NULL, 'c' },
		{ "force-refresh", no_argument, NULL, OPTION_FORCE },
		{ "verbose", no_argument, NULL, 'v' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ NULL, 0, NULL, 0 },
	};
	struct request named = REQUEST_INIT;
	struct error err;
	int option;

	if (!harden_process(PROGRAM))
		return 1;
	log_open(PROGRAM);
	opterr = 0;
	while ((option = getopt_long(argc, argv, ":p:r:t:c:vh", options,
				     NULL)) != -1) {
		switch (option) {
		case 'p':
			named.principal = optarg;
			break;
		case 'r':
		case OPTION_SERVER_ID:
			named.resource = optarg;
			break;
		case 't':
			named.tenant = optarg;
			break;
		case 'c':
			named.cloud = optarg;
			break;
		case OPTION_FORCE:
			named.force_refresh = true;
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
	if (argc - optind != 1 || strcmp(argv[optind], "get-token") != 0) {
		option_misuse(&err, PROGRAM, "there is one verb, 'get-token', "
			      "and not '%s'", argv[argc - 1]);
		return fail(&err);
	}
	return get_token(&named);
}

/* SPDX-License-Identifier: MIT */
/* lanyard principal: list, show, remove and choose principals. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/json.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/principal.h"
#include "config/principals.h"
#include "config/shelf.h"
#include "model/name.h"
#include "store/caches.h"
#include "store/stored-secret.h"

static void put_principal(struct secret *out, const struct principal *principal,
			  bool is_default)
{
	auto_free char *place = principal_credential_words(principal);

	json_begin(out, NULL, '{');
	json_put_string(out, "name", principal->name);
	json_put_string(out, "method", principal->method->name);
	if (principal->cloud != NULL)
		json_put_string(out, "cloud", principal->cloud);
	if (principal->tenant != NULL)
		json_put_string(out, "tenant", principal->tenant);
	if (principal->client_id != NULL)
		json_put_string(out, "client_id", principal->client_id);
	if (principal->resource != NULL)
		json_put_string(out, "resource", principal->resource);
	if (place != NULL)
		json_put_string(out, principal_credential_label(principal),
				place);
	if (principal->credential.source != NULL)
		json_put_string(out, "source", principal->credential.source);
	json_put_string(out, "file", principal->path);
	json_put_bool(out, "default", is_default);
	json_end(out, '}');
}

static const char *or_dash(const char *text)
{
	return text != NULL ? text : "-";
}

static void add_row(struct table *table, const struct principal *principal,
		    bool is_default)
{
	auto_free char *name = str_new("%s%s", principal->name,
				       is_default ? " (default)" : "");

	table_cell(table, or_dash(name));
	table_cell(table, principal->method->name);
	table_cell(table, principal->cloud != NULL ? principal->cloud :
						     "(any)");
	table_cell(table, or_dash(principal->tenant));
	table_cell(table, or_dash(principal->client_id));
}

/* One broken file is told of and must not hide the others. */
static int list_names(char **names, struct secret *json, struct table *table)
{
	auto_free char *chosen = NULL;
	struct error fault;
	int status = 0;

	if (!principals_default(&chosen, &fault))
		status = cli_fail(&fault);
	for (size_t i = 0; names[i] != NULL; i++) {
		auto_principal struct principal principal = { 0 };
		bool is_default = chosen != NULL &&
				  strcmp(chosen, names[i]) == 0;
		struct error err;

		if (!principals_load(names[i], &principal, &err))
			status = cli_fail(&err);
		else if (json != NULL)
			put_principal(json, &principal, is_default);
		else
			add_row(table, &principal, is_default);
	}
	return status;
}

static int list(int argc, char **argv)
{
	auto_secret struct secret json = SECRET_INIT;
	bool as_json = false;
	int status = cli_options(&verb_principal, argc, argv, &as_json);
	int printed;
	struct table *table;
	struct error err;
	char **names;

	if (status >= 0)
		return status;
	if (optind < argc)
		return cli_misuse(&verb_principal, "'list' takes no argument "
				  "'%s'", argv[optind]);
	names = shelf_list(SHELF_PRINCIPALS);
	if (names == NULL) {
		error_memory(&err);
		return cli_fail(&err);
	}
	if (as_json) {
		json_begin(&json, NULL, '[');
		status = list_names(names, &json, NULL);
		json_end(&json, ']');
		secret_append(&json, "\n");
		printed = cli_print(&json);
		strv_free(names);
		return status != 0 ? status : printed;
	}
	table = table_new(5);
	table_cell(table, "PRINCIPAL");
	table_cell(table, "METHOD");
	table_cell(table, "CLOUD");
	table_cell(table, "TENANT");
	table_cell(table, "CLIENT ID");
	status = list_names(names, NULL, table);
	table_print(table);
	table_free(table);
	strv_free(names);
	return status;
}

/* The name of a file may hold anything. */
static void print_line(const char *name, const char *value)
{
	auto_free char *copy = value != NULL ? strdup(value) : NULL;

	if (copy == NULL)
		return;
	text_clean(copy);
	printf("%-12s%s\n", name, copy);
}

static int show(int argc, char **argv)
{
	auto_principal struct principal principal = { 0 };
	auto_secret struct secret json = SECRET_INIT;
	auto_free char *chosen = NULL, *place = NULL;
	bool as_json = false, is_default;
	int status = cli_options(&verb_principal, argc, argv, &as_json);
	struct error err;

	if (status >= 0)
		return status;
	if (argc - optind != 1)
		return cli_misuse(&verb_principal, "'show' takes one name");
	if (!principals_load(argv[optind], &principal, &err) ||
	    !principals_default(&chosen, &err))
		return cli_fail(&err);
	is_default = chosen != NULL && strcmp(chosen, principal.name) == 0;
	if (as_json) {
		put_principal(&json, &principal, is_default);
		secret_append(&json, "\n");
		return cli_print(&json);
	}
	place = principal_credential_words(&principal);
	print_line("name", principal.name);
	print_line("method", principal.method->name);
	print_line("cloud", principal.cloud != NULL ? principal.cloud :
		   "any (AzureCloud unless the request names one)");
	print_line("tenant", principal.tenant);
	print_line("client id", principal.client_id);
	print_line("resource", principal.resource);
	print_line(principal_credential_label(&principal), place);
	print_line("source", principal.credential.source);
	print_line("file", principal.path);
	print_line("default", is_default ? "yes" : "no");
	return 0;
}

static bool nothing_there(const char *name, struct error *err)
{
	error_set(err, ERROR_CONFIG, "there is no file of yours for the "
		  "principal '%s'", name);
	return error_hint(err, "'lanyard principal list' shows those there "
			  "are; one of the system's is removed by its "
			  "administrator");
}

/*
 * Removes what is worth most first and the file last, so that whatever stands
 * in the way, the same command goes on where it ended.
 */
static bool remove_all(const struct principal *principal, struct error *err)
{
	const char *name = principal->name;
	auto_free char *chosen = NULL, *path = NULL;
	int count;

	path = shelf_path(SHELF_PRINCIPALS, name);
	if ((path == NULL || access(path, F_OK) != 0) &&
	    !stored_secret_exists(name))
		return nothing_there(name, err);
	return principals_default(&chosen, err) &&
	       stored_secret_remove(name, err) &&
	       caches_forget(principal, &count, err) &&
	       shelf_remove(SHELF_PRINCIPALS, name, err) != FILE_FAULT &&
	       (chosen == NULL || strcmp(chosen, name) != 0 ||
		principals_set_default(NULL, err));
}

static int remove_one(int argc, char **argv)
{
	auto_principal struct principal principal = { 0 };
	int status = cli_options(&verb_principal, argc, argv, NULL);
	const char *name;
	struct error err;

	if (status >= 0)
		return status;
	if (argc - optind != 1)
		return cli_misuse(&verb_principal, "'remove' takes one name");
	name = argv[optind];
	if (!name_check(name, "principal", ERROR_USAGE, &err) ||
	    !principals_whose(name, &principal, &err) ||
	    !remove_all(&principal, &err))
		return cli_fail(&err);
	printf("principal '%s' is removed, with its cached tokens\n", name);
	return 0;
}

static int choose(int argc, char **argv)
{
	auto_principal struct principal principal = { 0 };
	auto_free char *chosen = NULL;
	int status = cli_options(&verb_principal, argc, argv, NULL);
	struct error err;

	if (status >= 0)
		return status;
	if (argc - optind > 1)
		return cli_misuse(&verb_principal, "'default' takes one name");
	if (optind == argc) {
		if (!principals_default(&chosen, &err))
			return cli_fail(&err);
		puts(chosen != NULL ? chosen : "(none)");
		return 0;
	}
	if (!principals_load(argv[optind], &principal, &err) ||
	    !principals_set_default(principal.name, &err))
		return cli_fail(&err);
	printf("'%s' is the default principal now\n", principal.name);
	return 0;
}

static int run(int argc, char **argv)
{
	static const struct subverb table[] = {
		{ "list", list },	  { "show", show },
		{ "add", principal_add }, { "remove", remove_one },
		{ "default", choose },	  { NULL, NULL },
	};

	return cli_subverb(&verb_principal, table, argc, argv);
}

const struct verb verb_principal = {
	.name = "principal",
	.summary = "list, show, add, remove principals; choose the default",
	.help =
	"usage: lanyard principal add NAME [OPTION ...]\n"
	"       lanyard principal list [--json]\n"
	"       lanyard principal show NAME [--json]\n"
	"       lanyard principal remove NAME\n"
	"       lanyard principal default [NAME]\n\n"
	"  lanyard principal add ci --tenant contoso.com \\\n"
	"      --client-id 11111111-2222-3333-4444-555555555555 --secret-file "
	"ci.secret\n"
	"  lanyard principal add vm --method managed-identity\n\n"
	"      --method METHOD      how it signs in; by default what the other "
	"options\n"
	"                           speak of, else client-secret\n"
	"  -t, --tenant TENANT      a GUID or a domain\n"
	"      --client-id ID       of the app registration\n"
	"      --secret-file FILE   where its secret rests, mode 600; '-' reads "
	"it from\n"
	"                           stdin and 'fd:N' from a descriptor, and "
	"keeps it\n"
	"      --certificate SPEC   thumbprint:HEX, file:PATH or pkcs11:URI; "
	"with\n"
	"                           --certificate-password-file FILE and\n"
	"                           --send-certificate-chain where it needs "
	"them\n"
	"      --assertion-file FILE, --assertion-principal NAME,\n"
	"      --service-connection-id ID, --identity KIND:ID, --source NAME\n"
	"                           keys of the other methods, see\n"
	"                           lanyard-principals(5)\n"
	"  -c, --cloud NAME         the cloud that it lives in\n"
	"  -r, --resource NAME      what its tokens are for when nobody says\n"
	"      --replace            take the place of a principal of that "
	"name\n",
	.run = run,
};

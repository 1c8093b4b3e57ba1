/* SPDX-License-Identifier: MIT */
/* lanyard cache: what is kept, and forgetting it. */
#include <getopt.h>
#include <stdio.h>

#include "base/clock.h"
#include "base/json.h"
#include "cli/cli.h"
#include "config/principals.h"
#include "model/name.h"
#include "store/caches.h"

struct listing {
	struct table *table;
	struct secret *json;
	int64_t now_s;
};

static bool add_row(const struct cache_entry *entry, void *context)
{
	struct listing *listing = context;
	char span[CLI_SPAN_SIZE], date[CLOCK_DATE_SIZE];

	clock_format(entry->expires_at, date);
	cli_span(listing->now_s, entry->expires_at, span);
	if (listing->json != NULL) {
		json_begin(listing->json, NULL, '{');
		json_put_string(listing->json, "principal", entry->principal);
		json_put_string(listing->json, "cloud", entry->cloud);
		json_put_string(listing->json, "tenant", entry->tenant);
		json_put_string(listing->json, "scopes", entry->scopes);
		json_put_string(listing->json, "expirationTimestamp", date);
		json_put_int(listing->json, "expiresOn", entry->expires_at);
		json_end(listing->json, '}');
		return true;
	}
	table_cell(listing->table, entry->principal);
	table_cell(listing->table, entry->cloud);
	table_cell(listing->table, entry->tenant);
	table_cell(listing->table, entry->scopes);
	table_cell(listing->table, span);
	return true;
}

static int list(int argc, char **argv)
{
	auto_secret struct secret json = SECRET_INIT;
	struct listing listing = { .now_s = clock_now_s() };
	bool as_json = false;
	int status = cli_options(&verb_cache, argc, argv, &as_json), printed;
	struct error err;
	bool whole;

	if (status >= 0)
		return status;
	if (optind < argc)
		return cli_misuse(&verb_cache, "'list' takes no argument '%s'",
				  argv[optind]);
	if (as_json) {
		listing.json = &json;
		json_begin(&json, NULL, '[');
		whole = caches_walk(add_row, &listing, &err);
		json_end(&json, ']');
		secret_append(&json, "\n");
		printed = cli_print(&json);
		return whole ? printed : cli_fail(&err);
	}
	listing.table = table_new(5);
	table_cell(listing.table, "PRINCIPAL");
	table_cell(listing.table, "CLOUD");
	table_cell(listing.table, "TENANT");
	table_cell(listing.table, "SCOPES");
	table_cell(listing.table, "EXPIRES");
	whole = caches_walk(add_row, &listing, &err);
	table_print(listing.table);
	table_free(listing.table);
	return whole ? 0 : cli_fail(&err);
}

static int clear(int argc, char **argv)
{
	static const struct option options[] = {
		{ "principal", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	auto_principal struct principal principal = { 0 };
	const char *name = NULL;
	struct error err;
	int option, count;
	bool all_gone;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":p:h", options, NULL)) !=
	       -1) {
		if (option == 'h')
			return cli_help(&verb_cache);
		if (option != 'p')
			return cli_unknown_option(&verb_cache, option, argv);
		name = optarg;
	}
	if (optind < argc)
		return cli_misuse(&verb_cache, "'clear' takes no argument "
				  "'%s'", argv[optind]);
	if (name != NULL && !name_check(name, "principal", ERROR_USAGE, &err))
		return cli_fail(&err);
	if (name != NULL && !principals_whose(name, &principal, &err))
		return cli_fail(&err);
	all_gone = caches_forget(name != NULL ? &principal : NULL, &count,
				 &err);
	printf("%d token%s forgotten\n", count, count == 1 ? "" : "s");
	return all_gone ? 0 : cli_fail(&err);
}

static int run(int argc, char **argv)
{
	static const struct subverb table[] = {
		{ "list", list }, { "clear", clear }, { NULL, NULL },
	};

	return cli_subverb(&verb_cache, table, argc, argv);
}

const struct verb verb_cache = {
	.name = "cache",
	.summary = "list or forget the tokens that are kept",
	.help =
	"usage: lanyard cache list [--json]\n"
	"       lanyard cache clear [-p PRINCIPAL]\n\n"
	"  lanyard cache list            whose tokens are kept, and until "
	"when\n"
	"  lanyard cache clear -p ci     forget those of the principal 'ci'\n\n"
	"A token that is forgotten here stays valid at its resource until it "
	"expires.\n",
	.run = run,
};

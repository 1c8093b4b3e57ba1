/* SPDX-License-Identifier: MIT */
/* lanyard cert list: the certificates of all stores, and who uses them. */
#include <getopt.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "base/json.h"
#include "keys/certificate-store.h"
#include "tools/cert.h"

struct listing {
	struct table *table;	/* or NULL: */
	struct secret json;
	struct str seen;	/* thumbprints, since stores may share one */
	int status;
};

static void add_row(struct table *table, const struct certificate_facts *facts,
		    char **users)
{
	auto_free char *names = text_join((const char *const *)users);
	char expiry[CERT_EXPIRY_SIZE];

	cert_expiry(facts, expiry);
	table_cell(table, facts->sha1);
	table_cell(table, facts->subject);
	table_cell(table, expiry);
	table_cell(table, names != NULL && *names != '\0' ? names : "-");
}

/* One broken file is told of and must not hide the others. */
static bool add(const struct certificate *certificate,
		const struct error *fault, void *context)
{
	struct listing *listing = context;
	const struct certificate_facts *facts;
	char **users;

	if (certificate == NULL) {
		listing->status = cli_fail(fault);
		return true;
	}
	facts = certificate_facts(certificate);
	if (listing->seen.length > 0 &&
	    strstr(listing->seen.data, facts->sha1) != NULL)
		return true;
	str_format(&listing->seen, "%s ", facts->sha1);
	users = cert_users(facts);
	if (users == NULL)
		return true;
	if (listing->table != NULL)
		add_row(listing->table, facts, users);
	else
		cert_put(&listing->json, facts, users);
	strv_free(users);
	return true;
}

static int list_json(struct listing *listing)
{
	int printed;

	json_begin(&listing->json, NULL, '[');
	certificate_store_walk(add, listing);
	json_end(&listing->json, ']');
	secret_append(&listing->json, "\n");
	printed = cli_print(&listing->json);
	secret_clear(&listing->json);
	return printed;
}

static void list_table(struct listing *listing)
{
	listing->table = table_new(4);
	table_cell(listing->table, "THUMBPRINT");
	table_cell(listing->table, "SUBJECT");
	table_cell(listing->table, "EXPIRES");
	table_cell(listing->table, "PRINCIPALS");
	certificate_store_walk(add, listing);
	table_print(listing->table);
	table_free(listing->table);
}

int cert_list(int argc, char **argv)
{
	struct listing listing = { .json = SECRET_INIT, .seen = STR_INIT };
	bool as_json = false;
	int status = cli_options(&verb_cert, argc, argv, &as_json);

	if (status >= 0)
		return status;
	if (optind < argc)
		return cli_misuse(&verb_cert, "'list' takes no argument '%s'",
				  argv[optind]);
	if (as_json)
		status = list_json(&listing);
	else
		list_table(&listing);
	str_clear(&listing.seen);
	return status > 0 ? status : listing.status;
}

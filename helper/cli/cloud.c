/* SPDX-License-Identifier: MIT */
/* lanyard cloud: the clouds there are, and their endpoints. */
#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "base/json.h"
#include "base/str.h"
#include "cli/cli.h"
#include "config/clouds.h"

static void put_pairs(struct secret *out, const char *key,
		      const struct cloud_pair *pairs)
{
	json_begin(out, key, '{');
	for (; pairs->name != NULL; pairs++)
		json_put_string(out, pairs->name, pairs->value);
	json_end(out, '}');
}

static void put_cloud(struct secret *out, const struct cloud *cloud)
{
	json_begin(out, NULL, '{');
	json_put_string(out, "name", cloud->name);
	json_put_string(out, "type", cloud->type == CLOUD_ADFS ? "adfs" :
			"entra");
	json_put_string(out, "authority", cloud->authority);
	json_put_strings(out, "aliases", cloud->aliases);
	json_put_strings(out, "spellings", cloud->spellings);
	if (cloud->federation_audience != NULL)
		json_put_string(out, "federation_audience",
				cloud->federation_audience);
	put_pairs(out, "resources", cloud->resources);
	put_pairs(out, "hosts", cloud->hosts);
	json_put_bool(out, "builtin", cloud->document == NULL);
	json_end(out, '}');
}

static int list_json(char **names)
{
	auto_secret struct secret out = SECRET_INIT;
	struct error err;

	json_begin(&out, NULL, '[');
	for (size_t i = 0; names[i] != NULL; i++) {
		auto_cloud const struct cloud *cloud =
			clouds_load(names[i], &err);

		if (cloud == NULL)
			return cli_fail(&err);
		put_cloud(&out, cloud);
	}
	json_end(&out, ']');
	secret_append(&out, "\n");
	return cli_print(&out);
}

static int list_table(char **names)
{
	struct table *table = table_new(4);
	int status = 0;

	table_cell(table, "CLOUD");
	table_cell(table, "AUTHORITY");
	table_cell(table, "ARM");
	table_cell(table, "GRAPH");
	for (size_t i = 0; names[i] != NULL; i++) {
		struct error err;
		auto_cloud const struct cloud *cloud =
			clouds_load(names[i], &err);
		const char *arm, *graph;

		/* One broken file must not hide the others. */
		if (cloud == NULL) {
			status = cli_fail(&err);
			continue;
		}
		arm = cloud_resource(cloud, "arm");
		graph = cloud_resource(cloud, "graph");
		table_cell(table, cloud->name);
		table_cell(table, cloud->authority);
		table_cell(table, arm != NULL ? arm : "-");
		table_cell(table, graph != NULL ? graph : "-");
	}
	table_print(table);
	table_free(table);
	return status;
}

static int list(int argc, char **argv)
{
	bool json = false;
	int status = cli_options(&verb_cloud, argc, argv, &json);
	struct error err;
	char **names;

	if (status >= 0)
		return status;
	if (optind < argc)
		return cli_misuse(&verb_cloud, "'list' takes no argument '%s'",
				  argv[optind]);
	names = clouds_list();
	if (names == NULL) {
		error_memory(&err);
		return cli_fail(&err);
	}
	status = json ? list_json(names) : list_table(names);
	strv_free(names);
	return status;
}

static void print_list(const char *title, const char *const *values)
{
	for (size_t i = 0; values[i] != NULL; i++)
		printf("%-22s%s\n", i == 0 ? title : "", values[i]);
}

static void print_cloud(const struct cloud *cloud)
{
	printf("%-22s%s\n", "name", cloud->name);
	print_list("also called", cloud->spellings);
	printf("%-22s%s\n", "type", cloud->type == CLOUD_ADFS ? "adfs" :
	       "entra");
	printf("%-22s%s\n", "authority", cloud->authority);
	print_list("trusted with it", cloud->aliases);
	if (cloud->federation_audience != NULL)
		printf("%-22s%s\n", "federation audience",
		       cloud->federation_audience);
	for (const struct cloud_pair *resource = cloud->resources;
	     resource->name != NULL; resource++) {
		printf("\nresource %-13s%s\n", resource->name,
		       resource->value);
		for (const struct cloud_pair *host = cloud->hosts;
		     host->name != NULL; host++)
			if (strcmp(host->value, resource->name) == 0)
				printf("%-22s%s\n", "  for the host",
				       host->name);
	}
}

static int show(int argc, char **argv)
{
	auto_secret struct secret out = SECRET_INIT;
	auto_cloud const struct cloud *cloud = NULL;
	bool json = false;
	int status = cli_options(&verb_cloud, argc, argv, &json);
	struct error err;

	if (status >= 0)
		return status;
	if (argc - optind > 1)
		return cli_misuse(&verb_cloud, "'show' takes one name");
	cloud = clouds_load(optind < argc ? argv[optind] : CLOUD_DEFAULT,
			    &err);
	if (cloud == NULL)
		return cli_fail(&err);
	if (!json) {
		print_cloud(cloud);
		return 0;
	}
	put_cloud(&out, cloud);
	secret_append(&out, "\n");
	return cli_print(&out);
}

static int run(int argc, char **argv)
{
	static const struct subverb table[] = {
		{ "list", list }, { "show", show }, { NULL, NULL },
	};

	return cli_subverb(&verb_cloud, table, argc, argv);
}

const struct verb verb_cloud = {
	.name = "cloud",
	.summary = "list the clouds, show one's endpoints and resources",
	.help =
	"usage: lanyard cloud list [--json]\n"
	"       lanyard cloud show [NAME] [--json]\n\n"
	"  lanyard cloud show AzureUSGovernment   its authority, resources "
	"and hosts\n\n"
	"A cloud of your own is a file clouds/NAME.json in lanyard's "
	"configuration folder:\n"
	"an object with 'authority' (https://HOST[:PORT]), 'aliases', "
	"'resources', 'hosts',\n'federation_audience' and 'type'.\n",
	.run = run,
};

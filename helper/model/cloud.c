/* SPDX-License-Identifier: MIT */
/*
 * Looking things up in a cloud, and reading one from JSON.  Finding the file
 * is left to config/.
 */
#include "model/cloud.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/url.h"
#include "model/name.h"

const struct cloud *cloud_builtin(const char *name)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		if (text_same_nocase(cloud->name, name))
			return cloud;
		for (size_t i = 0; cloud->spellings[i] != NULL; i++)
			if (text_same_nocase(cloud->spellings[i], name))
				return cloud;
	}
	return NULL;
}

const char *cloud_resource(const struct cloud *cloud, const char *alias)
{
	const struct cloud_pair *pair = cloud->resources;

	for (; pair->name != NULL; pair++)
		if (strcmp(pair->name, alias) == 0)
			return pair->value;
	return NULL;
}

/* Splits a pattern into host (`*.` kept) and port. */
static bool split_pattern(const char *pattern, char host[URL_HOST_MAX + 3],
			  uint16_t *ret_port)
{
	const char *name = pattern;

	if (strncmp(pattern, "*.", 2) == 0)
		name += 2;
	host[0] = '*';
	host[1] = '.';
	if (!url_authority(name, 443, host + (name - pattern), ret_port))
		return false;
	/* Nobody means all of `*.com`. */
	return name == pattern || strchr(host + 2, '.') != NULL;
}

bool cloud_host_pattern_valid(const char *pattern)
{
	char host[URL_HOST_MAX + 3];
	uint16_t port;

	return split_pattern(pattern, host, &port);
}

bool cloud_host_covers(const char *pattern, const char *host, uint16_t port)
{
	char pattern_host[URL_HOST_MAX + 3];
	uint16_t pattern_port;

	return split_pattern(pattern, pattern_host, &pattern_port) &&
	       port == pattern_port && url_host_matches(host, pattern_host);
}

const char *cloud_host_resource(const struct cloud *cloud, const char *host,
				uint16_t port)
{
	const struct cloud_pair *pair = cloud->hosts;

	for (; pair->name != NULL; pair++)
		if (cloud_host_covers(pair->name, host, port))
			return pair->value;
	return NULL;
}

void cloud_free(const struct cloud *cloud)
{
	if (cloud == NULL || cloud->document == NULL)
		return;
	json_free(cloud->document);
	free((void *)cloud->name);
	free((void *)cloud->aliases);
	free((void *)cloud->resources);
	free((void *)cloud->hosts);
	free((void *)cloud);
}

/* An object of strings as a list of pairs, which borrow from the document. */
static bool parse_pairs(struct json in, const char *key,
			const struct cloud_pair **ret, struct error *err)
{
	struct json object = { 0 }, value;
	auto_free struct cloud_pair *pairs = NULL;
	struct json_at *at = NULL;
	size_t count = 0;

	if (!json_get_object(in, key, &object, err))
		return false;
	pairs = calloc(object.value != NULL ? json_count(object) + 1 : 1,
		       sizeof(*pairs));
	if (pairs == NULL)
		return error_memory(err);
	while (object.value != NULL &&
	       json_next(object, &at, &pairs[count].name, &value)) {
		pairs[count].value = json_as_string(value);
		if (pairs[count].value == NULL)
			return json_fault(object, pairs[count].name, err,
					  "is not a string");
		count++;
	}
	*ret = steal(pairs);
	return true;
}

static bool check_authority(struct json root, const char *authority,
			    struct error *err)
{
	struct url url;

	if (authority == NULL)
		return json_fault(root, NULL, err, "'authority' is missing");
	if (url_parse(authority, &url) && strcmp(url.scheme, "https") == 0 &&
	    *url.path == '\0')
		return true;
	json_fault(root, "authority", err,
		   "is not of the form https://HOST or https://HOST:PORT");
	return error_hint(err, "the tenant belongs to the principal, and a "
			  "sign-in is never sent over plain http");
}

static bool check_tables(struct json root, const struct cloud *cloud,
			 struct error *err)
{
	struct json resources = root, hosts = root;

	json_get_object(root, "resources", &resources, err);
	json_get_object(root, "hosts", &hosts, err);
	for (size_t i = 0; cloud->aliases[i] != NULL; i++)
		if (!url_host_valid(cloud->aliases[i]))
			return json_fault(root, "aliases", err,
					  "holds '%s', which is not a host",
					  cloud->aliases[i]);
	for (size_t i = 0; cloud->resources[i].name != NULL; i++)
		if (!name_valid(cloud->resources[i].name) ||
		    !name_is_scope(cloud->resources[i].value))
			return json_fault(resources, cloud->resources[i].name,
					  err, "is not a resource: a name on "
					  "the left, a URI on the right");
	for (size_t i = 0; cloud->hosts[i].name != NULL; i++) {
		const struct cloud_pair *host = &cloud->hosts[i];

		if (!cloud_host_pattern_valid(host->name))
			return json_fault(hosts, host->name, err,
					  "is not a host, a host:port or "
					  "*.suffix");
		if (cloud_resource(cloud, host->value) == NULL)
			return json_fault(hosts, host->name, err,
					  "names the resource '%s', which is "
					  "not under 'resources'",
					  host->value);
	}
	return true;
}

static bool parse_members(struct json root, struct cloud *cloud,
			  struct error *err)
{
	static const char *const known[] = {
		"$schema", "authority", "aliases", "resources", "hosts",
		"federation_audience", "type", NULL
	};
	static const char *const none[] = { NULL };
	const char *type = "entra", **aliases = NULL;

	if (!json_only(root, known, err) ||
	    !json_get_string(root, "authority", &cloud->authority, err) ||
	    !json_get_string(root, "federation_audience",
			     &cloud->federation_audience, err) ||
	    !json_get_string(root, "type", &type, err) ||
	    !json_get_strings(root, "aliases", &aliases, err))
		return false;
	if (aliases == NULL)
		aliases = calloc(1, sizeof(*aliases));
	cloud->aliases = aliases;
	cloud->spellings = none;
	if (aliases == NULL)
		return error_memory(err);
	if (!parse_pairs(root, "resources", &cloud->resources, err) ||
	    !parse_pairs(root, "hosts", &cloud->hosts, err))
		return false;
	if (strcmp(type, "adfs") == 0)
		cloud->type = CLOUD_ADFS;
	else if (strcmp(type, "entra") != 0)
		return json_fault(root, "type", err,
				  "is neither \"entra\" nor \"adfs\"");
	if (cloud->federation_audience != NULL &&
	    !name_is_scope(cloud->federation_audience))
		return json_fault(root, "federation_audience", err,
				  "is not an audience");
	return check_authority(root, cloud->authority, err) &&
	       check_tables(root, cloud, err);
}

struct cloud *cloud_parse(const char *name, struct json_document *document,
			  struct error *err)
{
	struct cloud *cloud = calloc(1, sizeof(*cloud));
	struct json root;

	if (cloud == NULL) {
		json_free(document);
		return error_memory(err), NULL;
	}
	cloud->document = document;
	cloud->name = strdup(name);
	if (cloud->name == NULL)
		error_memory(err);
	else if (json_root(document, &root, err) &&
		 parse_members(root, cloud, err))
		return cloud;
	cloud_free(cloud);
	return NULL;
}

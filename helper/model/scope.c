/* SPDX-License-Identifier: MIT */
/* Scopes: made from resources, checked, sorted, joined. */
#include "model/scope.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "model/name.h"

#define DEFAULT_SCOPE "/.default"

static bool is_uri(const char *resource)
{
	return name_is_guid(resource) || strchr(resource, ':') != NULL;
}

static const char *unknown(const struct cloud *cloud, const char *resource,
			   struct error *err)
{
	const char *names[64] = { NULL }, *nearest;
	auto_free char *list = NULL;

	for (size_t i = 0; cloud->resources[i].name && i + 1 < 64; i++)
		names[i] = cloud->resources[i].name;
	list = text_join(names);
	nearest = text_nearest(resource, names);
	error_set(err, ERROR_USAGE, "'%s' is not a resource of the cloud '%s'",
		  resource, cloud->name);
	error_hint(err, "%s%s%sa resource is a URI, or one of: %s",
		   nearest != NULL ? "did you mean '" : "",
		   nearest != NULL ? nearest : "",
		   nearest != NULL ? "'? " : "", list != NULL ? list : "");
	return NULL;
}

const char *scope_resource_uri(const struct cloud *cloud, const char *resource,
			       struct error *err)
{
	const char *uri = cloud_resource(cloud, resource);

	if (uri != NULL)
		return uri;
	if (is_uri(resource) && name_is_scope(resource))
		return resource;
	return unknown(cloud, resource, err);
}

char **scope_default(const char *uri)
{
	char **scopes = calloc(2, sizeof(*scopes));

	if (scopes == NULL)
		return NULL;
	scopes[0] = str_new("%s" DEFAULT_SCOPE, uri);
	if (scopes[0] == NULL) {
		free(scopes);
		return NULL;
	}
	return scopes;
}

static int compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

char **scope_sorted(const char *const *scopes, struct error *err)
{
	size_t count = 0, kept = 0;
	char **copy;

	while (scopes[count] != NULL)
		count++;
	if (count == 0)
		return error_set(err, ERROR_USAGE, "the list of scopes is "
				 "empty"), NULL;
	copy = calloc(count + 1, sizeof(*copy));
	if (copy == NULL)
		return error_memory(err), NULL;
	for (size_t i = 0; i < count; i++) {
		copy[i] = strdup(scopes[i]);
		if (copy[i] != NULL && name_is_scope(copy[i]))
			continue;
		if (copy[i] == NULL)
			error_memory(err);
		else
			error_set(err, ERROR_USAGE, "'%s' is not a scope",
				  copy[i]);
		strv_free(copy);
		return NULL;
	}
	qsort(copy, count, sizeof(*copy), compare);
	for (size_t i = 0; i < count; i++) {
		if (kept > 0 && strcmp(copy[kept - 1], copy[i]) == 0)
			free(copy[i]);
		else
			copy[kept++] = copy[i];
	}
	copy[kept] = NULL;
	return copy;
}

char *scope_resource(const char *scope)
{
	const char *slash = strrchr(scope, '/');
	size_t length = slash != NULL ? (size_t)(slash - scope) :
					strlen(scope);

	return strndup(scope, length);
}

char *scope_join(const char *const *scopes)
{
	auto_str struct str joined = STR_INIT;

	for (size_t i = 0; scopes[i] != NULL; i++)
		str_format(&joined, "%s%s", i > 0 ? " " : "", scopes[i]);
	return str_take(&joined);
}

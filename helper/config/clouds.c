/* SPDX-License-Identifier: MIT */
/* Finding clouds.  A file cannot take the place of a built-in cloud: what
 * AzureCloud means is the same on every machine. */
#include "config/clouds.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "config/shelf.h"
#include "model/name.h"

static bool append(char ***list, size_t *count, const char *name)
{
	char **grown = realloc(*list, (*count + 2) * sizeof(*grown));

	if (grown == NULL)
		return false;
	*list = grown;
	grown[*count] = strdup(name);
	if (grown[*count] == NULL)
		return false;
	grown[++*count] = NULL;
	return true;
}

char **clouds_list(void)
{
	char **own = shelf_list(SHELF_CLOUDS), **list = NULL;
	size_t count = 0;
	bool ok = own != NULL;

	for (const struct cloud *row = cloud_table; ok && row->name; row++)
		if (row->closed == NULL)
			ok = append(&list, &count, row->name);
	for (size_t i = 0; ok && own[i] != NULL; i++)
		if (cloud_builtin(own[i]) == NULL)
			ok = append(&list, &count, own[i]);
	strv_free(own);
	if (ok)
		return list;
	strv_free(list);
	return NULL;
}

static const struct cloud *unknown(const char *name, struct error *err)
{
	char **known = clouds_list();
	const char *const *words = (const char *const *)known;
	const char *nearest = known ? text_nearest(name, words) : NULL;
	auto_free char *list = known ? text_join(words) : NULL;

	error_set(err, ERROR_CONFIG, "cloud '%s' is not known", name);
	error_hint(err, "%s%s%sknown are: %s", nearest ? "did you mean '" : "",
		   nearest ? nearest : "", nearest ? "'? " : "",
		   list != NULL ? list : "");
	strv_free(known);
	return NULL;
}

const struct cloud *clouds_load(const char *name, struct error *err)
{
	const struct cloud *builtin = cloud_builtin(name);
	auto_secret struct secret text = SECRET_INIT;
	auto_free char *path = NULL;
	struct json_document *document;
	struct json_source source = { .is_file = true, .class = ERROR_CONFIG };

	if (builtin != NULL && builtin->closed != NULL)
		return error_set(err, ERROR_CONFIG, "the cloud '%s' is gone: "
				 "%s", builtin->name, builtin->closed), NULL;
	if (builtin != NULL)
		return builtin;
	if (!name_check(name, "cloud", ERROR_USAGE, err))
		return NULL;
	switch (shelf_read(SHELF_CLOUDS, name, &path, &text, err)) {
	case FILE_ABSENT:
		return unknown(name, err);
	case FILE_FAULT:
		return NULL;
	case FILE_OK:
		break;
	}
	source.name = path;
	document = json_parse(secret_expose(&text), text.length, &source, err);
	return document != NULL ? cloud_parse(name, document, err) : NULL;
}

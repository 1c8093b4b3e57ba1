/* SPDX-License-Identifier: MIT */
/* The rules for names, as predicates over text. */
#include "model/name.h"

#include <string.h>

#include "base/url.h"

static const char alnum[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
			    "abcdefghijklmnopqrstuvwxyz0123456789";

bool name_valid(const char *name)
{
	size_t length = strlen(name);

	return length >= 1 && length <= NAME_MAX_LENGTH &&
	       strchr(alnum, *name) != NULL &&
	       strspn(name, "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
		      "abcdefghijklmnopqrstuvwxyz0123456789._-") == length;
}

bool name_check(const char *name, const char *what, enum error_class class,
		struct error *err)
{
	if (name_valid(name))
		return true;
	error_set(err, class, "%s '%s' is not a name", what, name);
	return error_hint(err, "a name has 1 to 64 letters, digits, '.', '_' "
			  "and '-', and begins with a letter or a digit");
}

bool name_is_guid(const char *text)
{
	if (strlen(text) != 36)
		return false;
	for (int i = 0; i < 36; i++) {
		bool dash = i == 8 || i == 13 || i == 18 || i == 23;

		if (dash ? text[i] != '-' :
		    strchr("0123456789abcdefABCDEF", text[i]) == NULL)
			return false;
	}
	return true;
}

bool name_is_tenant(const char *tenant)
{
	return name_is_guid(tenant) ||
	       (url_host_valid(tenant) && strchr(tenant, ':') == NULL);
}

bool name_is_scope(const char *scope)
{
	size_t length = strlen(scope);

	if (length < 1 || length > 512)
		return false;
	for (; *scope != '\0'; scope++)
		if (*scope <= ' ' || *scope > '~' || *scope == '"' ||
		    *scope == '\\')
			return false;
	return true;
}

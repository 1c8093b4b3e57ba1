/* SPDX-License-Identifier: MIT */
/* The table of sign-in methods.  A new method is a new row here and a new
 * grant in signin/. */
#include "model/method.h"

#include <string.h>

#include "base/str.h"

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }

const struct method method_table[] = {
	{
		.name = "client-secret",
		.meaning = "an application and its client secret",
		.needs_client_id = true,
		.needs_tenant = true,
		.keys = LIST("client_secret_file", "client_secret_command"),
	},
	{ .name = NULL },
};

const struct method *method_named(const char *name)
{
	for (const struct method *row = method_table; row->name; row++)
		if (strcmp(row->name, name) == 0)
			return row;
	return NULL;
}

char *method_names(void)
{
	auto_str struct str names = STR_INIT;

	for (const struct method *row = method_table; row->name; row++)
		str_format(&names, "%s%s", row > method_table ? ", " : "",
			   row->name);
	return str_take(&names);
}

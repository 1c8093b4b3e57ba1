/* SPDX-License-Identifier: MIT */
/* The table of sign-in methods.  A new method is a new row here, the reading
 * of its keys in principal-keys.c, and a grant in signin/. */
#include "model/method.h"

#include <string.h>

#include "base/str.h"

#define LIST(...) (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL }

const struct method method_table[] = {
	{
		.name = "client-secret",
		.meaning = "an application and its client secret",
		.needs_client_id = true,
		.needs_tenant = true,
		.own_tenant = true,
		.keys = LIST("client_secret_file", "client_secret_command"),
	},
	{
		.name = "certificate",
		.meaning = "an application and its certificate",
		.needs_client_id = true,
		.needs_tenant = true,
		.own_tenant = true,
		.keys = LIST("certificate", "certificate_password_file",
			     "certificate_password_command",
			     "send_certificate_chain"),
	},
	{
		.name = "workload-identity",
		.meaning = "a pod's projected token (Kubernetes, AKS)",
		.own_tenant = true,
		.keys = LIST("assertion_file"),
	},
	{
		.name = "github-actions",
		.meaning = "a job's OIDC token (GitHub Actions)",
		.own_tenant = true,
		.keys = LIST(),
	},
	{
		.name = "azure-pipelines",
		.meaning = "a service connection (Azure Pipelines)",
		.own_tenant = true,
		.keys = LIST("service_connection_id"),
	},
	{
		.name = "assertion",
		.meaning = "an assertion from a file, a command or a principal",
		.needs_client_id = true,
		.needs_tenant = true,
		.own_tenant = true,
		.keys = LIST("assertion_file", "assertion_command",
			     "assertion_principal"),
	},
	{
		.name = "managed-identity",
		.meaning = "the machine's own identity in Azure",
		.no_application = true,
		.keys = LIST("identity", "source"),
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

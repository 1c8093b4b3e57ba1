/* SPDX-License-Identifier: MIT */
/* The table of grants. */
#include "signin/grant.h"

#include <string.h>

#include "base/cleanup.h"

static const struct grant *const table[] = {
	&grant_client_secret,	  &grant_certificate,
	&grant_workload_identity, &grant_github_actions,
	&grant_azure_pipelines,	  &grant_assertion,
	&grant_managed_identity,
};

const struct grant *grant_for(const char *method)
{
	for (size_t i = 0; i < array_size(table); i++)
		if (strcmp(table[i]->method, method) == 0)
			return table[i];
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* The table of grants. */
#include "signin/grant.h"

#include <string.h>

#include "base/cleanup.h"

static const struct grant *const table[] = {
	&grant_client_secret,
};

const struct grant *grant_for(const char *method)
{
	for (size_t i = 0; i < array_size(table); i++)
		if (strcmp(table[i]->method, method) == 0)
			return table[i];
	return NULL;
}

/* SPDX-License-Identifier: MIT */
/* Which principals sign in with a certificate of the store. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "config/principals.h"
#include "config/shelf.h"
#include "tools/cert.h"

static bool uses(const char *name, const struct certificate_facts *facts)
{
	auto_principal struct principal principal = { 0 };
	char hex[THUMBPRINT_SIZE];
	struct error ignored;	/* `principal list` tells of broken files */
	const char *spec;

	if (!principals_load(name, &principal, &ignored) ||
	    principal.credential.kind != CREDENTIAL_CERTIFICATE)
		return false;
	spec = principal.credential.name;
	return spec != NULL && strncmp(spec, "thumbprint:", 11) == 0 &&
	       thumbprint_parse(spec + 11, hex) &&
	       (strcmp(hex, facts->sha1) == 0 ||
		strcmp(hex, facts->sha256) == 0);
}

char **cert_users(const struct certificate_facts *facts)
{
	char **names = shelf_list(SHELF_PRINCIPALS);
	size_t kept = 0;

	for (size_t i = 0; names != NULL && names[i] != NULL; i++) {
		char *name = steal(names[i]);

		if (uses(name, facts))
			names[kept++] = name;
		else
			free(name);
	}
	if (names != NULL)
		names[kept] = NULL;
	return names;
}

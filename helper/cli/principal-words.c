/* SPDX-License-Identifier: MIT */
/* What `lanyard principal show` says of a credential. */
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "cli/principal.h"
#include "store/stored-secret.h"

const char *principal_credential_label(const struct principal *principal)
{
	switch (principal->credential.kind) {
	case CREDENTIAL_CERTIFICATE:
		return "certificate";
	case CREDENTIAL_IDENTITY:
		return "identity";
	default:
		return strcmp(principal->method->name, "client-secret") == 0 ?
		       "secret" : "assertion";
	}
}

char *principal_credential_words(const struct principal *principal)
{
	const struct credential *credential = &principal->credential;
	auto_free char *path = NULL;

	switch (credential->kind) {
	case CREDENTIAL_FILE:
		return credential->path != NULL ?
		       str_new("the file %s", credential->path) :
		       strdup("the file that AZURE_FEDERATED_TOKEN_FILE names");
	case CREDENTIAL_COMMAND:
		return str_new("the output of %s", credential->command[0]);
	case CREDENTIAL_ENVIRONMENT:
		return str_new("%s in the environment", credential->name);
	case CREDENTIAL_CERTIFICATE:
		return strdup(credential->name);
	case CREDENTIAL_PRINCIPAL:
		return str_new("the token of principal '%s'",
			       credential->name);
	case CREDENTIAL_GITHUB:
		return strdup("the job's, from GitHub Actions");
	case CREDENTIAL_PIPELINES:
		return credential->name != NULL ?
		       str_new("of the service connection %s",
			       credential->name) :
		       strdup("of the service connection that the pipeline's "
			      "variables name");
	case CREDENTIAL_IDENTITY:
		return credential->name != NULL ?
		       str_new("%s:%s", credential->identity_kind,
			       credential->name) : strdup("the machine's own");
	default:
		path = stored_secret_path(principal->name);
		return str_new(stored_secret_exists(principal->name) ?
			       "kept by lanyard in %s" :
			       "none is kept yet in %s", path);
	}
}

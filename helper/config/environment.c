/* SPDX-License-Identifier: MIT */
/* Principals out of environment variables.  Secrets stay where they are: a
 * credential names the variable, and the sign-in program reads it. */
#include "config/environment.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/url.h"
#include "model/cloud.h"
#include "model/name.h"

static const char *variable(const char *name)
{
	const char *value = secure_getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* The built-in cloud whose authority AZURE_AUTHORITY_HOST names: a host that
 * is none of these is no reason to send a secret there. */
static bool choose_cloud(struct principal *principal, struct error *err)
{
	const char *text = variable("AZURE_AUTHORITY_HOST");
	struct url wanted, own;

	if (text == NULL)
		return true;
	if (!url_parse(text, &wanted) || strcmp(wanted.scheme, "https") != 0)
		return error_set(err, ERROR_CONFIG, "AZURE_AUTHORITY_HOST is "
				 "'%s', which is no https URL", text);
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		bool same = url_parse(cloud->authority, &own) &&
			    strcmp(own.host, wanted.host) == 0;

		for (size_t i = 0; !same && cloud->aliases[i] != NULL; i++)
			same = strcmp(cloud->aliases[i], wanted.host) == 0;
		if (same && wanted.port == 443) {
			principal->cloud = cloud->name;
			return true;
		}
	}
	error_set(err, ERROR_CONFIG, "AZURE_AUTHORITY_HOST is '%s', which is "
		  "the authority of no built-in cloud", text);
	return error_hint(err, "'lanyard cloud list' shows them; a cloud of "
			  "your own needs a principal with a file");
}

static bool has_credential(void)
{
	return variable("AZURE_CLIENT_SECRET") != NULL ||
	       variable("AZURE_CLIENT_CERTIFICATE_PATH") != NULL ||
	       variable("AZURE_FEDERATED_TOKEN_FILE") != NULL;
}

bool environment_explain(struct error *err)
{
	bool client_id = variable("AZURE_CLIENT_ID") != NULL;
	bool tenant = variable("AZURE_TENANT_ID") != NULL;

	if (!client_id && !tenant && !has_credential())
		return false;
	error_hint(err, "make one with 'lanyard principal add'; the "
		   "environment is no principal, since %s not set",
		   !client_id ? "AZURE_CLIENT_ID is" :
		   !tenant ? "AZURE_TENANT_ID is" :
			     "AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_"
			     "PATH, AZURE_FEDERATED_TOKEN_FILE are");
	return true;
}

static bool set(char **member, const char *value)
{
	free(*member);
	*member = strdup(value);
	return *member != NULL;
}

/* A whole path: a renewal behind the caller's back leaves his folder. */
static bool set_path(char **member, const char *path)
{
	auto_free char *here = *path == '/' ? NULL : getcwd(NULL, 0);

	free(*member);
	*member = here != NULL ? str_new("%s/%s", here, path) : strdup(path);
	return *member != NULL;
}

static bool choose_credential(struct principal *principal)
{
	struct credential *credential = &principal->credential;
	const char *certificate = variable("AZURE_CLIENT_CERTIFICATE_PATH");
	const char *chain = variable("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN");
	const char *assertion = variable("AZURE_FEDERATED_TOKEN_FILE");

	if (variable("AZURE_CLIENT_SECRET") != NULL) {
		principal->method = method_named("client-secret");
		credential->kind = CREDENTIAL_ENVIRONMENT;
		return set(&credential->name, "AZURE_CLIENT_SECRET");
	}
	if (certificate != NULL) {
		principal->method = method_named("certificate");
		credential->kind = CREDENTIAL_CERTIFICATE;
		credential->send_chain = chain != NULL &&
			(strcmp(chain, "1") == 0 || strcmp(chain, "true") == 0);
		if (!set_path(&credential->path, certificate))
			return false;
		credential->name = str_new("file:%s", credential->path);
		return credential->name != NULL &&
		       (variable("AZURE_CLIENT_CERTIFICATE_PASSWORD") == NULL ||
			set(&credential->password_variable,
			    "AZURE_CLIENT_CERTIFICATE_PASSWORD"));
	}
	principal->method = method_named("workload-identity");
	credential->kind = CREDENTIAL_FILE;
	return set_path(&credential->path, assertion);
}

enum environment_result environment_make(struct principal *ret_principal,
					 struct error *err)
{
	const char *client_id = variable("AZURE_CLIENT_ID");
	const char *tenant = variable("AZURE_TENANT_ID");

	if (client_id == NULL || tenant == NULL || !has_credential())
		return ENVIRONMENT_NONE;
	if (!name_is_guid(client_id) || !name_is_tenant(tenant)) {
		error_set(err, ERROR_CONFIG, "%s in the environment is not %s",
			  name_is_guid(client_id) ? "AZURE_TENANT_ID" :
			  "AZURE_CLIENT_ID", name_is_guid(client_id) ?
			  "a GUID or a domain" : "a GUID");
		return ENVIRONMENT_FAULT;
	}
	ret_principal->client_id = client_id;
	ret_principal->tenant = tenant;
	if (!set(&ret_principal->name, ENVIRONMENT_PRINCIPAL) ||
	    !set(&ret_principal->path, "the environment") ||
	    !choose_credential(ret_principal)) {
		error_memory(err);
		return ENVIRONMENT_FAULT;
	}
	return choose_cloud(ret_principal, err) ? ENVIRONMENT_MADE :
						  ENVIRONMENT_FAULT;
}

static bool missing(const struct principal *principal, const char *key,
		    const char *name, struct error *err)
{
	error_set(err, ERROR_CONFIG, "%s: '%s' is missing, and %s is not set",
		  principal->path, key, name);
	return error_hint(err, "the method '%s' takes it from the file or from "
			  "the environment", principal->method->name);
}

/* What each method may leave to the environment. */
static const struct {
	const char *method;
	const char *client_id, *tenant, *credential_key, *credential;
} rows[] = {
	{ "workload-identity", "AZURE_CLIENT_ID", "AZURE_TENANT_ID",
	  "assertion_file", "AZURE_FEDERATED_TOKEN_FILE" },
	{ "azure-pipelines", "AZURESUBSCRIPTION_CLIENT_ID",
	  "AZURESUBSCRIPTION_TENANT_ID", "service_connection_id",
	  "AZURESUBSCRIPTION_SERVICE_CONNECTION_ID" },
	{ "github-actions", "AZURE_CLIENT_ID", "AZURE_TENANT_ID", NULL, NULL },
};

bool environment_complete(struct principal *principal, struct error *err)
{
	struct credential *credential = &principal->credential;
	char **place = credential->kind == CREDENTIAL_FILE ?
		       &credential->path : &credential->name;
	size_t i = 0;

	while (i < array_size(rows) &&
	       strcmp(rows[i].method, principal->method->name) != 0)
		i++;
	if (i == array_size(rows))
		return true;
	if (principal->client_id == NULL)
		principal->client_id = variable(rows[i].client_id);
	if (principal->tenant == NULL)
		principal->tenant = variable(rows[i].tenant);
	if (principal->client_id == NULL || !name_is_guid(principal->client_id))
		return missing(principal, "client_id", rows[i].client_id, err);
	if (principal->tenant == NULL || !name_is_tenant(principal->tenant))
		return missing(principal, "tenant", rows[i].tenant, err);
	/* The webhook says in which cloud the pod's identity is. */
	if (principal->cloud == NULL && credential->kind == CREDENTIAL_FILE &&
	    !choose_cloud(principal, err))
		return false;
	if (rows[i].credential == NULL || *place != NULL)
		return true;
	if (variable(rows[i].credential) == NULL)
		return missing(principal, rows[i].credential_key,
			       rows[i].credential, err);
	return (place == &credential->path ?
		set_path(place, variable(rows[i].credential)) :
		set(place, variable(rows[i].credential))) || error_memory(err);
}

/* SPDX-License-Identifier: MIT */
/*
 * Resolving a request: which principal, in which cloud, at which tenant, for
 * which scopes.  A request may choose among what is configured; it never
 * defines an authority, a command or a file.
 */
#include "config/resolve.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "config/clouds.h"
#include "config/principals.h"
#include "config/settings.h"
#include "model/name.h"
#include "model/scope.h"

/* Claims are an object of a few requested values; a header's worth. */
#define CLAIMS_MAX 16384

static const struct cloud *choose_cloud(const struct request *request,
					const struct principal *principal,
					struct error *err)
{
	const char *wanted = request->cloud, *pinned = principal->cloud;
	const struct cloud *cloud;
	auto_cloud const struct cloud *other = NULL;

	if (pinned == NULL)
		return clouds_load(wanted != NULL ? wanted : CLOUD_DEFAULT,
				   err);
	cloud = clouds_load(pinned, err);
	if (cloud == NULL) {
		error_prefix(err, "%s", principal->path);
		return NULL;
	}
	if (wanted == NULL)
		return cloud;
	other = clouds_load(wanted, err);
	if (other != NULL && strcmp(other->name, cloud->name) == 0)
		return cloud;
	if (other != NULL) {
		error_set(err, ERROR_USAGE, "the request asks for the cloud "
			  "'%s', but principal '%s' lives in '%s'",
			  other->name, principal->name, cloud->name);
		error_hint(err, "leave the cloud out, or use a principal of "
			   "that cloud");
	}
	cloud_free(cloud);
	return NULL;
}

/* `organizations` and its kin stand for no tenant of an application's. */
static bool is_tenant_group(const char *tenant)
{
	return text_same_nocase(tenant, "organizations") ||
	       text_same_nocase(tenant, "common") ||
	       text_same_nocase(tenant, "consumers");
}

static bool choose_tenant(const struct request *request,
			  const struct principal *principal,
			  struct order *order, struct error *err)
{
	const char *tenant = request->tenant;

	if (tenant != NULL && !name_is_tenant(tenant))
		return error_set(err, ERROR_USAGE, "the tenant '%s' is neither "
				 "a GUID nor a domain", tenant);
	if (tenant != NULL && principal->method->no_application)
		return error_set(err, ERROR_USAGE, "principal '%s' is a "
				 "machine's identity, which has a tenant of "
				 "its own; a request cannot name another",
				 principal->name);
	if (tenant == NULL)
		tenant = principal->tenant;
	if (tenant == NULL)
		tenant = "organizations";
	if (principal->method->own_tenant && is_tenant_group(tenant))
		return error_set(err, request->tenant != NULL ? ERROR_USAGE :
				 ERROR_CONFIG, "principal '%s' signs in "
				 "by itself, so it needs a real tenant, not "
				 "'%s'", principal->name, tenant);
	order->tenant = strdup(tenant);
	return order->tenant != NULL || error_memory(err);
}

/*
 * The resource that a host is given tokens for: by the table of the cloud,
 * else by the user's settings.  A host that is on neither gets nothing.
 */
static bool host_resource(const struct request *request,
			  const struct principal *principal,
			  const struct cloud *cloud, char **ret_resource,
			  struct error *err)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	const char *resource = cloud_host_resource(cloud, request->host,
						   request->port);

	if (resource == NULL) {
		if (!settings_load(&settings, err))
			return false;
		resource = settings_host_resource(&settings, request->host,
						  request->port);
	}
	if (resource == NULL) {
		error_set(err, ERROR_USAGE, "'%s' port %u is not a host that "
			  "a token of principal '%s' may go to (cloud '%s')",
			  request->host, request->port, principal->name,
			  cloud->name);
		return error_hint(err, "if it is yours, name its resource under "
				  "'hosts' in lanyard.json: \"hosts\": "
				  "{\"%s\": \"api://...\"}", request->host);
	}
	*ret_resource = strdup(resource);
	return *ret_resource != NULL || error_memory(err);
}

static bool choose_scopes(const struct request *request,
			  const struct principal *principal,
			  const struct cloud *cloud, struct order *order,
			  struct error *err)
{
	const char *resource = request->resource, *uri;
	auto_free char *list = NULL, *by_host = NULL;
	const char *names[64] = { NULL };

	if (resource != NULL && request->scopes != NULL)
		return error_set(err, ERROR_USAGE, "'resource' and 'scopes' "
				 "exclude each other");
	if (request->scopes != NULL) {
		order->scopes = scope_sorted(request->scopes, err);
		return order->scopes != NULL;
	}
	if (request->host != NULL) {
		if (!host_resource(request, principal, cloud, &by_host, err))
			return false;
		resource = by_host;
	}
	if (resource == NULL)
		resource = principal->resource;
	if (resource != NULL) {
		uri = scope_resource_uri(cloud, resource, err);
		if (uri == NULL)
			return false;
		order->scopes = scope_default(uri);
		return order->scopes != NULL || error_memory(err);
	}
	for (size_t i = 0; cloud->resources[i].name && i + 1 < 64; i++)
		names[i] = cloud->resources[i].name;
	list = text_join(names);
	error_set(err, ERROR_USAGE, "no resource was asked for, and principal "
		  "'%s' has none of its own", principal->name);
	return error_hint(err, "name a URI, or one of: %s",
			  list != NULL ? list : "");
}

static bool take_claims(const struct request *request, struct order *order,
			struct error *err)
{
	auto_secret struct secret json = SECRET_INIT;

	if (request->claims == NULL || *request->claims == '\0')
		return true;
	if (strlen(request->claims) > CLAIMS_MAX)
		return error_set(err, ERROR_USAGE, "the claims challenge is "
				 "larger than %d bytes", CLAIMS_MAX);
	if (!request_claims(request->claims, &json, err))
		return false;
	order->claims = strdup(secret_expose(&json));
	return order->claims != NULL || error_memory(err);
}

static bool fill(const struct request *request,
		 const struct principal *principal, struct order *order,
		 struct error *err)
{
	auto_cloud const struct cloud *cloud =
		choose_cloud(request, principal, err);

	if (cloud == NULL)
		return false;
	order->principal = strdup(principal->name);
	order->cloud = strdup(cloud->name);
	order->type = cloud->type;
	order->authority = strdup(cloud->authority);
	order->method = strdup(principal->method->name);
	if (principal->client_id != NULL)
		order->client_id = strdup(principal->client_id);
	if (cloud->federation_audience != NULL)
		order->audience = strdup(cloud->federation_audience);
	if (order->principal == NULL || order->cloud == NULL ||
	    order->authority == NULL || order->method == NULL ||
	    (principal->client_id != NULL && order->client_id == NULL) ||
	    (cloud->federation_audience != NULL && order->audience == NULL) ||
	    !credential_dup(&order->credential, &principal->credential))
		return error_memory(err);
	order->interactive = request->interactive;
	order->force_refresh = request->force_refresh;
	order->min_validity_s = request->min_validity_s;
	return choose_tenant(request, principal, order, err) &&
	       choose_scopes(request, principal, cloud, order, err) &&
	       take_claims(request, order, err) && order_seal(order, err);
}

/* One level deep: a principal that is asked for an assertion may not ask
 * another, whether or not its token is cached. */
static bool check_nested(const struct principal *principal, struct error *err)
{
	auto_principal struct principal asked = { 0 };

	if (principal->credential.kind != CREDENTIAL_PRINCIPAL)
		return true;
	if (!principals_load(principal->credential.name, &asked, err))
		return error_prefix(err, "%s: 'assertion_principal'",
				    principal->path);
	return asked.credential.kind != CREDENTIAL_PRINCIPAL ||
	       error_set(err, ERROR_CONFIG, "principal '%s' asks '%s' for its "
			 "assertion, which asks '%s' itself; that is one too "
			 "many", principal->name, asked.name,
			 asked.credential.name);
}

/* Methods that talk to others about the cloud must know its audience. */
static bool check_audience(const struct order *order, struct error *err)
{
	enum credential_kind kind = order->credential.kind;

	if (order->audience != NULL ||
	    (kind != CREDENTIAL_GITHUB && kind != CREDENTIAL_PRINCIPAL))
		return true;
	error_set(err, ERROR_CONFIG, "the cloud '%s' has no federation "
		  "audience, which the method '%s' needs", order->cloud,
		  order->method);
	return error_hint(err, "a cloud of your own may name one as "
			  "'federation_audience'");
}

bool resolve(const struct request *request, struct order *ret_order,
	     struct error *err)
{
	auto_principal struct principal principal = { 0 };

	return principals_find(request->principal, &principal, err) &&
	       check_nested(&principal, err) &&
	       fill(request, &principal, ret_order, err) &&
	       check_audience(ret_order, err);
}

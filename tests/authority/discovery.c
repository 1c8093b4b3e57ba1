/* SPDX-License-Identifier: MIT */
/*
 * The discovery endpoints of a login host: see discovery.h. All addresses
 * are given for the host that was asked.
 */
#include "discovery.h"

#include "jwt.h"
#include "login-error.h"

#include <string.h>
#include <strings.h>

static void add_address(struct json_object *object, const char *key,
			const struct request *request, const char *tenant,
			const char *path)
{
	auto_free address = string_format("https://%s/%s%s",
					  request->host_header, tenant, path);

	json_add(object, key, address);
}

static void add_list(struct json_object *object, const char *key,
		     const char *const *items)
{
	struct json_object *list = json_object_new_array();

	for (; *items; items++)
		json_object_array_add(list, json_object_new_string(*items));
	json_object_object_add(object, key, list);
}

static bool is_alias(const char *tenant)
{
	return strcasecmp(tenant, "common") == 0 ||
	       strcasecmp(tenant, "organizations") == 0 ||
	       strcasecmp(tenant, "consumers") == 0;
}

static void add_endpoints(struct json_object *body,
			  const struct request *request, const char *name)
{
	add_address(body, "token_endpoint", request, name,
		    "/oauth2/v2.0/token");
	add_address(body, "authorization_endpoint", request, name,
		    "/oauth2/v2.0/authorize");
	add_address(body, "device_authorization_endpoint", request, name,
		    "/oauth2/v2.0/devicecode");
	add_address(body, "end_session_endpoint", request, name,
		    "/oauth2/v2.0/logout");
	add_address(body, "jwks_uri", request, name, "/discovery/v2.0/keys");
}

static void add_abilities(struct json_object *body)
{
	static const char *const methods[] = { "client_secret_post",
					       "private_key_jwt",
					       "client_secret_basic", NULL };
	static const char *const types[] = { "code", NULL };
	static const char *const algorithms[] = { "RS256", NULL };
	static const char *const subjects[] = { "pairwise", NULL };
	static const char *const scopes[] = { "openid", "profile", "email",
					      "offline_access", NULL };

	add_list(body, "token_endpoint_auth_methods_supported", methods);
	add_list(body, "response_types_supported", types);
	add_list(body, "id_token_signing_alg_values_supported", algorithms);
	add_list(body, "subject_types_supported", subjects);
	add_list(body, "scopes_supported", scopes);
}

void discovery_openid(struct request *request, struct reply *reply)
{
	const struct tenants *tenants = &request->authority->tenants;
	auto_free name = request_segment(request, 0);
	const struct tenant *tenant = tenants_find(tenants, name);
	struct json_object *body;

	if (!tenant && !is_alias(name)) {
		login_error(request, reply,
			    &(struct login_error){
				    .status = 400,
				    .error = "invalid_tenant",
				    .aadsts = 90002,
				    .description = "There is no such tenant.",
			    });
		return;
	}
	body = json_object_new_object();
	add_endpoints(body, request, name);
	add_address(body, "issuer", request,
		    tenant ? tenant->id : "{tenantid}", "/v2.0");
	add_abilities(body);
	json_add(body, "cloud_instance_name", request->host);
	login_headers(request, reply);
	reply_json(reply, 200, body);
}

/* AD FS tells less, and its addresses have no version. */
void discovery_adfs(struct request *request, struct reply *reply)
{
	struct json_object *body = json_object_new_object();

	add_address(body, "issuer", request, "adfs", "");
	add_address(body, "token_endpoint", request, "adfs", "/oauth2/token/");
	add_address(body, "authorization_endpoint", request, "adfs",
		    "/oauth2/authorize/");
	add_address(body, "device_authorization_endpoint", request, "adfs",
		    "/oauth2/devicecode");
	add_address(body, "jwks_uri", request, "adfs", "/discovery/keys");
	add_abilities(body);
	reply_json(reply, 200, body);
}

void discovery_keys(struct request *request, struct reply *reply)
{
	struct json_object *body = json_object_new_object();
	struct json_object *keys = json_object_new_array();

	json_object_array_add(keys, jwt_key(&request->authority->identity));
	json_object_object_add(body, "keys", keys);
	login_headers(request, reply);
	reply_json(reply, 200, body);
}

/* The entry of a login host: its service's names are its aliases. */
static struct json_object *make_entry(const struct service *service,
				      const char *host)
{
	struct json_object *entry = json_object_new_object();
	bool local = service->kind != HOST_LOGIN;
	const char *const alone[] = { host, NULL };

	json_add(entry, "preferred_network", local ? host : service->names[0]);
	json_add(entry, "preferred_cache",
		 local		   ? host :
		 service->names[1] ? service->names[1] :
				     service->names[0]);
	add_list(entry, "aliases", local ? alone : service->names);
	return entry;
}

/* Splits "https://HOST/TENANT/..."; both are the caller's, or NULL. */
static void split_address(const char *address, char **ret_host,
			  char **ret_tenant)
{
	const char *host;
	const char *tenant;

	if (!address || !string_starts(address, "https://"))
		return;
	host = address + strlen("https://");
	*ret_host = string_format("%.*s", (int)strcspn(host, "/?#"), host);
	tenant = host + strlen(*ret_host);
	tenant += *tenant == '/';
	*ret_tenant = string_format("%.*s", (int)strcspn(tenant, "/?#"),
				    tenant);
}

void discovery_instance(struct request *request, struct reply *reply)
{
	auto_free asked = request_parameter(request, "authorization_endpoint");
	auto_free host = NULL;
	auto_free tenant = NULL;
	auto_free bare = NULL;
	auto_free address = NULL;
	const struct service *service;
	struct json_object *body;
	struct json_object *metadata;

	split_address(asked, &host, &tenant);
	bare = string_format("%.*s", (int)strcspn(host ? host : "", ":"),
			     host ? host : "");
	service = hosts_find(&request->authority->hosts, bare);
	if (!host || !(service->kind & (HOST_LOGIN | HOST_LOCAL))) {
		login_error(request, reply,
			    &(struct login_error){
				    .status = 400,
				    .error = "invalid_instance",
				    .aadsts = 50049,
				    .description = "The instance is unknown.",
			    });
		return;
	}
	body = json_object_new_object();
	metadata = json_object_new_array();
	address = string_format("https://%s/%s/v2.0/.well-known/"
				"openid-configuration",
				host, tenant);
	json_add(body, "tenant_discovery_endpoint", address);
	json_add(body, "api-version", "1.1");
	json_object_array_add(metadata, make_entry(service, host));
	json_object_object_add(body, "metadata", metadata);
	login_headers(request, reply);
	reply_json(reply, 200, body);
}

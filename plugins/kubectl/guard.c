/* SPDX-License-Identifier: MIT */
/*
 * The guard of the kubectl door.  This door cannot see the host that the token
 * will be sent to.  A Kubernetes server is known by an application id or an
 * api:// URI; what is named by a web address belongs to that address, and a
 * scope without a resource belongs to Microsoft Graph.
 */
#include "guard.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "config/clouds.h"
#include "config/settings.h"
#include "model/name.h"
#include "model/scope.h"

/* Services with hosts of their own, under the names that do not show it. */
static const char *const services[] = {
	"797f4846-ba00-4fd7-ba43-dac1f8f63013", /* Azure Resource Manager */
	"499b84ac-1321-427f-aa17-267ca6975798", /* Azure DevOps */
	"cfa8b339-82a2-471a-a3c9-0fc0be7a4093", /* Key Vault */
	"589d5083-6f11-4d30-a62a-a4b316a14abf", /* Key Vault Managed HSM */
	"e406a681-f3d4-42a8-90b6-c2b029497af1", /* Storage */
	"e9f49c6b-5ce5-44c8-925d-015017e9f7ad", /* Data Lake */
	"6a0ec4d3-30cb-4a83-91c0-ae56bc0e3d26", /* Container Registry */
	"022907d3-0f1b-48f7-badc-1ba6abab6d66", /* SQL Database */
	"123cd850-d9df-40bd-94d5-c9f07b7fa203", /* PostgreSQL and MySQL */
	"a232010e-820c-4083-83bb-3ace5fc29d0b", /* Cosmos DB */
	"80a10ef9-8168-493d-abf9-3297c4ef6e3c", /* Service Bus */
	"80369ed6-5f11-4dd9-bef3-692475845e77", /* Event Hubs */
	"880da380-985e-4198-81b9-e05b1cc53158", /* Azure Search */
	"ddbf3205-c6bd-46ae-8127-60eb93363864", /* Batch */
	"0736f41a-0425-4b46-bdb5-1563eff02385", /* Machine Learning */
	"ca7f3f0b-7d91-482c-8e09-c5d840d0eac5", /* Log Analytics */
	"f5c26e74-f226-4ae8-85f0-b4af0080ac9e", /* Application Insights */
	"2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", /* Databricks */
	"73c2949e-da2d-457a-9607-fcc665198967", /* Purview */
	"2746ea77-4702-4b45-80ca-3c97e680e8b7", /* Data Explorer */
	"0b07f429-9f4b-4714-9392-cc5e8e80c8b0", /* Digital Twins */
	"7d312290-28c8-473c-a0ed-8e53749b6d6d", /* Cognitive Services */
	"c5393580-f805-4401-95e8-94b7a6ef2fc2", /* Office 365 Management */
	"cc15fd57-2c6c-4117-a88c-83b1d56b4bbe", /* Teams */
	"48ac35b8-9aa8-4d74-927d-1f4a14a0b239", /* Teams administration */
	"475226c6-020e-4fb2-8a90-7a972cbfc1d4", /* Power Apps */
	"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", /* Partner Center */
};

/* Microsoft's older services, which have numbers for ids: Graph, Azure AD
 * Graph, Power BI, Dynamics, Intune; Exchange, SharePoint, Skype ... */
static const char *const series[] = {
	"-0000-0000-c000-000000000000",
	"-0000-0ff1-ce00-000000000000",
};

static bool is_service(const char *guid)
{
	for (size_t i = 0; i < array_size(services); i++)
		if (text_same_nocase(services[i], guid))
			return true;
	for (size_t i = 0; i < array_size(series); i++)
		if (text_same_nocase(series[i], guid + 8))
			return true;
	return false;
}

/*
 * What a resource comes down to: `api://ID` and `spn:ID` name the application
 * ID itself, and slashes at the end change nothing.
 */
static char *essence(const char *resource)
{
	size_t length;

	if (strncasecmp(resource, "api://", 6) == 0)
		resource += 6;
	else if (strncasecmp(resource, "spn:", 4) == 0)
		resource += 4;
	length = strlen(resource);
	while (length > 0 && resource[length - 1] == '/')
		length--;
	return strndup(resource, length);
}

/* An application's URI: `api://` and a name, in which no service's id is. */
static bool is_foreign_name(char *name)
{
	char *rest = NULL, *part;

	if (*name == '\0' || strstr(name, "://") != NULL)
		return true;
	part = strtok_r(name, "/", &rest);
	for (; part != NULL; part = strtok_r(NULL, "/", &rest))
		if (name_is_guid(part) && is_service(part))
			return true;
	return false;
}

bool guard_is_foreign(const char *resource)
{
	auto_free char *name = essence(resource);

	/* Without a scheme it is an id, or one of Graph's own short scopes. */
	if (name == NULL)
		return true;
	if (name_is_guid(name))
		return is_service(name);
	return strncasecmp(resource, "api://", 6) != 0 ||
	       is_foreign_name(name);
}

/* True if a table of hosts gives the resource to one of them. */
static bool has_host(const struct cloud *cloud, const struct cloud_pair *pair,
		     const char *resource)
{
	auto_free char *name = essence(resource);

	for (; pair != NULL && pair->name != NULL; pair++) {
		const char *uri = cloud_resource(cloud, pair->value);
		auto_free char *taken =
			essence(uri != NULL ? uri : pair->value);

		if (name == NULL || taken == NULL ||
		    text_same_nocase(taken, name))
			return true;
	}
	return false;
}

/* The ordinary case, for which no settings are read. */
static bool is_cluster(const struct cloud *cloud, const struct order *order)
{
	static const char *const aliases[] = { "aks", "arc" };
	auto_free char *resource = scope_resource(order->scopes[0]);

	for (size_t i = 0; resource != NULL && i < 2; i++) {
		const char *uri = cloud_resource(cloud, aliases[i]);

		if (uri != NULL && text_same_nocase(uri, resource) &&
		    name_is_guid(uri) && order->scopes[1] == NULL)
			return true;
	}
	return false;
}

bool guard(const struct order *order, struct error *err)
{
	auto_cloud const struct cloud *cloud = clouds_load(order->cloud, err);
	auto_settings struct settings settings = SETTINGS_INIT;

	if (cloud == NULL)
		return false;
	if (is_cluster(cloud, order))
		return true;
	if (!settings_load(&settings, err))
		return false;
	for (size_t i = 0; order->scopes[i] != NULL; i++) {
		auto_free char *resource = scope_resource(order->scopes[i]);

		if (resource == NULL)
			return error_memory(err);
		if (!guard_is_foreign(resource) &&
		    !has_host(cloud, cloud->hosts, resource) &&
		    !has_host(cloud, settings.hosts, resource))
			continue;
		error_set(err, ERROR_USAGE, "tokens for '%s' go to hosts of "
			  "its own, not to a Kubernetes server", resource);
		return error_hint(err, "a kubeconfig should ask for 'aks', "
				  "'arc' or the application id of its server; "
				  "'lanyard token' gives any token to you");
	}
	return true;
}

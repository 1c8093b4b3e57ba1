/* SPDX-License-Identifier: MIT */
/*
 * The guard of the kubectl door.  This door cannot see the host that the token
 * will be sent to.  A Kubernetes server is known by an application id or an
 * api:// URI; what is named by a web address belongs to that address.
 */
#include "guard.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "config/clouds.h"
#include "config/settings.h"
#include "model/name.h"
#include "model/scope.h"

/* Services with hosts of their own, under the names that do not show it. */
static const char *const services[] = {
	"797f4846-ba00-4fd7-ba43-dac1f8f63013", /* Azure Resource Manager */
	"00000003-0000-0000-c000-000000000000", /* Microsoft Graph */
	"00000002-0000-0000-c000-000000000000", /* Azure AD Graph */
	"00000003-0000-0ff1-ce00-000000000000", /* SharePoint Online */
	"00000002-0000-0ff1-ce00-000000000000", /* Exchange Online */
	"499b84ac-1321-427f-aa17-267ca6975798", /* Azure DevOps */
	"cfa8b339-82a2-471a-a3c9-0fc0be7a4093", /* Key Vault */
	"e406a681-f3d4-42a8-90b6-c2b029497af1", /* Storage */
	"022907d3-0f1b-48f7-badc-1ba6abab6d66", /* SQL Database */
	"ca7f3f0b-7d91-482c-8e09-c5d840d0eac5", /* Log Analytics */
	"2ff814a6-3304-4ab8-85cb-cd0e6f879c1d", /* Databricks */
	"7d312290-28c8-473c-a0ed-8e53749b6d6d", /* Cognitive Services */
	"fa3d9a0c-3fb0-42cc-9193-47c7ecd2edbd", /* Partner Center */
};

bool guard_is_foreign(const char *resource)
{
	const char *scheme = strstr(resource, "://");

	if (strncmp(resource, "api://", 6) == 0)
		resource += 6;
	else if (strncmp(resource, "spn:", 4) == 0)
		resource += 4;
	else if (scheme != NULL)
		return true;
	for (size_t i = 0; i < array_size(services); i++)
		if (text_same_nocase(services[i], resource))
			return true;
	return false;
}

static bool in_settings(const struct cloud *cloud, const char *resource,
			const struct settings *settings)
{
	const struct cloud_pair *pair = settings->hosts;

	for (; pair != NULL && pair->name != NULL; pair++) {
		const char *uri = cloud_resource(cloud, pair->value);

		if (text_same_nocase(uri != NULL ? uri : pair->value,
				     resource))
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
		    !cloud_resource_has_host(cloud, resource) &&
		    !in_settings(cloud, resource, &settings))
			continue;
		error_set(err, ERROR_USAGE, "tokens for '%s' go to hosts of "
			  "its own, not to a Kubernetes server", resource);
		return error_hint(err, "a kubeconfig should ask for 'aks', "
				  "'arc' or the application id of its server; "
				  "'lanyard token' gives any token to you");
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * The table of endpoints: the first row that fits answers. A new endpoint
 * is a new file with one function of this shape, and a row here.
 */
#include "routes.h"

#include "discovery.h"
#include "git-http.h"
#include "kubernetes.h"
#include "metadata.h"
#include "resource.h"
#include "runner.h"
#include "token-endpoint.h"

#include <string.h>

#define LOGIN (HOST_LOGIN | HOST_LOCAL)
#define KUBERNETES (HOST_KUBERNETES | HOST_LOCAL)
#define ANY (HOST_RESOURCE | HOST_GIT | HOST_KUBERNETES | HOST_LOCAL)

static const struct route routes[] = {
	{ HOST_FOREIGN, NULL, "/**", NULL, resource_foreign },
	{ ANY, NULL, "/redirect-to", NULL, resource_redirect },

	{ LOGIN, NULL, "/*/oauth2/v2.0/token", "token", token_endpoint },
	{ LOGIN, NULL, "/adfs/oauth2/token", "token", token_endpoint_adfs },
	{ LOGIN, NULL, "/adfs/oauth2/token/", "token", token_endpoint_adfs },
	{ LOGIN, "GET", "/adfs/.well-known/openid-configuration", "discovery",
	  discovery_adfs },
	{ LOGIN, "GET", "/adfs/discovery/keys", "discovery",
	  discovery_keys },
	{ LOGIN, "GET", "/common/discovery/instance", "discovery",
	  discovery_instance },
	{ LOGIN, "GET", "/*/v2.0/.well-known/openid-configuration",
	  "discovery", discovery_openid },
	{ LOGIN, "GET", "/*/discovery/v2.0/keys", "discovery",
	  discovery_keys },

	/* msal-node adds a slash to the addresses of its environment. */
	{ HOST_METADATA, NULL, "/metadata/identity/oauth2/token", "metadata",
	  metadata_imds },
	{ HOST_METADATA, NULL, "/metadata/identity/oauth2/token/", "metadata",
	  metadata_imds },
	{ HOST_METADATA, NULL, "/app-service/token", "metadata",
	  metadata_app_service },
	{ HOST_METADATA, NULL, "/arc/metadata/identity/oauth2/token",
	  "metadata", metadata_arc },
	{ HOST_METADATA, NULL, "/arc/metadata/identity/oauth2/token/",
	  "metadata", metadata_arc },
	{ HOST_METADATA, NULL, "/cloud-shell/oauth2/token", "metadata",
	  metadata_cloud_shell },

	{ HOST_RUNNER, "GET", "/**", "runner", runner_github },
	{ HOST_LOCAL, "GET", "/github/oidc", "runner", runner_github },
	{ HOST_LOCAL, "POST", "/pipelines/oidc/**", "runner",
	  runner_pipelines },
	{ HOST_GIT, "POST",
	  "/*/*/_apis/distributedtask/hubs/*/plans/*/jobs/*/oidctoken",
	  "runner", runner_pipelines },
	{ HOST_LOCAL | HOST_GIT, "GET", "/_signin", "runner",
	  runner_sign_in },

	{ HOST_LOCAL, NULL, "/git/**", "git", git_http },
	{ HOST_GIT, NULL, "/**", "git", git_http },

	{ KUBERNETES, NULL, "/version", "kubernetes", kubernetes_version },
	{ KUBERNETES, NULL, "/api", "kubernetes", kubernetes_api },
	{ KUBERNETES, NULL, "/apis", "kubernetes", kubernetes_apis },
	{ KUBERNETES, NULL, "/api/v1", "kubernetes", kubernetes_core },
	{ KUBERNETES, NULL, "/api/v1/namespaces", "kubernetes",
	  kubernetes_namespaces },
	{ KUBERNETES, NULL, "/api/v1/namespaces/*", "kubernetes",
	  kubernetes_namespace },
	{ HOST_KUBERNETES, NULL, "/**", "kubernetes", kubernetes_absent },
	{ HOST_LOCAL, NULL, "/api/**", "kubernetes", kubernetes_absent },
	{ HOST_LOCAL, NULL, "/apis/**", "kubernetes", kubernetes_absent },
	{ HOST_LOCAL, NULL, "/openapi/**", "kubernetes", kubernetes_absent },

	{ HOST_RESOURCE, NULL, "/**", "resource", resource_protected },
};

static const struct route nothing = { .answer = resource_absent };

static bool path_fits(const char *pattern, const char *path)
{
	while (*pattern) {
		size_t length = strcspn(pattern, "/");
		size_t size = strcspn(path, "/");

		if (strcmp(pattern, "**") == 0)
			return true;
		if (length == 1 && *pattern == '*' ? size == 0 :
		    length != size || strncmp(pattern, path, size) != 0)
			return false;
		pattern += length;
		path += size;
		if (*pattern != *path)
			return false;
		pattern += *pattern == '/';
		path += *path == '/';
	}
	return *path == '\0';
}

const struct route *routes_find(const struct request *request)
{
	for (size_t i = 0; i < sizeof(routes) / sizeof(routes[0]); i++) {
		const struct route *route = &routes[i];

		if (!(route->hosts & (int)request->service->kind))
			continue;
		if (route->method && strcmp(route->method, request->method) &&
		    strcmp(request->method, "HEAD"))
			continue;
		if (path_fits(route->path, request->path))
			return route;
	}
	return &nothing;
}

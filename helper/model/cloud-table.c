/* SPDX-License-Identifier: MIT */
/*
 * The built-in clouds: data only.  A host that is not here is given no token
 * unless the user's configuration says so; a resource whose token no host of
 * the table takes (aks, arc) is for a tool that knows its own server.
 *
 * So is one whose hosts pass requests on to others (servicebus: relays).
 *
 * A resource URI is copied into the token's audience as it stands, so slashes
 * at the end matter: each is written as the service's own documentation does.
 */
#include <stddef.h>

#include "model/cloud.h"

#define LIST(...) (const char *const[]){ __VA_ARGS__ __VA_OPT__(, ) NULL }
#define PAIRS(...) (const struct cloud_pair[]){ __VA_ARGS__, { NULL, NULL } }

/* The same application everywhere. */
#define DEVOPS { "devops", "499b84ac-1321-427f-aa17-267ca6975798" }
#define AKS { "aks", "6dae42f8-4368-4678-94ff-3960e28e3630" }
#define ARC { "arc", "6256c85f-0aad-4d50-b960-e6e9b21efe35" }
#define DATABRICKS { "databricks", "2ff814a6-3304-4ab8-85cb-cd0e6f879c1d" }
#define STORAGE { "storage", "https://storage.azure.com/" }
#define ACR { "acr", "https://containerregistry.azure.net" }
#define SERVICEBUS { "servicebus", "https://servicebus.azure.net" }
#define EVENTHUBS { "eventhubs", "https://eventhubs.azure.net" }

#define STORAGE_HOSTS(suffix)                    \
	{ "*.blob.core." suffix, "storage" },    \
	{ "*.dfs.core." suffix, "storage" },     \
	{ "*.file.core." suffix, "storage" },    \
	{ "*.queue.core." suffix, "storage" },   \
	{ "*.table.core." suffix, "storage" }

const struct cloud cloud_table[] = {
	{
		.name = CLOUD_DEFAULT,
		.authority = "https://login.microsoftonline.com",
		.federation_audience = "api://AzureADTokenExchange",
		.spellings = LIST("AzurePublicCloud", "AzurePublic", "public"),
		.aliases = LIST("login.windows.net", "login.microsoft.com",
				"sts.windows.net"),
		.resources = PAIRS(
			{ "arm", "https://management.azure.com/" },
			{ "graph", "https://graph.microsoft.com" },
			DEVOPS, AKS, ARC,
			{ "vault", "https://vault.azure.net" },
			{ "managedhsm", "https://managedhsm.azure.net" },
			STORAGE, ACR,
			{ "sql", "https://database.windows.net/" },
			{ "postgres",
			  "https://ossrdbms-aad.database.windows.net" },
			{ "loganalytics", "https://api.loganalytics.io" },
			{ "monitor", "https://monitor.azure.com" },
			SERVICEBUS, EVENTHUBS,
			{ "cosmos", "https://cosmos.azure.com" },
			{ "appconfig", "https://azconfig.io" },
			{ "search", "https://search.azure.com" },
			{ "synapse", "https://dev.azuresynapse.net" },
			{ "cognitive", "https://cognitiveservices.azure.com" },
			{ "batch", "https://batch.core.windows.net/" },
			DATABRICKS,
			{ "partner",
			  "https://api.partnercenter.microsoft.com" }),
		.hosts = PAIRS(
			{ "management.azure.com", "arm" },
			{ "graph.microsoft.com", "graph" },
			{ "dev.azure.com", "devops" },
			{ "*.visualstudio.com", "devops" },
			{ "feeds.dev.azure.com", "devops" },
			{ "pkgs.dev.azure.com", "devops" },
			{ "vssps.dev.azure.com", "devops" },
			{ "vsaex.dev.azure.com", "devops" },
			{ "*.vault.azure.net", "vault" },
			{ "*.managedhsm.azure.net", "managedhsm" },
			STORAGE_HOSTS("windows.net"),
			{ "*.azurecr.io", "acr" },
			{ "*.database.windows.net", "sql" },
			{ "api.loganalytics.io", "loganalytics" },
			{ "api.loganalytics.azure.com", "loganalytics" },
			{ "*.documents.azure.com", "cosmos" },
			{ "*.azconfig.io", "appconfig" },
			{ "*.search.windows.net", "search" },
			{ "*.dev.azuresynapse.net", "synapse" },
			{ "*.cognitiveservices.azure.com", "cognitive" },
			{ "*.openai.azure.com", "cognitive" },
			{ "api.partnercenter.microsoft.com", "partner" }),
	},
	{
		.name = "AzureUSGovernment",
		.authority = "https://login.microsoftonline.us",
		.federation_audience = "api://AzureADTokenExchangeUSGov",
		.spellings = LIST("AzureUSGovernmentCloud", "usgov"),
		.aliases = LIST("login.usgovcloudapi.net"),
		.resources = PAIRS(
			{ "arm", "https://management.usgovcloudapi.net" },
			{ "graph", "https://graph.microsoft.us" },
			{ "graph-dod", "https://dod-graph.microsoft.us" },
			AKS, ARC,
			{ "vault", "https://vault.usgovcloudapi.net" },
			STORAGE, ACR,
			{ "sql", "https://database.usgovcloudapi.net/" },
			{ "postgres",
			  "https://ossrdbms-aad.database.usgovcloudapi.net" },
			{ "loganalytics", "https://api.loganalytics.us" },
			SERVICEBUS, EVENTHUBS,
			{ "cosmos", "https://cosmos.azure.com" },
			DATABRICKS),
		.hosts = PAIRS(
			{ "management.usgovcloudapi.net", "arm" },
			{ "graph.microsoft.us", "graph" },
			{ "dod-graph.microsoft.us", "graph-dod" },
			{ "*.vault.usgovcloudapi.net", "vault" },
			STORAGE_HOSTS("usgovcloudapi.net"),
			{ "*.azurecr.us", "acr" },
			{ "*.database.usgovcloudapi.net", "sql" },
			{ "api.loganalytics.us", "loganalytics" },
			{ "*.documents.azure.us", "cosmos" }),
	},
	{
		.name = "AzureChinaCloud",
		.authority = "https://login.partner.microsoftonline.cn",
		.federation_audience = "api://AzureADTokenExchangeChina",
		.spellings = LIST("AzureChina", "china"),
		.aliases = LIST("login.chinacloudapi.cn"),
		.resources = PAIRS(
			{ "arm", "https://management.chinacloudapi.cn" },
			{ "graph", "https://microsoftgraph.chinacloudapi.cn" },
			AKS, ARC,
			{ "vault", "https://vault.azure.cn" },
			STORAGE, ACR,
			{ "sql", "https://database.chinacloudapi.cn/" },
			{ "postgres",
			  "https://ossrdbms-aad.database.chinacloudapi.cn" },
			SERVICEBUS, EVENTHUBS,
			{ "cosmos", "https://cosmos.azure.com" },
			DATABRICKS,
			{ "partner", "https://partner.partnercenterapi."
				     "microsoftonline.cn" }),
		.hosts = PAIRS(
			{ "management.chinacloudapi.cn", "arm" },
			{ "microsoftgraph.chinacloudapi.cn", "graph" },
			{ "*.vault.azure.cn", "vault" },
			STORAGE_HOSTS("chinacloudapi.cn"),
			{ "*.azurecr.cn", "acr" },
			{ "*.database.chinacloudapi.cn", "sql" },
			{ "*.documents.azure.cn", "cosmos" },
			{ "partner.partnercenterapi.microsoftonline.cn",
			  "partner" }),
	},
	{
		.name = "Bleu",
		.authority = "https://login.sovcloud-identity.fr",
		.federation_audience = "api://AzureADTokenExchangeFrance",
		.spellings = LIST("AzureBleuCloud"),
		.aliases = LIST(),
		.resources = PAIRS(
			{ "arm", "https://management.sovcloud-api.fr/" },
			{ "graph", "https://graph.svc.sovcloud.fr" },
			AKS, ARC),
		.hosts = PAIRS(
			{ "management.sovcloud-api.fr", "arm" },
			{ "graph.svc.sovcloud.fr", "graph" }),
	},
	{
		.name = "Delos",
		.authority = "https://login.sovcloud-identity.de",
		.federation_audience = "api://AzureADTokenExchangeGermany",
		.spellings = LIST("AzureDelosCloud"),
		.aliases = LIST(),
		.resources = PAIRS(
			{ "arm", "https://management.sovcloud-api.de" },
			{ "graph", "https://graph.svc.sovcloud.de" },
			AKS, ARC),
		.hosts = PAIRS(
			{ "management.sovcloud-api.de", "arm" },
			{ "graph.svc.sovcloud.de", "graph" }),
	},
	{
		.name = "GovSG",
		.authority = "https://login.sovcloud-identity.sg",
		.spellings = LIST("AzureGovSGCloud"),
		.aliases = LIST(),
		.resources = PAIRS(
			{ "graph", "https://graph.svc.sovcloud.sg" },
			AKS, ARC),
		.hosts = PAIRS(
			{ "graph.svc.sovcloud.sg", "graph" }),
	},
	{
		.name = "AzureGermanCloud",
		.authority = "https://login.microsoftonline.de",
		.closed = "it was closed on 29 October 2021; the sovereign "
			  "cloud in Germany today is 'Delos'",
		.spellings = LIST("AzureGermanyCloud"),
		.aliases = LIST(),
		.resources = PAIRS(
			{ "arm", "https://management.microsoftazure.de" },
			{ "graph", "https://graph.microsoft.de" }),
		.hosts = PAIRS(
			{ "management.microsoftazure.de", "arm" },
			{ "graph.microsoft.de", "graph" }),
	},
	{ .name = NULL },
};

/* SPDX-License-Identifier: MIT */
/* Tests of making an order of a request and the configuration. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "config/principals.h"
#include "config/resolve.h"
#include "home.h"
#include "sample.h"

#define IDENTITY "\"method\":\"client-secret\"," \
	"\"client_id\":\"" SAMPLE_CLIENT "\",\"tenant\":\"contoso.com\""

static int set_up(void **state)
{
	if (home_set_up(state) < 0)
		return -1;
	home_put("config/principals/ci.json",
		 "{" IDENTITY ",\"resource\":\"arm\"}", 0600);
	home_put("config/principals/bare.json", "{" IDENTITY "}", 0600);
	home_put("config/principals/gov.json", "{" IDENTITY ","
		 "\"cloud\":\"AzureUSGovernment\",\"resource\":\"graph\"}",
		 0600);
	home_put("config/principals/own.json", "{" IDENTITY ","
		 "\"cloud\":\"stack\",\"resource\":\"things\"}", 0600);
	home_put("config/clouds/stack.json",
		 "{\"authority\":\"https://login.stack.example:8443\","
		 "\"type\":\"adfs\",\"resources\":{\"things\":"
		 "\"https://things.stack.example\"}}", 0600);
	return 0;
}

static void makes(const struct request *request, struct order *ret_order)
{
	struct error err;

	if (!resolve(request, ret_order, &err))
		fail_msg("it was refused: %s", err.message);
}

static void refuses(const struct request *request, enum error_class class,
		    const char *message, const char *hint)
{
	auto_order struct order order = ORDER_INIT;
	struct error err = { 0 };

	if (resolve(request, &order, &err))
		fail_msg("an order was made of it");
	if (strstr(err.message, message) == NULL)
		fail_msg("it said: %s", err.message);
	if (strstr(err.hint, hint) == NULL)
		fail_msg("it hinted: %s", err.hint);
	assert_int_equal(err.class, class);
}

static void scope_is(const struct order *order, const char *scope)
{
	assert_string_equal(order->scopes[0], scope);
	assert_null(order->scopes[1]);
}

static void a_principal_alone_makes_a_whole_order(void **state)
{
	const struct request request = { .principal = "ci",
					 .min_validity_s = -1 };
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_string_equal(order.principal, "ci");
	assert_string_equal(order.cloud, "AzureCloud");
	assert_int_equal(order.type, CLOUD_ENTRA);
	assert_string_equal(order.authority,
			    "https://login.microsoftonline.com");
	assert_string_equal(order.tenant, "contoso.com");
	assert_string_equal(order.client_id, SAMPLE_CLIENT);
	assert_string_equal(order.method, "client-secret");
	assert_int_equal(order.credential.kind, CREDENTIAL_STORED);
	assert_string_equal(order.credential.name, "ci");
	scope_is(&order, "https://management.azure.com//.default");
	assert_null(order.claims);
	assert_false(order.interactive);
	assert_false(order.force_refresh);
	assert_int_equal(order.min_validity_s, -1);
	assert_int_equal(strlen(order.key_hash), HASH_SIZE - 1);
}

static void the_wishes_of_a_request_are_in_its_order(void **state)
{
	const struct request request = {
		.principal = "ci", .interactive = true, .force_refresh = true,
		.min_validity_s = 600, .claims = "eyJhIjoxfQ",
	};
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_true(order.interactive);
	assert_true(order.force_refresh);
	assert_int_equal(order.min_validity_s, 600);
	assert_string_equal(order.claims, "{\"a\":1}");
	assert_int_equal(strlen(order.claims_hash), HASH_SIZE - 1);
}

static void empty_claims_are_no_claims(void **state)
{
	const struct request request = { .principal = "ci", .claims = "" };
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_null(order.claims);
	assert_string_equal(order.claims_hash, "");
}

static void claims_that_are_none_are_refused(void **state)
{
	static char huge[20000];
	struct request request = { .principal = "ci", .claims = "!!" };

	refuses(&request, ERROR_USAGE, "neither base64 nor JSON", "");
	memset(huge, 'A', sizeof(huge) - 1);
	request.claims = huge;
	refuses(&request, ERROR_USAGE, "larger than", "");
}

static void a_principal_without_a_cloud_goes_where_it_is_asked(void **state)
{
	static const char *const spellings[] = {
		"AzureUSGovernment", "azureusgovernment",
		"AzureUSGovernmentCloud",
	};

	for (size_t i = 0; i < array_size(spellings); i++) {
		const struct request request = { .principal = "ci",
						 .cloud = spellings[i] };
		auto_order struct order order = ORDER_INIT;

		makes(&request, &order);
		assert_string_equal(order.cloud, "AzureUSGovernment");
		assert_string_equal(order.authority,
				    "https://login.microsoftonline.us");
		scope_is(&order,
			 "https://management.usgovcloudapi.net/.default");
	}
}

static void a_pinned_cloud_may_be_named_but_not_contradicted(void **state)
{
	struct request request = { .principal = "gov", .cloud = "usgov" };
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_string_equal(order.cloud, "AzureUSGovernment");
	scope_is(&order, "https://graph.microsoft.us/.default");
	request.cloud = "AzureCloud";
	refuses(&request, ERROR_USAGE, "asks for the cloud 'AzureCloud', but "
		"principal 'gov' lives in 'AzureUSGovernment'",
		"leave the cloud out");
	request.cloud = "stack";
	refuses(&request, ERROR_USAGE, "asks for the cloud 'stack'", "");
	request.cloud = "nowhere";
	refuses(&request, ERROR_CONFIG, "cloud 'nowhere' is not known", "");
}

static void an_unknown_cloud_is_never_the_public_one(void **state)
{
	static const char *const names[] = {
		"AzureClouds", "Azure", "AzureStackCloud", "default", "AZURE",
	};

	for (size_t i = 0; i < array_size(names); i++) {
		const struct request request = { .principal = "ci",
						 .cloud = names[i] };

		refuses(&request, ERROR_CONFIG, "is not known",
			"known are: AzureCloud, ");
	}
}

static void a_cloud_that_is_no_name_is_refused(void **state)
{
	static const char *const names[] = {
		"", "..", "../clouds/stack", "a/b", "https://evil.example",
		".hidden", "-x", "a b", "a\nb",
	};

	for (size_t i = 0; i < array_size(names); i++) {
		const struct request request = { .principal = "ci",
						 .cloud = names[i] };

		refuses(&request, ERROR_USAGE, "is not a name", "");
	}
}

static void an_unknown_pinned_cloud_names_the_file(void **state)
{
	const struct request request = { .principal = "lost" };

	home_put("config/principals/lost.json",
		 "{" IDENTITY ",\"cloud\":\"nowhere\"}", 0600);
	refuses(&request, ERROR_CONFIG, "/config/principals/lost.json: cloud "
		"'nowhere' is not known", "known are: ");
}

static void a_closed_cloud_is_explained(void **state)
{
	static const char *const names[] = { "AzureGermanCloud",
					     "azuregermancloud",
					     "AzureGermanyCloud" };

	for (size_t i = 0; i < array_size(names); i++) {
		const struct request request = { .principal = "ci",
						 .cloud = names[i] };

		refuses(&request, ERROR_CONFIG, "the cloud 'AzureGermanCloud' "
			"is gone: it was closed on 29 October 2021", "");
	}
}

static void a_cloud_of_the_users_own_is_used(void **state)
{
	struct request request = { .principal = "own" };
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_string_equal(order.cloud, "stack");
	assert_int_equal(order.type, CLOUD_ADFS);
	assert_string_equal(order.authority,
			    "https://login.stack.example:8443");
	scope_is(&order, "https://things.stack.example/.default");
	request.cloud = "stack";
	order_clear(&order);
	makes(&request, &order);
	request.cloud = "AzureCloud";
	refuses(&request, ERROR_USAGE, "lives in 'stack'", "");
}

static void a_file_does_not_take_the_place_of_a_built_in_cloud(void **state)
{
	const struct request request = { .principal = "ci",
					 .cloud = "AzureCloud" };
	auto_order struct order order = ORDER_INIT;

	home_put("config/clouds/AzureCloud.json",
		 "{\"authority\":\"https://evil.example\"}", 0600);
	makes(&request, &order);
	assert_string_equal(order.authority,
			    "https://login.microsoftonline.com");
}

static void a_request_may_name_another_tenant(void **state)
{
	static const char *const tenants[] = {
		"fabrikam.com", "Fabrikam.OnMicrosoft.com",
		"9188040d-6c67-4c5b-b112-36a304b66dad",
	};

	for (size_t i = 0; i < array_size(tenants); i++) {
		const struct request request = { .principal = "ci",
						 .tenant = tenants[i] };
		auto_order struct order order = ORDER_INIT;

		makes(&request, &order);
		assert_string_equal(order.tenant, tenants[i]);
	}
}

static void a_tenant_that_is_none_is_refused(void **state)
{
	static const char *const tenants[] = {
		"", ".", "..", "a/b", "../x", "a b", "a?b", "a#b", "x.com.",
		"a%2fb", "a\nb", "\xc3\xa9.example", "::1", "x@y.example",
	};

	for (size_t i = 0; i < array_size(tenants); i++) {
		const struct request request = { .principal = "ci",
						 .tenant = tenants[i] };

		refuses(&request, ERROR_USAGE,
			"is neither a GUID nor a domain", "");
	}
}

static void an_application_needs_a_real_tenant(void **state)
{
	static const char *const groups[] = { "organizations", "common",
					      "consumers", "Organizations",
					      "COMMON" };

	for (size_t i = 0; i < array_size(groups); i++) {
		const struct request request = { .principal = "ci",
						 .tenant = groups[i] };

		refuses(&request, ERROR_USAGE, "so it needs a real tenant",
			"");
	}
}

static void what_is_asked_for_comes_before_the_principals_own(void **state)
{
	static const struct {
		const char *resource, *scope;
	} rows[] = {
		{ "graph", "https://graph.microsoft.com/.default" },
		{ "devops", "499b84ac-1321-427f-aa17-267ca6975798/.default" },
		{ "https://x.example", "https://x.example/.default" },
		{ "https://x.example/", "https://x.example//.default" },
		{ "api://my-app", "api://my-app/.default" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		const struct request request = { .principal = "ci",
						 .resource = rows[i].resource };
		auto_order struct order order = ORDER_INIT;

		makes(&request, &order);
		scope_is(&order, rows[i].scope);
	}
}

static void scopes_come_sorted_and_once(void **state)
{
	const char *scopes[] = { "b", "a", "b", NULL };
	const struct request request = { .principal = "ci", .scopes = scopes };
	auto_order struct order order = ORDER_INIT;

	makes(&request, &order);
	assert_string_equal(order.scopes[0], "a");
	assert_string_equal(order.scopes[1], "b");
	assert_null(order.scopes[2]);
}

static void scopes_that_are_none_are_refused(void **state)
{
	const char *empty[] = { NULL }, *blank[] = { "a b", NULL };
	struct request request = { .principal = "ci", .scopes = empty };

	refuses(&request, ERROR_USAGE, "the list of scopes is empty", "");
	request.scopes = blank;
	refuses(&request, ERROR_USAGE, "'a b' is not a scope", "");
	request.resource = "arm";
	refuses(&request, ERROR_USAGE, "exclude each other", "");
}

static void without_a_resource_the_aliases_are_listed(void **state)
{
	const struct request request = { .principal = "bare" };

	refuses(&request, ERROR_USAGE, "no resource was asked for, and "
		"principal 'bare' has none", "one of: arm, graph, devops, aks");
}

static void an_unknown_resource_names_the_nearest(void **state)
{
	const struct request request = { .principal = "ci",
					 .resource = "grahp" };

	refuses(&request, ERROR_USAGE, "'grahp' is not a resource of the cloud "
		"'AzureCloud'", "did you mean 'graph'?");
}

static void a_resource_is_looked_up_in_the_cloud_of_the_order(void **state)
{
	const struct request request = { .principal = "gov",
					 .resource = "devops" };

	refuses(&request, ERROR_USAGE, "is not a resource of the cloud "
		"'AzureUSGovernment'", "one of: arm, graph");
}

static void a_principal_that_is_none_is_refused(void **state)
{
	struct request request = { .principal = "nobody" };

	refuses(&request, ERROR_CONFIG, "principal 'nobody' is not configured",
		"configured are: bare, ci, gov, own");
	request.principal = "../principals/ci";
	refuses(&request, ERROR_USAGE, "is not a name", "");
	request.principal = "";
	refuses(&request, ERROR_USAGE, "is not a name", "");
}

static void without_a_principal_the_default_answers(void **state)
{
	const struct request request = { .principal = NULL };
	auto_order struct order order = ORDER_INIT;
	struct error err;

	refuses(&request, ERROR_CONFIG, "several principals are configured",
		"bare, ci, gov, own");
	assert_true(principals_set_default("gov", &err));
	makes(&request, &order);
	assert_string_equal(order.principal, "gov");
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_principal_alone_makes_a_whole_order),
		TEST(the_wishes_of_a_request_are_in_its_order),
		TEST(empty_claims_are_no_claims),
		TEST(claims_that_are_none_are_refused),
		TEST(a_principal_without_a_cloud_goes_where_it_is_asked),
		TEST(a_pinned_cloud_may_be_named_but_not_contradicted),
		TEST(an_unknown_cloud_is_never_the_public_one),
		TEST(a_cloud_that_is_no_name_is_refused),
		TEST(an_unknown_pinned_cloud_names_the_file),
		TEST(a_closed_cloud_is_explained),
		TEST(a_cloud_of_the_users_own_is_used),
		TEST(a_file_does_not_take_the_place_of_a_built_in_cloud),
		TEST(a_request_may_name_another_tenant),
		TEST(a_tenant_that_is_none_is_refused),
		TEST(an_application_needs_a_real_tenant),
		TEST(what_is_asked_for_comes_before_the_principals_own),
		TEST(scopes_come_sorted_and_once),
		TEST(scopes_that_are_none_are_refused),
		TEST(without_a_resource_the_aliases_are_listed),
		TEST(an_unknown_resource_names_the_nearest),
		TEST(a_resource_is_looked_up_in_the_cloud_of_the_order),
		TEST(a_principal_that_is_none_is_refused),
		TEST(without_a_principal_the_default_answers),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

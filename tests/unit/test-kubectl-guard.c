/* SPDX-License-Identifier: MIT */
/* Tests of which resources the kubectl door hands out tokens for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "../../plugins/kubectl/guard.h"
#include "home.h"
#include "sample.h"

#define AKS "6dae42f8-4368-4678-94ff-3960e28e3630"
#define OWN "0a1b2c3d-1111-4222-8333-444455556666"
#define GRAPH "00000003-0000-0000-c000-000000000000"

static void lets_pass(const char *resource)
{
	if (guard_is_foreign(resource))
		fail_msg("'%s' was refused", resource);
}

static void stops(const char *resource)
{
	if (!guard_is_foreign(resource))
		fail_msg("'%s' was let pass", resource);
}

/* Whether an order for these scopes passes the whole guard. */
static bool passes(const char *first, const char *second)
{
	struct order order = sample_order();
	struct error err;
	bool ok;

	strv_free(order.scopes);
	order.scopes = calloc(3, sizeof(*order.scopes));
	assert_non_null(order.scopes);
	sample_set(&order.scopes[0], first);
	if (second != NULL)
		sample_set(&order.scopes[1], second);
	sample_seal(&order);
	ok = guard(&order, &err);
	if (!ok)
		assert_int_equal(err.class, ERROR_USAGE);
	order_clear(&order);
	return ok;
}

static void an_application_of_ones_own_passes(void **state)
{
	lets_pass(AKS);
	lets_pass(OWN);
	lets_pass("0A1B2C3D-1111-4222-8333-444455556666");
	lets_pass("api://" OWN);
	lets_pass("spn:" OWN);
	lets_pass("api://my-cluster");
	lets_pass("api://contoso.example/my-cluster");
	lets_pass("api://" OWN "/k8s");
}

static void a_web_address_is_foreign(void **state)
{
	stops("https://management.azure.com/");
	stops("HTTPS://management.azure.com");
	stops("https://evil.example");
	stops("http://a.example");
	stops("api://https://graph.microsoft.com");
}

static void a_service_is_foreign_by_its_id(void **state)
{
	stops(GRAPH);
	stops("00000003-0000-0000-C000-000000000000");
	stops("00000002-0000-0000-c000-000000000000");
	stops("00000009-0000-0000-c000-000000000000");
	stops("00000003-0000-0ff1-ce00-000000000000");
	stops("797f4846-ba00-4fd7-ba43-dac1f8f63013");
	stops("499B84AC-1321-427F-AA17-267CA6975798");
	stops("73c2949e-da2d-457a-9607-fcc665198967");
	stops("2746ea77-4702-4b45-80ca-3c97e680e8b7");
	stops("0b07f429-9f4b-4714-9392-cc5e8e80c8b0");
}

static void a_service_is_foreign_in_any_clothes(void **state)
{
	stops("api://" GRAPH);
	stops("API://" GRAPH);
	stops("spn:" GRAPH);
	stops("SPN:" GRAPH "/");
	stops(GRAPH "/");
	stops(GRAPH "///");
	stops("api://" GRAPH "/x");
	stops("api://x/" GRAPH);
	stops("api:///" GRAPH);
}

static void what_is_no_application_is_foreign(void **state)
{
	stops("");
	stops("/");
	stops("User.Read");
	stops("openid");
	stops(".default");
	stops("api://");
	stops("api:///");
	stops("api:x");
	stops("spn:");
	stops("spn:x");
	stops("urn:x");
	stops(OWN "x");
	stops(OWN "/x");
}

static void clusters_pass_the_whole_guard(void **state)
{
	assert_true(passes(AKS "/.default", NULL));
	assert_true(passes("6256c85f-0aad-4d50-b960-e6e9b21efe35/.default",
			   NULL));
	assert_true(passes(OWN "/.default", NULL));
	assert_true(passes("api://my-cluster/.default", NULL));
	assert_true(passes("api://my-cluster/user_impersonation", NULL));
}

static void each_scope_is_looked_at(void **state)
{
	assert_false(passes(AKS "/.default", "User.Read"));
	assert_false(passes(AKS "/.default", GRAPH "/.default"));
	assert_false(passes(GRAPH "/.default", AKS "/.default"));
	assert_true(passes(AKS "/.default", OWN "/.default"));
}

static void what_the_cloud_gives_to_hosts_is_refused(void **state)
{
	assert_false(passes("https://management.azure.com//.default", NULL));
	/* Databricks has no host in the table, but an id that is known. */
	assert_false(passes("2ff814a6-3304-4ab8-85cb-cd0e6f879c1d/.default",
			    NULL));
	assert_false(passes("499b84ac-1321-427f-aa17-267ca6975798/.default",
			    NULL));
}

static void what_the_settings_give_to_hosts_is_refused(void **state)
{
	assert_true(passes("api://my-api/.default", NULL));
	home_put("config/lanyard.json", "{ \"hosts\": {"
		 "\"a.example\": \"api://my-api\","
		 "\"b.example\": \"" OWN "\" } }", 0600);
	assert_false(passes("api://my-api/.default", NULL));
	assert_false(passes("api://my-api//.default", NULL));
	assert_false(passes("API://My-Api/.default", NULL));
	assert_false(passes(OWN "/.default", NULL));
	assert_false(passes("api://" OWN "/.default", NULL));
	assert_false(passes("spn:" OWN "/.default", NULL));
	assert_true(passes("api://my-cluster/.default", NULL));
}

static void what_a_cloud_of_ones_own_gives_to_hosts_is_refused(void **state)
{
	struct order order = sample_order();
	struct error err;

	home_put("config/clouds/Own.json", "{"
		 "\"authority\": \"https://login.own.example\","
		 "\"resources\": { \"api\": \"api://" OWN "\" },"
		 "\"hosts\": { \"api.own.example\": \"api\" } }", 0600);
	sample_set(&order.cloud, "Own");
	sample_set(&order.scopes[0], OWN "/.default");
	sample_seal(&order);
	assert_false(guard(&order, &err));
	assert_int_equal(err.class, ERROR_USAGE);
	order_clear(&order);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_application_of_ones_own_passes),
		cmocka_unit_test(a_web_address_is_foreign),
		cmocka_unit_test(a_service_is_foreign_by_its_id),
		cmocka_unit_test(a_service_is_foreign_in_any_clothes),
		cmocka_unit_test(what_is_no_application_is_foreign),
		cmocka_unit_test_setup(clusters_pass_the_whole_guard,
				       home_set_up),
		cmocka_unit_test_setup(each_scope_is_looked_at, home_set_up),
		cmocka_unit_test_setup(what_the_cloud_gives_to_hosts_is_refused,
				       home_set_up),
		cmocka_unit_test_setup(
			what_the_settings_give_to_hosts_is_refused,
			home_set_up),
		cmocka_unit_test_setup(
			what_a_cloud_of_ones_own_gives_to_hosts_is_refused,
			home_set_up),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/* Tests of how resources become scopes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "model/scope.h"

static void an_alias_stands_for_its_uri(void **state)
{
	const struct cloud *cloud = cloud_builtin(CLOUD_DEFAULT);
	struct error err;

	assert_string_equal(scope_resource_uri(cloud, "arm", &err),
			    "https://management.azure.com/");
	assert_string_equal(scope_resource_uri(cloud, "aks", &err),
			    "6dae42f8-4368-4678-94ff-3960e28e3630");
}

static void a_uri_or_a_guid_stands_for_itself(void **state)
{
	static const char *const uris[] = {
		"https://x.example", "https://x.example/", "api://app", "a:b",
		"https://management.azure.com//",
		"499b84ac-1321-427f-aa17-267ca6975798",
	};
	struct error err;

	for (size_t i = 0; i < array_size(uris); i++)
		assert_ptr_equal(scope_resource_uri(
			cloud_builtin(CLOUD_DEFAULT), uris[i], &err), uris[i]);
}

static void what_is_no_resource_is_refused_with_the_list(void **state)
{
	static const char *const words[] = {
		"", "armm", "ARM", "management.azure.com", "a b",
		"https://a b", "https://a\n", "\"x\":",
	};

	for (size_t i = 0; i < array_size(words); i++) {
		struct error err = { 0 };

		assert_null(scope_resource_uri(cloud_builtin(CLOUD_DEFAULT),
					       words[i], &err));
		assert_int_equal(err.class, ERROR_USAGE);
		assert_non_null(strstr(err.hint, "a resource is a URI, or one "
				       "of: arm, graph"));
	}
}

static void a_slip_is_corrected(void **state)
{
	struct error err;

	assert_null(scope_resource_uri(cloud_builtin(CLOUD_DEFAULT), "devop",
				       &err));
	assert_non_null(strstr(err.hint, "did you mean 'devops'?"));
}

static void slashes_at_the_end_stay_as_they_are(void **state)
{
	static const char *const rows[][2] = {
		{ "https://x", "https://x/.default" },
		{ "https://x/", "https://x//.default" },
		{ "https://x//", "https://x///.default" },
		{ "guid", "guid/.default" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		char **scopes = scope_default(rows[i][0]);
		auto_free char *back = NULL;

		assert_string_equal(scopes[0], rows[i][1]);
		assert_null(scopes[1]);
		back = scope_resource(scopes[0]);
		assert_string_equal(back, rows[i][0]);
		strv_free(scopes);
	}
}

static void a_resource_is_a_scope_without_its_last_part(void **state)
{
	static const char *const rows[][2] = {
		{ "https://graph.microsoft.com/User.Read",
		  "https://graph.microsoft.com" },
		{ "User.Read", "User.Read" }, { "", "" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_free char *resource = scope_resource(rows[i][0]);

		assert_string_equal(resource, rows[i][1]);
	}
}

static void scopes_are_sorted_and_stand_once(void **state)
{
	static const char *const given[] = { "c", "a", "b", "a", "c", "A",
					     NULL };
	auto_free char *joined = NULL;
	struct error err;
	char **scopes = scope_sorted(given, &err);

	joined = scope_join((const char *const *)scopes);
	assert_string_equal(joined, "A a b c");
	strv_free(scopes);
}

static void a_list_with_what_is_no_scope_is_refused(void **state)
{
	static const char *const none[] = { NULL };
	static const char *const empty[] = { "a", "", NULL };
	static const char *const blank[] = { "a", "b c", NULL };
	static const char *const quote[] = { "\"", "a", NULL };
	static const char *const *const lists[] = { none, empty, blank,
						    quote };

	for (size_t i = 0; i < array_size(lists); i++) {
		struct error err = { 0 };

		assert_null(scope_sorted(lists[i], &err));
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_alias_stands_for_its_uri),
		cmocka_unit_test(a_uri_or_a_guid_stands_for_itself),
		cmocka_unit_test(what_is_no_resource_is_refused_with_the_list),
		cmocka_unit_test(a_slip_is_corrected),
		cmocka_unit_test(slashes_at_the_end_stay_as_they_are),
		cmocka_unit_test(a_resource_is_a_scope_without_its_last_part),
		cmocka_unit_test(scopes_are_sorted_and_stand_once),
		cmocka_unit_test(a_list_with_what_is_no_scope_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

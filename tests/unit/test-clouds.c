/* SPDX-License-Identifier: MIT */
/* Tests of finding clouds, built-in and the user's own. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "config/clouds.h"
#include "home.h"

#define CONTENT "{\"authority\": \"https://a.example\"}"

static void refuses(const char *name, enum error_class class,
		    const char *message, const char *hint)
{
	struct error err = { 0 };

	if (clouds_load(name, &err) != NULL)
		fail_msg("'%s' was found", name);
	if (strstr(err.message, message) == NULL)
		fail_msg("'%s' said: %s", name, err.message);
	if (strstr(err.hint, hint) == NULL)
		fail_msg("'%s' hinted: %s", name, err.hint);
	assert_int_equal(err.class, class);
}

static void a_built_in_cloud_is_found_by_any_spelling(void **state)
{
	struct error err;

	assert_ptr_equal(clouds_load("AzureCloud", &err), cloud_table);
	assert_ptr_equal(clouds_load("azurepubliccloud", &err), cloud_table);
}

static void the_users_cloud_comes_before_the_systems(void **state)
{
	struct error err;

	home_put("system/clouds/stack.json",
		 "{\"authority\": \"https://b.example\"}", 0644);
	{
		auto_cloud const struct cloud *cloud =
			clouds_load("stack", &err);

		assert_non_null(cloud);
		assert_string_equal(cloud->authority, "https://b.example");
	}
	home_put("config/clouds/stack.json", CONTENT, 0600);
	{
		auto_cloud const struct cloud *cloud =
			clouds_load("stack", &err);

		assert_non_null(cloud);
		assert_string_equal(cloud->authority, "https://a.example");
	}
}

static void no_file_takes_the_place_of_a_built_in_cloud(void **state)
{
	static const char *const names[] = { "AzureCloud", "public",
					     "azurecloud", "Bleu" };
	struct error err;

	for (size_t i = 0; i < array_size(names); i++) {
		auto_free char *path = str_new("config/clouds/%s.json",
					       names[i]);

		home_put(path, CONTENT, 0600);
		assert_null(clouds_load(names[i], &err)->document);
	}
}

static void an_unknown_cloud_names_the_nearest_and_all(void **state)
{
	home_put("config/clouds/stack.json", CONTENT, 0600);
	refuses("stakc", ERROR_CONFIG, "cloud 'stakc' is not known",
		"did you mean 'stack'? known are: AzureCloud, "
		"AzureUSGovernment, AzureChinaCloud, Bleu, Delos, GovSG, "
		"stack");
	refuses("AzureClod", ERROR_CONFIG, "is not known",
		"did you mean 'AzureCloud'?");
}

static void a_path_is_no_name(void **state)
{
	static const char *const names[] = { "", "..", "../x", "a/b", "a b",
					     "https://a.example" };

	for (size_t i = 0; i < array_size(names); i++)
		refuses(names[i], ERROR_USAGE, "is not a name", "a name has");
}

static void a_closed_cloud_says_since_when(void **state)
{
	home_put("config/clouds/AzureGermanCloud.json", CONTENT, 0600);
	refuses("AzureGermanCloud", ERROR_CONFIG,
		"is gone: it was closed on 29 October 2021", "");
}

static void a_broken_cloud_is_told_with_file_and_line(void **state)
{
	home_put("config/clouds/stack.json",
		 "{\n\"authority\": \"http://a.example\"}", 0600);
	refuses("stack", ERROR_CONFIG,
		home_path("config/clouds/stack.json:2: 'authority' is not of "
			  "the form https://HOST"), "plain http");
	home_put("config/clouds/stack.json", "{", 0600);
	refuses("stack", ERROR_CONFIG,
		home_path("config/clouds/stack.json:1: "), "");
	home_put("config/clouds/stack.json", CONTENT, 0666);
	refuses("stack", ERROR_CONFIG, "may be written by others", "chmod");
}

static void clouds_that_can_be_used_are_listed(void **state)
{
	auto_free char *joined = NULL;
	char **names;

	home_put("config/clouds/zone.json", CONTENT, 0600);
	home_put("config/clouds/AzureCloud.json", CONTENT, 0600);
	home_put("config/clouds/AzureGermanCloud.json", CONTENT, 0600);
	home_put("system/clouds/alpha.json", CONTENT, 0644);
	names = clouds_list();
	joined = text_join((const char *const *)names);
	assert_string_equal(joined, "AzureCloud, AzureUSGovernment, "
			    "AzureChinaCloud, Bleu, Delos, GovSG, alpha, zone");
	strv_free(names);
}

#define TEST(name) cmocka_unit_test_setup(name, home_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_built_in_cloud_is_found_by_any_spelling),
		TEST(the_users_cloud_comes_before_the_systems),
		TEST(no_file_takes_the_place_of_a_built_in_cloud),
		TEST(an_unknown_cloud_names_the_nearest_and_all),
		TEST(a_path_is_no_name),
		TEST(a_closed_cloud_says_since_when),
		TEST(a_broken_cloud_is_told_with_file_and_line),
		TEST(clouds_that_can_be_used_are_listed),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

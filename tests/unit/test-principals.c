/* SPDX-License-Identifier: MIT */
/* Tests of which principal answers. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "config/principals.h"
#include "home.h"
#include "sample.h"

#define CONTENT "{\"method\": \"client-secret\", \"tenant\": \"x.example\"," \
	"\"client_id\": \"" SAMPLE_CLIENT "\"}"

static void chooses(const char *name)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	if (!principals_find(NULL, &principal, &err))
		fail_msg("none was chosen: %s", err.message);
	assert_string_equal(principal.name, name);
}

static void chooses_none(const char *message, const char *hint)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	assert_false(principals_find(NULL, &principal, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_string_equal(err.message, message);
	assert_non_null(strstr(err.hint, hint));
}

static void the_only_one_answers(void **state)
{
	home_put("system/principals/ci.json", CONTENT, 0644);
	chooses("ci");
	home_put("config/principals/ci.json", CONTENT, 0600);
	chooses("ci");
}

static void of_several_none_answers_unasked(void **state)
{
	home_put("config/principals/ci.json", CONTENT, 0600);
	home_put("config/principals/me.json", CONTENT, 0600);
	chooses_none("several principals are configured, and none was named",
		     "(ci, me)");
}

static void without_any_it_is_told_how_to_make_one(void **state)
{
	chooses_none("no principal is configured", "lanyard principal add");
}

static void the_default_comes_before_the_only_one(void **state)
{
	struct error err;

	home_put("config/principals/ci.json", CONTENT, 0600);
	home_put("system/principals/me.json", CONTENT, 0600);
	home_put("system/principals/env.json", CONTENT, 0600);
	assert_true(principals_set_default("me", &err));
	chooses("me");
}

static void the_environment_comes_before_the_default(void **state)
{
	struct error err;

	home_put("config/principals/ci.json", CONTENT, 0600);
	home_put("system/principals/me.json", CONTENT, 0600);
	home_put("system/principals/env.json", CONTENT, 0600);
	assert_true(principals_set_default("me", &err));
	setenv("LANYARD_PRINCIPAL", "env", 1);
	chooses("env");
	setenv("LANYARD_PRINCIPAL", "", 1);
	chooses("me");
}

static void default_is(const char *name)
{
	auto_free char *chosen = NULL;
	struct error err = { 0 };

	if (!principals_default(&chosen, &err))
		fail_msg("it cannot be told: %s", err.message);
	if (name == NULL)
		assert_null(chosen);
	else
		assert_string_equal(chosen, name);
}

static void a_default_is_kept_until_it_is_taken_back(void **state)
{
	struct error err;

	default_is(NULL);
	assert_true(principals_set_default(NULL, &err));
	assert_true(principals_set_default("a", &err));
	assert_true(principals_set_default("b", &err));
	default_is("b");
	assert_true(principals_set_default(NULL, &err));
	default_is(NULL);
}

static void a_default_that_is_no_name_counts_as_none(void **state)
{
	static const char *const texts[] = { "", "\n", "../x\n", "a b\n",
					     "\na\n" };

	for (size_t i = 0; i < array_size(texts); i++) {
		home_put("state/default-principal", texts[i], 0600);
		default_is(NULL);
	}
}

static void a_default_that_cannot_be_read_is_told(void **state)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	home_put("config/principals/ci.json", CONTENT, 0600);
	home_put("state/default-principal", "ci\n", 0600);
	assert_int_equal(chmod("state", 0755), 0);
	assert_false(principals_find(NULL, &principal, &err));
	assert_int_equal(err.class, ERROR_STORE);
	assert_non_null(strstr(err.message, home_path("state")));
	assert_non_null(strstr(err.hint, "chmod 700 '"));
	assert_int_equal(chmod("state", 0700), 0);
	assert_int_equal(chmod("state/default-principal", 0644), 0);
	assert_false(principals_find(NULL, &principal, &err));
	assert_int_equal(err.class, ERROR_STORE);
}

static void a_default_that_cannot_be_written_is_told(void **state)
{
	struct error err = { 0 };

	home_put("state", "a file", 0600);
	assert_false(principals_set_default("ci", &err));
	assert_int_equal(err.class, ERROR_STORE);
	assert_non_null(strstr(err.message, home_path("state")));
}

static void loads(const char *name)
{
	auto_principal struct principal principal = { 0 };
	struct error err;

	if (!principals_load(name, &principal, &err))
		fail_msg("it was refused: %s", err.message);
	assert_string_equal(principal.name, name);
}

static void refuses(const char *name, enum error_class class,
		    const char *message, const char *hint)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	if (principals_load(name, &principal, &err))
		fail_msg("'%s' was taken", name);
	assert_non_null(strstr(err.message, message));
	assert_non_null(strstr(err.hint, hint));
	assert_int_equal(err.class, class);
}

static void a_principal_is_loaded_by_name(void **state)
{
	home_put("config/principals/ci.json", CONTENT, 0600);
	loads("ci");
}

static void an_unknown_one_names_the_nearest_and_all(void **state)
{
	refuses("prod", ERROR_CONFIG, "principal 'prod' is not configured",
		"there is none yet; make one with 'lanyard principal add prod");
	home_put("config/principals/production.json", CONTENT, 0600);
	home_put("config/principals/test.json", CONTENT, 0600);
	refuses("tset", ERROR_CONFIG, "principal 'tset' is not configured",
		"did you mean 'test'? configured are: production, test");
}

static void a_path_is_no_name(void **state)
{
	static const char *const names[] = { "", ".", "..", "../x", "/etc/x",
					     "a/b", "a b" };

	for (size_t i = 0; i < array_size(names); i++)
		refuses(names[i], ERROR_USAGE, "is not a name", "a name has");
}

static void a_broken_file_is_told_with_its_path(void **state)
{
	home_put("config/principals/ci.json", "{\n\"method\": 5}", 0600);
	refuses("ci", ERROR_CONFIG,
		home_path("config/principals/ci.json:2: 'method' is not a "
			  "string"), "");
}

#define TEST(name) cmocka_unit_test_setup(name, home_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_only_one_answers),
		TEST(of_several_none_answers_unasked),
		TEST(without_any_it_is_told_how_to_make_one),
		TEST(the_default_comes_before_the_only_one),
		TEST(the_environment_comes_before_the_default),
		TEST(a_default_is_kept_until_it_is_taken_back),
		TEST(a_default_that_is_no_name_counts_as_none),
		TEST(a_default_that_cannot_be_read_is_told),
		TEST(a_default_that_cannot_be_written_is_told),
		TEST(a_principal_is_loaded_by_name),
		TEST(an_unknown_one_names_the_nearest_and_all),
		TEST(a_path_is_no_name),
		TEST(a_broken_file_is_told_with_its_path),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

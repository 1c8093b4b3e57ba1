/* SPDX-License-Identifier: MIT */
/* Tests of the shelves that configuration lies on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "config/shelf.h"
#include "home.h"

static void reads(const char *name, const char *text, const char *file)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_free char *path = NULL;
	struct error err;

	assert_int_equal(shelf_read(SHELF_PRINCIPALS, name, &path, &content,
				    &err), FILE_OK);
	assert_string_equal(secret_expose(&content), text);
	assert_string_equal(path, home_path(file));
}

static void lists(enum shelf shelf, const char *expected)
{
	char **names = shelf_list(shelf);
	auto_free char *joined = NULL;

	assert_non_null(names);
	joined = text_join((const char *const *)names);
	assert_string_equal(joined, expected);
	strv_free(names);
}

static void the_users_file_takes_the_place_of_the_systems(void **state)
{
	home_put("system/principals/ci.json", "system", 0644);
	reads("ci", "system", "system/principals/ci.json");
	home_put("config/principals/ci.json", "user", 0600);
	reads("ci", "user", "config/principals/ci.json");
}

static void a_broken_file_of_the_user_hides_the_systems(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_free char *path = NULL;
	struct error err = { 0 };

	home_put("system/principals/ci.json", "system", 0644);
	home_put("config/principals/ci.json", "user", 0666);
	assert_int_equal(shelf_read(SHELF_PRINCIPALS, "ci", &path, &content,
				    &err), FILE_FAULT);
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "may be written by others"));
	assert_int_equal(content.length, 0);
}

static void a_file_too_large_is_refused(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_free char *path = NULL, *text = calloc(1, (256 << 10) + 2);
	struct error err = { 0 };

	assert_non_null(text);
	memset(text, ' ', (256 << 10) + 1);
	home_put("config/principals/ci.json", text, 0600);
	assert_int_equal(shelf_read(SHELF_PRINCIPALS, "ci", &path, &content,
				    &err), FILE_FAULT);
	assert_non_null(strstr(err.message, "is larger than 262144 bytes"));
}

static void what_is_on_no_shelf_is_absent(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_free char *path = NULL;
	struct error err = { 0 };

	home_put("config/clouds/ci.json", "", 0600);
	assert_int_equal(shelf_read(SHELF_PRINCIPALS, "ci", &path, &content,
				    &err), FILE_ABSENT);
	assert_null(path);
	assert_int_equal(err.class, ERROR_NONE);
}

static void names_are_listed_sorted_and_once(void **state)
{
	home_put("config/principals/zoe.json", "", 0600);
	home_put("config/principals/ann.json", "", 0600);
	home_put("system/principals/ann.json", "", 0600);
	home_put("system/principals/bob.json", "", 0600);
	home_put("config/clouds/stack.json", "", 0600);
	lists(SHELF_PRINCIPALS, "ann, bob, zoe");
	lists(SHELF_CLOUDS, "stack");
}

static void what_is_no_name_is_not_listed(void **state)
{
	static const char *const files[] = {
		".json", ".hidden.json", "a b.json", "x.json~", "json",
		"x.JSON", "-x.json", "x.json.new",
	};

	for (size_t i = 0; i < array_size(files); i++) {
		auto_free char *path = str_new("config/principals/%s",
					       files[i]);

		home_put(path, "", 0600);
	}
	lists(SHELF_PRINCIPALS, "");
	home_put("config/principals/a.b.json", "", 0600);
	lists(SHELF_PRINCIPALS, "a.b");
}

static void shelves_that_do_not_exist_are_empty(void **state)
{
	lists(SHELF_PRINCIPALS, "");
	lists(SHELF_CLOUDS, "");
}

static void writes(const char *name, const char *text)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err;

	assert_true(secret_append(&content, text));
	if (!shelf_write(SHELF_PRINCIPALS, name, &content, &err))
		fail_msg("it was refused: %s", err.message);
}

static void what_was_written_is_read_back(void **state)
{
	auto_free char *path = shelf_path(SHELF_PRINCIPALS, "ci");
	struct stat info;

	writes("ci", "one");
	reads("ci", "one", "config/principals/ci.json");
	writes("ci", "two");
	reads("ci", "two", "config/principals/ci.json");
	assert_string_equal(path, home_path("config/principals/ci.json"));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
}

static void a_folder_that_others_may_list_is_written_to(void **state)
{
	home_put("config/principals/x.json", "", 0600);
	assert_int_equal(chmod("config/principals", 0755), 0);
	writes("ci", "one");
	reads("ci", "one", "config/principals/ci.json");
}

static void a_folder_that_cannot_be_made_is_told(void **state)
{
	auto_secret struct secret content = SECRET_INIT;
	struct error err = { 0 };

	home_put("config", "a file", 0600);
	assert_false(shelf_write(SHELF_PRINCIPALS, "ci", &content, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "principals/ci.json' cannot be "
			       "written"));
}

static void only_the_users_file_is_removed(void **state)
{
	struct error err = { 0 };

	home_put("system/principals/ci.json", "system", 0644);
	writes("ci", "user");
	assert_int_equal(shelf_remove(SHELF_PRINCIPALS, "ci", &err), FILE_OK);
	reads("ci", "system", "system/principals/ci.json");
	assert_int_equal(shelf_remove(SHELF_PRINCIPALS, "ci", &err),
			 FILE_ABSENT);
	assert_int_equal(err.class, ERROR_NONE);
}

#define TEST(name) cmocka_unit_test_setup(name, home_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_users_file_takes_the_place_of_the_systems),
		TEST(a_broken_file_of_the_user_hides_the_systems),
		TEST(a_file_too_large_is_refused),
		TEST(what_is_on_no_shelf_is_absent),
		TEST(names_are_listed_sorted_and_once),
		TEST(what_is_no_name_is_not_listed),
		TEST(shelves_that_do_not_exist_are_empty),
		TEST(what_was_written_is_read_back),
		TEST(a_folder_that_others_may_list_is_written_to),
		TEST(a_folder_that_cannot_be_made_is_told),
		TEST(only_the_users_file_is_removed),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the folder that callers share. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>
#include <utime.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "home.h"
#include "store/store.h"

#define HOUR 3600

static struct store store;

static int set_up(void **state)
{
	if (home_set_up(state) < 0 || !store_open(&store, true))
		return -1;
	return chdir("cache");
}

static int tear_down(void **state)
{
	store_close(&store);
	return 0;
}

/* Puts an empty file there that is so many seconds old. */
static void put_old(const char *name, time_t age_s)
{
	const struct utimbuf times = { time(NULL) - age_s, time(NULL) - age_s };

	home_put(name, "", 0600);
	assert_int_equal(utime(name, &times), 0);
}

static bool there(const char *name)
{
	return access(name, F_OK) == 0;
}

static void the_folder_is_made_when_it_is_wanted(void **state)
{
	struct store other = STORE_INIT;
	struct stat info;

	setenv("LANYARD_HOME", home_path("a/b"), 1);
	assert_false(store_open(&other, false));
	assert_int_equal(other.folder, -1);
	assert_true(store_open(&other, true));
	assert_int_equal(fstat(other.folder, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
	store_close(&other);
	assert_int_equal(other.folder, -1);
	store_close(&other);
}

static void a_folder_that_others_may_enter_is_not_used(void **state)
{
	struct store other = STORE_INIT;

	assert_int_equal(chmod(".", 0755), 0);
	assert_false(store_open(&other, true));
	assert_int_equal(other.folder, -1);
}

static void a_folder_that_is_a_link_is_not_used(void **state)
{
	struct store other = STORE_INIT;

	assert_int_equal(chdir(".."), 0);
	assert_int_equal(rename("cache", "elsewhere"), 0);
	assert_int_equal(symlink("elsewhere", "cache"), 0);
	assert_false(store_open(&other, true));
}

static void a_name_is_the_hash_and_the_kind(void **state)
{
	char name[STORE_NAME_SIZE];

	store_name("0123456789abcdef0123456789abcdef", STORE_TOKEN, name);
	assert_string_equal(name, "0123456789abcdef0123456789abcdef.token");
	store_name("0123456789abcdef0123456789abcdef", STORE_LOCK, name);
	assert_string_equal(name, "0123456789abcdef0123456789abcdef.lock");
}

static void what_is_of_no_more_use_is_removed(void **state)
{
	put_old("old.token", 49 * HOUR);
	put_old("old.note", 3 * HOUR);
	put_old(".new-0123", 11 * 60);
	store_collect(&store);
	assert_false(there("old.token"));
	assert_false(there("old.note"));
	assert_false(there(".new-0123"));
}

static void what_may_be_of_use_is_kept(void **state)
{
	put_old("young.token", 47 * HOUR);
	put_old("young.note", HOUR);
	put_old(".new-0123", 9 * 60);
	put_old("ancient.lock", 1000 * HOUR);
	put_old("foreign", 1000 * HOUR);
	put_old("foreign.json", 1000 * HOUR);
	store_collect(&store);
	assert_true(there("young.token"));
	assert_true(there("young.note"));
	assert_true(there(".new-0123"));
	assert_true(there("ancient.lock"));
	assert_true(there("foreign"));
	assert_true(there("foreign.json"));
}

static void it_is_collected_at_most_once_an_hour(void **state)
{
	const struct utimbuf before = { time(NULL) - HOUR - 1,
					time(NULL) - HOUR - 1 };
	const struct utimbuf future = { time(NULL) + HOUR, time(NULL) + HOUR };

	store_collect(&store);
	put_old("old.token", 49 * HOUR);
	store_collect(&store);
	assert_true(there("old.token"));
	assert_int_equal(utime("collected", &before), 0);
	store_collect(&store);
	assert_false(there("old.token"));

	put_old("old.token", 49 * HOUR);
	assert_int_equal(utime("collected", &future), 0);
	store_collect(&store);
	assert_false(there("old.token"));
}

static void a_link_is_removed_and_not_what_it_leads_to(void **state)
{
	const struct timespec times[2] = { { .tv_sec = 1 }, { .tv_sec = 1 } };

	put_old("precious", 1000 * HOUR);
	assert_int_equal(symlink("precious", "link.token"), 0);
	assert_int_equal(utimensat(AT_FDCWD, "link.token", times,
				   AT_SYMLINK_NOFOLLOW), 0);
	store_collect(&store);
	assert_true(there("precious"));
	assert_false(there("link.token"));
}

static void without_a_folder_there_is_nothing_to_collect(void **state)
{
	const struct store none = STORE_INIT;

	put_old("old.token", 49 * HOUR);
	store_collect(&none);
	assert_true(there("old.token"));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_folder_is_made_when_it_is_wanted),
		TEST(a_folder_that_others_may_enter_is_not_used),
		TEST(a_folder_that_is_a_link_is_not_used),
		TEST(a_name_is_the_hash_and_the_kind),
		TEST(what_is_of_no_more_use_is_removed),
		TEST(what_may_be_of_use_is_kept),
		TEST(it_is_collected_at_most_once_an_hour),
		TEST(a_link_is_removed_and_not_what_it_leads_to),
		TEST(without_a_folder_there_is_nothing_to_collect),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

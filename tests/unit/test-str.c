/* SPDX-License-Identifier: MIT */
/* Tests of the growing string and of cleanup on scope exit. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/str.h"

static void appends_follow_one_another(void **state)
{
	auto_str struct str str = STR_INIT;

	str_append(&str, "one");
	str_append_bytes(&str, ", two and more", 5);
	str_format(&str, ", %d", 3);
	assert_false(str.failed);
	assert_string_equal(str.data, "one, two, 3");
	assert_int_equal(str.length, 11);
}

static void it_grows_over_every_boundary(void **state)
{
	auto_str struct str str = STR_INIT;

	for (size_t i = 0; i < 5000; i++) {
		str_append_bytes(&str, &"abcdefghij"[i % 10], 1);
		assert_int_equal(str.length, i + 1);
		assert_int_equal(str.data[i], 'a' + (int)(i % 10));
		assert_int_equal(str.data[i + 1], '\0');
	}
}

static void a_format_that_is_longer_than_the_room_is_whole(void **state)
{
	auto_str struct str str = STR_INIT;

	for (int width = 60; width < 70; width++) {
		str_clear(&str);
		str_format(&str, "%*d", width, 7);
		assert_int_equal(str.length, width);
		assert_int_equal(strlen(str.data), width);
	}
}

static void a_failed_string_stays_failed_and_gives_nothing(void **state)
{
	struct str str = STR_INIT;

	str_append(&str, "kept");
	str.failed = true;
	str_append(&str, "more");
	str_format(&str, "%d", 1);
	assert_int_equal(str.length, 4);
	assert_null(str_take(&str));
	assert_null(str.data);
	assert_false(str.failed);
}

static void taking_leaves_an_empty_string(void **state)
{
	struct str str = STR_INIT;
	auto_free char *text = NULL;

	str_append(&str, "text");
	text = str_take(&str);
	assert_string_equal(text, "text");
	assert_null(str.data);
	assert_int_equal(str.length, 0);
	assert_int_equal(str.size, 0);
}

static void clearing_twice_does_no_harm(void **state)
{
	struct str str = STR_INIT;

	str_clear(&str);
	str_append(&str, "again");
	str_clear(&str);
	str_clear(&str);
	assert_null(str.data);
	assert_int_equal(str.length, 0);
}

static void a_new_string_is_formatted(void **state)
{
	auto_free char *text = str_new("%s-%03d", "a", 7);

	assert_string_equal(text, "a-007");
}

static void an_array_of_strings_is_freed_whole(void **state)
{
	char **strings = calloc(3, sizeof(*strings));

	assert_non_null(strings);
	strings[0] = str_new("one");
	strings[1] = str_new("two");
	assert_string_equal(strings[1], "two");
	strv_free(strings);
	strv_free(NULL);
}

static void a_descriptor_is_closed_on_scope_exit(void **state)
{
	int seen, stolen;

	{
		auto_fd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		assert_true(fd >= 0);
		seen = fd;
	}
	assert_int_equal(fcntl(seen, F_GETFD), -1);
	{
		auto_fd int fd = open("/dev/null", O_RDONLY | O_CLOEXEC);

		stolen = steal_fd(&fd);
		assert_int_equal(fd, -1);
	}
	assert_int_not_equal(fcntl(stolen, F_GETFD), -1);
	close(stolen);
}

static void a_stolen_pointer_is_not_freed(void **state)
{
	char *kept;

	{
		auto_free char *text = str_new("kept");

		kept = steal(text);
		assert_null(text);
	}
	assert_string_equal(kept, "kept");
	free(kept);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(appends_follow_one_another),
		cmocka_unit_test(it_grows_over_every_boundary),
		cmocka_unit_test(a_format_that_is_longer_than_the_room_is_whole),
		cmocka_unit_test(a_failed_string_stays_failed_and_gives_nothing),
		cmocka_unit_test(taking_leaves_an_empty_string),
		cmocka_unit_test(clearing_twice_does_no_harm),
		cmocka_unit_test(a_new_string_is_formatted),
		cmocka_unit_test(an_array_of_strings_is_freed_whole),
		cmocka_unit_test(a_descriptor_is_closed_on_scope_exit),
		cmocka_unit_test(a_stolen_pointer_is_not_freed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

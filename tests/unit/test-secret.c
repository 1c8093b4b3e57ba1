/* SPDX-License-Identifier: MIT */
/* Tests of the buffer for secrets; what free() leaves behind is test-wipe's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/secret.h"

static void an_empty_secret_shows_an_empty_text(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	assert_string_equal(secret_expose(&secret), "");
	assert_true(secret_append(&secret, ""));
	assert_string_equal(secret_expose(&secret), "");
	assert_int_equal(secret.length, 0);
}

static void appends_follow_one_another(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	assert_true(secret_append(&secret, "one"));
	assert_true(secret_append_bytes(&secret, ", two and more", 5));
	assert_true(secret_format(&secret, ", %d", 3));
	assert_string_equal(secret_expose(&secret), "one, two, 3");
	assert_int_equal(secret.length, 11);
}

static void bytes_may_be_zero(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	assert_true(secret_append_bytes(&secret, "a\0b", 3));
	assert_true(secret_append(&secret, "c"));
	assert_int_equal(secret.length, 4);
	assert_memory_equal(secret_expose(&secret), "a\0bc", 5);
}

static void it_grows_over_every_boundary(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	for (size_t i = 0; i < 5000; i++) {
		assert_true(secret_append_bytes(&secret,
						&"abcdefghij"[i % 10], 1));
		assert_int_equal(secret_expose(&secret)[i],
				 'a' + (int)(i % 10));
		assert_int_equal(secret_expose(&secret)[i + 1], '\0');
	}
	for (size_t i = 0; i < 5000; i++)
		assert_int_equal(secret_expose(&secret)[i],
				 'a' + (int)(i % 10));
}

static void a_secret_of_the_maximum_fits_and_one_byte_more_does_not(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;
	char *room = secret_room(&secret, SECRET_MAX);

	assert_non_null(room);
	memset(room, 'x', SECRET_MAX);
	secret_grew(&secret, SECRET_MAX);
	assert_true(secret_append(&secret, ""));
	assert_false(secret_append(&secret, "y"));
	assert_true(secret.failed);
	assert_int_equal(secret.length, SECRET_MAX);
}

static void room_for_an_absurd_length_is_refused(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	assert_true(secret_append(&secret, "a"));
	assert_null(secret_room(&secret, SIZE_MAX));
	assert_true(secret.failed);
}

static void a_failed_secret_stays_failed_until_it_is_cleared(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	assert_null(secret_room(&secret, SECRET_MAX + 1u));
	assert_false(secret_append(&secret, "a"));
	assert_false(secret_append_bytes(&secret, "a", 1));
	assert_false(secret_format(&secret, "%d", 1));
	assert_null(secret_room(&secret, 1));
	secret_clear(&secret);
	assert_true(secret_append(&secret, "a"));
}

static void cutting_wipes_what_is_cut(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;
	static const char zeros[7];

	assert_true(secret_append(&secret, "keep-remove"));
	secret_cut(&secret, 100);
	assert_int_equal(secret.length, 11);
	secret_cut(&secret, 4);
	assert_string_equal(secret_expose(&secret), "keep");
	assert_memory_equal(secret.data + 4, zeros, 7);
	secret_cut(&secret, 0);
	assert_string_equal(secret_expose(&secret), "");
	assert_true(secret_append(&secret, "new"));
	assert_string_equal(secret_expose(&secret), "new");
}

static void cutting_an_empty_secret_does_no_harm(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;

	secret_cut(&secret, 0);
	assert_int_equal(secret.length, 0);
}

static void room_keeps_what_is_there(void **state)
{
	auto_secret struct secret secret = SECRET_INIT;
	char *room;

	assert_true(secret_append(&secret, "head"));
	room = secret_room(&secret, 100000);
	assert_non_null(room);
	memcpy(room, "tail", 4);
	secret_grew(&secret, 4);
	assert_string_equal(secret_expose(&secret), "headtail");
}

static void wiping_leaves_zeros(void **state)
{
	static const char zeros[4];
	char memory[6] = "secret";

	secret_wipe(memory + 1, 4);
	assert_int_equal(memory[0], 's');
	assert_memory_equal(memory + 1, zeros, 4);
	assert_int_equal(memory[5], 't');
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_secret_shows_an_empty_text),
		cmocka_unit_test(appends_follow_one_another),
		cmocka_unit_test(bytes_may_be_zero),
		cmocka_unit_test(it_grows_over_every_boundary),
		cmocka_unit_test(a_secret_of_the_maximum_fits_and_one_byte_more_does_not),
		cmocka_unit_test(room_for_an_absurd_length_is_refused),
		cmocka_unit_test(a_failed_secret_stays_failed_until_it_is_cleared),
		cmocka_unit_test(cutting_wipes_what_is_cut),
		cmocka_unit_test(cutting_an_empty_secret_does_no_harm),
		cmocka_unit_test(room_keeps_what_is_there),
		cmocka_unit_test(wiping_leaves_zeros),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

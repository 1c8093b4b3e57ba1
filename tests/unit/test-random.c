/* SPDX-License-Identifier: MIT */
/* Tests of random bytes, as far as randomness can be tested. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/random.h"

static void two_draws_differ(void **state)
{
	unsigned char a[32] = { 0 }, b[32] = { 0 };

	assert_true(random_bytes(a, sizeof(a)));
	assert_true(random_bytes(b, sizeof(b)));
	assert_memory_not_equal(a, b, sizeof(a));
}

static void all_bytes_are_filled_and_no_more(void **state)
{
	static unsigned char bytes[1002];
	size_t zeros = 0;

	bytes[1000] = bytes[1001] = 0xaa;
	assert_true(random_bytes(bytes, 1000));
	assert_int_equal(bytes[1000], 0xaa);
	assert_int_equal(bytes[1001], 0xaa);
	for (size_t i = 0; i < 1000; i++)
		zeros += bytes[i] == 0;
	assert_true(zeros < 100);
	assert_true(random_bytes(bytes, 0));
}

static void a_number_stays_below_its_bound(void **state)
{
	unsigned int seen = 0;

	assert_int_equal(random_below(0), 0);
	assert_int_equal(random_below(1), 0);
	for (int i = 0; i < 500; i++) {
		uint64_t number = random_below(3);

		assert_true(number < 3);
		seen |= 1u << number;
	}
	assert_int_equal(seen, 7);
}

static void a_uuid_is_of_version_4(void **state)
{
	char uuid[RANDOM_UUID_SIZE], other[RANDOM_UUID_SIZE];

	for (int i = 0; i < 100; i++) {
		assert_true(random_uuid(uuid));
		assert_int_equal(strlen(uuid), 36);
		for (size_t j = 0; j < 36; j++) {
			if (j == 8 || j == 13 || j == 18 || j == 23)
				assert_int_equal(uuid[j], '-');
			else
				assert_non_null(strchr("0123456789abcdef",
						       uuid[j]));
		}
		assert_int_equal(uuid[14], '4');
		assert_non_null(strchr("89ab", uuid[19]));
	}
	assert_true(random_uuid(other));
	assert_string_not_equal(uuid, other);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_draws_differ),
		cmocka_unit_test(all_bytes_are_filled_and_no_more),
		cmocka_unit_test(a_number_stays_below_its_bound),
		cmocka_unit_test(a_uuid_is_of_version_4),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

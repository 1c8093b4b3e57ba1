/* SPDX-License-Identifier: MIT */
/* Tests of FNV-1a in 128 bits against the published values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/hash.h"

static void hashes_to(const char *text, const char *expected)
{
	char hex[HASH_SIZE];

	hash_format(text, strlen(text), hex);
	assert_string_equal(hex, expected);
}

static void the_published_values_come_out(void **state)
{
	hashes_to("", "6c62272e07bb014262b821756295c58d");
	hashes_to("a", "d228cb696f1a8caf78912b704e4a8964");
	hashes_to("foobar", "343e1662793c64bf6f0d3597ba446f18");
}

static void leading_zeros_are_written(void **state)
{
	char hex[HASH_SIZE];
	int seen = 0;

	for (uint16_t number = 0; number < 2000; number++) {
		hash_format(&number, sizeof(number), hex);
		assert_int_equal(strlen(hex), HASH_SIZE - 1);
		assert_int_equal(strspn(hex, "0123456789abcdef"),
				 HASH_SIZE - 1);
		seen += hex[0] == '0' || hex[16] == '0';
	}
	assert_true(seen > 0);
}

static void a_zero_byte_counts(void **state)
{
	char with[HASH_SIZE], without[HASH_SIZE];

	hash_format("a\0", 2, with);
	hash_format("a", 1, without);
	assert_string_not_equal(with, without);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_published_values_come_out),
		cmocka_unit_test(leading_zeros_are_written),
		cmocka_unit_test(a_zero_byte_counts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

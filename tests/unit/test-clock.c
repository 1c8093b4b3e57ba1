/* SPDX-License-Identifier: MIT */
/* Tests of the real clock and of dates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include <cmocka.h>

#include "base/clock.h"

static void formats_to(int64_t epoch_s, const char *expected)
{
	char date[CLOCK_DATE_SIZE];

	clock_format(epoch_s, date);
	assert_string_equal(date, expected);
}

static void dates_are_written_in_utc(void **state)
{
	formats_to(0, "1970-01-01T00:00:00Z");
	formats_to(951782400, "2000-02-29T00:00:00Z");
	formats_to(1895832000, "2030-01-28T12:00:00Z");
	formats_to(2147483648, "2038-01-19T03:14:08Z");
	formats_to(4107542400, "2100-03-01T00:00:00Z");
	formats_to(253402300799, "9999-12-31T23:59:59Z");
}

static void what_has_no_date_is_long_past(void **state)
{
	formats_to(-1, "1970-01-01T00:00:00Z");
	formats_to(253402300800, "1970-01-01T00:00:00Z");
	formats_to(INT64_MAX, "1970-01-01T00:00:00Z");
	formats_to(INT64_MIN, "1970-01-01T00:00:00Z");
}

static void the_wall_clock_is_the_systems(void **state)
{
	int64_t before = (int64_t)time(NULL);
	int64_t now_s = clock_now_s();
	int64_t now_ms = clock_now_ms();

	/* time() may lag by a tick. */
	assert_in_range(now_s - before + 1, 0, 3);
	assert_in_range(now_ms / 1000 - now_s, 0, 2);
}

static void the_steady_clock_goes_forward_while_we_sleep(void **state)
{
	int64_t before = clock_steady_ms();

	clock_sleep_ms(5);
	assert_true(clock_steady_ms() - before >= 4);
}

static void a_span_that_is_not_positive_is_no_sleep(void **state)
{
	int64_t before = clock_steady_ms();

	clock_sleep_ms(0);
	clock_sleep_ms(-100000);
	assert_true(clock_steady_ms() - before < 50000);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(dates_are_written_in_utc),
		cmocka_unit_test(what_has_no_date_is_long_past),
		cmocka_unit_test(the_wall_clock_is_the_systems),
		cmocka_unit_test(the_steady_clock_goes_forward_while_we_sleep),
		cmocka_unit_test(a_span_that_is_not_positive_is_no_sleep),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

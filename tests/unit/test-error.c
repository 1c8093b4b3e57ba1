/* SPDX-License-Identifier: MIT */
/* Tests of the error object, its table and its report. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/error.h"

static void every_class_has_a_row_of_its_own(void **state)
{
	for (int class = 0; class < ERROR_CLASSES; class++) {
		const struct error_row *row = error_row(class);

		assert_non_null(row->name);
		assert_true(row->name[0] != '\0');
		assert_non_null(row->meaning);
		assert_true(row->meaning[0] != '\0');
		assert_int_equal(error_class_named(row->name), class);
		for (int other = 0; other < class; other++)
			assert_int_not_equal(row->status,
					     error_row(other)->status);
	}
}

static void the_statuses_are_those_of_the_manual(void **state)
{
	assert_int_equal(error_row(ERROR_NONE)->status, 0);
	assert_int_equal(error_row(ERROR_INTERNAL)->status, 1);
	assert_int_equal(error_row(ERROR_USAGE)->status, 2);
	assert_int_equal(error_row(ERROR_CONFIG)->status, 3);
	assert_int_equal(error_row(ERROR_SIGNIN)->status, 4);
	assert_int_equal(error_row(ERROR_NETWORK)->status, 5);
	assert_int_equal(error_row(ERROR_REFUSED)->status, 6);
	assert_int_equal(error_row(ERROR_STORE)->status, 7);
	assert_int_equal(error_row(ERROR_INTERRUPTED)->status, 130);
}

static void a_wrong_configuration_is_not_worth_a_retry(void **state)
{
	assert_true(error_row(ERROR_NETWORK)->retry);
	assert_false(error_row(ERROR_USAGE)->retry);
	assert_false(error_row(ERROR_CONFIG)->retry);
	assert_false(error_row(ERROR_REFUSED)->retry);
}

static void a_class_that_is_none_counts_as_internal(void **state)
{
	assert_ptr_equal(error_row(ERROR_CLASSES), error_row(ERROR_INTERNAL));
	assert_int_equal(error_class_named("nonsense"), ERROR_INTERNAL);
	assert_int_equal(error_class_named(""), ERROR_INTERNAL);
}

static void setting_fills_in_and_clears_the_rest(void **state)
{
	struct error err = { .class = ERROR_NONE, .oauth = "invalid_grant",
			     .aadsts = 50076, .retry_after_s = 3,
			     .hint = "old" };

	assert_false(error_set(&err, ERROR_CONFIG, "principal '%s': %d", "ci",
			       7));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_string_equal(err.message, "principal 'ci': 7");
	assert_string_equal(err.hint, "");
	assert_string_equal(err.oauth, "");
	assert_int_equal(err.aadsts, 0);
	assert_int_equal(err.retry_after_s, 0);
}

static void the_old_message_may_be_part_of_the_new(void **state)
{
	struct error err = { 0 };

	error_set(&err, ERROR_STORE, "inner");
	error_set(&err, ERROR_CONFIG, "outer: %s", err.message);
	assert_string_equal(err.message, "outer: inner");
	error_hint(&err, "one");
	error_hint(&err, "%s and two", err.hint);
	assert_string_equal(err.hint, "one and two");
}

static void errno_can_be_told(void **state)
{
	struct error err = { 0 };

	errno = ENOENT;
	error_set(&err, ERROR_CONFIG, "'%s': %m", "/x");
	assert_string_equal(err.message, "'/x': No such file or directory");
}

static void lack_of_memory_is_internal(void **state)
{
	struct error err = { 0 };

	assert_false(error_memory(&err));
	assert_int_equal(err.class, ERROR_INTERNAL);
	assert_string_equal(err.message, "out of memory");
}

static void a_prefix_goes_before_the_message_and_keeps_the_rest(void **state)
{
	struct error err = { 0 };

	error_set(&err, ERROR_REFUSED, "no");
	error_hint(&err, "do this");
	err.aadsts = 7000222;
	assert_false(error_prefix(&err, "principal '%s'", "ci"));
	assert_string_equal(err.message, "principal 'ci': no");
	assert_string_equal(err.hint, "do this");
	assert_int_equal(err.aadsts, 7000222);
	assert_int_equal(err.class, ERROR_REFUSED);
}

static void control_characters_are_cleaned_away(void **state)
{
	struct error err = { 0 };

	error_set(&err, ERROR_REFUSED, "a%sb", "\x1b[2J\r\n\x7f\xc2\x9b");
	assert_string_equal(err.message, "a?[2J????b");
	error_hint(&err, "a\nhint: b\xff!!!!");
	assert_string_equal(err.hint, "a?hint: b?!!!!");
	error_prefix(&err, "c\td");
	assert_string_equal(err.message, "c?d: a?[2J????b");
}

static void a_message_that_is_too_long_is_cut_between_characters(void **state)
{
	struct error err = { 0 };
	char large[4096];

	for (size_t i = 0; i + 3 < sizeof(large); i += 3)
		memcpy(large + i, "\xe2\x82\xac", 3);
	large[sizeof(large) - 1] = '\0';
	for (int shift = 0; shift < 3; shift++) {
		const char *pad = &"xx"[2 - shift];

		error_set(&err, ERROR_REFUSED, "%s%s", pad, large);
		assert_in_range(strlen(err.message), sizeof(err.message) - 4,
				sizeof(err.message) - 1);
		assert_null(strchr(err.message, '?'));
		error_hint(&err, "%s%s", pad, large);
		assert_in_range(strlen(err.hint), sizeof(err.hint) - 4,
				sizeof(err.hint) - 1);
		assert_null(strchr(err.hint, '?'));
		error_prefix(&err, "prefix");
		assert_memory_equal(err.message, "prefix: ", 8);
		assert_in_range(strlen(err.message), sizeof(err.message) - 4,
				sizeof(err.message) - 1);
		assert_null(strchr(err.message, '?'));
	}
}

static void a_prefix_that_leaves_no_room_is_left_out(void **state)
{
	struct error err = { 0 };
	char large[2000];

	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	error_set(&err, ERROR_REFUSED, "message");
	error_prefix(&err, "%s", large);
	assert_string_equal(err.message, "message");
}

static void report(const struct error *err, int status, const char *expected)
{
	auto_free char *text = NULL;
	size_t size;
	FILE *out = open_memstream(&text, &size);

	assert_non_null(out);
	assert_int_equal(error_report(err, "lanyard", out), status);
	fclose(out);
	assert_string_equal(text, expected);
}

static void a_report_is_one_line_and_perhaps_a_hint(void **state)
{
	struct error err = { 0 };

	error_set(&err, ERROR_SIGNIN, "sign-in is needed");
	report(&err, 4, "lanyard: sign-in is needed\n");
	error_hint(&err, "run: lanyard login work");
	report(&err, 4, "lanyard: sign-in is needed\n"
			"hint: run: lanyard login work\n");
	error_set(&err, ERROR_INTERRUPTED, "interrupted");
	report(&err, 130, "lanyard: interrupted\n");
}

static void a_report_cannot_be_made_to_hold_more_lines(void **state)
{
	struct error err = { 0 };

	error_set(&err, ERROR_REFUSED, "%s", "a\nhint: b\nc");
	error_hint(&err, "%s", "d\ne");
	report(&err, 6, "lanyard: a?hint: b?c\nhint: d?e\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_class_has_a_row_of_its_own),
		cmocka_unit_test(the_statuses_are_those_of_the_manual),
		cmocka_unit_test(a_wrong_configuration_is_not_worth_a_retry),
		cmocka_unit_test(a_class_that_is_none_counts_as_internal),
		cmocka_unit_test(setting_fills_in_and_clears_the_rest),
		cmocka_unit_test(the_old_message_may_be_part_of_the_new),
		cmocka_unit_test(errno_can_be_told),
		cmocka_unit_test(lack_of_memory_is_internal),
		cmocka_unit_test(a_prefix_goes_before_the_message_and_keeps_the_rest),
		cmocka_unit_test(control_characters_are_cleaned_away),
		cmocka_unit_test(a_message_that_is_too_long_is_cut_between_characters),
		cmocka_unit_test(a_prefix_that_leaves_no_room_is_left_out),
		cmocka_unit_test(a_report_is_one_line_and_perhaps_a_hint),
		cmocka_unit_test(a_report_cannot_be_made_to_hold_more_lines),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the AADSTS table.  Its source is included, since whether a table is
 * in order cannot be seen from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "model/aadsts.c"

static void the_table_is_in_order_and_no_code_stands_twice(void **state)
{
	for (size_t i = 1; i < array_size(table); i++)
		assert_true(table[i - 1].code < table[i].code);
}

static void every_code_is_found(void **state)
{
	for (size_t i = 0; i < array_size(table); i++)
		assert_ptr_equal(aadsts_find(table[i].code), &table[i]);
}

static void what_is_not_there_is_not_found(void **state)
{
	static const int codes[] = { 0, -1, 1, 7000214, INT32_MAX, INT32_MIN };

	for (size_t i = 0; i < array_size(codes); i++)
		assert_null(aadsts_find(codes[i]));
}

/* A meaning stands within a sentence, a hint is one. */
static void every_row_has_a_meaning_and_a_hint(void **state)
{
	for (size_t i = 0; i < array_size(table); i++) {
		size_t length = strlen(table[i].meaning);

		assert_true(length > 10);
		assert_true(table[i].meaning[length - 1] != '.');
		assert_true(strlen(table[i].hint) > 10);
	}
}

static void a_code_is_found_in_a_text(void **state)
{
	static const struct {
		const char *text;
		int code;
	} rows[] = {
		{ "AADSTS7000215: Invalid client secret provided.", 7000215 },
		{ "see AADSTS90002 and AADSTS50034", 90002 },
		{ "AADSTS50034", 50034 },
		{ "AADSTS50034x", 50034 },
		{ "AADSTS: AADSTSx AADSTS50034", 50034 },
		{ "AADSTSAADSTS50034", 50034 },
		{ "", 0 }, { "AADSTS", 0 }, { "AADSTS:", 0 }, { "AADSTS0", 0 },
		{ "AADSTS-5", 0 }, { "AADSTS 5", 0 }, { "aadsts50034", 0 },
		{ "50034", 0 }, { "AADSTS100000000", 0 },
		{ "AADSTS99999999999999999999999", 0 },
		{ "AADSTS99999999", 99999999 },
	};

	for (size_t i = 0; i < array_size(rows); i++)
		assert_int_equal(aadsts_in(rows[i].text), rows[i].code);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_table_is_in_order_and_no_code_stands_twice),
		cmocka_unit_test(every_code_is_found),
		cmocka_unit_test(what_is_not_there_is_not_found),
		cmocka_unit_test(every_row_has_a_meaning_and_a_hint),
		cmocka_unit_test(a_code_is_found_in_a_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of text from outside: cleaning, alphabets, slips of the hand. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/text.h"

static void cleans_to(const char *text, const char *expected)
{
	char copy[256];

	assert_true(strlen(text) < sizeof(copy));
	strcpy(copy, text);
	text_clean(copy);
	assert_string_equal(copy, expected);
}

static void plain_text_stays_as_it_is(void **state)
{
	cleans_to("", "");
	cleans_to("Anna's 'tenant' ~", "Anna's 'tenant' ~");
	cleans_to("\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x91",
		  "\xc3\xa9 \xe2\x82\xac \xf0\x9f\x94\x91");
	cleans_to("\xc2\xa0", "\xc2\xa0");
}

static void control_characters_become_question_marks(void **state)
{
	cleans_to("a\x1b[31mb\r\n\tc\x7f", "a?[31mb???c?");
	cleans_to("\x01", "?");
	cleans_to("a\xc2\x80" "b\xc2\x9f" "c", "a?b?c");
}

static void broken_utf_8_becomes_question_marks(void **state)
{
	cleans_to("a\xff" "bcdef", "a?bcdef");
	cleans_to("\x80" "abcd", "?abcd");
	cleans_to("\xc0\xaf" "abcd", "??abcd");
	cleans_to("\xe0\x80\xaf" "abcd", "???abcd");
	cleans_to("\xed\xa0\x80" "abcd", "???abcd");
	cleans_to("\xf4\x90\x80\x80" "abcd", "????abcd");
	cleans_to("\xc3(abcd", "?(abcd");
}

static void latin_1_near_the_end_loses_no_letters(void **state)
{
	cleans_to("\xe9t\xe9s", "?t?s");
	cleans_to("caf\xe9s", "caf?s");
	cleans_to("\xc3(", "?(");
	cleans_to("a\xff", "a?");
	cleans_to("a\xf5\x80\x80", "a???");
}

static void a_sequence_cut_off_at_the_end_is_dropped(void **state)
{
	cleans_to("ab\xc3", "ab");
	cleans_to("ab\xe2\x82", "ab");
	cleans_to("ab\xf0\x9f\x94", "ab");
	cleans_to("ab\xf0", "ab");
}

static void any_two_bytes_clean_to_printable_utf_8(void **state)
{
	for (int a = 1; a < 256; a++) {
		for (int b = 1; b < 256; b++) {
			char text[3] = { (char)a, (char)b, '\0' };
			size_t length, at = 0;

			text_clean(text);
			assert_true(text_printable(text));
			length = strlen(text);
			assert_true(length <= 2);
			while (at < length) {
				size_t count = text_utf8(text + at,
							 length - at);

				assert_true(count > 0);
				at += count;
			}
		}
	}
}

static void sequences_of_utf_8_have_their_length(void **state)
{
	assert_int_equal(text_utf8("", 0), 0);
	assert_int_equal(text_utf8("a", 1), 1);
	assert_int_equal(text_utf8("\0", 1), 1);
	assert_int_equal(text_utf8("\xc2\x80", 2), 2);
	assert_int_equal(text_utf8("\xdf\xbf", 2), 2);
	assert_int_equal(text_utf8("\xe0\xa0\x80", 3), 3);
	assert_int_equal(text_utf8("\xed\x9f\xbf", 3), 3);
	assert_int_equal(text_utf8("\xee\x80\x80", 3), 3);
	assert_int_equal(text_utf8("\xf0\x90\x80\x80", 4), 4);
	assert_int_equal(text_utf8("\xf4\x8f\xbf\xbf", 4), 4);
}

static void what_is_not_utf_8_has_no_length(void **state)
{
	assert_int_equal(text_utf8("\x80", 1), 0);
	assert_int_equal(text_utf8("\xc1\xbf", 2), 0);
	assert_int_equal(text_utf8("\xe0\x9f\xbf", 3), 0);
	assert_int_equal(text_utf8("\xed\xa0\x80", 3), 0);
	assert_int_equal(text_utf8("\xed\xbf\xbf", 3), 0);
	assert_int_equal(text_utf8("\xf0\x8f\xbf\xbf", 4), 0);
	assert_int_equal(text_utf8("\xf4\x90\x80\x80", 4), 0);
	assert_int_equal(text_utf8("\xf5\x80\x80\x80", 4), 0);
	assert_int_equal(text_utf8("\xe2\x82\xac", 2), 0);
	assert_int_equal(text_utf8("\xe2\x28\xa1", 3), 0);
}

static void a_control_character_is_not_printable(void **state)
{
	char text[] = "a-b";

	assert_true(text_printable(""));
	assert_true(text_printable("a b~\xc3\xa9"));
	for (int c = 1; c < 0x20; c++) {
		text[1] = (char)c;
		assert_false(text_printable(text));
	}
	assert_false(text_printable("a\x7f"));
}

static void a_token_has_b64token_characters_only(void **state)
{
	assert_true(text_b64token("eyJ0.a-b_c~d+e/f0189AZaz"));
	assert_true(text_b64token("a="));
	assert_true(text_b64token("a==="));
	assert_false(text_b64token(""));
	assert_false(text_b64token("="));
	assert_false(text_b64token("a=b"));
	assert_false(text_b64token("a b"));
	assert_false(text_b64token("a\n"));
	assert_false(text_b64token("a\""));
	assert_false(text_b64token("a\\"));
	assert_false(text_b64token("\xc3\xa9"));
}

static void a_slip_of_the_hand_finds_the_nearest_word(void **state)
{
	static const char *const words[] = { "principal", "tenant", "cloud",
					     "resource", "scopes", NULL };

	assert_string_equal(text_nearest("prinicpal", words), "principal");
	assert_string_equal(text_nearest("tenat", words), "tenant");
	assert_string_equal(text_nearest("tneant", words), "tenant");
	assert_string_equal(text_nearest("Cloud", words), "cloud");
	assert_string_equal(text_nearest("scope", words), "scopes");
	assert_string_equal(text_nearest("scopes", words), "scopes");
}

static void a_word_far_from_all_has_no_nearest(void **state)
{
	static const char *const words[] = { "principal", "tenant", NULL };
	static const char *const none[] = { NULL };
	char large[4096];

	assert_null(text_nearest("colour", words));
	assert_null(text_nearest("tenant", none));
	memset(large, 'a', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_null(text_nearest(large, words));
}

static void a_word_of_the_list_that_is_too_long_is_passed_over(void **state)
{
	char large[64];
	const char *words[] = { large, "tenant", NULL };

	memset(large, 't', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	assert_ptr_equal(text_nearest("tenan", words), words[1]);
}

static void words_are_joined_with_commas(void **state)
{
	static const char *const three[] = { "a", "bc", "d", NULL };
	static const char *const one[] = { "a", NULL };
	static const char *const none[] = { NULL };
	auto_free char *of_three = text_join(three);
	auto_free char *of_one = text_join(one);
	auto_free char *of_none = text_join(none);

	assert_string_equal(of_three, "a, bc, d");
	assert_string_equal(of_one, "a");
	assert_string_equal(of_none, "");
}

static void case_is_that_of_ascii_letters_only(void **state)
{
	char text[] = "ABC-xyz[@\xc3\x89";

	assert_true(text_same_nocase("", ""));
	assert_true(text_same_nocase("Dev.Azure.COM", "dev.azure.com"));
	assert_false(text_same_nocase("a", "ab"));
	assert_false(text_same_nocase("ab", "a"));
	assert_false(text_same_nocase("@", "`"));
	assert_false(text_same_nocase("[", "{"));
	assert_false(text_same_nocase("\xc3\x89", "\xc3\xa9"));
	text_lower(text);
	assert_string_equal(text, "abc-xyz[@\xc3\x89");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(plain_text_stays_as_it_is),
		cmocka_unit_test(control_characters_become_question_marks),
		cmocka_unit_test(broken_utf_8_becomes_question_marks),
		cmocka_unit_test(latin_1_near_the_end_loses_no_letters),
		cmocka_unit_test(a_sequence_cut_off_at_the_end_is_dropped),
		cmocka_unit_test(any_two_bytes_clean_to_printable_utf_8),
		cmocka_unit_test(sequences_of_utf_8_have_their_length),
		cmocka_unit_test(what_is_not_utf_8_has_no_length),
		cmocka_unit_test(a_control_character_is_not_printable),
		cmocka_unit_test(a_token_has_b64token_characters_only),
		cmocka_unit_test(a_slip_of_the_hand_finds_the_nearest_word),
		cmocka_unit_test(a_word_far_from_all_has_no_nearest),
		cmocka_unit_test(a_word_of_the_list_that_is_too_long_is_passed_over),
		cmocka_unit_test(words_are_joined_with_commas),
		cmocka_unit_test(case_is_that_of_ascii_letters_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

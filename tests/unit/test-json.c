/* SPDX-License-Identifier: MIT */
/* Tests of which texts are JSON: the grammar, strings and numbers. */
#include "json-check.h"

#include <stdio.h>

#include "base/str.h"

static void an_empty_text_says_that_there_is_nothing(void **state)
{
	refused("", "there is nothing in it");
	refused(" \t\r\n", "there is nothing in it");
	refused_file("\n\n", "/etc/x.json:3: there is nothing in it");
	refused_file("// only a comment\n",
		     "/etc/x.json:2: there is nothing in it");
}

static void a_text_that_ends_too_early_is_refused(void **state)
{
	static const char whole[] =
		"{\"a\":[1,true,null,\"x\\n\\u00e9\"],\"b\":{\"c\":-1.5e3}}";

	for (size_t length = 1; length < sizeof(whole) - 1; length++)
		refused_bytes(whole, length, &request, "not valid JSON");
}

static void only_one_document_is_taken(void **state)
{
	refused("{}{}", "not valid JSON");
	refused("{} {}", "not valid JSON");
	refused("{}\n[]", "not valid JSON");
	refused("{} x", "not valid JSON");
	refused("{},", "not valid JSON");
	refused("{}1", "not valid JSON");
	refused("{} null", "not valid JSON");
	refused("{}}", "closes what was never opened");
	refused_bytes("{}\0", 3, &request, "not valid JSON");
	refused_bytes("{}\0{}", 5, &request, "not valid JSON");
}

static void brackets_must_match(void **state)
{
	refused("}", "never opened");
	refused("]", "never opened");
	refused("{]", "not valid JSON");
	refused("[}", "not valid JSON");
	refused("{\"a\":[}", "not valid JSON");
	refused("{\"a\":{]}", "not valid JSON");
}

static void the_grammar_of_objects_and_arrays_is_strict(void **state)
{
	static const char *const texts[] = {
		"{\"a\":1,}", "[1,]", "{,}", "[,]", "{,\"a\":1}", "[,1]",
		"[1,,2]", "{\"a\":1,,\"b\":2}", "{\"a\"}", "{\"a\":}", "{:1}",
		"{\"a\" 1}", "{\"a\"::1}", "{\"a\":1 \"b\":2}", "[1 2]",
		"{\"a\":1:2}", "[\"a\":1]", "{1:2}", "{null:1}", "{a:1}",
		"{\"a\",\"b\"}", "{[]:1}", "{{}:1}", "{\"a\":\"b\" \"c\"}",
		"[:]", ":", ",", "{\"a\":1;}",
	};

	for (size_t i = 0; i < array_size(texts); i++)
		refused(texts[i], "not valid JSON");
}

static void words_are_true_false_and_null_only(void **state)
{
	static const char *const words[] = {
		"True", "TRUE", "tru", "truee", "FALSE", "False", "Null",
		"NULL", "nul", "nil", "None", "undefined", "yes", "a", "NaN",
		"nan", "-NaN", "-nan", "Infinity", "-Infinity", "infinity",
		"-infinity", "inf", "-inf", "+Infinity", "1Infinity", "0NaN",
		"'x'", "`x`", "\xe2\x80\x9cx\xe2\x80\x9d", "x\"", "(1)", "#1",
		"@", "\\", "=", "!", "$a",
	};

	for (size_t i = 0; i < array_size(words); i++) {
		char text[64];

		snprintf(text, sizeof(text), "{\"a\":%s}", words[i]);
		refused(text, "not valid JSON");
		refused(words[i], "not valid JSON");
	}
}

static void single_quotes_are_no_quotes(void **state)
{
	refused("{'a':1}", "this is not JSON");
	refused("{\"a\":'b'}", "this is not JSON");
}

static void a_byte_order_mark_is_refused(void **state)
{
	refused("\xef\xbb\xbf{}", "this is not JSON");
}

static void the_root_must_be_an_object(void **state)
{
	static const char *const texts[] = { "[]", "[{}]", "1", "\"a\"",
					     "true", "null", "-0.5" };

	for (size_t i = 0; i < array_size(texts); i++) {
		struct error err = { 0 };
		struct json root;
		auto_json struct json_document *document = parse_bytes(
			texts[i], strlen(texts[i]), &request, &err);

		assert_non_null(document);
		assert_false(json_root(document, &root, &err));
		assert_int_equal(err.class, ERROR_USAGE);
		assert_string_equal(err.message,
				    "the request is not a JSON object");
	}
}

/* Strings */

static void escapes_are_decoded(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"a\":\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u0041\\u00e9\\u20AC"
		"\\ud83d\\uDD11\",\"b\":\"\\\\u0000\"}", false, &root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_string(root, "a", &text, &err));
	assert_string_equal(text, "\"\\/\b\f\n\r\tA\xc3\xa9\xe2\x82\xac"
				  "\xf0\x9f\x94\x91");
	assert_true(json_get_string(root, "b", &text, &err));
	assert_string_equal(text, "\\u0000");
}

static void an_unknown_escape_is_refused(void **state)
{
	static const char *const texts[] = {
		"\"\\x41\"", "\"\\'\"", "\"\\a\"", "\"\\0\"", "\"\\u12\"",
		"\"\\u12g4\"", "\"\\U0041\"", "\"\\u 041\"", "\"\\\n\"",
		"\"\\\"", "\"\\", "\"\\u", "\"\\u00", "\"\\\t\"",
	};

	for (size_t i = 0; i < array_size(texts); i++)
		refused(texts[i], "not valid JSON");
}

static void control_characters_are_refused_everywhere(void **state)
{
	char text[16];

	for (int c = 0; c < 0x20; c++) {
		snprintf(text, sizeof(text), "{\"a\":\"b?c\"}");
		text[7] = (char)c;
		refused_bytes(text, 11, &request, "control character");
		snprintf(text, sizeof(text), "{\"a?\":\"b\"}");
		text[3] = (char)c;
		refused_bytes(text, 10, &request, "control character");
		if (c == '\t' || c == '\n' || c == '\r')
			continue;
		snprintf(text, sizeof(text), "{?}");
		text[1] = (char)c;
		refused_bytes(text, 3, &request, "this is not JSON");
	}
	refused("{\"a\":\"b\x7f\"}", "control character");
	refused("{\x7f}", "this is not JSON");
}

static void an_escaped_nul_is_refused(void **state)
{
	refused("{\"a\":\"b\\u0000c\"}", "a string holds \\u0000");
	refused("{\"a\":\"\\\\\\u0000\"}", "a string holds \\u0000");
	refused("{\"a\\u0000\":1}", "a string holds \\u0000");
}

static void a_lone_surrogate_never_becomes_broken_utf_8(void **state)
{
	static const char *const escapes[] = {
		"\\ud800", "\\udfff", "\\ud83dx", "\\ud83d\\n", "\\udd11\\ud83d",
		"\\ud83d\\u0041", "\\ud83d\\ud83d\\udd11",
	};

	for (size_t i = 0; i < array_size(escapes); i++) {
		auto_free char *text = str_new("{\"a\":\"%s\"}", escapes[i]);
		struct error err = { 0 };
		struct json root;
		auto_json struct json_document *document = parse_bytes(
			text, strlen(text), &request, &err);
		const char *value = NULL;

		if (document == NULL) {
			assert_int_equal(err.class, ERROR_USAGE);
			continue;
		}
		assert_true(json_root(document, &root, &err));
		assert_true(json_get_string(root, "a", &value, &err));
		assert_non_null(strstr(value, "\xef\xbf\xbd"));
		assert_null(strstr(value, "\xed"));
	}
}

static void broken_utf_8_is_refused(void **state)
{
	static const char *const bytes[] = {
		"\x80", "\xbf", "\xc0\xaf", "\xc1\xbf", "\xc3", "\xc3(",
		"\xe0\x80\xaf", "\xe2\x82", "\xed\xa0\x80", "\xf0\x80\x80\xaf",
		"\xf0\x9f\x94", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
		"\xfe", "\xff", "\xe9t\xe9",
	};
	char text[32];

	for (size_t i = 0; i < array_size(bytes); i++) {
		snprintf(text, sizeof(text), "{\"a\":\"%s\"}", bytes[i]);
		refused(text, "not valid UTF-8");
		snprintf(text, sizeof(text), "{\"%s\":1}", bytes[i]);
		refused(text, "not valid UTF-8");
		snprintf(text, sizeof(text), "\"%s", bytes[i]);
		refused(text, "not valid UTF-8");
		snprintf(text, sizeof(text), "{%s}", bytes[i]);
		refused(text, "this is not JSON");
	}
	refused("{\"a\":\"\\\xc3\xa9\"}", "not valid UTF-8");
}

static void good_utf_8_comes_through(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"\xc3\xa9\":\"\xe2\x82\xac\xf0\x9f\x94\x91\"}", false,
		&root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_string(root, "\xc3\xa9", &text, &err));
	assert_string_equal(text, "\xe2\x82\xac\xf0\x9f\x94\x91");
}

/* Numbers */

static void a_whole_number_is_read_within_its_limits(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"zero\":0,\"minus\":-0,\"max\":9223372036854775807,"
		"\"min\":-9223372036854775807,\"n\":300}", false, &root);
	struct error err = { 0 };
	int64_t number = 1;

	assert_true(json_get_int(root, "zero", 0, 0, &number, &err));
	assert_int_equal(number, 0);
	assert_true(json_get_int(root, "minus", 0, 0, &number, &err));
	assert_int_equal(number, 0);
	assert_true(json_get_int(root, "max", INT64_MIN, INT64_MAX, &number,
				 &err));
	assert_true(number == INT64_MAX);
	assert_true(json_get_int(root, "min", INT64_MIN, INT64_MAX, &number,
				 &err));
	assert_true(number == -INT64_MAX);
	assert_true(json_get_int(root, "n", 300, 300, &number, &err));
	assert_int_equal(number, 300);
	assert_false(json_get_int(root, "n", 0, 299, &number, &err));
	assert_string_equal(err.message, "the request: field 'n' is not "
					 "between 0 and 299");
	assert_false(json_get_int(root, "n", 301, 400, &number, &err));
	assert_int_equal(number, 300);
}

static void what_is_not_a_whole_number_is_refused(void **state)
{
	static const char *const values[] = {
		"\"3600\"", "3.0", "1e3", "1E3", "-0.0", "1.5", "true",
		"false", "[]", "{}", "[1]", "\"\"", "1e400",
	};

	for (size_t i = 0; i < array_size(values); i++) {
		auto_free char *text = str_new("{\"a\":%s}", values[i]);
		struct json root;
		held struct json_document *document = taken(text, false,
								 &root);
		struct error err = { 0 };
		int64_t number = 42;

		assert_false(json_get_int(root, "a", INT64_MIN, INT64_MAX,
					  &number, &err));
		assert_int_equal(err.class, ERROR_USAGE);
		assert_string_equal(err.message, "the request: field 'a' "
						 "is not a whole number");
		assert_int_equal(number, 42);
	}
}

static void a_number_beyond_int64_is_never_cut_down(void **state)
{
	static const char *const values[] = {
		"9223372036854775808", "18446744073709551615",
		"18446744073709551616", "-9223372036854775808",
		"-9223372036854775809",
		"99999999999999999999999999999999999999",
		"-99999999999999999999999999999999999999",
	};

	for (size_t i = 0; i < array_size(values); i++) {
		auto_free char *text = str_new("{\"a\":%s}", values[i]);
		struct error err = { 0 };
		auto_json struct json_document *document = parse_bytes(
			text, strlen(text), &request, &err);
		struct json root;
		int64_t number = 42;

		if (document != NULL) {
			assert_true(json_root(document, &root, &err));
			assert_false(json_get_int(root, "a", INT64_MIN,
						  INT64_MAX, &number, &err));
		}
		assert_int_equal(err.class, ERROR_USAGE);
		assert_int_equal(number, 42);
	}
}

static void a_malformed_number_is_refused(void **state)
{
	static const char *const numbers[] = {
		"-", "+1", "01", "-01", "00", ".5", "-.5", "1.", "1.e3", "1e",
		"1e+", "1ee3", "1e3.5", "1.2.3", "0x10", "1a", "1_000",
		"--1", "1-", "1-2", "1+2", "0b1", "1e5e", "-e", "1f", "1L",
		"- 1", "\xd9\xa1",
	};

	for (size_t i = 0; i < array_size(numbers); i++) {
		auto_free char *object = str_new("{\"a\":%s}", numbers[i]);
		auto_free char *array = str_new("[%s]", numbers[i]);

		refused(object, "not valid JSON");
		refused(array, "not valid JSON");
		refused(numbers[i], "not valid JSON");
	}
}

static void a_text_with_any_byte_changed_does_no_harm(void **state)
{
	static const char whole[] =
		"{\"a\":[1,true,null,\"x\\u00e9\"],/*c*/\"b\":{\"c\":-1.5e3}}";
	char text[sizeof(whole)];
	int taken_texts = 0, refused_texts = 0;

	for (size_t at = 0; at < sizeof(whole) - 1; at++) {
		for (int c = 0; c < 256; c++) {
			struct error err = { 0 };

			memcpy(text, whole, sizeof(whole));
			text[at] = (char)c;
			auto_json struct json_document *document =
				parse_bytes(text, sizeof(whole) - 1, &file,
					    &err);
			if (document != NULL) {
				taken_texts++;
				continue;
			}
			assert_int_equal(err.class, ERROR_CONFIG);
			refused_texts++;
		}
	}
	assert_true(taken_texts > (int)sizeof(whole));
	assert_true(refused_texts > (int)sizeof(whole));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_empty_text_says_that_there_is_nothing),
		cmocka_unit_test(a_text_that_ends_too_early_is_refused),
		cmocka_unit_test(only_one_document_is_taken),
		cmocka_unit_test(brackets_must_match),
		cmocka_unit_test(the_grammar_of_objects_and_arrays_is_strict),
		cmocka_unit_test(words_are_true_false_and_null_only),
		cmocka_unit_test(single_quotes_are_no_quotes),
		cmocka_unit_test(a_byte_order_mark_is_refused),
		cmocka_unit_test(the_root_must_be_an_object),
		cmocka_unit_test(escapes_are_decoded),
		cmocka_unit_test(an_unknown_escape_is_refused),
		cmocka_unit_test(control_characters_are_refused_everywhere),
		cmocka_unit_test(an_escaped_nul_is_refused),
		cmocka_unit_test(a_lone_surrogate_never_becomes_broken_utf_8),
		cmocka_unit_test(broken_utf_8_is_refused),
		cmocka_unit_test(good_utf_8_comes_through),
		cmocka_unit_test(a_whole_number_is_read_within_its_limits),
		cmocka_unit_test(what_is_not_a_whole_number_is_refused),
		cmocka_unit_test(a_number_beyond_int64_is_never_cut_down),
		cmocka_unit_test(a_malformed_number_is_refused),
		cmocka_unit_test(a_text_with_any_byte_changed_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

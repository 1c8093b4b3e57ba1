/* SPDX-License-Identifier: MIT */
/*
 * Tests of what the scanner looks for: keys that stand twice, depth, comments,
 * and time that is bounded whatever the text.
 */
#include "json-check.h"

#include <stdio.h>
#include <time.h>

#include "base/json-scan.h"
#include "base/str.h"

/* Keys */

static void a_key_that_stands_twice_is_refused(void **state)
{
	refused("{\"a\":1,\"a\":1}", "a key stands twice in one object");
	refused("{\"a\":1,\"b\":{\"a\":1},\"a\":2}", "stands twice");
	refused("{\"a\":{\"b\":1,\"c\":[{}],\"b\":2}}", "stands twice");
	refused("[{\"a\":1},{\"a\":1,\"a\":2}]", "stands twice");
	refused("{\"\":1,\"\":2}", "stands twice");
	refused("{\"a\":[{\"b\":1}],\"a\":2}", "stands twice");
	refused_file("{\n\"a\": 1,\n\"b\": 2,\n\"a\": 3}",
		     "/etc/x.json:4: a key stands twice in one object");
}

static void the_same_key_in_different_objects_is_fine(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"a\":{\"a\":{\"a\":1}},\"b\":[{\"a\":1},{\"a\":2}],"
		"\"c\":{\"a\":1,\"b\":2},\"A\":1,\"aa\":2}", false, &root);

	assert_int_equal(json_count(root), 5);
}

static void a_string_in_an_array_is_no_key(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"a\":[\"x\",\"x\",[\"x\"],{\"x\":\"x\"},\"x\"],"
		"\"x\":\"a\",\"y\":\"a\"}", false, &root);

	assert_int_equal(json_count(root), 3);
}

static void a_key_with_a_backslash_is_refused(void **state)
{
	refused("{\"\\u0061\":1,\"a\":2}", "a key holds a backslash");
	refused("{\"a\\n\":1}", "a key holds a backslash");
	refused("{\"a\":{\"b\\\"\":1}}", "a key holds a backslash");
}

static void a_key_may_be_empty(void **state)
{
	struct json root;
	held struct json_document *document = taken("{\"\":\"x\"}", false,
							 &root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_string(root, "", &text, &err));
	assert_string_equal(text, "x");
}

static char *many_keys(int count)
{
	struct str text = STR_INIT;

	str_append(&text, "{");
	for (int i = 0; i < count; i++)
		str_format(&text, "%s\"k%d\":\"v\"", i > 0 ? "," : "", i);
	str_append(&text, "}");
	return str_take(&text);
}

static double seconds_since(clock_t began)
{
	return (double)(clock() - began) / CLOCKS_PER_SEC;
}

static void too_many_keys_are_refused_in_bounded_time(void **state)
{
	auto_free char *text = many_keys(70000);
	clock_t began = clock();

	assert_non_null(text);
	refused(text, "there are too many keys");
	assert_true(seconds_since(began) < 5);
}

static void as_many_keys_as_allowed_are_walked_in_bounded_time(void **state)
{
	auto_free char *text = many_keys(JSON_KEYS_MAX);
	clock_t began = clock();
	struct json root, value;
	held struct json_document *document = taken(text, false, &root);
	struct json_at *at = NULL;
	const char *key;
	size_t count = 0;

	while (json_next(root, &at, &key, &value))
		count++;
	assert_int_equal(count, JSON_KEYS_MAX);
	assert_true(seconds_since(began) < 5);
}

static void keys_made_to_collide_do_not_cost_their_square(void **state)
{
	auto_str struct str text = STR_INIT;
	unsigned int found = 0;

	/* The scanner's hash, for members of the outermost object: keys that
	 * share one slot of two thousand. */
	str_append(&text, "{");
	for (unsigned int i = 0; found < 600; i++) {
		uint64_t hash = 0xcbf29ce484222325u;
		char key[16];

		snprintf(key, sizeof(key), "%x", i);
		for (const char *c = key; *c != '\0'; c++)
			hash = (hash ^ (unsigned char)*c) * 0x100000001b3u;
		if (((hash ^ hash >> 32) & 0x7ff) == 0)
			str_format(&text, "%s\"%s\":1", found++ ? "," : "", key);
	}
	str_append(&text, "}");
	assert_false(text.failed);
	refused(text.data, "there are too many keys");
}

/* Depth */

static char *nested(int depth, const char *open, const char *inner,
		    const char *close)
{
	struct str text = STR_INIT;

	for (int i = 0; i < depth; i++)
		str_append(&text, open);
	str_append(&text, inner);
	for (int i = 0; i < depth; i++)
		str_append(&text, close);
	return str_take(&text);
}

static void sixteen_levels_are_taken(void **state)
{
	static const char *const inner[] = { "{}", "{\"a\":1}", "[]", "[1]",
					     "{\"a\":\"b\"}", "[null]" };

	for (size_t i = 0; i < array_size(inner); i++) {
		auto_free char *text = nested(15, "{\"a\":", inner[i], "}");
		struct json root;
		held struct json_document *document = taken(text, false,
								 &root);

		assert_int_equal(json_count(root), 1);
	}
}

static void sixteen_arrays_are_taken_and_seventeen_not(void **state)
{
	auto_free char *sixteen = nested(16, "[", "1", "]");
	auto_free char *seventeen = nested(17, "[", "", "]");
	struct error err = { 0 };
	auto_json struct json_document *document = parse_bytes(
		sixteen, strlen(sixteen), &request, &err);

	assert_non_null(document);
	refused(seventeen, "values are nested too deeply");
}

static void seventeen_levels_and_a_thousand_are_refused(void **state)
{
	auto_free char *seventeen = nested(17, "{\"a\":", "1", "}");
	auto_free char *thousand = nested(1000, "[", "", "]");
	auto_free char *open = nested(1000, "[", "", "");
	auto_free char *mixed = nested(500, "{\"a\":[", "1", "]}");

	refused(seventeen, "values are nested too deeply");
	refused(thousand, "values are nested too deeply");
	refused(open, "values are nested too deeply");
	refused(mixed, "values are nested too deeply");
}

static void depth_is_counted_anew_after_a_bracket_closes(void **state)
{
	auto_str struct str text = STR_INIT;
	struct json root;

	str_append(&text, "{\"a\":[");
	for (int i = 0; i < 100; i++)
		str_format(&text, "%s[[{\"a\":[]}]]", i > 0 ? "," : "");
	str_append(&text, "]}");
	held struct json_document *document = taken(text.data, false,
							 &root);

	assert_int_equal(json_count(root), 1);
}

/* Comments */

static void comments_are_for_files_only(void **state)
{
	refused("{} // x", "comments are not allowed here");
	refused("/* x */ {}", "comments are not allowed here");
	refused("{\"a\":/**/1}", "comments are not allowed here");
	refused("{}/", "comments are not allowed here");
}

static void comments_in_a_file_are_passed_over(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"// one\n{ /* two\n * { \"a\": \"\" **/ \"a\": /***/ \"b\" // }\n"
		", /*/ x */ \"c\": [1, // 2,\n 3] } /* \xff\x01 ' \" */ // end",
		true, &root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_string(root, "a", &text, &err));
	assert_string_equal(text, "b");
	assert_int_equal(json_count(root), 2);
}

static void what_looks_like_a_comment_in_a_string_stays(void **state)
{
	struct json root;
	held struct json_document *document = taken(
		"{\"a\":\"https://x/*y*/z\",\"//\":\"\\\"// /*\"}", true,
		&root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_string(root, "a", &text, &err));
	assert_string_equal(text, "https://x/*y*/z");
	assert_true(json_get_string(root, "//", &text, &err));
	assert_string_equal(text, "\"// /*");
}

static void a_comment_separates_words_and_must_end(void **state)
{
	refused_file("{\"a\":1/**/2}",
		     "/etc/x.json:1: object value separator ',' expected");
	refused_file("{\"a\":tr/**/ue}", "/etc/x.json:1: this is not JSON");
	refused_file("{}\n/* x\n", "/etc/x.json:3: a comment does not end");
	refused_file("{} /*/", "/etc/x.json:1: a comment does not end");
	refused_file("{} /", "/etc/x.json:1: this is not JSON");
	refused_file("{} /x", "/etc/x.json:1: this is not JSON");
	refused_file("{} # x", "/etc/x.json:1: this is not JSON");
}

static void the_callers_text_keeps_its_comments(void **state)
{
	static const char text[] = "{} // x";
	char copy[sizeof(text)];
	struct error err = { 0 };

	memcpy(copy, text, sizeof(text));
	auto_json struct json_document *document =
		json_parse(copy, strlen(copy), &file, &err);
	assert_non_null(document);
	assert_string_equal(copy, text);
}

/* The scanner by itself */

static void the_scanner_numbers_objects_and_notes_lines(void **state)
{
	char text[] = "{\"a\":{\"b\":1},\n\"c\":[{\"d\":2}],\n\"e\":{}}";
	struct json_scan scan;
	const struct json_key *key;

	assert_true(json_scan(text, strlen(text), false, &scan));
	assert_int_equal(scan.count, 5);
	assert_int_equal(scan.objects, 4);
	key = json_scan_find(&scan, 0, "a");
	assert_int_equal(key->value, 1);
	assert_int_equal(key->line, 1);
	key = json_scan_find(&scan, 1, "b");
	assert_int_equal(key->value, -1);
	key = json_scan_find(&scan, 0, "c");
	assert_int_equal(key->value, -1);
	assert_int_equal(key->line, 2);
	assert_non_null(json_scan_find(&scan, 2, "d"));
	key = json_scan_find(&scan, 0, "e");
	assert_int_equal(key->value, 3);
	assert_int_equal(key->line, 3);
	assert_null(json_scan_find(&scan, 0, "b"));
	assert_null(json_scan_find(&scan, 9, "a"));
	json_scan_clear(&scan);
	assert_null(json_scan_find(&scan, 0, "a"));
}

static void the_scanner_blanks_comments_and_nothing_else(void **state)
{
	char text[] = "{/*x\ny*/\"a//\":\"/*b*/\"}//z";
	struct json_scan scan;

	assert_true(json_scan(text, strlen(text), true, &scan));
	assert_string_equal(text, "{   \n   \"a//\":\"/*b*/\"}   ");
	json_scan_clear(&scan);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_that_stands_twice_is_refused),
		cmocka_unit_test(the_same_key_in_different_objects_is_fine),
		cmocka_unit_test(a_string_in_an_array_is_no_key),
		cmocka_unit_test(a_key_with_a_backslash_is_refused),
		cmocka_unit_test(a_key_may_be_empty),
		cmocka_unit_test(too_many_keys_are_refused_in_bounded_time),
		cmocka_unit_test(as_many_keys_as_allowed_are_walked_in_bounded_time),
		cmocka_unit_test(keys_made_to_collide_do_not_cost_their_square),
		cmocka_unit_test(sixteen_levels_are_taken),
		cmocka_unit_test(sixteen_arrays_are_taken_and_seventeen_not),
		cmocka_unit_test(seventeen_levels_and_a_thousand_are_refused),
		cmocka_unit_test(depth_is_counted_anew_after_a_bracket_closes),
		cmocka_unit_test(comments_are_for_files_only),
		cmocka_unit_test(comments_in_a_file_are_passed_over),
		cmocka_unit_test(what_looks_like_a_comment_in_a_string_stays),
		cmocka_unit_test(a_comment_separates_words_and_must_end),
		cmocka_unit_test(the_callers_text_keeps_its_comments),
		cmocka_unit_test(the_scanner_numbers_objects_and_notes_lines),
		cmocka_unit_test(the_scanner_blanks_comments_and_nothing_else),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

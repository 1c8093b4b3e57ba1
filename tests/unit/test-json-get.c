/* SPDX-License-Identifier: MIT */
/* Tests of reading members, and of where a message about one points. */
#include "json-check.h"

static void an_object_with_all_kinds_of_values_is_read(void **state)
{
	struct json root, inner = { 0 };
	held struct json_document *document = taken(
		" {\"s\":\"text\",\"t\":true,\"f\":false,\"n\":null,\"i\":-12,"
		"\"d\":1.5e3,\"o\":{\"x\":\"y\"},\"a\":[\"1\",\"2\"],"
		"\"e\":{},\"l\":[]}\r\n\t ", false, &root);
	struct error err = { 0 };
	const char *text = NULL;
	auto_free const char **strings = NULL;
	bool yes = false, no = true;
	int64_t number = 0;

	assert_true(json_get_string(root, "s", &text, &err));
	assert_string_equal(text, "text");
	assert_true(json_get_bool(root, "t", &yes, &err));
	assert_true(yes);
	assert_true(json_get_bool(root, "f", &no, &err));
	assert_false(no);
	assert_true(json_get_int(root, "i", -100, 100, &number, &err));
	assert_int_equal(number, -12);
	assert_true(json_get_object(root, "o", &inner, &err));
	assert_true(json_get_string(inner, "x", &text, &err));
	assert_string_equal(text, "y");
	assert_true(json_get_strings(root, "a", &strings, &err));
	assert_string_equal(strings[0], "1");
	assert_string_equal(strings[1], "2");
	assert_null(strings[2]);
	assert_int_equal(json_count(root), 10);
	assert_int_equal(json_count(inner), 1);
}

static void null_and_absent_leave_the_value_as_it_was(void **state)
{
	struct json root, inner = { 0 };
	held struct json_document *document = taken(
		"{\"s\":null,\"b\":null,\"i\":null,\"o\":null,\"a\":null}",
		false, &root);
	static const char *const keys[][5] = {
		{ "s", "b", "i", "o", "a" }, { "v", "w", "x", "y", "z" },
	};

	for (size_t i = 0; i < array_size(keys); i++) {
		struct error err = { 0 };
		const char *text = "kept", **strings = NULL;
		int64_t number = 7;
		bool yes = true;

		assert_true(json_get_string(root, keys[i][0], &text, &err));
		assert_string_equal(text, "kept");
		assert_true(json_get_bool(root, keys[i][1], &yes, &err));
		assert_true(yes);
		assert_true(json_get_int(root, keys[i][2], 100, 200, &number,
					 &err));
		assert_int_equal(number, 7);
		assert_true(json_get_object(root, keys[i][3], &inner, &err));
		assert_null(inner.value);
		assert_true(json_get_strings(root, keys[i][4], &strings, &err));
		assert_null(strings);
		for (size_t j = 0; j < 5; j++)
			assert_false(json_has(root, keys[i][j]));
		assert_int_equal(err.class, ERROR_NONE);
	}
}

static void a_member_of_the_wrong_type_is_named(void **state)
{
	struct json root, inner = { 0 };
	held struct json_document *document = taken(
		"{\"spec\":{\"n\":1,\"s\":\"x\",\"m\":[\"a\",1],"
		"\"l\":[null]}}", false, &root);
	struct error err = { 0 };
	const char *text = NULL, **strings = NULL;
	bool yes = false;

	assert_true(json_get_object(root, "spec", &inner, &err));
	assert_false(json_get_string(inner, "n", &text, &err));
	assert_string_equal(err.message,
			    "the request: field 'spec.n' is not a string");
	assert_int_equal(err.class, ERROR_USAGE);
	assert_false(json_get_bool(inner, "s", &yes, &err));
	assert_string_equal(err.message, "the request: field 'spec.s' is not "
					 "true or false");
	assert_false(json_get_strings(inner, "s", &strings, &err));
	assert_string_equal(err.message,
			    "the request: field 'spec.s' is not an array");
	assert_false(json_get_strings(inner, "m", &strings, &err));
	assert_string_equal(err.message, "the request: field 'spec.m' holds "
					 "something that is not a string");
	assert_false(json_get_strings(inner, "l", &strings, &err));
	assert_false(json_get_object(inner, "n", &inner, &err));
	assert_string_equal(err.message,
			    "the request: field 'spec.n' is not an object");
	assert_null(text);
	assert_null(strings);
	assert_false(yes);
}

static void a_fault_in_a_file_has_name_line_and_place(void **state)
{
	struct json root, inner = { 0 };
	held struct json_document *document = taken(
		"{ // a comment\n\n\"a\": {\n  /* two\n lines */ \"b\": {\r\n"
		"\t\"c\": 1 } } }", true, &root);
	struct error err = { 0 };
	const char *text = NULL;

	assert_true(json_get_object(root, "a", &inner, &err));
	assert_true(json_get_object(inner, "b", &inner, &err));
	assert_false(json_get_string(inner, "c", &text, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_string_equal(err.message,
			    "/etc/x.json:6: 'a.b.c' is not a string");
	assert_false(json_fault(inner, NULL, &err, "is %s", "odd"));
	assert_string_equal(err.message, "/etc/x.json:5: 'a.b' is odd");
	assert_false(json_fault(inner, "d", &err, "is missing"));
	assert_string_equal(err.message,
			    "/etc/x.json:5: 'a.b.d' is missing");
	assert_false(json_fault(root, "x", &err, "is missing"));
	assert_string_equal(err.message, "/etc/x.json:1: 'x' is missing");
	assert_false(json_fault(root, NULL, &err, "it is odd"));
	assert_string_equal(err.message, "/etc/x.json:1: it is odd");
}

static void a_fault_of_a_document_without_lines_names_the_field(void **state)
{
	struct json root;
	held struct json_document *document = taken("{\n\"a\":1}", false,
							 &root);
	struct error err = { 0 };

	assert_false(json_fault(root, NULL, &err, "is odd"));
	assert_string_equal(err.message, "the request: it is odd");
	assert_false(json_fault(root, "a", &err, "is odd"));
	assert_string_equal(err.message, "the request: field 'a' is odd");
	assert_int_equal(err.class, ERROR_USAGE);
}

static void a_fault_of_the_grammar_points_to_its_line(void **state)
{
	struct error err = { 0 };

	refused_file("{\n\"a\": 1,\n\"b\" 2,\n\"c\": 3\n}\n",
		     "/etc/x.json:3: object property name separator ':' "
		     "expected");
	auto_json struct json_document *document = parse_bytes(
		"{\n\"a\": [1,\n],\n\"b\": 2\n}\n\n", 23, &file, &err);
	assert_null(document);
	assert_int_equal(strncmp(err.message, "/etc/x.json:3: ", 15), 0);
	refused_file("{\n\"a\": 1,\n\"b\": bad,\n\"c\": 3\n}\n",
		     "/etc/x.json:3: this is not JSON");
	refused("{\n\"a\": \"\x01\"\n}", "(line 2)");
}

static void a_place_below_an_array_has_no_wrong_name_or_line(void **state)
{
	struct json root, value;
	held struct json_document *document = taken(
		"{\n\"n\": 1,\n\"s\": \"x\"\n}", true, &root);
	struct json_at *at = NULL;
	struct error err = { 0 };
	const char *key;

	assert_true(json_next(root, &at, &key, &value));
	assert_true(json_next(root, &at, &key, &value));
	assert_false(json_fault(value, NULL, &err, "it is odd"));
	assert_string_equal(err.message, "/etc/x.json:1: it is odd");
}

static void members_are_walked_in_their_order(void **state)
{
	struct json root, value, inner = { 0 };
	held struct json_document *document = taken(
		"{\"z\":\"1\",\"a\":{\"k\":\"v\"},\"m\":null,\"b\":2}", false,
		&root);
	static const char *const keys[] = { "z", "a", "m", "b" };
	struct json_at *at = NULL;
	struct error err = { 0 };
	const char *key, *text = NULL;
	size_t i = 0;

	for (; json_next(root, &at, &key, &value); i++) {
		assert_true(i < array_size(keys));
		assert_string_equal(key, keys[i]);
		if (i == 0)
			assert_string_equal(json_as_string(value), "1");
		else
			assert_null(json_as_string(value));
		if (i == 1)
			inner = value;
	}
	assert_int_equal(i, array_size(keys));
	assert_true(json_get_string(inner, "k", &text, &err));
	assert_string_equal(text, "v");
	assert_false(json_get_bool(inner, "k", &(bool){ false }, &err));
	assert_string_equal(err.message, "the request: field 'a.k' is not "
					 "true or false");
}

static void a_value_that_is_no_object_has_no_members(void **state)
{
	struct json root, value;
	held struct json_document *document = taken(
		"{\"s\":\"x\",\"n\":null,\"i\":1,\"a\":[\"x\"]}", false, &root);
	struct json_at *at = NULL;
	const char *key;

	while (json_next(root, &at, &key, &value)) {
		struct json_at *below = NULL;
		struct json under;

		assert_int_equal(json_count(value), 0);
		assert_false(json_has(value, "x"));
		assert_false(json_next(value, &below, &key, &under));
	}
}

static void an_empty_array_gives_an_empty_list(void **state)
{
	struct json root;
	held struct json_document *document = taken("{\"a\":[]}", false,
							 &root);
	struct error err = { 0 };
	auto_free const char **strings = NULL;

	assert_true(json_get_strings(root, "a", &strings, &err));
	assert_non_null(strings);
	assert_null(strings[0]);
}

static void an_unknown_key_is_told_with_the_nearest(void **state)
{
	static const char *const known[] = { "tenant", "client_id", NULL };
	struct json root, inner = { 0 };
	held struct json_document *document = taken(
		"{\n\"ci\": {\n\"tenant\": \"x\",\n\"cleint_id\": \"y\"\n}\n}",
		true, &root);
	struct error err = { 0 };

	assert_true(json_get_object(root, "ci", &inner, &err));
	assert_false(json_only(inner, known, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_string_equal(err.message, "/etc/x.json:4: 'ci.cleint_id' is "
					 "not a known key");
	assert_string_equal(err.hint, "did you mean 'client_id'?");
}

static void an_unknown_key_like_no_other_is_told_with_the_list(void **state)
{
	static const char *const known[] = { "tenant", "client_id", NULL };
	struct json root;
	held struct json_document *document = taken("{\"colour\":1}",
							 true, &root);
	struct error err = { 0 };

	assert_false(json_only(root, known, &err));
	assert_string_equal(err.hint, "known here are: tenant, client_id");
}

static void known_keys_pass(void **state)
{
	static const char *const known[] = { "a", "b", NULL };
	struct json root;
	held struct json_document *document = taken("{\"b\":1,\"a\":2}",
							 false, &root);
	struct error err = { 0 };

	assert_true(json_only(root, known, &err));
	assert_int_equal(err.class, ERROR_NONE);
}

static void freeing_nothing_does_no_harm(void **state)
{
	struct error err = { 0 };
	struct json_document *document = json_parse("{", 1, &request, &err);

	assert_null(document);
	json_free(document);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_object_with_all_kinds_of_values_is_read),
		cmocka_unit_test(null_and_absent_leave_the_value_as_it_was),
		cmocka_unit_test(a_member_of_the_wrong_type_is_named),
		cmocka_unit_test(a_fault_in_a_file_has_name_line_and_place),
		cmocka_unit_test(a_fault_of_a_document_without_lines_names_the_field),
		cmocka_unit_test(a_fault_of_the_grammar_points_to_its_line),
		cmocka_unit_test(a_place_below_an_array_has_no_wrong_name_or_line),
		cmocka_unit_test(members_are_walked_in_their_order),
		cmocka_unit_test(a_value_that_is_no_object_has_no_members),
		cmocka_unit_test(an_empty_array_gives_an_empty_list),
		cmocka_unit_test(an_unknown_key_is_told_with_the_nearest),
		cmocka_unit_test(an_unknown_key_like_no_other_is_told_with_the_list),
		cmocka_unit_test(known_keys_pass),
		cmocka_unit_test(freeing_nothing_does_no_harm),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

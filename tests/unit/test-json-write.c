/* SPDX-License-Identifier: MIT */
/* Tests of writing, and that what is written is read back. */
#include "json-check.h"

static void a_document_is_written_compactly(void **state)
{
	static const char *const scopes[] = { "a", "b", NULL };
	static const char *const none[] = { NULL };
	auto_secret struct secret out = SECRET_INIT;

	json_begin(&out, NULL, '{');
	json_put_string(&out, "kind", "Token");
	json_begin(&out, "status", '{');
	json_put_int(&out, "expiresOn", 1895832000);
	json_put_bool(&out, "ok", true);
	json_put_bool(&out, "no", false);
	json_put_strings(&out, "scopes", scopes);
	json_put_strings(&out, "none", none);
	json_end(&out, '}');
	json_begin(&out, "list", '[');
	json_begin(&out, NULL, '{');
	json_end(&out, '}');
	json_begin(&out, NULL, '{');
	json_put_int(&out, "n", INT64_MIN);
	json_end(&out, '}');
	json_put_string(&out, NULL, "x");
	json_put_int(&out, NULL, 1);
	json_end(&out, ']');
	json_put_string(&out, "last", "");
	json_end(&out, '}');
	assert_false(out.failed);
	assert_string_equal(secret_expose(&out),
		"{\"kind\":\"Token\",\"status\":{\"expiresOn\":1895832000,"
		"\"ok\":true,\"no\":false,\"scopes\":[\"a\",\"b\"],\"none\":[]},"
		"\"list\":[{},{\"n\":-9223372036854775808},\"x\",1],"
		"\"last\":\"\"}");
}

static void a_value_that_ends_in_a_bracket_does_not_eat_the_comma(void **state)
{
	auto_secret struct secret out = SECRET_INIT;

	json_begin(&out, NULL, '{');
	json_put_string(&out, "a{", "b[");
	json_put_string(&out, "c[", "d{");
	json_end(&out, '}');
	assert_string_equal(secret_expose(&out),
			    "{\"a{\":\"b[\",\"c[\":\"d{\"}");
}

static void special_characters_are_escaped(void **state)
{
	auto_secret struct secret out = SECRET_INIT;

	json_begin(&out, NULL, '{');
	json_put_string(&out, "k", "\"\\/\n\x01\x1f\x7f\xc3\xa9");
	json_end(&out, '}');
	assert_string_equal(secret_expose(&out),
			    "{\"k\":\"\\\"\\\\/\\u000a\\u0001\\u001f\\u007f"
			    "\xc3\xa9\"}");
}

static void a_document_too_large_is_told_by_the_secret(void **state)
{
	auto_secret struct secret out = SECRET_INIT;
	auto_free char *large = calloc(1, SECRET_MAX);

	assert_non_null(large);
	memset(large, 'x', SECRET_MAX - 1);
	json_begin(&out, NULL, '{');
	json_put_string(&out, "a", large);
	json_end(&out, '}');
	assert_true(out.failed);
}

/* Random values that are the same in each run. */
static unsigned int draw(unsigned int bound)
{
	static uint64_t seed = 88172645463325252u;

	seed ^= seed << 13;
	seed ^= seed >> 7;
	seed ^= seed << 17;
	return (unsigned int)(seed >> 11) % bound;
}

static void draw_text(char *text, int most, bool is_key)
{
	int count = (int)draw((unsigned int)most);

	for (int i = 0; i < count; i++) {
		unsigned int code;

		switch (draw(4)) {
		case 0:
			code = 1 + draw(0x7f);
			break;
		case 1:
			code = 0x80 + draw(0x780);
			break;
		case 2:
			code = 0x800 + draw(0xd000);
			break;
		default:
			code = 0x10000 + draw(0x100000);
		}
		if (is_key && (code < 0x20 || code == '"' || code == '\\' ||
			       code == 0x7f))
			code = 'k';
		if (code < 0x80) {
			*text++ = (char)code;
		} else if (code < 0x800) {
			*text++ = (char)(0xc0 | code >> 6);
			*text++ = (char)(0x80 | (code & 0x3f));
		} else if (code < 0x10000) {
			*text++ = (char)(0xe0 | code >> 12);
			*text++ = (char)(0x80 | (code >> 6 & 0x3f));
			*text++ = (char)(0x80 | (code & 0x3f));
		} else {
			*text++ = (char)(0xf0 | code >> 18);
			*text++ = (char)(0x80 | (code >> 12 & 0x3f));
			*text++ = (char)(0x80 | (code >> 6 & 0x3f));
			*text++ = (char)(0x80 | (code & 0x3f));
		}
	}
	*text = '\0';
}

static void what_is_written_is_read_back(void **state)
{
	for (int round = 0; round < 500; round++) {
		char key[128] = "k", text[256], one[64], two[64];
		const char *list[] = { one, two, NULL }, *read = NULL;
		auto_free const char **strings = NULL;
		int64_t number = (int64_t)((uint64_t)draw(1u << 31) << 33 ^
					   draw(1u << 31)), read_number = 0;
		bool yes = draw(2), read_yes = !yes;
		auto_secret struct secret out = SECRET_INIT;
		struct json root, inner = { 0 };
		struct error err = { 0 };

		draw_text(key + 1, 16, true);
		draw_text(text, 60, false);
		draw_text(one, 10, false);
		draw_text(two, 10, false);
		json_begin(&out, NULL, '{');
		json_begin(&out, "in", '{');
		json_put_string(&out, key, text);
		json_put_int(&out, "number", number);
		json_end(&out, '}');
		json_put_strings(&out, "list", list);
		json_put_bool(&out, "yes", yes);
		json_end(&out, '}');
		assert_false(out.failed);

		held struct json_document *document =
			taken(secret_expose(&out), false, &root);
		assert_true(json_get_object(root, "in", &inner, &err));
		assert_true(json_get_string(inner, key, &read, &err));
		assert_string_equal(read, text);
		assert_true(json_get_int(inner, "number", INT64_MIN, INT64_MAX,
					 &read_number, &err));
		assert_true(read_number == number);
		assert_true(json_get_strings(root, "list", &strings, &err));
		assert_string_equal(strings[0], one);
		assert_string_equal(strings[1], two);
		assert_true(json_get_bool(root, "yes", &read_yes, &err));
		assert_int_equal(read_yes, yes);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_document_is_written_compactly),
		cmocka_unit_test(a_value_that_ends_in_a_bracket_does_not_eat_the_comma),
		cmocka_unit_test(special_characters_are_escaped),
		cmocka_unit_test(a_document_too_large_is_told_by_the_secret),
		cmocka_unit_test(what_is_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

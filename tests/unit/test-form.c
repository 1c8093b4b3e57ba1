/* SPDX-License-Identifier: MIT */
/* Tests of encoding forms, against a decoder that is as plain as can be. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/form.h"

static void decode(const char *text, char *out)
{
	while (*text != '\0') {
		char digits[3] = { 0 };

		if (*text != '%') {
			*out++ = *text++;
			continue;
		}
		memcpy(digits, text + 1, 2);
		*out++ = (char)strtoul(digits, NULL, 16);
		text += 3;
	}
	*out = '\0';
}

static void every_byte_comes_back(void **state)
{
	char value[256], back[256];
	auto_secret struct secret form = SECRET_INIT;

	for (int c = 1; c < 256; c++)
		value[c - 1] = (char)c;
	value[255] = '\0';
	assert_true(form_add(&form, "", value));
	assert_int_equal(secret_expose(&form)[0], '=');
	decode(secret_expose(&form) + 1, back);
	assert_string_equal(back, value);
}

static void only_unreserved_characters_stand_as_they_are(void **state)
{
	for (int c = 1; c < 256; c++) {
		auto_secret struct secret form = SECRET_INIT;
		char value[2] = { (char)c, '\0' };
		bool unreserved = (c >= 'a' && c <= 'z') ||
				  (c >= 'A' && c <= 'Z') ||
				  (c >= '0' && c <= '9') || c == '-' ||
				  c == '.' || c == '_' || c == '~';

		assert_true(form_add(&form, "k", value));
		assert_int_equal(form.length, unreserved ? 3 : 5);
		assert_int_equal(secret_expose(&form)[2], unreserved ? c : '%');
	}
}

static void fields_are_joined_with_an_ampersand(void **state)
{
	auto_secret struct secret form = SECRET_INIT;

	assert_true(form_add(&form, "grant_type", "device_code"));
	assert_true(form_add(&form, "scope", "https://a.b//.default x"));
	assert_true(form_add(&form, "empty", ""));
	assert_string_equal(secret_expose(&form),
			    "grant_type=device_code&"
			    "scope=https%3A%2F%2Fa.b%2F%2F.default%20x&empty=");
}

static void a_name_is_encoded_too(void **state)
{
	auto_secret struct secret form = SECRET_INIT;

	assert_true(form_add(&form, "a=b&c", "d=e&f"));
	assert_string_equal(secret_expose(&form), "a%3Db%26c=d%3De%26f");
}

static void a_form_that_failed_says_so_at_every_field(void **state)
{
	auto_secret struct secret form = SECRET_INIT;

	form.failed = true;
	assert_false(form_add(&form, "a", "b"));
	assert_false(form_add(&form, "a", "b"));
	assert_int_equal(form.length, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_byte_comes_back),
		cmocka_unit_test(only_unreserved_characters_stand_as_they_are),
		cmocka_unit_test(fields_are_joined_with_an_ampersand),
		cmocka_unit_test(a_name_is_encoded_too),
		cmocka_unit_test(a_form_that_failed_says_so_at_every_field),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

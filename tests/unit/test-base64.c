/* SPDX-License-Identifier: MIT */
/* Tests of reading Base64: the vectors of RFC 4648, section 10, and worse. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/cleanup.h"

static void decodes_to(const char *text, const char *bytes, size_t length)
{
	auto_secret struct secret decoded = SECRET_INIT;

	assert_true(base64_decode(text, strlen(text), &decoded));
	assert_int_equal(decoded.length, length);
	assert_memory_equal(secret_expose(&decoded), bytes, length);
}

static void refused(const char *text, size_t length)
{
	auto_secret struct secret decoded = SECRET_INIT;

	if (base64_decode(text, length, &decoded))
		fail_msg("'%s' was taken", text);
}

static void the_vectors_of_the_rfc_decode(void **state)
{
	decodes_to("", "", 0);
	decodes_to("Zg==", "f", 1);
	decodes_to("Zm8=", "fo", 2);
	decodes_to("Zm9v", "foo", 3);
	decodes_to("Zm9vYg==", "foob", 4);
	decodes_to("Zm9vYmE=", "fooba", 5);
	decodes_to("Zm9vYmFy", "foobar", 6);
}

static void padding_may_be_left_out(void **state)
{
	decodes_to("Zg", "f", 1);
	decodes_to("Zm8", "fo", 2);
	decodes_to("Zm9vYg", "foob", 4);
	decodes_to("Zm9vYmE", "fooba", 5);
}

static void both_alphabets_decode(void **state)
{
	decodes_to("+/+/", "\xfb\xff\xbf", 3);
	decodes_to("-_-_", "\xfb\xff\xbf", 3);
	decodes_to("AAAA", "\0\0\0", 3);
	decodes_to("____", "\xff\xff\xff", 3);
}

static void padding_must_fill_the_last_group(void **state)
{
	static const char *const texts[] = {
		"=", "==", "===", "====", "Zg=", "Zm8==", "Zm9v=", "Zm9v==",
		"Zm9v====", "Z===", "Zm9vYg=", "Zg==Zg==", "Z=g=", "=Zg=",
	};

	for (size_t i = 0; i < array_size(texts); i++)
		refused(texts[i], strlen(texts[i]));
}

static void one_digit_in_the_last_group_is_too_few(void **state)
{
	refused("Z", 1);
	refused("Zm9vZ", 5);
}

static void any_other_byte_is_refused(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789+/-_";

	for (int c = 0; c < 256; c++) {
		char text[4] = { 'Z', 'm', (char)c, 'v' };

		if (c == 0 || strchr(alphabet, c) == NULL)
			refused(text, sizeof(text));
	}
	refused("Zm 9v", 5);
	refused("Zm9v\n", 5);
}

static void every_digit_has_its_value(void **state)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-_";

	for (int value = 0; value < 64; value++) {
		char text[4] = { 'A', 'A', 'A', alphabet[value] };
		auto_secret struct secret decoded = SECRET_INIT;

		assert_true(base64_decode(text, 4, &decoded));
		assert_int_equal(decoded.length, 3);
		assert_int_equal(secret_expose(&decoded)[2], value);
	}
}

static void bytes_are_appended(void **state)
{
	auto_secret struct secret decoded = SECRET_INIT;

	assert_true(base64_decode("Zm9v", 4, &decoded));
	assert_true(base64_decode("YmFy", 4, &decoded));
	assert_string_equal(secret_expose(&decoded), "foobar");
}

static void lack_of_memory_is_told(void **state)
{
	auto_secret struct secret decoded = SECRET_INIT;

	decoded.failed = true;
	assert_false(base64_decode("Zm9v", 4, &decoded));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_vectors_of_the_rfc_decode),
		cmocka_unit_test(padding_may_be_left_out),
		cmocka_unit_test(both_alphabets_decode),
		cmocka_unit_test(padding_must_fill_the_last_group),
		cmocka_unit_test(one_digit_in_the_last_group_is_too_few),
		cmocka_unit_test(any_other_byte_is_refused),
		cmocka_unit_test(every_digit_has_its_value),
		cmocka_unit_test(bytes_are_appended),
		cmocka_unit_test(lack_of_memory_is_told),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

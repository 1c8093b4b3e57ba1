/* SPDX-License-Identifier: MIT */
/* Tests of reading thumbprints. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "keys/thumbprint.h"

#define SHA1 "00112233445566778899AABBCCDDEEFF01234567"
#define SHA256 "00112233445566778899AABBCCDDEEFF" \
	       "00112233445566778899AABBCCDDEEFF"

static void reads(const char *text, const char *expected)
{
	char hex[THUMBPRINT_SIZE];

	if (!thumbprint_parse(text, hex))
		fail_msg("'%s' was refused", text);
	assert_string_equal(hex, expected);
}

static void both_kinds_are_read_in_either_case(void **state)
{
	reads(SHA1, SHA1);
	reads("00112233445566778899aabbccddeeff01234567", SHA1);
	reads(SHA256, SHA256);
	reads("00112233445566778899aabbccddeeff00112233445566778899AABBCCDDEEFF",
	      SHA256);
}

static void colons_and_blanks_do_not_count(void **state)
{
	reads("00:11:22:33:44:55:66:77:88:99:AA:BB:CC:DD:EE:FF:01:23:45:67",
	      SHA1);
	reads(" 00 11 22 33 44 55 66 77 88 99 aa bb cc dd ee ff 01 23 45 67 ",
	      SHA1);
}

static void the_mark_that_windows_copies_along_does_not_count(void **state)
{
	reads("\xe2\x80\x8e" SHA1, SHA1);
}

static void anything_else_is_refused(void **state)
{
	static const char *const texts[] = {
		"", "0", ":", "ci", "0x" SHA1, SHA1 "0", SHA256 "0",
		"G0112233445566778899AABBCCDDEEFF01234567",
		"00112233445566778899AABBCCDDEEFF0123456", SHA1 "\n",
		SHA1 SHA1 SHA1, "00-11",
	};
	char hex[THUMBPRINT_SIZE];

	for (size_t i = 0; i < array_size(texts); i++)
		if (thumbprint_parse(texts[i], hex))
			fail_msg("'%s' was taken", texts[i]);
}

static void bytes_are_written_in_upper_case(void **state)
{
	char hex[7];

	thumbprint_format((const unsigned char *)"\x00\xab\xff", 3, hex);
	assert_string_equal(hex, "00ABFF");
	thumbprint_format((const unsigned char *)"", 0, hex);
	assert_string_equal(hex, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(both_kinds_are_read_in_either_case),
		cmocka_unit_test(colons_and_blanks_do_not_count),
		cmocka_unit_test(the_mark_that_windows_copies_along_does_not_count),
		cmocka_unit_test(anything_else_is_refused),
		cmocka_unit_test(bytes_are_written_in_upper_case),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the rules for names. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/name.h"

/* Holds a predicate against what it takes and what it does not. */
static void holds(bool (*predicate)(const char *text), const char *const *good,
		  const char *const *bad)
{
	for (; *good != NULL; good++)
		if (!predicate(*good))
			fail_msg("'%s' was refused", *good);
	for (; *bad != NULL; bad++)
		if (predicate(*bad))
			fail_msg("'%s' was taken", *bad);
}

#define LIST(...) (const char *const[]){ __VA_ARGS__, NULL }
#define FIFTY "12345678901234567890123456789012345678901234567890"

static void a_name_may_become_a_path(void **state)
{
	holds(name_valid,
	      LIST("a", "A", "0", "ci", "a.b", "a-b", "a_b", "a..b", "0.",
		   FIFTY "12345678901234"),
	      LIST("", ".", "..", ".a", "-a", "_a", "a/b", "a b", "a\n", "a:b",
		   "a\\b", "a%b", "\xc3\xa9", "a\x7f", "/", "~",
		   FIFTY "123456789012345"));
}

static void a_name_that_is_none_is_told_with_what_it_was_for(void **state)
{
	struct error err = { 0 };

	assert_true(name_check("ci", "principal", ERROR_USAGE, &err));
	assert_int_equal(err.class, ERROR_NONE);
	assert_false(name_check("a/b", "principal", ERROR_CONFIG, &err));
	assert_string_equal(err.message, "principal 'a/b' is not a name");
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.hint, "begins with a letter or a digit"));
}

static void a_guid_has_its_dashes_in_place(void **state)
{
	holds(name_is_guid,
	      LIST("00000000-0000-0000-0000-000000000000",
		   "9188040d-6c67-4C5B-b112-36A304b66dad"),
	      LIST("", "9188040d-6c67-4c5b-b112-36a304b66da",
		   "9188040d-6c67-4c5b-b112-36a304b66dad0",
		   "{9188040d-6c67-4c5b-b112-36a304b66dad}",
		   "9188040d06c67-4c5b-b112-36a304b66dad",
		   "9188040g-6c67-4c5b-b112-36a304b66dad",
		   "9188040d-6c67-4c5b-b11-236a304b66dad",
		   "9188040d-6c67-4c5b-b112-36a304b66da-",
		   "9188040d6c674c5bb11236a304b66dad"));
}

static void a_tenant_is_a_guid_or_a_domain(void **state)
{
	holds(name_is_tenant,
	      LIST("9188040d-6c67-4c5b-b112-36a304b66dad", "contoso.com",
		   "Contoso.OnMicrosoft.com", "organizations", "common",
		   "xn--bcher-kva.example"),
	      LIST("", ".", "..", "a/b", "../x", "a b", "a?b", "a#b", "a:b",
		   "contoso.com.", "a..b", "-a.com", "a-.com", "::1", "[::1]",
		   "a@b", "a%2e", "a\\b", "b\xc3\xbc" "cher.example", "a\n",
		   "{9188040d-6c67-4c5b-b112-36a304b66dad}", "0x7f.1"));
}

static void a_scope_is_one_printable_word(void **state)
{
	char longest[514];

	holds(name_is_scope,
	      LIST("a", "User.Read", "https://management.azure.com//.default",
		   "api://x/y", "~", "!", "a'b", "urn:x:y?z=%20#f"),
	      LIST("", " ", "a b", "a\tb", "a\n", "\"", "a\"b", "a\\b", "\x7f",
		   "\xc3\xa9", "\x01"));
	memset(longest, 'a', sizeof(longest));
	longest[513] = '\0';
	assert_false(name_is_scope(longest));
	longest[512] = '\0';
	assert_true(name_is_scope(longest));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_may_become_a_path),
		cmocka_unit_test(
			a_name_that_is_none_is_told_with_what_it_was_for),
		cmocka_unit_test(a_guid_has_its_dashes_in_place),
		cmocka_unit_test(a_tenant_is_a_guid_or_a_domain),
		cmocka_unit_test(a_scope_is_one_printable_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

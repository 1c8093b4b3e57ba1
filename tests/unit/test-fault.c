/* SPDX-License-Identifier: MIT */
/* Tests of errors on their way between programs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/fault.h"

static bool read_text(const char *text, struct error *ret_fault,
		      struct error *err)
{
	static const struct json_source source = { .name = "the note",
						   .class = ERROR_STORE };
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, err);
	struct json root;

	return document != NULL && json_root(document, &root, err) &&
	       fault_read(root, ret_fault, err);
}

static void pass_on(const struct error *fault, struct error *ret_fault)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	json_begin(&text, NULL, '{');
	fault_write(fault, &text);
	json_end(&text, '}');
	if (!read_text(secret_expose(&text), ret_fault, &err))
		fail_msg("%s: %s", secret_expose(&text), err.message);
}

static void an_error_of_every_class_arrives_whole(void **state)
{
	for (int class = ERROR_INTERNAL; class < ERROR_CLASSES; class++) {
		struct error fault, back;

		error_set(&fault, class, "it is \"%s\"", "wrong\\");
		error_hint(&fault, "mend \xc3\xa9");
		snprintf(fault.oauth, sizeof(fault.oauth), "invalid_client");
		fault.aadsts = 7000215;
		fault.retry_after_s = 86400;
		pass_on(&fault, &back);
		assert_int_equal(back.class, class);
		assert_string_equal(back.message, fault.message);
		assert_string_equal(back.hint, fault.hint);
		assert_string_equal(back.oauth, fault.oauth);
		assert_int_equal(back.aadsts, 7000215);
		assert_int_equal(back.retry_after_s, 86400);
	}
}

static void the_least_error_arrives_whole(void **state)
{
	struct error fault, back;

	error_set(&fault, ERROR_NETWORK, "no");
	pass_on(&fault, &back);
	assert_int_equal(back.class, ERROR_NETWORK);
	assert_string_equal(back.hint, "");
	assert_string_equal(back.oauth, "");
	assert_int_equal(back.aadsts, 0);
	assert_int_equal(back.retry_after_s, 0);
}

static void an_absurd_pause_arrives_as_a_day(void **state)
{
	static const int64_t pauses[] = { 86401, INT64_MAX };
	struct error fault, back;

	for (size_t i = 0; i < array_size(pauses); i++) {
		error_set(&fault, ERROR_NETWORK, "no");
		fault.retry_after_s = pauses[i];
		pass_on(&fault, &back);
		assert_int_equal(back.retry_after_s, 86400);
	}
	fault.retry_after_s = -1;
	pass_on(&fault, &back);
	assert_int_equal(back.retry_after_s, 0);
}

static void a_class_of_a_later_version_is_internal(void **state)
{
	struct error fault, err;

	assert_true(read_text("{\"class\":\"new\",\"message\":\"m\"}", &fault,
			      &err));
	assert_int_equal(fault.class, ERROR_INTERNAL);
}

static void control_characters_do_not_arrive(void **state)
{
	struct error fault, err;

	assert_true(read_text("{\"class\":\"network\",\"message\":\"a\\nb\","
			      "\"hint\":\"\\u001b[2J\"}", &fault, &err));
	assert_string_equal(fault.message, "a?b");
	assert_string_equal(fault.hint, "?[2J");
}

static void what_is_no_error_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}", "{\"class\":\"network\"}", "{\"message\":\"m\"}",
		"{\"class\":1,\"message\":\"m\"}",
		"{\"class\":\"network\",\"message\":[]}",
		"{\"class\":\"network\",\"message\":\"m\",\"hint\":1}",
		"{\"class\":\"network\",\"message\":\"m\",\"oauth\":{}}",
		"{\"class\":\"network\",\"message\":\"m\",\"aadsts\":\"1\"}",
		"{\"class\":\"network\",\"message\":\"m\",\"aadsts\":-1}",
		("{\"class\":\"network\",\"message\":\"m\","
		 "\"retry_after_s\":86401}"),
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		struct error fault, err = { 0 };

		if (read_text(texts[i], &fault, &err))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(err.class, ERROR_STORE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_error_of_every_class_arrives_whole),
		cmocka_unit_test(the_least_error_arrives_whole),
		cmocka_unit_test(an_absurd_pause_arrives_as_a_day),
		cmocka_unit_test(a_class_of_a_later_version_is_internal),
		cmocka_unit_test(control_characters_do_not_arrive),
		cmocka_unit_test(what_is_no_error_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/* Tests of reading and writing git's credential protocol. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "../../plugins/git/protocol.h"

static bool parse(const char *text, size_t length,
		  struct credential_request *ret_request, struct error *err)
{
	*ret_request = (struct credential_request)CREDENTIAL_REQUEST_INIT;
	return credential_request_parse(text, length, ret_request, err);
}

static void takes(const char *text, struct credential_request *ret_request)
{
	struct error err;

	if (!parse(text, strlen(text), ret_request, &err))
		fail_msg("'%s': %s", text, err.message);
}

static void refuses_bytes(const char *text, size_t length, const char *why)
{
	auto_credential_request struct credential_request request;
	struct error err;

	if (parse(text, length, &request, &err))
		fail_msg("'%s' was taken", text);
	assert_int_equal(err.class, ERROR_USAGE);
	if (strstr(err.message, why) == NULL)
		fail_msg("'%s' does not say '%s'", err.message, why);
}

static void refuses(const char *text, const char *why)
{
	refuses_bytes(text, strlen(text), why);
}

static void the_keys_that_matter_are_read(void **state)
{
	auto_credential_request struct credential_request request;

	takes("capability[]=authtype\nprotocol=https\nhost=a.b:1\n"
	      "path=x/y\nusername=me\npassword=secret\nwwwauth[]=Basic\n\n",
	      &request);
	assert_string_equal(request.protocol, "https");
	assert_string_equal(request.host, "a.b:1");
	assert_string_equal(request.username, "me");
	assert_string_equal(secret_expose(&request.password), "secret");
	assert_true(request.authtype);
}

static void what_is_not_said_is_absent(void **state)
{
	auto_credential_request struct credential_request request;

	takes("", &request);
	assert_null(request.protocol);
	assert_null(request.host);
	assert_null(request.username);
	assert_int_equal(request.password.length, 0);
	assert_false(request.authtype);
}

static void a_credential_counts_as_the_password(void **state)
{
	auto_credential_request struct credential_request request;

	takes("authtype=Bearer\ncredential=token\n", &request);
	assert_string_equal(secret_expose(&request.password), "token");
}

static void the_last_of_two_values_counts(void **state)
{
	auto_credential_request struct credential_request request;

	takes("host=a\nhost=b\npassword=one\npassword=two\n", &request);
	assert_string_equal(request.host, "b");
	assert_string_equal(secret_expose(&request.password), "two");
}

static void a_value_may_hold_equals_signs_and_blanks(void **state)
{
	auto_credential_request struct credential_request request;

	takes("username=a=b c \nhost=\n", &request);
	assert_string_equal(request.username, "a=b c ");
	assert_string_equal(request.host, "");
}

static void the_blank_line_ends_the_request(void **state)
{
	auto_credential_request struct credential_request request;

	takes("host=a\n\nhost=b\nnonsense\n", &request);
	assert_string_equal(request.host, "a");
}

static void the_last_line_needs_no_line_feed(void **state)
{
	auto_credential_request struct credential_request request;

	takes("protocol=https\nhost=a", &request);
	assert_string_equal(request.host, "a");
}

static void one_carriage_return_before_a_line_feed_is_dropped(void **state)
{
	auto_credential_request struct credential_request request;

	takes("host=a\r\nprotocol=https\r\n\r\nhost=b\n", &request);
	assert_string_equal(request.host, "a");
	assert_string_equal(request.protocol, "https");
}

static void any_other_control_character_is_refused(void **state)
{
	refuses("host=a\rb\n", "'host'");
	refuses("host=a\r\r\n", "'host'");
	refuses("host=\rhost=b\n", "'host'");
	refuses("protocol=https\t\n", "'protocol'");
	refuses("username=\033[2J\n", "'username'");
	refuses("password=a\177\n", "'password'");
	refuses("credential=a\001\n", "'credential'");
	refuses("capability[]=authtype\v\n", "'capability[]'");
}

static void control_characters_elsewhere_are_let_pass(void **state)
{
	auto_credential_request struct credential_request request;

	takes("path=a\rb\nwwwauth[]=\033x\nhost=a\n", &request);
	assert_string_equal(request.host, "a");
}

static void a_nul_is_refused(void **state)
{
	refuses_bytes("host=a\0b\n", 9, "NUL");
	refuses_bytes("path=a\0\nhost=b\n", 15, "NUL");
}

static void a_line_without_an_equals_sign_is_refused(void **state)
{
	refuses("host=a\nnonsense\n", "'='");
	refuses(" \n", "'='");
	refuses("\rhost\n", "'='");
}

static void keys_are_compared_whole(void **state)
{
	auto_credential_request struct credential_request request;

	takes("hos=a\nhosts=a\nHOST=a\nhost =a\n host=a\n=a\n", &request);
	assert_null(request.host);
}

static char *long_line(size_t length)
{
	char *line = malloc(length + 1);

	assert_non_null(line);
	memset(line, 'a', length);
	memcpy(line, "path=", 5);
	line[length - 1] = '\n';
	line[length] = '\0';
	return line;
}

static void a_line_may_have_65535_bytes(void **state)
{
	auto_credential_request struct credential_request request;
	auto_free char *most = long_line(PROTOCOL_LINE_MAX);
	auto_free char *more = long_line(PROTOCOL_LINE_MAX + 1);

	takes(most, &request);
	refuses(more, "longer than 65535");
}

static void only_authtype_among_the_capabilities_counts(void **state)
{
	auto_credential_request struct credential_request request, taken_back;

	takes("capability[]=state\ncapability[]=authtypes\n"
	      "capability[]=auth\ncapability=authtype\n", &request);
	assert_false(request.authtype);
	takes("capability[]=authtype\ncapability[]=\n", &taken_back);
	assert_false(taken_back.authtype);
}

static void the_end_of_a_request_is_found(void **state)
{
	static const char *const ended[] = {
		"\n", "\r\n", "a=b\n\n", "a=b\r\n\r\n", "a=b\n\nrest",
	};
	static const char *const open[] = {
		"", "a", "a=b\n", "a=b\r\n", "a=b\n\r", "a=b\n \n", "\r",
		"a\n\r\r\n",
	};

	for (size_t i = 0; i < array_size(ended); i++)
		if (!credential_request_ended(ended[i], strlen(ended[i])))
			fail_msg("number %zu has ended", i);
	for (size_t i = 0; i < array_size(open); i++)
		if (credential_request_ended(open[i], strlen(open[i])))
			fail_msg("number %zu has not ended", i);
}

static void answers_with(const char *asked, const char *expected)
{
	auto_credential_request struct credential_request request;
	auto_secret struct secret token = SECRET_INIT, answer = SECRET_INIT;

	takes(asked, &request);
	assert_true(secret_append(&token, "eyJ0"));
	assert_true(credential_answer(&request, &token, 1895832000, &answer));
	assert_string_equal(secret_expose(&answer), expected);
}

static void a_git_that_knows_tokens_gets_one(void **state)
{
	answers_with("capability[]=authtype\nusername=me\n",
		     "capability[]=authtype\nauthtype=Bearer\nephemeral=1\n"
		     "credential=eyJ0\npassword_expiry_utc=1895832000\n\n");
}

static void another_git_gets_a_password(void **state)
{
	answers_with("", "username=lanyard\npassword=eyJ0\n"
			 "password_expiry_utc=1895832000\n\n");
}

static void the_user_name_stays_if_basic_has_room_for_it(void **state)
{
	answers_with("username=contoso\n",
		     "username=contoso\npassword=eyJ0\n"
		     "password_expiry_utc=1895832000\n\n");
	answers_with("username=id://x\n",
		     "username=lanyard\npassword=eyJ0\n"
		     "password_expiry_utc=1895832000\n\n");
	answers_with("username=\n",
		     "username=lanyard\npassword=eyJ0\n"
		     "password_expiry_utc=1895832000\n\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_keys_that_matter_are_read),
		cmocka_unit_test(what_is_not_said_is_absent),
		cmocka_unit_test(a_credential_counts_as_the_password),
		cmocka_unit_test(the_last_of_two_values_counts),
		cmocka_unit_test(a_value_may_hold_equals_signs_and_blanks),
		cmocka_unit_test(the_blank_line_ends_the_request),
		cmocka_unit_test(the_last_line_needs_no_line_feed),
		cmocka_unit_test(
			one_carriage_return_before_a_line_feed_is_dropped),
		cmocka_unit_test(any_other_control_character_is_refused),
		cmocka_unit_test(control_characters_elsewhere_are_let_pass),
		cmocka_unit_test(a_nul_is_refused),
		cmocka_unit_test(a_line_without_an_equals_sign_is_refused),
		cmocka_unit_test(keys_are_compared_whole),
		cmocka_unit_test(a_line_may_have_65535_bytes),
		cmocka_unit_test(only_authtype_among_the_capabilities_counts),
		cmocka_unit_test(the_end_of_a_request_is_found),
		cmocka_unit_test(a_git_that_knows_tokens_gets_one),
		cmocka_unit_test(another_git_gets_a_password),
		cmocka_unit_test(the_user_name_stays_if_basic_has_room_for_it),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

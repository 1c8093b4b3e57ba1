/* SPDX-License-Identifier: MIT */
/* Tests of where a client secret may come from. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "home.h"
#include "signin/secret-source.h"

/* The three sources, named as the tests have them. */
static char path[PATH_MAX + 16], name[] = "ci";
static char shell[] = "/bin/sh", flag[] = "-c", script[256];
static char *command[] = { shell, flag, script, NULL };

static const struct credential file = { .kind = CREDENTIAL_FILE,
					.path = path };
static const struct credential output = { .kind = CREDENTIAL_COMMAND,
					  .command = command };
static const struct credential stored = { .kind = CREDENTIAL_STORED,
					  .name = name };

static int set_up(void **state)
{
	if (home_set_up(state) < 0)
		return -1;
	snprintf(path, sizeof(path), "%s/secret", home);
	return 0;
}

static void holds(const struct credential *credential, const char *value)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	if (!secret_source_read(credential, clock_steady_ms() + 10000, &text,
				&err))
		fail_msg("it was refused: %s", err.message);
	assert_string_equal(secret_expose(&text), value);
	assert_int_equal(text.length, strlen(value));
}

static void refuses(const struct credential *credential, int64_t span_ms,
		    const char *message)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err = { 0 };

	if (secret_source_read(credential, clock_steady_ms() + span_ms, &text,
			       &err))
		fail_msg("it was taken");
	if (strstr(err.message, message) == NULL)
		fail_msg("it said: %s", err.message);
	assert_null(strstr(err.message, "canary"));
	assert_null(strstr(err.hint, "canary"));
	assert_int_equal(err.class, ERROR_CONFIG);
}

/* Both kinds of text sources read the same text the same way. */
static void a_secret_is_one_line_with_or_without_its_end(void **state)
{
	static const char *const rows[][2] = {
		{ "s3cret", "s3cret" }, { "s3cret\n", "s3cret" },
		{ "s3cret\r\n", "s3cret" }, { " a b\t\n", " a b\t" },
		{ "\xc3\xa9\n", "\xc3\xa9" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		home_put("secret", rows[i][0], 0600);
		holds(&file, rows[i][1]);
		strcpy(script, "cat secret");
		holds(&output, rows[i][1]);
		home_put("state/secrets/ci", rows[i][0], 0600);
		holds(&stored, rows[i][1]);
	}
}

static void what_is_empty_is_no_secret(void **state)
{
	static const char *const texts[] = { "", "\n", "\r\n" };

	strcpy(script, "cat secret");
	for (size_t i = 0; i < array_size(texts); i++) {
		home_put("secret", texts[i], 0600);
		home_put("state/secrets/ci", texts[i], 0600);
		refuses(&file, 10000, "is empty");
		refuses(&output, 10000, "the output of '/bin/sh' is empty");
		refuses(&stored, 10000, "is empty");
	}
}

static void several_lines_are_no_secret(void **state)
{
	static const char *const texts[] = { "canary\nb", "canary\nb\n",
					     "canary\n\n", "\ncanary" };

	strcpy(script, "cat secret");
	for (size_t i = 0; i < array_size(texts); i++) {
		home_put("secret", texts[i], 0600);
		refuses(&file, 10000, "holds more than one line");
		refuses(&output, 10000, "holds more than one line");
	}
}

static void a_zero_byte_is_in_no_secret(void **state)
{
	strcpy(script, "printf 'canary\\000b'");
	refuses(&output, 10000, "holds more than one line");
}

static void a_file_that_others_may_read_is_refused(void **state)
{
	home_put("secret", "canary", 0644);
	refuses(&file, 10000, "may be read by others");
	home_put("state/secrets/ci", "canary", 0604);
	refuses(&stored, 10000, "may be read by others");
	home_put("secret", "canary", 0620);
	refuses(&file, 10000, "may be written by others");
}

static void a_link_may_lead_to_the_file(void **state)
{
	home_put("mount/..data/secret", "s3cret\n", 0400);
	assert_int_equal(symlink("mount/..data/secret", "secret"), 0);
	holds(&file, "s3cret");
}

static void a_file_that_is_not_there_is_told(void **state)
{
	refuses(&file, 10000, "' does not exist");
	refuses(&file, 10000, path);
	assert_int_equal(symlink("nowhere", "secret"), 0);
	refuses(&file, 10000, "' does not exist");
}

static void what_is_not_a_file_is_refused(void **state)
{
	assert_int_equal(mkdir("secret", 0700), 0);
	refuses(&file, 10000, "is not a regular file");
	assert_int_equal(rmdir("secret"), 0);
	assert_int_equal(mkfifo("secret", 0600), 0);
	refuses(&file, 10000, "is not a regular file");
}

static void a_file_too_large_is_refused(void **state)
{
	char text[65538];

	memset(text, 'a', sizeof(text) - 1);
	text[sizeof(text) - 1] = '\0';
	home_put("secret", text, 0600);
	refuses(&file, 10000, "is larger than 65536 bytes");
	text[65536] = '\0';
	home_put("secret", text, 0600);
	holds(&file, text);
}

static void a_command_that_fails_gives_no_secret(void **state)
{
	strcpy(script, "echo canary; exit 3");
	refuses(&output, 10000, "failed with status 3");
}

static void a_command_that_hangs_gives_no_secret(void **state)
{
	int64_t began_ms = clock_steady_ms();

	strcpy(script, "echo canary; exec sleep 100");
	refuses(&output, 100, "did not end in time");
	assert_true(clock_steady_ms() - began_ms < 5000);
}

static void a_command_that_prints_too_much_gives_no_secret(void **state)
{
	strcpy(script, "head -c 70000 /dev/zero");
	refuses(&output, 10000, "printed more than 65536 bytes");
}

static void a_command_that_is_not_there_is_told(void **state)
{
	char nowhere[] = "/nowhere/pass";
	char *words[] = { nowhere, NULL };
	const struct credential none = { .kind = CREDENTIAL_COMMAND,
					 .command = words };

	refuses(&none, 10000, "the command '/nowhere/pass' cannot be started");
}

static void the_service_managers_folder_comes_first(void **state)
{
	home_put("state/secrets/ci", "ours\n", 0600);
	holds(&stored, "ours");
	home_put("credentials/ci", "given\n", 0400);
	setenv("CREDENTIALS_DIRECTORY", home_path("credentials"), 1);
	holds(&stored, "given");
	assert_int_equal(unlink("credentials/ci"), 0);
	holds(&stored, "ours");
}

static void a_relative_folder_of_a_service_manager_is_passed_over(void **state)
{
	home_put("state/secrets/ci", "ours\n", 0600);
	home_put("credentials/ci", "given\n", 0400);
	setenv("CREDENTIALS_DIRECTORY", "credentials", 1);
	holds(&stored, "ours");
}

static void a_broken_secret_of_the_service_manager_is_not_passed_over(
	void **state)
{
	home_put("state/secrets/ci", "ours\n", 0600);
	home_put("credentials/ci", "canary\n", 0666);
	setenv("CREDENTIALS_DIRECTORY", home_path("credentials"), 1);
	refuses(&stored, 10000, "may be written by others");
	home_put("credentials/ci", "", 0400);
	refuses(&stored, 10000, "is empty");
}

static void all_places_looked_in_are_told(void **state)
{
	refuses(&stored, 10000, home_path("state/secrets/ci"));
	setenv("CREDENTIALS_DIRECTORY", home_path("credentials"), 1);
	refuses(&stored, 10000, home_path("state/secrets/ci"));
	refuses(&stored, 10000, home_path("credentials/ci"));
}

#define TEST(function) cmocka_unit_test_setup(function, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_secret_is_one_line_with_or_without_its_end),
		TEST(what_is_empty_is_no_secret),
		TEST(several_lines_are_no_secret),
		TEST(a_zero_byte_is_in_no_secret),
		TEST(a_file_that_others_may_read_is_refused),
		TEST(a_link_may_lead_to_the_file),
		TEST(a_file_that_is_not_there_is_told),
		TEST(what_is_not_a_file_is_refused),
		TEST(a_file_too_large_is_refused),
		TEST(a_command_that_fails_gives_no_secret),
		TEST(a_command_that_hangs_gives_no_secret),
		TEST(a_command_that_prints_too_much_gives_no_secret),
		TEST(a_command_that_is_not_there_is_told),
		TEST(the_service_managers_folder_comes_first),
		TEST(a_relative_folder_of_a_service_manager_is_passed_over),
		TEST(a_broken_secret_of_the_service_manager_is_not_passed_over),
		TEST(all_places_looked_in_are_told),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

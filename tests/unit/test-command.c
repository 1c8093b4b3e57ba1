/* SPDX-License-Identifier: MIT */
/* Tests of running commands for what they print. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/str.h"
#include "home.h"
#include "signin/command.h"

#define MOST 1000

static bool run(const char *script, int64_t span_ms, struct secret *ret_output,
		struct error *err)
{
	const char *const command[] = { "/bin/sh", "-c", script, NULL };

	return command_read(command, clock_steady_ms() + span_ms, MOST,
			    ret_output, err);
}

static void prints(const char *script, const char *output)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	if (!run(script, 10000, &text, &err))
		fail_msg("'%s' failed: %s", script, err.message);
	assert_string_equal(secret_expose(&text), output);
}

static void fails(const char *script, int64_t span_ms, const char *message)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err = { 0 };

	if (run(script, span_ms, &text, &err))
		fail_msg("'%s' did not fail", script);
	if (strstr(err.message, message) == NULL)
		fail_msg("'%s' said: %s", script, err.message);
	assert_int_equal(err.class, ERROR_CONFIG);
}

/* True once the process whose number stands in a file is gone. */
static bool gone(const char *file)
{
	int64_t deadline_ms = clock_steady_ms() + 5000;
	char text[32] = "";
	auto_fd int fd = open(file, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	while (clock_steady_ms() < deadline_ms) {
		auto_free char *path = str_new("/proc/%ld/stat",
					       strtol(text, NULL, 10));
		auto_fd int stat_fd = open(path, O_RDONLY | O_CLOEXEC);
		char line[256] = "";

		/* A child of nobody's may stay behind as a zombie. */
		if (stat_fd < 0 || read(stat_fd, line, sizeof(line) - 1) <= 0 ||
		    strstr(line, ") Z ") != NULL)
			return true;
		clock_sleep_ms(2);
	}
	return false;
}

static void what_it_prints_is_read(void **state)
{
	prints("echo secret", "secret\n");
	prints("true", "");
}

static void words_are_passed_as_they_are(void **state)
{
	const char *const command[] = { "/bin/echo", "$HOME; `id` *", "", "b",
					NULL };
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	assert_true(command_read(command, clock_steady_ms() + 10000, MOST,
				 &text, &err));
	assert_string_equal(secret_expose(&text), "$HOME; `id` *  b\n");
}

static void it_has_nothing_to_read(void **state)
{
	prints("cat", "");
}

static void it_is_in_a_session_of_its_own(void **state)
{
	prints("test \"$(ps -o sid= -p $$ 2>/dev/null || "
	       "cut -d' ' -f6 /proc/$$/stat)\" -eq $$ && echo yes", "yes\n");
}

static void it_inherits_no_secret_and_no_descriptor(void **state)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD, 100);

	setenv("AZURE_CLIENT_SECRET", "canary", 1);
	setenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN", "canary", 1);
	prints("env | grep -c canary; test -e /proc/$$/fd/100 && echo open; :",
	       "0\n");
	close(fd);
	unsetenv("AZURE_CLIENT_SECRET");
	unsetenv("ACTIONS_ID_TOKEN_REQUEST_TOKEN");
}

static void a_failure_is_told_with_its_status(void **state)
{
	fails("echo secret; exit 3", 10000,
	      "the command '/bin/sh' failed with status 3");
	fails("kill -9 $$", 10000, "failed with status 137");
}

static void what_hangs_is_killed_at_the_deadline(void **state)
{
	int64_t began_ms = clock_steady_ms();

	fails("echo $$ >pid; exec sleep 100", 100,
	      "the command '/bin/sh' did not end in time");
	assert_in_range(clock_steady_ms() - began_ms, 100, 5000);
	assert_true(gone("pid"));
}

static void what_it_started_is_killed_with_it(void **state)
{
	fails("sleep 100 & echo $! >pid; wait", 100, "did not end in time");
	assert_true(gone("pid"));
}

static void end_left(const char *file)
{
	char text[32] = "";
	auto_fd int fd = open(file, O_RDONLY | O_CLOEXEC);

	assert_true(fd >= 0 && read(fd, text, sizeof(text) - 1) > 0);
	kill((pid_t)strtol(text, NULL, 10), SIGKILL);
}

/* A child that runs a command, and is then sent a signal. */
static void dies_with_us(int number)
{
	const char *const command[] = {
		"/bin/sh", "-c", "sleep 100 & echo $! >inner; echo $$ >pid; "
		"wait", NULL
	};
	pid_t pid;
	int status;

	unlink("pid");
	pid = fork();
	if (pid == 0) {
		auto_secret struct secret text = SECRET_INIT;
		struct error err;

		command_read(command, clock_steady_ms() + 10000, MOST, &text,
			     &err);
		_exit(0);
	}
	for (int i = 0; i < 1000 && access("pid", F_OK) != 0; i++)
		clock_sleep_ms(5);
	clock_sleep_ms(20);
	assert_int_equal(kill(pid, number), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == number);
	assert_true(gone("pid"));
	/* Of SIGKILL we learn nothing: the command alone goes with us then. */
	if (number == SIGKILL)
		end_left("inner");
	else
		assert_true(gone("inner"));
}

static void it_ends_when_we_are_ended(void **state)
{
	dies_with_us(SIGINT);
	dies_with_us(SIGTERM);
	dies_with_us(SIGHUP);
	dies_with_us(SIGKILL);
}

static void what_closes_its_output_and_goes_on_is_killed(void **state)
{
	fails("echo $$ >pid; echo secret; exec sleep 100 >&- 2>&-", 100,
	      "did not end in time");
	assert_true(gone("pid"));
}

static void what_holds_the_output_of_an_ended_command_is_killed(void **state)
{
	fails("sleep 100 & echo $! >pid; echo secret", 100,
	      "did not end in time");
	assert_true(gone("pid"));
}

static void the_deadline_may_have_passed(void **state)
{
	fails("exec sleep 100", -1, "did not end in time");
	fails("exec sleep 100", 0, "did not end in time");
}

static void what_prints_too_much_is_killed(void **state)
{
	fails("echo $$ >pid; exec yes", 10000,
	      "the command '/bin/sh' printed more than 1000 bytes");
	assert_true(gone("pid"));
	fails("head -c 1001 /dev/zero", 10000, "printed more than 1000 bytes");
}

static void as_much_as_is_allowed_may_be_printed(void **state)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	assert_true(run("head -c 1000 /dev/zero", 10000, &text, &err));
	assert_int_equal(text.length, 1000);
}

static void what_cannot_be_started_is_told(void **state)
{
	static const char *const none[] = { "/nowhere/pass", NULL };
	const char *const folder[] = { home, NULL };
	auto_secret struct secret text = SECRET_INIT;
	struct error err = { 0 };

	assert_false(command_read(none, clock_steady_ms() + 10000, MOST, &text,
				  &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_string_equal(err.message, "the command '/nowhere/pass' cannot "
			    "be started: No such file or directory");
	assert_non_null(strstr(err.hint, "full path"));
	assert_false(command_read(folder, clock_steady_ms() + 10000, MOST,
				  &text, &err));
	assert_non_null(strstr(err.message, "Permission denied"));
}

#define TEST(name) cmocka_unit_test_setup(name, home_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_it_prints_is_read),
		TEST(words_are_passed_as_they_are),
		TEST(it_has_nothing_to_read),
		TEST(it_is_in_a_session_of_its_own),
		TEST(it_inherits_no_secret_and_no_descriptor),
		TEST(a_failure_is_told_with_its_status),
		TEST(what_hangs_is_killed_at_the_deadline),
		TEST(what_it_started_is_killed_with_it),
		TEST(it_ends_when_we_are_ended),
		TEST(what_closes_its_output_and_goes_on_is_killed),
		TEST(what_holds_the_output_of_an_ended_command_is_killed),
		TEST(the_deadline_may_have_passed),
		TEST(what_prints_too_much_is_killed),
		TEST(as_much_as_is_allowed_may_be_printed),
		TEST(what_cannot_be_started_is_told),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

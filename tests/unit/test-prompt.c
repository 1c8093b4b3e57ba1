/* SPDX-License-Identifier: MIT */
/* Tests of taking secrets from terminals and descriptors. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/prompt.h"

#define MOST 100

/* A terminal: `person` is its keyboard and screen, `program` our side. */
static struct {
	int person;
	int program;
} terminal;

static int open_terminal(void **state)
{
	terminal.person = posix_openpt(O_RDWR | O_NOCTTY);
	if (terminal.person < 0 || grantpt(terminal.person) < 0 ||
	    unlockpt(terminal.person) < 0)
		return -1;
	terminal.program = open(ptsname(terminal.person), O_RDWR | O_NOCTTY);
	return terminal.program < 0 ? -1 : 0;
}

static int close_terminal(void **state)
{
	close(terminal.person);
	close(terminal.program);
	return 0;
}

static bool shows_what_is_typed(void)
{
	struct termios now;

	assert_int_equal(tcgetattr(terminal.program, &now), 0);
	return (now.c_lflag & ECHO) != 0;
}

/* Types once the terminal is hidden, as a person would who saw the question. */
static pid_t type(const char *text, pid_t interrupted)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	for (int i = 0; i < 500 && shows_what_is_typed(); i++)
		clock_sleep_ms(5);
	if (interrupted != 0)
		kill(interrupted, SIGINT);
	else if (write(terminal.person, text, strlen(text)) < 0)
		_exit(1);
	_exit(0);
}

static void reads_pipe(const char *text, size_t length, const char *expected)
{
	auto_secret struct secret value = SECRET_INIT;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], text, length), length);
	close(ends[1]);
	assert_true(prompt_read(ends[0], "Word", MOST, &value));
	assert_string_equal(secret_expose(&value), expected);
	close(ends[0]);
}

static void a_descriptor_is_read_without_the_line_end(void **state)
{
	reads_pipe("word", 4, "word");
	reads_pipe("word\n", 5, "word");
	reads_pipe("word\r\n", 6, "word");
	reads_pipe(" wo rd \n", 8, " wo rd ");
	reads_pipe("", 0, "");
	reads_pipe("\n", 1, "");
	reads_pipe("two\nlines\n", 10, "two\nlines");
}

static void more_than_is_wanted_is_refused(void **state)
{
	auto_secret struct secret value = SECRET_INIT;
	int ends[2];

	assert_int_equal(pipe(ends), 0);
	assert_int_equal(write(ends[1], "12345", 5), 5);
	close(ends[1]);
	assert_false(prompt_read(ends[0], "Word", 4, &value));
	assert_int_equal(errno, EFBIG);
	close(ends[0]);
}

static void a_terminal_asks_and_does_not_show(void **state)
{
	auto_secret struct secret value = SECRET_INIT;
	pid_t typist = type("word\nnext\n", 0);
	char screen[64] = "";
	int status;

	assert_true(prompt_read(terminal.program, "Word", MOST, &value));
	assert_string_equal(secret_expose(&value), "word");
	assert_true(shows_what_is_typed());
	assert_int_equal(waitpid(typist, &status, 0), typist);
	assert_int_equal(status, 0);
	assert_true(read(terminal.person, screen, sizeof(screen) - 1) > 0);
	assert_non_null(strstr(screen, "Word: "));
	assert_null(strstr(screen, "word"));
}

static void the_end_of_input_is_an_empty_answer(void **state)
{
	auto_secret struct secret value = SECRET_INIT;
	pid_t typist = type("\004", 0);
	int status;

	assert_true(prompt_read(terminal.program, "Word", MOST, &value));
	assert_int_equal(value.length, 0);
	assert_true(shows_what_is_typed());
	assert_int_equal(waitpid(typist, &status, 0), typist);
}

static void a_signal_leaves_the_terminal_as_it_was(void **state)
{
	pid_t reader = fork(), sender;
	int status;

	if (reader == 0) {
		auto_secret struct secret value = SECRET_INIT;

		signal(SIGINT, SIG_DFL);
		prompt_read(terminal.program, "Word", MOST, &value);
		_exit(0);
	}
	sender = type("", reader);
	assert_int_equal(waitpid(reader, &status, 0), reader);
	assert_true(WIFSIGNALED(status) && WTERMSIG(status) == SIGINT);
	assert_int_equal(waitpid(sender, &status, 0), sender);
	assert_true(shows_what_is_typed());
}

static void dash_and_fd_name_descriptors(void **state)
{
	static const char *const others[] = {
		"", "fd:", "fd:x", "fd:1x", "fd:-1", "fd: 1", "fd:65536",
		"fd:99999999999999999999", "FD:1", "1", "file", "--",
	};

	assert_int_equal(prompt_descriptor("-"), 0);
	assert_int_equal(prompt_descriptor("fd:0"), 0);
	assert_int_equal(prompt_descriptor("fd:9"), 9);
	for (size_t i = 0; i < array_size(others); i++)
		assert_int_equal(prompt_descriptor(others[i]), -1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_descriptor_is_read_without_the_line_end),
		cmocka_unit_test(more_than_is_wanted_is_refused),
		cmocka_unit_test_setup_teardown(
			a_terminal_asks_and_does_not_show, open_terminal,
			close_terminal),
		cmocka_unit_test_setup_teardown(
			the_end_of_input_is_an_empty_answer, open_terminal,
			close_terminal),
		cmocka_unit_test_setup_teardown(
			a_signal_leaves_the_terminal_as_it_was, open_terminal,
			close_terminal),
		cmocka_unit_test(dash_and_fd_name_descriptors),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

/* SPDX-License-Identifier: MIT */
/*
 * Tests of telling the story.  The module is the process's own, so that each
 * test tells in a child, its stderr a file.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <ctype.h>
#include <errno.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/log.h"
#include "scratch.h"

static int set_up(void **state)
{
	unsetenv("LANYARD_LOG");
	unsetenv("LANYARD_LOG_FILE");
	unlink("stderr");
	unlink("story");
	return 0;
}

static void run(void (*tell)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		int fd = open("stderr", O_WRONLY | O_CREAT | O_APPEND, 0600);

		if (fd < 0 || dup2(fd, STDERR_FILENO) < 0)
			_exit(1);
		tell();
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static char *content_of(const char *name)
{
	static char text[16384];
	auto_fd int fd = open(name, O_RDONLY | O_CLOEXEC);
	ssize_t length = fd < 0 ? 0 : read(fd, text, sizeof(text) - 1);

	assert_true(length >= 0);
	text[length] = '\0';
	return text;
}

/* Takes `PROGRAM[PID] +Nms: ` off a line and returns the rest. */
static const char *told(const char *line, const char *program)
{
	size_t length = strlen(program);

	assert_memory_equal(line, program, length);
	line += length;
	assert_int_equal(*line++, '[');
	while (isdigit((unsigned char)*line))
		line++;
	assert_memory_equal(line, "] +", 3);
	line += 3;
	assert_true(isdigit((unsigned char)*line));
	while (isdigit((unsigned char)*line))
		line++;
	assert_memory_equal(line, "ms: ", 4);
	return line + 4;
}

static void open_and_tell(void)
{
	log_open("prog");
	log_debug("one %d", 1);
	log_debug("two");
}

static void tell_verbosely(void)
{
	const char *level;

	log_open("prog");
	log_verbose();
	log_verbose();
	log_debug("one");
	level = getenv("LANYARD_LOG");
	if (level == NULL || strcmp(level, "debug") != 0)
		_exit(2);
}

static void tell_without_opening(void)
{
	log_debug("one");
}

static void warn(void)
{
	log_open("prog");
	log_warning("the file '%s' is odd", "x\ny");
}

static void tell_odd_things(void)
{
	char large[5000];

	memset(large, 'x', sizeof(large) - 1);
	large[sizeof(large) - 1] = '\0';
	log_open("prog");
	log_debug("a\nb\r\x1b[0m\xff!!!!\x7f");
	log_debug("%s", large);
	log_warning("%s", large);
	log_debug("last");
}

static void tell_to_nobody(void)
{
	log_open("prog");
	close(STDERR_FILENO);
	log_debug("one");
	log_warning("two");
}

static void nothing_is_told_unless_asked_for(void **state)
{
	run(open_and_tell);
	assert_string_equal(content_of("stderr"), "");
	setenv("LANYARD_LOG_FILE", "story", 1);
	run(open_and_tell);
	assert_string_equal(content_of("stderr"), "");
	assert_int_equal(access("story", F_OK), -1);
}

static void another_level_is_no_level(void **state)
{
	static const char *const levels[] = { "", "info", "DEBUG", "debug ",
					      "1" };

	for (size_t i = 0; i < array_size(levels); i++) {
		setenv("LANYARD_LOG", levels[i], 1);
		run(open_and_tell);
		assert_string_equal(content_of("stderr"), "");
	}
}

static void nothing_is_told_before_the_log_is_open(void **state)
{
	setenv("LANYARD_LOG", "debug", 1);
	run(tell_without_opening);
	assert_string_equal(content_of("stderr"), "");
}

static void each_call_tells_one_line(void **state)
{
	char *line, *next;

	setenv("LANYARD_LOG", "debug", 1);
	run(open_and_tell);
	line = content_of("stderr");
	next = strchr(line, '\n');
	assert_non_null(next);
	*next++ = '\0';
	assert_string_equal(told(line, "prog"), "one 1");
	assert_string_equal(told(next, "prog"), "two\n");
}

static void verbose_turns_it_on_here_and_in_children(void **state)
{
	run(tell_verbosely);
	assert_string_equal(told(content_of("stderr"), "prog"), "one\n");
}

static void a_file_gets_the_lines_at_its_end(void **state)
{
	struct stat info;
	char *line;

	setenv("LANYARD_LOG", "debug", 1);
	setenv("LANYARD_LOG_FILE", "story", 1);
	run(open_and_tell);
	run(open_and_tell);
	assert_string_equal(content_of("stderr"), "");
	line = content_of("story");
	for (int i = 0; i < 4; i++) {
		const char *text = told(line, "prog");

		assert_int_equal(strncmp(text, i % 2 ? "two\n" : "one 1\n",
					 i % 2 ? 4 : 6), 0);
		line = strchr(line, '\n') + 1;
	}
	assert_string_equal(line, "");
	assert_int_equal(stat("story", &info), 0);
	assert_int_equal(info.st_mode & 0177, 0);
}

static void a_file_that_cannot_be_opened_is_warned_about(void **state)
{
	const char *text;

	assert_int_equal(symlink("stderr", "link"), 0);
	setenv("LANYARD_LOG", "debug", 1);
	setenv("LANYARD_LOG_FILE", "link", 1);
	run(open_and_tell);
	text = content_of("stderr");
	assert_int_equal(strncmp(text, "prog: warning: the log file 'link' "
				 "cannot be opened: ", 50), 0);
	text = strchr(text, '\n') + 1;
	assert_int_equal(strncmp(told(text, "prog"), "one 1\n", 6), 0);
}

static void a_warning_is_told_asked_for_or_not(void **state)
{
	run(warn);
	assert_string_equal(content_of("stderr"),
			    "prog: warning: the file 'x?y' is odd\n");
}

static void no_line_can_be_made_to_look_like_two(void **state)
{
	char *line;

	setenv("LANYARD_LOG", "debug", 1);
	run(tell_odd_things);
	line = content_of("stderr");
	assert_int_equal(strncmp(told(line, "prog"), "a?b??[0m?!!!!?\n", 15),
			 0);
	/* Two long lines are cut, but end as lines do. */
	line = strchr(line, '\n') + 1;
	assert_int_equal(strspn(told(line, "prog"), "x") +
			 (size_t)(told(line, "prog") - line), 2046);
	line = strchr(line, '\n') + 1;
	assert_int_equal(strncmp(line, "prog: warning: xxx", 18), 0);
	assert_int_equal(strcspn(line, "\n"), 2046);
	line = strchr(line, '\n') + 1;
	assert_string_equal(told(line, "prog"), "last\n");
}

static void nobody_listening_does_no_harm(void **state)
{
	setenv("LANYARD_LOG", "debug", 1);
	run(tell_to_nobody);
	assert_string_equal(content_of("stderr"), "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(nothing_is_told_unless_asked_for,
				       set_up),
		cmocka_unit_test_setup(another_level_is_no_level,
				       set_up),
		cmocka_unit_test_setup(nothing_is_told_before_the_log_is_open,
				       set_up),
		cmocka_unit_test_setup(each_call_tells_one_line,
				       set_up),
		cmocka_unit_test_setup(verbose_turns_it_on_here_and_in_children,
				       set_up),
		cmocka_unit_test_setup(a_file_gets_the_lines_at_its_end,
				       set_up),
		cmocka_unit_test_setup(a_file_that_cannot_be_opened_is_warned_about,
				       set_up),
		cmocka_unit_test_setup(a_warning_is_told_asked_for_or_not,
				       set_up),
		cmocka_unit_test_setup(no_line_can_be_made_to_look_like_two,
				       set_up),
		cmocka_unit_test_setup(nobody_listening_does_no_harm,
				       set_up),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

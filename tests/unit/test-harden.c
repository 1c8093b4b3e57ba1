/* SPDX-License-Identifier: MIT */
/* Tests of hardening, each in a child, since it cannot be undone. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/harden.h"
#include "config.h"

/* True if a check holds in a child. */
static bool holds(bool (*check)(void))
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(check() ? 0 : 1);
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static bool files_are_private(void)
{
	umask(0);
	return harden_process("prog") && umask(0) == 077;
}

static bool no_core_is_dumped(void)
{
	struct rlimit limit;

	return getrlimit(RLIMIT_CORE, &limit) == 0 &&
	       (limit.rlim_cur = limit.rlim_max,
		setrlimit(RLIMIT_CORE, &limit) == 0) &&
	       harden_process("prog") && getrlimit(RLIMIT_CORE, &limit) == 0 &&
	       limit.rlim_cur == 0;
}

static bool what_was_given_comes_back(void)
{
	struct rlimit limit, after;

	umask(027);
	signal(SIGPIPE, SIG_DFL);
	if (getrlimit(RLIMIT_CORE, &limit) < 0)
		return false;
	limit.rlim_cur = limit.rlim_max;
	if (setrlimit(RLIMIT_CORE, &limit) < 0 || !harden_process("prog"))
		return false;
	harden_release();
	return umask(0) == 027 && getrlimit(RLIMIT_CORE, &after) == 0 &&
	       after.rlim_cur == limit.rlim_cur &&
	       after.rlim_max == limit.rlim_max &&
	       signal(SIGPIPE, SIG_DFL) == SIG_DFL;
}

static bool process_is_not_dumpable(void)
{
	return prctl(PR_SET_DUMPABLE, 1, 0, 0, 0) == 0 &&
	       harden_process("prog") &&
	       prctl(PR_GET_DUMPABLE, 0, 0, 0, 0) == 0;
}

static bool key_log_is_forgotten(void)
{
	return setenv("SSLKEYLOGFILE", "/x", 1) == 0 &&
	       setenv("SSLKEYLOG", "/y", 1) == 0 && harden_process("prog") &&
	       getenv("SSLKEYLOGFILE") == NULL && getenv("SSLKEYLOG") != NULL;
}

static bool signals_are_set(void)
{
	signal(SIGPIPE, SIG_DFL);
	signal(SIGCHLD, SIG_IGN);
	return harden_process("prog") && signal(SIGPIPE, SIG_DFL) == SIG_IGN &&
	       signal(SIGCHLD, SIG_DFL) == SIG_DFL;
}

static bool is_null(int fd, int mode)
{
	struct stat info;

	return fstat(fd, &info) == 0 && S_ISCHR(info.st_mode) &&
	       info.st_rdev == makedev(1, 3) &&
	       (fcntl(fd, F_GETFL) & O_ACCMODE) == mode;
}

static bool closed_descriptors_are_opened(void)
{
	for (int fd = 0; fd <= 2; fd++)
		close(fd);
	return harden_process("prog") && is_null(0, O_RDONLY) &&
	       is_null(1, O_RDONLY) && is_null(2, O_WRONLY);
}

static bool one_closed_descriptor_is_opened(void)
{
	struct stat before, after;

	close(1);
	return fstat(2, &before) == 0 && harden_process("prog") &&
	       is_null(1, O_RDONLY) && fstat(2, &after) == 0 &&
	       before.st_ino == after.st_ino && before.st_dev == after.st_dev;
}

static bool no_more_can_be_opened(void)
{
	const struct rlimit none = { 0, 0 };

	return setrlimit(RLIMIT_NOFILE, &none) == 0 &&
	       open("/dev/null", O_RDONLY) < 0;
}

static bool failure_is_told_on_stderr(void)
{
	static const char expected[] = "prog: '/dev/null' cannot be opened: ";
	char text[256] = "";
	int fds[2];

	if (pipe2(fds, O_NONBLOCK) < 0 || dup2(fds[1], 2) < 0)
		return false;
	close(0);
	return no_more_can_be_opened() && !harden_process("prog") &&
	       read(fds[0], text, sizeof(text) - 1) > 0 &&
	       strncmp(text, expected, strlen(expected)) == 0;
}

static void new_files_are_private_from_then_on(void **state)
{
	assert_true(holds(files_are_private));
}

static void the_process_dumps_no_core(void **state)
{
	assert_true(holds(no_core_is_dumped));
}

static void the_process_is_closed_to_others_of_its_user(void **state)
{
#ifdef LANYARD_SANITIZE
	print_message("sanitizers need to look into the process\n");
	skip();
#endif
	assert_true(holds(process_is_not_dumpable));
}

static void a_program_we_become_gets_back_what_we_were_given(void **state)
{
	assert_true(holds(what_was_given_comes_back));
}

static void session_keys_are_not_logged(void **state)
{
	assert_true(holds(key_log_is_forgotten));
}

static void sigpipe_is_ignored_and_sigchld_is_not(void **state)
{
	assert_true(holds(signals_are_set));
}

static void closed_standard_descriptors_are_opened_on_dev_null(void **state)
{
	assert_true(holds(closed_descriptors_are_opened));
	assert_true(holds(one_closed_descriptor_is_opened));
}

static void a_process_that_must_not_go_on_says_why(void **state)
{
	if (!holds(no_more_can_be_opened)) {
		print_message("descriptors are not limited here\n");
		skip();
	}
	assert_true(holds(failure_is_told_on_stderr));
}

static void a_relative_folder_of_ours_is_refused(void **state)
{
	static const char *const names[] = { "LANYARD_HOME",
					     "LANYARD_EXEC_PATH" };
	struct error err;

	for (size_t i = 0; i < 2; i++) {
		unsetenv(names[i]);
		assert_true(harden_environment(&err));
		setenv(names[i], "", 1);
		assert_true(harden_environment(&err));
		setenv(names[i], "a/b", 1);
		assert_false(harden_environment(&err));
		assert_int_equal(err.class, ERROR_CONFIG);
		assert_non_null(strstr(err.message, names[i]));
		assert_non_null(strstr(err.message, "'a/b'"));
		setenv(names[i], "/a/b", 1);
		assert_true(harden_environment(&err));
		unsetenv(names[i]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(new_files_are_private_from_then_on),
		cmocka_unit_test(the_process_dumps_no_core),
		cmocka_unit_test(the_process_is_closed_to_others_of_its_user),
		cmocka_unit_test(a_program_we_become_gets_back_what_we_were_given),
		cmocka_unit_test(session_keys_are_not_logged),
		cmocka_unit_test(sigpipe_is_ignored_and_sigchld_is_not),
		cmocka_unit_test(closed_standard_descriptors_are_opened_on_dev_null),
		cmocka_unit_test(a_process_that_must_not_go_on_says_why),
		cmocka_unit_test(a_relative_folder_of_ours_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

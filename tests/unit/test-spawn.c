/* SPDX-License-Identifier: MIT */
/*
 * Tests of starting other programs.  The other program is this one: with an
 * argument it tells on stdout what it was given.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/spawn.h"
#include "scratch.h"

static char self[PATH_MAX];

/* The child's side */

static int tell_descriptors(void)
{
	for (int fd = 0; fd < 2048; fd++)
		if (fcntl(fd, F_GETFD) >= 0)
			dprintf(1, "%d ", fd);
	return 0;
}

static int tell_nulls(void)
{
	for (int fd = 0; fd < 3; fd++) {
		struct stat info;

		if (fstat(fd, &info) < 0 || !S_ISCHR(info.st_mode) ||
		    info.st_rdev != makedev(1, 3) ||
		    (fcntl(fd, F_GETFL) & O_ACCMODE) != O_RDWR)
			return 1;
	}
	return 0;
}

static int tell_variables(void)
{
	for (char **variable = environ; *variable != NULL; variable++)
		dprintf(1, "%s\n", *variable);
	return 0;
}

static int child_main(int argc, char **argv)
{
	const char *what = argv[1];

	if (strcmp(what, "descriptors") == 0)
		return tell_descriptors();
	if (strcmp(what, "nulls") == 0)
		return tell_nulls();
	if (strcmp(what, "variables") == 0)
		return tell_variables();
	if (strcmp(what, "exit") == 0)
		return atoi(argv[2]);
	if (strcmp(what, "raise") == 0)
		return raise(atoi(argv[2]));
	if (strcmp(what, "session") == 0)
		return getsid(0) == getpid();
	if (strcmp(what, "sigpipe") == 0)
		return signal(SIGPIPE, SIG_DFL) == SIG_IGN;
	if (strcmp(what, "arguments") == 0)
		return dprintf(1, "%d %s %s", argc, argv[0], argv[2]) < 0;
	if (strcmp(what, "streams") == 0)
		return dprintf(1, "out") < 0 || dprintf(2, "err") < 0 ||
		       dprintf(3, "three") < 0;
	if (strcmp(what, "copy") == 0) {
		char text[64];
		ssize_t length = read(0, text, sizeof(text));

		return length < 0 || write(1, text, (size_t)length) != length;
	}
	return 99;
}

/* The parent's side */

static int run(const char *what, const char *argument, bool ours)
{
	const char *const arguments[] = { "self", what, argument, NULL };
	const struct spawn spawn = { .path = self, .arguments = arguments,
				     .fds = { -1, -1, -1, -1 }, .ours = ours };
	pid_t pid = -1;

	assert_true(spawn_start(&spawn, &pid));
	return spawn_wait(pid);
}

/* What it says on stdout, its stdout being a new pipe. */
static const char *said(struct spawn *spawn, const char *what,
			const char *argument)
{
	static char text[65536];
	const char *const arguments[] = { "self", what, argument, NULL };
	auto_secret struct secret content = SECRET_INIT;
	int fds[2];
	pid_t pid;

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	spawn->path = self;
	spawn->arguments = arguments;
	spawn->fds[1] = fds[1];
	assert_true(spawn_start(spawn, &pid));
	close(fds[1]);
	assert_true(file_read_fd(fds[0], sizeof(text) - 1, &content));
	close(fds[0]);
	assert_int_equal(spawn_wait(pid), 0);
	memcpy(text, secret_expose(&content), content.length + 1);
	return text;
}

static void the_exit_status_comes_back(void **state)
{
	assert_int_equal(run("exit", "0", false), 0);
	assert_int_equal(run("exit", "1", false), 1);
	assert_int_equal(run("exit", "7", true), 7);
	assert_int_equal(run("exit", "255", false), 255);
}

static void death_by_a_signal_is_128_and_its_number(void **state)
{
	assert_int_equal(run("raise", "9", false), 128 + SIGKILL);
	assert_int_equal(run("raise", "15", false), 128 + SIGTERM);
}

static void arguments_come_through(void **state)
{
	struct spawn spawn = { .fds = { -1, -1, -1, -1 } };

	assert_string_equal(said(&spawn, "arguments", "a b;$c 'd'"),
			    "3 self a b;$c 'd'");
}

static void fails_with(const char *path, int fault)
{
	const char *const arguments[] = { "x", NULL };
	const struct spawn spawn = { .path = path, .arguments = arguments,
				     .fds = { -1, -1, 2, -1 } };
	pid_t pid = -7;

	errno = 0;
	assert_false(spawn_start(&spawn, &pid));
	assert_int_equal(errno, fault);
	assert_int_equal(pid, -7);
	/* It was waited for. */
	assert_int_equal(waitpid(-1, NULL, WNOHANG), -1);
	assert_int_equal(errno, ECHILD);
}

static void a_program_that_cannot_be_run_is_told_by_errno(void **state)
{
	auto_fd int fd = open("plain", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	fails_with("./no-such-program", ENOENT);
	fails_with("./plain", EACCES);
	fails_with("./", EACCES);
}

static void a_word_is_not_looked_for_in_the_path(void **state)
{
	const char *path = getenv("PATH");
	auto_free char *before = strdup(path != NULL ? path : "");

	assert_int_equal(setenv("PATH", "/bin:/usr/bin", 1), 0);
	fails_with("true", ENOENT);
	setenv("PATH", before, 1);
}

static void no_other_descriptor_is_inherited(void **state)
{
	static const int open_here[] = { 3, 4, 5, 7, 20, 63 };
	struct spawn spawn = { .fds = { -1, -1, -1, -1 } };
	int before[array_size(open_here)];

	for (size_t i = 0; i < array_size(open_here); i++) {
		before[i] = fcntl(open_here[i], F_DUPFD_CLOEXEC, 100);
		assert_true(dup2(scratch.folder, open_here[i]) >= 0);
	}
	assert_string_equal(said(&spawn, "descriptors", NULL), "0 1 2 ");
	spawn.ours = spawn.detached = true;
	assert_string_equal(said(&spawn, "descriptors", NULL), "0 1 2 ");
	spawn.fds[3] = 7;
	assert_string_equal(said(&spawn, "descriptors", NULL), "0 1 2 3 ");
	for (size_t i = 0; i < array_size(open_here); i++) {
		close(open_here[i]);
		if (before[i] < 0)
			continue;
		dup2(before[i], open_here[i]);
		close(before[i]);
	}
}

static void what_is_not_given_is_dev_null(void **state)
{
	assert_int_equal(run("nulls", NULL, false), 0);
	assert_int_equal(run("nulls", NULL, true), 0);
}

static void stdin_is_passed(void **state)
{
	struct spawn spawn = { .fds = { -1, -1, -1, -1 } };
	int fds[2];

	assert_int_equal(pipe2(fds, O_CLOEXEC), 0);
	assert_int_equal(write(fds[1], "hello", 5), 5);
	close(fds[1]);
	spawn.fds[0] = fds[0];
	assert_string_equal(said(&spawn, "copy", NULL), "hello");
	close(fds[0]);
}

/* Reads what stands in a pipe and closes it. */
static void holds(int fds[2], const char *expected)
{
	char text[64] = "";

	close(fds[1]);
	assert_true(read(fds[0], text, sizeof(text) - 1) >= 0);
	assert_string_equal(text, expected);
	close(fds[0]);
}

static void descriptors_may_stand_in_one_anothers_place(void **state)
{
	const char *const arguments[] = { "self", "streams", NULL };
	struct spawn spawn = { .path = self, .arguments = arguments };
	int out[2], err[2], three[2];
	pid_t pid;

	/* Pipes take the lowest numbers, 3 and 4 if those are free. */
	assert_int_equal(pipe(out), 0);
	assert_int_equal(pipe(err), 0);
	assert_int_equal(pipe(three), 0);
	spawn.fds[0] = -1;
	spawn.fds[1] = out[1];
	spawn.fds[2] = err[1];
	spawn.fds[3] = three[1];
	assert_true(spawn_start(&spawn, &pid));
	assert_int_equal(spawn_wait(pid), 0);
	holds(out, "out");
	holds(err, "err");
	holds(three, "three");

	/* 1 and 2 change places, and 3 is stdout's. */
	pid = fork();
	if (pid == 0) {
		pid_t child;

		if (pipe(out) < 0 || pipe(err) < 0 || dup2(out[1], 2) < 0 ||
		    dup2(err[1], 1) < 0 || dup2(out[1], 3) < 0)
			_exit(1);
		spawn.fds[1] = 2;
		spawn.fds[2] = 1;
		spawn.fds[3] = 3;
		if (!spawn_start(&spawn, &child) || spawn_wait(child) != 0)
			_exit(2);
		if (fcntl(out[0], F_SETFL, O_NONBLOCK) < 0)
			_exit(3);
		char text[16] = "";

		if (read(out[0], text, sizeof(text)) != 8 ||
		    memcmp(text, "outthree", 8) != 0)
			_exit(4);
		_exit(read(err[0], text, 3) != 3 || memcmp(text, "err", 3));
	}
	assert_int_equal(spawn_wait(pid), 0);
}

static void a_descriptor_that_is_not_open_is_an_error(void **state)
{
	const char *const arguments[] = { "self", "exit", "0", NULL };

	for (int i = 0; i < 4; i++) {
		struct spawn spawn = { .path = self, .arguments = arguments,
				       .fds = { -1, -1, -1, -1 } };
		pid_t pid;

		spawn.fds[i] = 999;
		errno = 0;
		assert_false(spawn_start(&spawn, &pid));
		assert_int_equal(errno, EBADF);
	}
}

/* In a child, whose descriptors then have no numbers above 9. */
static int spawn_without_room(void)
{
	const char *const arguments[] = { "self", "exit", "0", NULL };
	const struct spawn spawn = { .path = self, .arguments = arguments,
				     .fds = { -1, -1, -1, -1 } };
	struct rlimit limit;
	pid_t pid;

	for (int fd = 3; fd < 10; fd++)
		close(fd);
	if (getrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 1;
	limit.rlim_cur = 10;
	if (setrlimit(RLIMIT_NOFILE, &limit) < 0)
		return 1;
	if (fcntl(0, F_DUPFD, 10) >= 0)
		return 77;
	return spawn_start(&spawn, &pid) ? 2 : 0;
}

static void a_child_without_room_for_descriptors_is_an_error(void **state)
{
	pid_t pid = fork();
	int status;

	if (pid == 0)
		_exit(spawn_without_room());
	status = spawn_wait(pid);
	if (status == 77) {
		print_message("descriptors are not limited here\n");
		skip();
	}
	assert_int_equal(status, 0);
}

static const char *const secrets[] = {
	"AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
	"AZURE_PASSWORD", "ARM_CLIENT_SECRET",
	"ARM_CLIENT_CERTIFICATE_PASSWORD",
	"AAD_SERVICE_PRINCIPAL_CLIENT_SECRET",
	"AAD_SERVICE_PRINCIPAL_CLIENT_CERTIFICATE_PASSWORD",
	"AAD_USER_PRINCIPAL_PASSWORD", "SYSTEM_ACCESSTOKEN",
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "IDENTITY_HEADER", "MSI_SECRET",
	"servicePrincipalKey", "SERVICEPRINCIPALKEY", "idToken",
	"VSS_NUGET_ACCESSTOKEN", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS",
};

static void set_secrets(bool there)
{
	for (size_t i = 0; i < array_size(secrets); i++) {
		if (there)
			setenv(secrets[i], "canary", 1);
		else
			unsetenv(secrets[i]);
	}
}

static void a_foreign_child_gets_no_variable_that_may_hold_a_secret(void **state)
{
	struct spawn spawn = { .fds = { -1, -1, -1, -1 } };
	const char *text;

	set_secrets(true);
	setenv("AZURE_CLIENT_SECRETS", "kept", 1);
	setenv("AZURE_CLIENT_ID", "kept", 1);
	text = said(&spawn, "variables", NULL);
	set_secrets(false);
	assert_null(strstr(text, "canary"));
	assert_non_null(strstr(text, "AZURE_CLIENT_SECRETS=kept\n"));
	assert_non_null(strstr(text, "AZURE_CLIENT_ID=kept\n"));
	unsetenv("AZURE_CLIENT_SECRETS");
	unsetenv("AZURE_CLIENT_ID");
}

static void the_environment_for_a_foreign_program_is_the_rest_of_ours(void **state)
{
	auto_free char **kept = NULL;
	size_t i = 0;

	setenv("AZURE_CLIENT_SECRET", "canary", 1);
	kept = spawn_environment();
	assert_non_null(kept);
	for (char **variable = environ; *variable != NULL; variable++)
		if (strcmp(*variable, "AZURE_CLIENT_SECRET=canary") != 0)
			assert_ptr_equal(kept[i++], *variable);
	assert_null(kept[i]);
	unsetenv("AZURE_CLIENT_SECRET");
}

static void a_program_of_ours_keeps_them(void **state)
{
	struct spawn spawn = { .fds = { -1, -1, -1, -1 }, .ours = true };
	const char *text;

	set_secrets(true);
	text = said(&spawn, "variables", NULL);
	set_secrets(false);
	for (size_t i = 0; i < array_size(secrets); i++)
		assert_non_null(strstr(text, secrets[i]));
}

static void our_own_environment_stays_as_it_was(void **state)
{
	setenv("AZURE_CLIENT_SECRET", "canary", 1);
	assert_int_equal(run("exit", "0", false), 0);
	assert_string_equal(getenv("AZURE_CLIENT_SECRET"), "canary");
	unsetenv("AZURE_CLIENT_SECRET");
}

static void a_detached_child_has_a_session_of_its_own(void **state)
{
	const char *const arguments[] = { "self", "session", NULL };
	struct spawn spawn = { .path = self, .arguments = arguments,
			       .fds = { -1, -1, -1, -1 } };
	pid_t pid;

	assert_true(spawn_start(&spawn, &pid));
	assert_int_equal(spawn_wait(pid), 0);
	spawn.detached = true;
	assert_true(spawn_start(&spawn, &pid));
	assert_int_equal(spawn_wait(pid), 1);
}

static void a_child_dies_of_sigpipe_even_if_we_do_not(void **state)
{
	void (*before)(int) = signal(SIGPIPE, SIG_IGN);
	int status = run("sigpipe", NULL, false);

	signal(SIGPIPE, before);
	assert_int_equal(status, 0);
}

static void waiting_for_a_stranger_is_a_failure(void **state)
{
	assert_int_equal(spawn_wait(1), 1);
}

int main(int argc, char **argv)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_exit_status_comes_back),
		cmocka_unit_test(death_by_a_signal_is_128_and_its_number),
		cmocka_unit_test(arguments_come_through),
		cmocka_unit_test(a_program_that_cannot_be_run_is_told_by_errno),
		cmocka_unit_test(a_word_is_not_looked_for_in_the_path),
		cmocka_unit_test(no_other_descriptor_is_inherited),
		cmocka_unit_test(what_is_not_given_is_dev_null),
		cmocka_unit_test(stdin_is_passed),
		cmocka_unit_test(descriptors_may_stand_in_one_anothers_place),
		cmocka_unit_test(a_descriptor_that_is_not_open_is_an_error),
		cmocka_unit_test(a_child_without_room_for_descriptors_is_an_error),
		cmocka_unit_test(a_foreign_child_gets_no_variable_that_may_hold_a_secret),
		cmocka_unit_test(the_environment_for_a_foreign_program_is_the_rest_of_ours),
		cmocka_unit_test(a_program_of_ours_keeps_them),
		cmocka_unit_test(our_own_environment_stays_as_it_was),
		cmocka_unit_test(a_detached_child_has_a_session_of_its_own),
		cmocka_unit_test(a_child_dies_of_sigpipe_even_if_we_do_not),
		cmocka_unit_test(waiting_for_a_stranger_is_a_failure),
	};

	if (argc > 1)
		return child_main(argc, argv);
	if (readlink("/proc/self/exe", self, sizeof(self) - 1) < 0)
		return 1;
	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

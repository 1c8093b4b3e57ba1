/* SPDX-License-Identifier: MIT */
/*
 * Tests of locks.  The clock is a double: sleeping turns it, and may do
 * something else meanwhile, so that no test waits.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/lock.h"
#include "scratch.h"

static struct {
	int64_t now_ms;
	int64_t longest_ms;
	int sleeps;
	int close_fd;		/* closed at the sleep of that number */
	int close_at;
} turned;

int64_t clock_steady_ms(void)
{
	return turned.now_ms;
}

void clock_sleep_ms(int64_t span_ms)
{
	assert_true(span_ms > 0);
	turned.now_ms += span_ms;
	if (span_ms > turned.longest_ms)
		turned.longest_ms = span_ms;
	if (++turned.sleeps == turned.close_at)
		close(turned.close_fd);
}

static int set_up(void **state)
{
	turned.now_ms = 1000;
	turned.longest_ms = turned.sleeps = turned.close_at = 0;
	return 0;
}

static int open_lock(const char *name)
{
	int fd = lock_open(scratch.folder, name);

	assert_true(fd >= 0);
	return fd;
}

static void a_lock_file_is_private_and_stays_with_us(void **state)
{
	auto_fd int fd = open_lock("private");
	struct stat info;

	assert_int_equal(fstat(fd, &info), 0);
	assert_int_equal(info.st_mode & 0177, 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void a_lock_file_is_not_opened_through_a_link(void **state)
{
	assert_int_equal(symlink("elsewhere", "link"), 0);
	assert_int_equal(lock_open(scratch.folder, "link"), -1);
	assert_int_equal(errno, ELOOP);
	assert_int_equal(access("elsewhere", F_OK), -1);
}

static void a_lock_file_in_no_folder_is_told(void **state)
{
	assert_int_equal(lock_open(-1, "x"), -1);
	assert_int_equal(errno, EBADF);
	assert_int_equal(lock_open(scratch.folder, "no-such/x"), -1);
	assert_int_equal(errno, ENOENT);
}

static void the_second_finds_it_busy(void **state)
{
	auto_fd int first = open_lock("busy");
	auto_fd int second = open_lock("busy");

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	assert_int_equal(lock_try(second), LOCK_BUSY);
	assert_int_equal(lock_try(first), LOCK_TAKEN);
	close(steal_fd(&first));
	assert_int_equal(lock_try(second), LOCK_TAKEN);
}

static void two_names_are_two_locks(void **state)
{
	auto_fd int first = open_lock("one");
	auto_fd int second = open_lock("two");

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	assert_int_equal(lock_try(second), LOCK_TAKEN);
}

static void what_is_no_file_is_unusable(void **state)
{
	assert_int_equal(lock_try(-1), LOCK_UNUSABLE);
	assert_int_equal(lock_wait(-1, turned.now_ms + 100), LOCK_UNUSABLE);
	assert_int_equal(turned.sleeps, 0);
}

static void a_free_lock_is_taken_even_after_the_deadline(void **state)
{
	auto_fd int fd = open_lock("late");

	assert_int_equal(lock_wait(fd, 0), LOCK_TAKEN);
	assert_int_equal(turned.sleeps, 0);
}

static void waiting_ends_exactly_at_the_deadline(void **state)
{
	auto_fd int first = open_lock("deadline");
	auto_fd int second = open_lock("deadline");

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	assert_int_equal(lock_wait(second, 1500), LOCK_BUSY);
	assert_int_equal(turned.now_ms, 1500);
	assert_in_range(turned.longest_ms, 2, 40);
	assert_in_range(turned.sleeps, 500 / 40, 200);
}

static void waiting_is_over_when_the_deadline_has_passed(void **state)
{
	auto_fd int first = open_lock("passed");
	auto_fd int second = open_lock("passed");

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	assert_int_equal(lock_wait(second, 1000), LOCK_BUSY);
	assert_int_equal(lock_wait(second, -5), LOCK_BUSY);
	assert_int_equal(turned.sleeps, 0);
}

static void a_lock_given_back_meanwhile_is_taken(void **state)
{
	int first = open_lock("meanwhile");
	auto_fd int second = open_lock("meanwhile");

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	turned.close_fd = first;
	turned.close_at = 3;
	assert_int_equal(lock_wait(second, 60000), LOCK_TAKEN);
	assert_int_equal(turned.sleeps, 3);
}

static void a_child_that_inherits_it_holds_it_too(void **state)
{
	auto_fd int first = open_lock("inherited");
	auto_fd int second = open_lock("inherited");
	int fds[2], status;
	pid_t pid;

	assert_int_equal(lock_try(first), LOCK_TAKEN);
	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		char byte;

		close(fds[1]);
		_exit(read(fds[0], &byte, 1) != 0);
	}
	close(fds[0]);
	close(steal_fd(&first));
	assert_int_equal(lock_try(second), LOCK_BUSY);
	close(fds[1]);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	assert_int_equal(lock_try(second), LOCK_TAKEN);
}

static void the_death_of_its_holder_frees_it(void **state)
{
	auto_fd int mine = open_lock("death");
	int fds[2], status;
	char byte = 0;
	pid_t pid;

	assert_int_equal(pipe(fds), 0);
	pid = fork();
	if (pid == 0) {
		int fd = lock_open(scratch.folder, "death");

		byte = lock_try(fd) == LOCK_TAKEN;
		if (write(fds[1], &byte, 1) == 1)
			pause();
		_exit(1);
	}
	assert_int_equal(read(fds[0], &byte, 1), 1);
	assert_int_equal(byte, 1);
	assert_int_equal(lock_try(mine), LOCK_BUSY);
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(lock_try(mine), LOCK_TAKEN);
	close(fds[0]);
	close(fds[1]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(a_lock_file_is_private_and_stays_with_us,
				       set_up),
		cmocka_unit_test_setup(a_lock_file_is_not_opened_through_a_link,
				       set_up),
		cmocka_unit_test_setup(a_lock_file_in_no_folder_is_told,
				       set_up),
		cmocka_unit_test_setup(the_second_finds_it_busy,
				       set_up),
		cmocka_unit_test_setup(two_names_are_two_locks,
				       set_up),
		cmocka_unit_test_setup(what_is_no_file_is_unusable,
				       set_up),
		cmocka_unit_test_setup(a_free_lock_is_taken_even_after_the_deadline,
				       set_up),
		cmocka_unit_test_setup(waiting_ends_exactly_at_the_deadline,
				       set_up),
		cmocka_unit_test_setup(waiting_is_over_when_the_deadline_has_passed,
				       set_up),
		cmocka_unit_test_setup(a_lock_given_back_meanwhile_is_taken,
				       set_up),
		cmocka_unit_test_setup(a_child_that_inherits_it_holds_it_too,
				       set_up),
		cmocka_unit_test_setup(the_death_of_its_holder_frees_it,
				       set_up),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

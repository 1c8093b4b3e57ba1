/* SPDX-License-Identifier: MIT */
/* Tests of flights: one sign-in a key, and renewals that do not crowd. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "home.h"
#include "sample.h"
#include "store/flight.h"

/* What every test has: an open store and an order. */
static struct {
	struct store store;
	struct order order;
	char lock[STORE_NAME_SIZE];
} given;

static int set_up(void **state)
{
	if (home_set_up(state) < 0 || !store_open(&given.store, true))
		return -1;
	given.order = sample_order();
	store_name(given.order.key_hash, STORE_LOCK, given.lock);
	return 0;
}

static int tear_down(void **state)
{
	store_close(&given.store);
	order_clear(&given.order);
	return 0;
}

static enum flight_result join(int64_t wait_ms, int *ret_fd)
{
	return flight_join(&given.store, &given.order,
			   clock_steady_ms() + wait_ms, ret_fd);
}

static enum flight_result renew_at(int64_t now_ms, int *ret_fd)
{
	return flight_renew(&given.store, &given.order, now_ms, ret_fd);
}

/* Gives the lock's file a time, as if a renewal was begun then. */
static void begun_at(int64_t at_ms)
{
	const struct timespec times[2] = {
		{ .tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000 },
		{ .tv_sec = at_ms / 1000, .tv_nsec = at_ms % 1000 * 1000000 },
	};
	int fd = openat(given.store.folder, given.lock,
			O_WRONLY | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	assert_int_equal(utimensat(given.store.folder, given.lock, times, 0),
			 0);
}

/* A child that lives until it is killed and keeps all descriptors. */
static pid_t keeper(void)
{
	pid_t pid = fork();

	assert_true(pid >= 0);
	if (pid == 0) {
		alarm(20);
		for (;;)
			pause();
	}
	return pid;
}

static void end(pid_t pid)
{
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
}

static void the_first_has_the_flight(void **state)
{
	auto_fd int fd = -1;

	assert_int_equal(join(0, &fd), FLIGHT_MINE);
	assert_true(fd >= 0);
	assert_true(fcntl(fd, F_GETFD) & FD_CLOEXEC);
}

static void the_second_is_busy_when_its_deadline_has_passed(void **state)
{
	auto_fd int first = -1, second = -1;
	int64_t began_ms;

	assert_int_equal(join(0, &first), FLIGHT_MINE);
	began_ms = clock_steady_ms();
	assert_int_equal(join(30, &second), FLIGHT_BUSY);
	assert_in_range(clock_steady_ms() - began_ms, 30, 5000);
	assert_int_equal(second, -1);
}

static void a_flight_that_is_over_is_free_again(void **state)
{
	int fd = -1;

	for (int i = 0; i < 3; i++) {
		assert_int_equal(join(0, &fd), FLIGHT_MINE);
		assert_int_equal(close(fd), 0);
	}
	assert_int_equal(faccessat(given.store.folder, given.lock, F_OK, 0),
			 0);
}

static void another_key_is_another_flight(void **state)
{
	auto_fd int first = -1, second = -1;

	assert_int_equal(join(0, &first), FLIGHT_MINE);
	sample_set(&given.order.tenant, "fabrikam.com");
	sample_seal(&given.order);
	assert_int_equal(join(0, &second), FLIGHT_MINE);
}

static void claims_do_not_make_another_flight(void **state)
{
	auto_fd int first = -1, second = -1;

	assert_int_equal(join(0, &first), FLIGHT_MINE);
	given.order.claims = strdup("{}");
	sample_seal(&given.order);
	assert_int_equal(join(0, &second), FLIGHT_BUSY);
}

static void a_child_that_inherited_it_has_the_flight(void **state)
{
	auto_fd int second = -1;
	int first = -1;
	pid_t pid;

	assert_int_equal(join(0, &first), FLIGHT_MINE);
	pid = keeper();
	assert_int_equal(close(first), 0);
	assert_int_equal(join(0, &second), FLIGHT_BUSY);
	end(pid);
	assert_int_equal(join(1000, &second), FLIGHT_MINE);
}

static void without_a_store_there_is_no_flight(void **state)
{
	const struct store none = STORE_INIT;
	int fd = -1;

	assert_int_equal(flight_join(&none, &given.order, 0, &fd), FLIGHT_NONE);
	assert_int_equal(flight_renew(&none, &given.order, 0, &fd),
			 FLIGHT_NONE);
	assert_int_equal(fd, -1);
}

static void a_lock_that_is_a_link_or_a_folder_is_no_flight(void **state)
{
	int fd = -1;

	assert_int_equal(symlinkat("elsewhere", given.store.folder,
				   given.lock), 0);
	assert_int_equal(join(0, &fd), FLIGHT_NONE);
	assert_int_equal(renew_at(clock_now_ms(), &fd), FLIGHT_NONE);
	assert_int_equal(unlinkat(given.store.folder, given.lock, 0), 0);
	assert_int_equal(mkdirat(given.store.folder, given.lock, 0700), 0);
	assert_int_equal(join(0, &fd), FLIGHT_NONE);
	assert_int_equal(fd, -1);
}

static void a_renewal_begins_at_most_once_in_thirty_seconds(void **state)
{
	int64_t now_ms = clock_now_ms();
	int fd = -1;

	begun_at(now_ms - 29000);
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_BUSY);
	begun_at(now_ms - 30000);
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_MINE);
	assert_true(fd >= 0);
	assert_int_equal(close(fd), 0);
	fd = -1;
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_BUSY);
	assert_int_equal(renew_at(clock_now_ms() + 29000, &fd), FLIGHT_BUSY);
	assert_int_equal(fd, -1);
	assert_int_equal(renew_at(clock_now_ms() + 30001, &fd), FLIGHT_MINE);
	assert_int_equal(close(fd), 0);
}

static void a_renewal_does_not_wait_for_a_flight(void **state)
{
	auto_fd int first = -1, second = -1;
	int64_t now_ms = clock_now_ms(), began_ms = clock_steady_ms();

	begun_at(now_ms - 60000);
	assert_int_equal(join(0, &first), FLIGHT_MINE);
	assert_int_equal(renew_at(now_ms, &second), FLIGHT_BUSY);
	assert_true(clock_steady_ms() - began_ms < 1000);
}

static void a_renewal_that_came_too_late_leaves_the_time_alone(void **state)
{
	int64_t now_ms = clock_now_ms();
	auto_fd int first = -1, second = -1;
	struct stat info;

	begun_at(now_ms - 60000);
	assert_int_equal(join(0, &first), FLIGHT_MINE);
	assert_int_equal(renew_at(now_ms, &second), FLIGHT_BUSY);
	assert_int_equal(fstat(first, &info), 0);
	assert_int_equal(info.st_mtime, (now_ms - 60000) / 1000);
}

static void a_time_from_the_future_does_not_stop_renewals(void **state)
{
	int64_t now_ms = clock_now_ms();
	int fd = -1;

	begun_at(now_ms + 86400000);
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_MINE);
	assert_int_equal(close(fd), 0);
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_BUSY);
}

static void a_sign_in_does_not_count_as_a_renewal(void **state)
{
	int64_t now_ms = clock_now_ms();
	int fd = -1;

	begun_at(now_ms - 60000);
	assert_int_equal(join(0, &fd), FLIGHT_MINE);
	assert_int_equal(close(fd), 0);
	assert_int_equal(renew_at(now_ms, &fd), FLIGHT_MINE);
	assert_int_equal(close(fd), 0);
}

static void a_lock_made_just_now_counts_as_begun(void **state)
{
	int fd = -1;

	assert_int_equal(renew_at(clock_now_ms(), &fd), FLIGHT_BUSY);
	assert_int_equal(renew_at(clock_now_ms() + 30001, &fd), FLIGHT_MINE);
	assert_int_equal(close(fd), 0);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_first_has_the_flight),
		TEST(the_second_is_busy_when_its_deadline_has_passed),
		TEST(a_flight_that_is_over_is_free_again),
		TEST(another_key_is_another_flight),
		TEST(claims_do_not_make_another_flight),
		TEST(a_child_that_inherited_it_has_the_flight),
		TEST(without_a_store_there_is_no_flight),
		TEST(a_lock_that_is_a_link_or_a_folder_is_no_flight),
		TEST(a_renewal_begins_at_most_once_in_thirty_seconds),
		TEST(a_renewal_does_not_wait_for_a_flight),
		TEST(a_renewal_that_came_too_late_leaves_the_time_alone),
		TEST(a_time_from_the_future_does_not_stop_renewals),
		TEST(a_sign_in_does_not_count_as_a_renewal),
		TEST(a_lock_made_just_now_counts_as_begun),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/*
 * Tests of the way to a token.  A shell script stands in for the sign-in
 * program: it notes each start, keeps its job, and does what the test wrote
 * into a file beside it.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/wait.h>
#include <utime.h>

#include <cmocka.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/str.h"
#include "home.h"
#include "model/fault.h"
#include "sample.h"
#include "store/cache.h"
#include "store/flight.h"
#include "store/note.h"

#define PATIENCE_MS 10000

static const char script[] =
	"#!/bin/sh\n"
	"cd \"${0%/*}\" || exit 1\n"
	"cat >job\n"
	"echo start >>starts\n"
	". ./act\n";

static struct {
	struct store store;
	struct order order;
	struct token token;		/* what acquire() gave */
	struct error err;
	char told[4096];		/* what it wrote to stderr */
} given;

static int set_up(void **state)
{
	if (home_set_up(state) < 0)
		return -1;
	home_put("exec/lanyard-signin", script, 0700);
	home_put("exec/act", "exit 9\n", 0600);
	home_put("exec/starts", "", 0600);
	setenv("LANYARD_EXEC_PATH", home_path("exec"), 1);
	if (!store_open(&given.store, true))
		return -1;
	given.order = sample_order();
	given.err = (struct error){ 0 };
	return 0;
}

static int tear_down(void **state)
{
	store_close(&given.store);
	order_clear(&given.order);
	token_clear(&given.token);
	/* No process outlives its test. */
	return waitpid(-1, NULL, WNOHANG) > 0 ? -1 : 0;
}

static void read_text(const char *path, struct secret *ret_text)
{
	struct error err;

	assert_int_equal(file_read(path, FILE_SECRET, SECRET_MAX, ret_text,
				   &err), FILE_OK);
}

/* Gets a token with stderr led into a file. */
static bool get(void)
{
	auto_secret struct secret text = SECRET_INIT;
	auto_fd int before = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 10);
	auto_fd int file = open("stderr", O_RDWR | O_CREAT | O_TRUNC |
				O_CLOEXEC, 0600);
	bool ok;

	assert_true(file >= 0 && before >= 0);
	assert_true(dup2(file, STDERR_FILENO) >= 0);
	token_clear(&given.token);
	ok = acquire(&given.order, &given.token, &given.err);
	assert_true(dup2(before, STDERR_FILENO) >= 0);
	read_text("stderr", &text);
	snprintf(given.told, sizeof(given.told), "%s", secret_expose(&text));
	return ok;
}

static void gets(const char *text)
{
	if (!get())
		fail_msg("there was no token: %s", given.err.message);
	assert_string_equal(secret_expose(&given.token.access_token), text);
}

static void fails(enum error_class class, const char *message)
{
	if (get())
		fail_msg("there was a token");
	if (strstr(given.err.message, message) == NULL)
		fail_msg("it said: %s", given.err.message);
	assert_int_equal(given.err.class, class);
}

static int starts(void)
{
	auto_secret struct secret text = SECRET_INIT;

	read_text("exec/starts", &text);
	return (int)(text.length / strlen("start\n"));
}

static void job_holds(const char *part)
{
	auto_secret struct secret text = SECRET_INIT;

	read_text("exec/job", &text);
	if (strstr(secret_expose(&text), part) == NULL)
		fail_msg("'%s' is not in %s", part, secret_expose(&text));
}

static void act(const char *commands)
{
	home_put("exec/act", commands, 0600);
}

/* The script shall answer with a token that lasts an hour. */
static void answer_token(const char *text)
{
	auto_token struct token token =
		sample_token(text, clock_now_ms(), 3600);
	auto_secret struct secret line = SECRET_INIT;

	json_begin(&line, NULL, '{');
	json_begin(&line, "token", '{');
	token_write(&token, &line);
	assert_true(secret_append(&line, "}}\n"));
	home_put("exec/answer", secret_expose(&line), 0600);
	act("cat answer\n");
}

static void answer_error(enum error_class class, const char *message)
{
	auto_secret struct secret line = SECRET_INIT;
	struct error fault;

	error_set(&fault, class, "%s", message);
	json_begin(&line, NULL, '{');
	json_begin(&line, "error", '{');
	fault_write(&fault, &line);
	assert_true(secret_append(&line, "}}\n"));
	home_put("exec/answer", secret_expose(&line), 0600);
	act("cat answer\nexit 5\n");
}

/* Puts a token into the cache: how long ago it was received, how long it
 * lasts from its receipt. */
static void keep(const char *text, int64_t age_s, int64_t lifetime_s)
{
	auto_token struct token token = sample_token(
		text, clock_now_ms() - age_s * 1000, lifetime_s);

	assert_true(cache_save(&given.store, &given.order, &token));
}

/* Lets the lock look as if no renewal was begun for a while. */
static void long_ago(void)
{
	const struct utimbuf times = { 1000000, 1000000 };
	char name[STORE_NAME_SIZE];
	auto_free char *path = NULL;

	store_name(given.order.key_hash, STORE_LOCK, name);
	path = str_new("cache/%s", name);
	if (access(path, F_OK) < 0)
		home_put(path, "", 0600);
	assert_int_equal(utime(path, &times), 0);
}

/* Waits for a file that the script writes, and then for the script. */
static void wait_for(const char *path)
{
	int64_t deadline_ms = clock_steady_ms() + PATIENCE_MS;

	while (access(path, F_OK) < 0 && clock_steady_ms() < deadline_ms)
		clock_sleep_ms(1);
	if (access(path, F_OK) < 0)
		fail_msg("'%s' never came", path);
}

static void put_note(enum error_class class, int64_t retry_after_s)
{
	struct error fault;
	struct note note;

	error_set(&fault, class, "noted before");
	fault.retry_after_s = retry_after_s;
	note_make(&given.order, &fault, clock_now_ms(), &note);
	assert_true(note_save(&given.store, &given.order, &note));
	/* Who comes in the same millisecond would count as having waited. */
	clock_sleep_ms(2);
}

/* The cache */

static void a_fresh_token_starts_nothing(void **state)
{
	keep("kept", 60, 3600);
	gets("kept");
	assert_int_equal(starts(), 0);
	assert_string_equal(given.told, "");
}

static void a_miss_starts_one_sign_in(void **state)
{
	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
	assert_string_equal(given.told, "");
	job_holds("\"order\":{\"principal\":\"ci\"");
	job_holds("\"transport\":{");
	job_holds("\"predecessor\":0,\"detached\":false}");
}

static void a_token_past_its_margin_is_replaced(void **state)
{
	keep("kept", 3400, 3600);
	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
}

static void a_longer_wish_passes_over_a_token_that_is_too_short(void **state)
{
	keep("kept", 3600 - 500, 3600);
	gets("kept");
	given.order.min_validity_s = 600;
	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
}

static void a_new_token_shorter_than_wished_for_is_taken_once(void **state)
{
	auto_token struct token token = sample_token("short", clock_now_ms(),
						     20);
	auto_secret struct secret line = SECRET_INIT;

	given.order.min_validity_s = 3600;
	json_begin(&line, NULL, '{');
	json_begin(&line, "token", '{');
	token_write(&token, &line);
	assert_true(secret_append(&line, "}}\n"));
	home_put("exec/answer", secret_expose(&line), 0600);
	act("cat answer\n");
	gets("short");
	assert_int_equal(starts(), 1);
}

static void a_corrupt_entry_costs_a_sign_in(void **state)
{
	char name[STORE_NAME_SIZE];
	auto_free char *path = NULL;

	store_name(given.order.key_hash, STORE_TOKEN, name);
	path = str_new("cache/%s", name);
	home_put(path, "{\"version\":1,\"key\":", 0600);
	answer_token("new");
	gets("new");
	assert_string_equal(given.told, "");
}

static void a_cache_that_cannot_be_had_costs_one_warning(void **state)
{
	const char *warning = "tokens cannot be kept";

	assert_int_equal(rename("cache", "away"), 0);
	home_put("cache", "", 0600);
	answer_token("new");
	gets("new");
	assert_non_null(strstr(given.told, warning));
	assert_null(strstr(strstr(given.told, warning) + 1, "warning"));
}

static void a_broken_setting_does_not_touch_a_cached_token(void **state)
{
	keep("kept", 60, 3600);
	home_put("config/lanyard.json", "{ broken", 0600);
	gets("kept");
	given.order.force_refresh = true;
	fails(ERROR_CONFIG, "config/lanyard.json:1:");
	assert_int_equal(starts(), 0);
}

/* Renewal behind the caller's back */

static void an_ageing_token_is_answered_at_once_while_one_renews_it(void **state)
{
	auto_secret struct secret text = SECRET_INIT;
	int64_t began_ms = clock_steady_ms();
	auto_fd int fd = -1;
	pid_t pid;

	keep("kept", 2000, 3600);
	long_ago();
	act("echo $$ >pid.new\nmv pid.new pid\nexec sleep 100\n");
	gets("kept");
	assert_true(clock_steady_ms() - began_ms < PATIENCE_MS);
	wait_for("exec/pid");
	read_text("exec/pid", &text);
	pid = (pid_t)strtol(secret_expose(&text), NULL, 10);
	assert_true(pid > 1);
	assert_int_equal(getsid(pid), pid);
	job_holds("\"detached\":true}");

	/* It holds the flight, and nobody starts another one. */
	assert_int_equal(flight_join(&given.store, &given.order, 0, &fd),
			 FLIGHT_BUSY);
	gets("kept");
	long_ago();
	gets("kept");
	assert_int_equal(kill(pid, SIGKILL), 0);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(starts(), 1);
}

static void a_renewal_is_told_what_it_succeeds(void **state)
{
	auto_free char *part = NULL;

	keep("kept", 2000, 3600);
	part = str_new("\"predecessor\":%lld,",
		       (long long)(clock_now_ms() / 1000 - 2000 + 3600));
	long_ago();
	act("exit 0\n");
	gets("kept");
	assert_true(waitpid(-1, NULL, 0) > 0);
	assert_int_equal(starts(), 1);
	/* The second may have turned since. */
	part[strlen(part) - 2] = '\0';
	job_holds(part);
}

static void renewals_do_not_follow_each_other(void **state)
{
	keep("kept", 2000, 3600);
	long_ago();
	act("exit 5\n");
	for (int i = 0; i < 5; i++)
		gets("kept");
	assert_true(waitpid(-1, NULL, 0) > 0);
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(starts(), 1);
}

static void a_renewal_that_cannot_start_is_no_fault(void **state)
{
	keep("kept", 2000, 3600);
	long_ago();
	setenv("LANYARD_EXEC_PATH", home, 1);
	gets("kept");
	assert_string_equal(given.told, "");
}

static void a_renewal_writes_nothing_to_the_caller(void **state)
{
	keep("kept", 2000, 3600);
	long_ago();
	act("echo noise\necho noise >&2\n");
	gets("kept");
	assert_true(waitpid(-1, NULL, 0) > 0);
	assert_string_equal(given.told, "");
}

static void back_off_stops_renewals_too(void **state)
{
	keep("kept", 2000, 3600);
	put_note(ERROR_NETWORK, 300);
	long_ago();
	gets("kept");
	assert_int_equal(waitpid(-1, NULL, 0), -1);
	assert_int_equal(starts(), 0);
}

/* Passing over the cache */

static void force_refresh_passes_over_a_fresh_token(void **state)
{
	keep("kept", 60, 3600);
	given.order.force_refresh = true;
	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
}

static void claims_pass_over_a_fresh_token_and_go_along(void **state)
{
	keep("kept", 60, 3600);
	given.order.claims = strdup("{\"access_token\":{}}");
	sample_seal(&given.order);
	answer_token("new");
	gets("new");
	job_holds("\"claims\":\"{\\\"access_token\\\":{}}\"");
}

/* Flights.  Does something in a child while it holds the flight. */
static pid_t fly(void (*work)(void), int64_t span_ms)
{
	int ends[2];
	char byte;
	pid_t pid;

	assert_int_equal(pipe(ends), 0);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		int fd = -1;

		alarm(20);
		if (flight_join(&given.store, &given.order, clock_steady_ms(),
				&fd) != FLIGHT_MINE || write(ends[1], "", 1) < 0)
			_exit(1);
		clock_sleep_ms(span_ms);
		if (work != NULL)
			work();
		_exit(0);
	}
	close(ends[1]);
	assert_int_equal(read(ends[0], &byte, 1), 1);
	close(ends[0]);
	return pid;
}

static void land(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void bring_token(void)
{
	keep("theirs", 0, 3600);
}

static void bring_failure(void)
{
	put_note(ERROR_NETWORK, 0);
}

static void the_token_of_another_flight_is_shared(void **state)
{
	pid_t pid = fly(bring_token, 50);

	gets("theirs");
	assert_int_equal(starts(), 0);
	land(pid);
}

static void a_token_that_came_since_serves_a_forced_refresh(void **state)
{
	pid_t pid;

	keep("kept", 60, 3600);
	pid = fly(bring_token, 50);
	given.order.force_refresh = true;
	gets("theirs");
	assert_int_equal(starts(), 0);
	land(pid);
}

static void a_token_for_other_claims_does_not_serve_claims(void **state)
{
	pid_t pid = fly(bring_token, 50);

	given.order.claims = strdup("{\"access_token\":{}}");
	sample_seal(&given.order);
	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
	land(pid);
}

static void a_failure_since_the_beginning_is_shared(void **state)
{
	pid_t pid = fly(bring_failure, 50);

	answer_token("new");
	fails(ERROR_NETWORK, "noted before");
	assert_int_equal(starts(), 0);
	land(pid);
}

static void a_failure_from_before_is_not_shared(void **state)
{
	put_note(ERROR_NETWORK, 0);
	answer_token("new");
	gets("new");
}

static void a_flight_that_ended_without_a_word_is_followed_by_ours(void **state)
{
	pid_t pid = fly(NULL, 50);

	answer_token("new");
	gets("new");
	assert_int_equal(starts(), 1);
	land(pid);
}

static void the_sign_in_program_holds_the_flight(void **state)
{
	answer_token("new");
	act("test -e /proc/$$/fd/3 || exit 7\n"
	    "readlink /proc/$$/fd/3 >held\ncat answer\n");
	gets("new");
	auto_secret struct secret text = SECRET_INIT;
	read_text("exec/held", &text);
	assert_non_null(strstr(secret_expose(&text), given.order.key_hash));
	assert_non_null(strstr(secret_expose(&text), STORE_LOCK));
}

/* Back-off */

static void a_refusal_is_not_asked_for_again(void **state)
{
	put_note(ERROR_REFUSED, 0);
	answer_token("new");
	fails(ERROR_REFUSED, "noted before");
	assert_int_equal(starts(), 0);
}

static void a_forced_refresh_asks_again_after_a_refusal(void **state)
{
	put_note(ERROR_REFUSED, 0);
	given.order.force_refresh = true;
	answer_token("new");
	gets("new");
}

static void nothing_asks_again_in_a_pause_that_was_asked_for(void **state)
{
	put_note(ERROR_NETWORK, 60);
	given.order.force_refresh = true;
	answer_token("new");
	fails(ERROR_NETWORK, "noted before");
	assert_non_null(strstr(given.err.hint, "asked for a pause"));
	assert_int_equal(starts(), 0);
}

static void other_claims_ask_again_after_a_refusal(void **state)
{
	put_note(ERROR_REFUSED, 0);
	given.order.claims = strdup("{\"access_token\":{}}");
	sample_seal(&given.order);
	answer_token("new");
	gets("new");
}

static void a_note_from_the_future_holds_nobody_back(void **state)
{
	struct error fault;
	struct note note;

	error_set(&fault, ERROR_REFUSED, "noted before");
	note_make(&given.order, &fault, clock_now_ms() + 3600000, &note);
	assert_true(note_save(&given.store, &given.order, &note));
	answer_token("new");
	gets("new");
}

static void an_older_credential_does_not_lift_a_refusal(void **state)
{
	home_put("secret", "old", 0600);
	sample_set(&given.order.credential.path, home_path("secret"));
	sample_seal(&given.order);
	clock_sleep_ms(20);
	put_note(ERROR_REFUSED, 0);
	answer_token("new");
	fails(ERROR_REFUSED, "noted before");
}

static void a_newer_credential_lifts_a_refusal_at_once(void **state)
{
	sample_set(&given.order.credential.path, home_path("secret"));
	sample_seal(&given.order);
	put_note(ERROR_REFUSED, 0);
	clock_sleep_ms(20);
	home_put("secret", "mended", 0600);
	answer_token("new");
	gets("new");
}

static void a_credential_moved_into_place_lifts_a_refusal(void **state)
{
	const struct utimbuf times = { 1000000, 1000000 };

	home_put("mended", "mended", 0600);
	assert_int_equal(utime("mended", &times), 0);
	sample_set(&given.order.credential.path, home_path("secret"));
	sample_seal(&given.order);
	clock_sleep_ms(20);
	put_note(ERROR_REFUSED, 0);
	clock_sleep_ms(20);
	assert_int_equal(rename("mended", "secret"), 0);
	answer_token("new");
	gets("new");
}

/* The token in hand as a last resort */

static void the_old_token_serves_when_the_network_fails(void **state)
{
	keep("kept", 3500, 3600);
	answer_error(ERROR_NETWORK, "the authority is away");
	gets("kept");
	assert_int_equal(starts(), 1);
	assert_non_null(strstr(given.told, "the authority is away"));
}

static void the_old_token_does_not_serve_after_a_refusal(void **state)
{
	keep("kept", 3500, 3600);
	answer_error(ERROR_REFUSED, "no");
	fails(ERROR_REFUSED, "no");
	answer_error(ERROR_SIGNIN, "who are you");
	fails(ERROR_SIGNIN, "who are you");
}

static void the_old_token_does_not_serve_who_wished_for_more(void **state)
{
	keep("kept", 3500, 3600);
	given.order.min_validity_s = 300;
	answer_error(ERROR_NETWORK, "away");
	fails(ERROR_NETWORK, "away");
}

static void the_old_token_does_not_serve_a_forced_refresh(void **state)
{
	keep("kept", 3500, 3600);
	given.order.force_refresh = true;
	answer_error(ERROR_NETWORK, "away");
	fails(ERROR_NETWORK, "away");
}

static void a_token_about_to_expire_does_not_serve(void **state)
{
	keep("kept", 3595, 3600);
	answer_error(ERROR_NETWORK, "away");
	fails(ERROR_NETWORK, "away");
	keep("kept", 3700, 3600);
	fails(ERROR_NETWORK, "away");
}

static void the_old_token_serves_in_a_pause(void **state)
{
	keep("kept", 3500, 3600);
	put_note(ERROR_NETWORK, 60);
	gets("kept");
	assert_int_equal(starts(), 0);
}

/* What a sign-in program may do */

static void an_error_of_the_program_is_ours(void **state)
{
	answer_error(ERROR_STORE, "the vault is locked");
	fails(ERROR_STORE, "the vault is locked");
}

static void a_program_that_says_nothing_is_told_of(void **state)
{
	act("exit 7\n");
	fails(ERROR_INTERNAL, "lanyard-signin gave no answer (status 7)");
}

static void a_program_that_dies_is_told_of(void **state)
{
	act("kill -9 $$\n");
	fails(ERROR_INTERNAL, "lanyard-signin gave no answer (status 137)");
}

static void an_interrupted_program_is_an_interruption(void **state)
{
	act("kill -2 $$\n");
	fails(ERROR_INTERRUPTED, "interrupted");
}

static void garbage_from_the_program_is_refused(void **state)
{
	static const char *const answers[] = {
		"echo garbage\n", "echo '{}'\n", "echo '[]'\n",
		"echo '{\"token\":{}}'\n", "echo '{\"token\":1}'\n",
		"echo '{\"error\":{}}'\n",
		"echo '{\"error\":{\"class\":1,\"message\":\"m\"}}'\n",
		"printf '{\"token\":'\n", "printf '\\000\\377'\n",
		"cat answer answer\n",
		"head -c 1100000 /dev/zero\n",
	};

	answer_token("new");
	for (size_t i = 0; i < array_size(answers); i++) {
		act(answers[i]);
		fails(ERROR_INTERNAL, "lanyard-signin");
		assert_int_equal(given.token.access_token.length, 0);
	}
}

static void a_missing_program_is_explained(void **state)
{
	auto_free char *path = str_new("%s/lanyard-signin", home);

	setenv("LANYARD_EXEC_PATH", home, 1);
	fails(ERROR_INTERNAL, "cannot be started: No such file");
	assert_non_null(strstr(given.err.message, path));
	assert_non_null(strstr(given.err.hint, "LANYARD_EXEC_PATH"));
}

static void a_relative_program_path_is_not_believed(void **state)
{
	auto_free char *path = NULL;

	setenv("LANYARD_EXEC_PATH", "exec", 1);
	path = acquire_program("lanyard-signin");
	assert_non_null(path);
	assert_int_equal(path[0], '/');
	assert_null(strstr(path, home));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_fresh_token_starts_nothing),
		TEST(a_miss_starts_one_sign_in),
		TEST(a_token_past_its_margin_is_replaced),
		TEST(a_longer_wish_passes_over_a_token_that_is_too_short),
		TEST(a_new_token_shorter_than_wished_for_is_taken_once),
		TEST(a_corrupt_entry_costs_a_sign_in),
		TEST(a_cache_that_cannot_be_had_costs_one_warning),
		TEST(a_broken_setting_does_not_touch_a_cached_token),
		TEST(an_ageing_token_is_answered_at_once_while_one_renews_it),
		TEST(a_renewal_is_told_what_it_succeeds),
		TEST(renewals_do_not_follow_each_other),
		TEST(a_renewal_that_cannot_start_is_no_fault),
		TEST(a_renewal_writes_nothing_to_the_caller),
		TEST(back_off_stops_renewals_too),
		TEST(force_refresh_passes_over_a_fresh_token),
		TEST(claims_pass_over_a_fresh_token_and_go_along),
		TEST(the_token_of_another_flight_is_shared),
		TEST(a_token_that_came_since_serves_a_forced_refresh),
		TEST(a_token_for_other_claims_does_not_serve_claims),
		TEST(a_failure_since_the_beginning_is_shared),
		TEST(a_failure_from_before_is_not_shared),
		TEST(a_flight_that_ended_without_a_word_is_followed_by_ours),
		TEST(the_sign_in_program_holds_the_flight),
		TEST(a_refusal_is_not_asked_for_again),
		TEST(a_forced_refresh_asks_again_after_a_refusal),
		TEST(nothing_asks_again_in_a_pause_that_was_asked_for),
		TEST(other_claims_ask_again_after_a_refusal),
		TEST(a_note_from_the_future_holds_nobody_back),
		TEST(an_older_credential_does_not_lift_a_refusal),
		TEST(a_newer_credential_lifts_a_refusal_at_once),
		TEST(a_credential_moved_into_place_lifts_a_refusal),
		TEST(the_old_token_serves_when_the_network_fails),
		TEST(the_old_token_does_not_serve_after_a_refusal),
		TEST(the_old_token_does_not_serve_who_wished_for_more),
		TEST(the_old_token_does_not_serve_a_forced_refresh),
		TEST(a_token_about_to_expire_does_not_serve),
		TEST(the_old_token_serves_in_a_pause),
		TEST(an_error_of_the_program_is_ours),
		TEST(a_program_that_says_nothing_is_told_of),
		TEST(a_program_that_dies_is_told_of),
		TEST(an_interrupted_program_is_an_interruption),
		TEST(garbage_from_the_program_is_refused),
		TEST(a_missing_program_is_explained),
		TEST(a_relative_program_path_is_not_believed),
	};

	/* A program that is gone is an error of write(), as in harden.c. */
	signal(SIGPIPE, SIG_IGN);
	/* A shell without job control starts what it does not wait for with
	 * SIGINT ignored. */
	signal(SIGINT, SIG_DFL);
	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/* Running a configured command with a time limit. */
#include "signin/command.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/spawn.h"

/* A command may take less than the whole: the sign-in still has to follow. */
#define LIMIT_MS 15000
#define WAIT_MS 2	/* between looks at whether it has ended */

/* The group of the command that is running, or 0. */
static volatile sig_atomic_t running;

static const int signals[] = { SIGINT, SIGTERM, SIGHUP };

/* Whatever ends us ends the command with all that it started. */
static void end_both(int number)
{
	if (running > 0)
		kill(-running, SIGKILL);
	raise(number);
}

static void watch_signals(struct sigaction before[])
{
	const struct sigaction ending = { .sa_handler = end_both,
					  .sa_flags = (int)SA_RESETHAND };

	for (size_t i = 0; i < array_size(signals); i++) {
		sigaction(signals[i], NULL, &before[i]);
		if (before[i].sa_handler != SIG_IGN)
			sigaction(signals[i], &ending, NULL);
	}
}

static void leave_signals(const struct sigaction before[])
{
	running = 0;
	for (size_t i = 0; i < array_size(signals); i++)
		sigaction(signals[i], &before[i], NULL);
}

/* What became of the reading, by errno. */
static bool unread(const char *command, int fault, size_t most,
		   struct error *err)
{
	if (fault == ETIMEDOUT)
		return error_set(err, ERROR_CONFIG, "the command '%s' did not "
				 "end in time", command);
	if (fault == EFBIG)
		return error_set(err, ERROR_CONFIG, "the command '%s' printed "
				 "more than %zu bytes", command, most);
	errno = fault;
	return error_set(err, ERROR_INTERNAL, "what the command '%s' prints "
			 "cannot be read: %m", command);
}

/* Ends the command with all that it started, unless it ends by itself before
 * the deadline; its exit status, or -1 for one that was late. */
static int end(pid_t pid, int64_t deadline_ms)
{
	siginfo_t info = { 0 };

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
	       0 && info.si_pid == 0 && clock_steady_ms() < deadline_ms)
		clock_sleep_ms(WAIT_MS);
	kill(-pid, SIGKILL);
	return info.si_pid == 0 ? (spawn_wait(pid), -1) : spawn_wait(pid);
}

bool command_read(const char *const *command, int64_t deadline_ms, size_t most,
		  struct secret *ret_output, struct error *err)
{
	int64_t limit_ms = clock_steady_ms() + LIMIT_MS;
	auto_fd int reading = -1, writing = -1;
	struct spawn spawn = { .path = command[0], .arguments = command,
			       .detached = true, .tied = true };
	struct sigaction before[array_size(signals)];
	int ends[2], status, fault = 0;
	pid_t pid;

	if (limit_ms > deadline_ms)
		limit_ms = deadline_ms;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_INTERNAL, "no pipe: %m");
	reading = ends[0];
	writing = ends[1];
	spawn.fds[0] = spawn.fds[3] = -1;
	spawn.fds[1] = writing;
	spawn.fds[2] = STDERR_FILENO;
	log_debug("running '%s'", command[0]);
	watch_signals(before);
	if (!spawn_start(&spawn, &pid)) {
		int why = errno;

		leave_signals(before);
		errno = why;
		error_set(err, ERROR_CONFIG, "the command '%s' cannot be "
			  "started: %m", command[0]);
		return error_hint(err, "the first word must be the full path "
				  "of a program");
	}
	running = pid;
	close(steal_fd(&writing));
	if (!file_read_until(reading, most, limit_ms, ret_output))
		fault = errno;
	status = end(pid, fault == 0 ? limit_ms : 0);
	leave_signals(before);
	if (fault != 0 || status < 0)
		return unread(command[0], fault != 0 ? fault : ETIMEDOUT, most,
			      err);
	if (status != 0)
		return error_set(err, ERROR_CONFIG, "the command '%s' failed "
				 "with status %d", command[0], status);
	return true;
}

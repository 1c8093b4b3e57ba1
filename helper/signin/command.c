/* SPDX-License-Identifier: MIT */
/* Running a configured command with a time limit. */
#include "signin/command.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/spawn.h"

/* A command may take less than the whole: the sign-in still has to follow. */
#define LIMIT_MS 15000
#define WAIT_MS 2

enum ending { ENDING_EOF, ENDING_LATE, ENDING_LARGE, ENDING_FAULT };

static enum ending read_until(int fd, int64_t deadline_ms, size_t most,
			      struct secret *output)
{
	for (;;) {
		int64_t left_ms = deadline_ms - clock_steady_ms();
		struct pollfd waiting = { .fd = fd, .events = POLLIN };
		char *room;
		ssize_t got;

		if (left_ms <= 0)
			return ENDING_LATE;
		if (poll(&waiting, 1, (int)left_ms) <= 0)
			continue;
		room = secret_room(output, 4096);
		if (room == NULL)
			return ENDING_FAULT;
		got = read(fd, room, 4096);
		if (got == 0)
			return ENDING_EOF;
		if (got < 0 && errno != EINTR && errno != EAGAIN)
			return ENDING_FAULT;
		if (got > 0)
			secret_grew(output, (size_t)got);
		if (output->length > most)
			return ENDING_LARGE;
	}
}

/*
 * Waits for a command that has closed its output; that it ends, too, is its
 * own affair.  One that does not is killed with all that it started.
 */
static bool wait_until(pid_t pid, int64_t deadline_ms, int *ret_status)
{
	siginfo_t info = { 0 };

	while (waitid(P_PID, (id_t)pid, &info, WEXITED | WNOHANG | WNOWAIT) ==
		       0 && info.si_pid == 0) {
		if (clock_steady_ms() >= deadline_ms) {
			kill(-pid, SIGKILL);
			spawn_wait(pid);
			return false;
		}
		clock_sleep_ms(WAIT_MS);
	}
	*ret_status = spawn_wait(pid);
	return true;
}

bool command_read(const char *const *command, int64_t deadline_ms, size_t most,
		  struct secret *ret_output, struct error *err)
{
	int64_t limit_ms = clock_steady_ms() + LIMIT_MS;
	auto_fd int reading = -1, writing = -1;
	struct spawn spawn = { .path = command[0], .arguments = command,
			       .detached = true };
	enum ending ending;
	int ends[2], status = 0;
	pid_t pid;

	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_INTERNAL, "no pipe: %m");
	reading = ends[0];
	writing = ends[1];
	spawn.fds[0] = spawn.fds[3] = -1;
	spawn.fds[1] = writing;
	spawn.fds[2] = STDERR_FILENO;
	log_debug("running '%s'", command[0]);
	if (!spawn_start(&spawn, &pid)) {
		error_set(err, ERROR_CONFIG, "the command '%s' cannot be "
			  "started: %m", command[0]);
		return error_hint(err, "the first word must be the full path "
				  "of a program");
	}
	close(steal_fd(&writing));
	if (limit_ms > deadline_ms)
		limit_ms = deadline_ms;
	ending = read_until(reading, limit_ms, most, ret_output);
	if (ending != ENDING_EOF) {
		kill(-pid, SIGKILL);
		spawn_wait(pid);
	} else if (!wait_until(pid, limit_ms, &status)) {
		ending = ENDING_LATE;
	}
	if (ending == ENDING_LATE)
		return error_set(err, ERROR_CONFIG, "the command '%s' did not "
				 "end in time", command[0]);
	if (ending == ENDING_LARGE)
		return error_set(err, ERROR_CONFIG, "the command '%s' printed "
				 "more than %zu bytes", command[0], most);
	if (ending == ENDING_FAULT)
		return error_set(err, ERROR_INTERNAL, "what the command '%s' "
				 "prints cannot be read", command[0]);
	if (status != 0)
		return error_set(err, ERROR_CONFIG, "the command '%s' failed "
				 "with status %d", command[0], status);
	return true;
}

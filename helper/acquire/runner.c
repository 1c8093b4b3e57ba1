/* SPDX-License-Identifier: MIT */
/*
 * Starting lanyard-signin.  The job goes by way of an anonymous file, not a
 * pipe, so that it is whole whatever becomes of the caller; it holds no
 * secret.
 */
#include "acquire/runner.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "acquire/acquire.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/log.h"
#include "base/spawn.h"
#include "base/str.h"
#include "model/fault.h"

#ifndef LIBEXEC_DIR
#error "LIBEXEC_DIR is not defined"
#endif

#define PROGRAM "lanyard-signin"

char *acquire_program(const char *name)
{
	const char *folder = secure_getenv("LANYARD_EXEC_PATH");

	if (folder == NULL || *folder != '/')
		folder = LIBEXEC_DIR;
	return str_new("%s/%s", folder, name);
}

static int job_file(const struct order *order,
		    const struct transport *transport, int64_t predecessor,
		    bool detached, struct error *err)
{
	auto_secret struct secret job = SECRET_INIT;
	auto_fd int fd = -1;

	json_begin(&job, NULL, '{');
	order_write(order, &job);
	transport_write(transport, &job);
	json_put_int(&job, "predecessor", predecessor);
	json_put_bool(&job, "detached", detached);
	json_end(&job, '}');
	if (job.failed)
		return error_memory(err), -1;
	fd = memfd_create("lanyard-job", MFD_CLOEXEC);
	if (fd < 0 || !file_write_all(fd, secret_expose(&job), job.length) ||
	    lseek(fd, 0, SEEK_SET) != 0) {
		error_set(err, ERROR_INTERNAL, "the job for " PROGRAM " cannot "
			  "be written: %m");
		return -1;
	}
	return steal_fd(&fd);
}

static bool start(struct spawn *spawn, pid_t *ret_pid, struct error *err)
{
	static const char *const arguments[] = { PROGRAM, NULL };
	auto_free char *program = acquire_program(PROGRAM);
	int fault;

	if (program == NULL)
		return error_memory(err);
	spawn->path = program;
	spawn->arguments = arguments;
	spawn->ours = true;
	if (spawn_start(spawn, ret_pid))
		return true;
	fault = errno;
	error_set(err, ERROR_INTERNAL, "'%s' cannot be started: %m", program);
	if (fault != ENOENT && fault != EACCES)
		return false;
	return error_hint(err, "it belongs to lanyard; install it anew, or "
			  "correct LANYARD_EXEC_PATH");
}

bool runner_renew(const struct order *order, const struct transport *transport,
		  int64_t predecessor, int lock, struct error *err)
{
	auto_fd int job = job_file(order, transport, predecessor, true, err);
	struct spawn spawn = { .fds = { job, -1, -1, lock }, .detached = true };
	pid_t pid;

	if (job < 0 || !start(&spawn, &pid, err))
		return false;
	log_debug("renewing behind the caller's back (process %d)", (int)pid);
	return true;
}

/* The program's answer, if it is one. */
static bool read_answer(const struct secret *text, struct token *ret_token,
			struct error *err)
{
	static const struct json_source source = {
		.name = "the answer of " PROGRAM, .class = ERROR_INTERNAL,
	};
	auto_json struct json_document *document = NULL;
	struct json root, token = { 0 }, fault = { 0 };
	struct error told;

	document = json_parse(secret_expose(text), text->length, &source, err);
	if (document == NULL || !json_root(document, &root, err) ||
	    !json_get_object(root, "token", &token, err) ||
	    !json_get_object(root, "error", &fault, err))
		return false;
	token_clear(ret_token);
	if (token.value != NULL)
		return token_read(token, ret_token, err);
	if (fault.value == NULL)
		return json_fault(root, NULL, err, "is neither a token nor an "
				  "error");
	if (fault_read(fault, &told, err))
		*err = told;
	return false;
}

/* What it means that the program gave no answer. */
static bool unanswered(const struct order *order, int status, bool late,
		       struct error *err)
{
	if (late) {
		error_set(err, ERROR_NETWORK, "principal '%s': the sign-in at "
			  "'%s' did not end in time", order->principal,
			  order->authority);
		return error_hint(err, "check the network and its name "
				  "service; a slow one may need a larger "
				  "'timeout_seconds' in lanyard.json");
	}
	if (status == 128 + SIGINT)
		return error_set(err, ERROR_INTERRUPTED, "interrupted");
	error_set(err, ERROR_INTERNAL, PROGRAM " gave no answer (status %d)",
		  status);
	return error_hint(err, "it may have been killed, or memory may be "
			  "short; try again");
}

bool runner_sign_in(const struct order *order,
		    const struct transport *transport, int64_t predecessor,
		    int lock, struct token *ret_token, bool *ret_killed,
		    struct error *err)
{
	int64_t deadline_ms = clock_steady_ms() + transport->wait_ms;
	auto_fd int job = job_file(order, transport, predecessor, false, err);
	struct spawn spawn = { .fds = { job, -1, STDERR_FILENO, lock } };
	auto_secret struct secret answer = SECRET_INIT;
	auto_fd int reading = -1, writing = -1, held = lock;
	bool late = false;
	int ends[2], status;
	pid_t pid;

	if (job < 0)
		return false;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_INTERNAL, "no pipe: %m");
	reading = ends[0];
	writing = spawn.fds[1] = ends[1];
	log_debug("signing in at %s/%s with the method %s", order->authority,
		  order->tenant, order->method);
	if (!start(&spawn, &pid, err))
		return false;
	close(steal_fd(&writing));
	if (held >= 0)
		close(steal_fd(&held));
	if (!file_read_until(reading, SECRET_MAX / 2, deadline_ms, &answer)) {
		late = errno == ETIMEDOUT;
		log_debug(PROGRAM " gives no answer (%m) and is ended");
		kill(pid, SIGKILL);
		secret_clear(&answer);
	}
	close(steal_fd(&reading));
	status = spawn_wait(pid);
	log_debug(PROGRAM " ended with status %d", status);
	if (answer.length > 0)
		return read_answer(&answer, ret_token, err);
	*ret_killed = !late && status > 128 && status != 128 + SIGINT;
	return unanswered(order, status, late, err);
}

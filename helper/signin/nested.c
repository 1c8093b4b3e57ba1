/* SPDX-License-Identifier: MIT */
/*
 * Asking for another principal's token through `lanyard get`, so that its
 * cache, flight and method are what they always are.  What it says on stderr
 * goes where ours goes.
 */
#include "signin/nested.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/spawn.h"
#include "base/str.h"
#include "model/request.h"

#ifndef BIN_DIR
#error "BIN_DIR is not defined"
#endif

/* Beside the sign-in program in a build that is not installed. */
static char *program(void)
{
	const char *folder = secure_getenv("LANYARD_EXEC_PATH");

	return str_new("%s/lanyard",
		       folder != NULL && *folder == '/' ? folder : BIN_DIR);
}

static int request_file(const struct order *order, struct error *err)
{
	auto_secret struct secret text = SECRET_INIT;
	auto_fd int fd = memfd_create("lanyard-request", MFD_CLOEXEC);

	json_begin(&text, NULL, '{');
	json_put_string(&text, "apiVersion", REQUEST_API_VERSION);
	json_put_string(&text, "kind", "TokenRequest");
	json_begin(&text, "spec", '{');
	json_put_string(&text, "principal", order->credential.name);
	json_put_string(&text, "cloud", order->cloud);
	json_put_string(&text, "resource", order->audience);
	json_end(&text, '}');
	json_end(&text, '}');
	if (!text.failed && fd >= 0 &&
	    file_write_all(fd, secret_expose(&text), text.length) &&
	    lseek(fd, 0, SEEK_SET) == 0)
		return steal_fd(&fd);
	error_set(err, ERROR_INTERNAL, "the request for another principal's "
		  "token cannot be written: %m");
	return -1;
}

static bool read_token(const struct secret *answer, struct secret *ret_token,
		       struct error *err)
{
	static const struct json_source source = {
		.name = "the answer of lanyard get", .class = ERROR_INTERNAL,
	};
	auto_json struct json_document *document = NULL;
	struct json root, status = { 0 };
	const char *text = NULL;

	document = json_parse(secret_expose(answer), answer->length, &source,
			      err);
	if (document == NULL || !json_root(document, &root, err) ||
	    !json_get_object(root, "status", &status, err))
		return false;
	if (status.value == NULL ||
	    !json_get_string(status, "token", &text, err) || text == NULL)
		return json_fault(root, NULL, err, "holds no token");
	return secret_append(ret_token, text) || error_memory(err);
}

static enum error_class class_of_status(int status)
{
	for (int class = ERROR_INTERNAL; class < ERROR_CLASSES; class++)
		if (error_row(class)->status == status)
			return class;
	return ERROR_INTERNAL;
}

bool nested_token(const struct order *order, int64_t deadline_ms,
		  struct secret *ret_token, struct error *err)
{
	static const char *const arguments[] = { "lanyard", "get", NULL };
	auto_fd int request = -1, reading = -1, writing = -1;
	auto_secret struct secret answer = SECRET_INIT;
	auto_free char *path = program();
	struct spawn spawn = { .path = path, .arguments = arguments,
			       .fds = { -1, -1, STDERR_FILENO, -1 },
			       .ours = true };
	int ends[2], status;
	pid_t pid;

	if (path == NULL)
		return error_memory(err);
	request = request_file(order, err);
	if (request < 0)
		return false;
	if (pipe2(ends, O_CLOEXEC) < 0)
		return error_set(err, ERROR_INTERNAL, "no pipe: %m");
	reading = ends[0];
	writing = ends[1];
	spawn.fds[0] = request;
	spawn.fds[1] = writing;
	log_debug("asking for the token of '%s' as the assertion",
		  order->credential.name);
	if (!spawn_start(&spawn, &pid))
		return error_set(err, ERROR_INTERNAL, "'%s' cannot be started: "
				 "%m", path);
	close(steal_fd(&writing));
	if (!file_read_until(reading, SECRET_MAX / 2, deadline_ms, &answer))
		kill(pid, SIGKILL);
	status = spawn_wait(pid);
	if (status == 0)
		return read_token(&answer, ret_token, err);
	error_set(err, class_of_status(status), "principal '%s' gave no "
		  "assertion (status %d)", order->credential.name, status);
	return error_hint(err, "try it alone: lanyard token -p %s -r %s",
			  order->credential.name, order->audience);
}

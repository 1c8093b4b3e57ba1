/* SPDX-License-Identifier: MIT */
/*
 * Running CGI programs: see cgi.h. Between fork and exec only functions
 * that are safe in a child of a threaded program are called.
 */
#include "cgi.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define DEADLINE_MS 60000

struct child {
	pid_t pid;
	int in; /* what it reads */
	int out; /* what it writes */
};

static void run_child(const int in[2], const int out[2], char *const argv[],
		      char *const environment[])
{
	sigset_t none;

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setpgid(0, 0);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	signal(SIGPIPE, SIG_DFL);
	if (dup2(in[0], STDIN_FILENO) >= 0 &&
	    dup2(out[1], STDOUT_FILENO) >= 0)
		execvpe(argv[0], argv, environment);
	_exit(127);
}

static bool start(struct child *child, char *const argv[],
		  char *const environment[])
{
	int in[2];
	int out[2];

	if (pipe2(in, O_CLOEXEC) < 0)
		return false;
	if (pipe2(out, O_CLOEXEC) < 0) {
		close(in[0]);
		close(in[1]);
		return false;
	}
	child->pid = fork();
	if (child->pid == 0)
		run_child(in, out, argv, environment);
	close(in[0]);
	close(out[1]);
	child->in = in[1];
	child->out = out[0];
	if (child->pid < 0) {
		close(child->in);
		close(child->out);
		return false;
	}
	setpgid(child->pid, child->pid);
	fcntl(child->in, F_SETFL, O_NONBLOCK);
	return true;
}

static void close_in(struct child *child)
{
	if (child->in >= 0)
		close(child->in);
	child->in = -1;
}

static void feed(struct child *child, const struct text *body, size_t *fed)
{
	ssize_t count = 0;

	if (*fed < body->length)
		count = write(child->in, body->data + *fed,
			      body->length - *fed);
	if (count > 0)
		*fed += (size_t)count;
	if (*fed == body->length || (count < 0 && errno != EAGAIN))
		close_in(child);
}

/* False at the end of the output. */
static bool drain(const struct child *child, struct text *output)
{
	char piece[16384];
	ssize_t count = read(child->out, piece, sizeof(piece));

	if (count > 0)
		text_add(output, piece, (size_t)count);
	return count > 0 || (count < 0 && errno == EINTR);
}

static int remaining_ms(const struct timespec *started)
{
	struct timespec now;
	long long passed;

	clock_gettime(CLOCK_MONOTONIC, &now);
	passed = (now.tv_sec - started->tv_sec) * 1000LL +
		 (now.tv_nsec - started->tv_nsec) / 1000000;
	return passed >= DEADLINE_MS ? 0 : (int)(DEADLINE_MS - passed);
}

static bool converse(struct child *child, const struct request *request,
		     struct text *output)
{
	struct timespec started;
	size_t fed = 0;

	clock_gettime(CLOCK_MONOTONIC, &started);
	for (;;) {
		struct pollfd watched[] = {
			{ .fd = request->authority->ending, .events = POLLIN },
			{ .fd = child->out, .events = POLLIN },
			{ .fd = child->in, .events = POLLOUT },
		};
		int left = remaining_ms(&started);

		if (left == 0 || poll(watched, 3, left) < 0 ||
		    watched[0].revents)
			return false;
		if (watched[2].revents)
			feed(child, &request->body, &fed);
		if (watched[1].revents && !drain(child, output))
			return true;
	}
}

static void finish(struct child *child, bool orderly)
{
	close_in(child);
	close(child->out);
	if (!orderly)
		kill(-child->pid, SIGKILL);
	while (waitpid(child->pid, NULL, 0) < 0 && errno == EINTR)
		;
}

static void take_header(struct reply *reply, const char *line, size_t length)
{
	const char *colon = memchr(line, ':', length);
	auto_free name = NULL;
	const char *value;
	size_t size;

	if (!colon)
		return;
	name = string_format("%.*s", (int)(colon - line), line);
	value = colon + 1 + strspn(colon + 1, " ");
	size = length - (size_t)(value - line);
	if (strcasecmp(name, "Status") == 0)
		reply->status = (unsigned int)strtoul(value, NULL, 10);
	else
		reply_header(reply, name, "%.*s", (int)size, value);
}

static bool parse_output(const struct text *output, struct reply *reply)
{
	const char *line = output->data;
	const char *end = output->data + output->length;

	reply->status = 200;
	while (line && line < end) {
		const char *feed_at = memchr(line, '\n', (size_t)(end - line));
		size_t length;

		if (!feed_at)
			return false;
		length = (size_t)(feed_at - line);
		if (length > 0 && line[length - 1] == '\r')
			length--;
		if (length == 0) {
			text_add(&reply->body, feed_at + 1,
				 (size_t)(end - feed_at - 1));
			return true;
		}
		take_header(reply, line, length);
		line = feed_at + 1;
	}
	return false;
}

bool cgi_run(const struct request *request, char *const argv[],
	     char *const environment[], struct reply *reply)
{
	auto_text output = { 0 };
	struct child child;
	bool orderly;

	if (!start(&child, argv, environment))
		return false;
	orderly = converse(&child, request, &output);
	finish(&child, orderly);
	return orderly && parse_output(&output, reply);
}

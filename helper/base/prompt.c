/* SPDX-License-Identifier: MIT */
/*
 * Reading without an echo.  Whatever ends the reading, the terminal shows what
 * is typed again afterwards: signals are taken note of, and raised anew.
 */
#include "base/prompt.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <termios.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"

static const int signals[] = { SIGINT, SIGTERM, SIGHUP, SIGQUIT };

static volatile sig_atomic_t caught;

static void note_signal(int number)
{
	caught = number;
}

int prompt_terminal(void)
{
	return open("/dev/tty", O_RDWR | O_CLOEXEC | O_NOCTTY);
}

int prompt_descriptor(const char *source)
{
	char *end;
	long fd;

	if (strcmp(source, "-") == 0)
		return STDIN_FILENO;
	if (strncmp(source, "fd:", 3) != 0 || source[3] < '0' ||
	    source[3] > '9')
		return -1;
	fd = strtol(source + 3, &end, 10);
	return *end == '\0' && fd < 65536 ? (int)fd : -1;
}

/* One line, without its end.  A signal ends it, too. */
static bool read_line(int fd, size_t most, struct secret *line)
{
	ssize_t got;
	char c = '\0';

	while ((got = read(fd, &c, 1)) == 1 && c != '\n') {
		if (line->length == most) {
			errno = EFBIG;
			got = -1;
			break;
		}
		if (!secret_append_bytes(line, &c, 1)) {
			errno = ENOMEM;
			got = -1;
			break;
		}
	}
	secret_wipe(&c, sizeof(c));
	return got >= 0;
}

/* To the terminal itself, since stderr may lead elsewhere. */
static void show(int fd, const char *text)
{
	if (!file_write_all(fd, text, strlen(text)))
		fputs(text, stderr);
}

static bool read_hidden(int fd, const char *question, size_t most,
			struct secret *line)
{
	struct sigaction noting = { .sa_handler = note_signal };
	struct sigaction before[array_size(signals)];
	struct termios shown, hidden;
	int fault;
	bool ok;

	if (tcgetattr(fd, &shown) < 0)
		return false;
	caught = 0;
	for (size_t i = 0; i < array_size(signals); i++)
		sigaction(signals[i], &noting, &before[i]);
	hidden = shown;
	hidden.c_lflag &= ~(tcflag_t)(ECHO | ECHOE | ECHOK | ECHONL);
	show(fd, question);
	show(fd, ": ");
	tcsetattr(fd, TCSAFLUSH, &hidden);
	ok = read_line(fd, most, line);
	fault = errno;
	tcsetattr(fd, TCSAFLUSH, &shown);
	show(fd, "\n");
	for (size_t i = 0; i < array_size(signals); i++)
		sigaction(signals[i], &before[i], NULL);
	if (caught != 0) {
		raise(caught);
		errno = EINTR;
		return false;
	}
	errno = fault;
	return ok;
}

bool prompt_read(int fd, const char *question, size_t most,
		 struct secret *ret_value)
{
	size_t length;

	if (!(isatty(fd) ? read_hidden(fd, question, most, ret_value) :
			   file_read_fd(fd, most, ret_value)))
		return false;
	length = ret_value->length;
	while (length > 0 && (ret_value->data[length - 1] == '\n' ||
			      ret_value->data[length - 1] == '\r'))
		length--;
	secret_cut(ret_value, length);
	return true;
}

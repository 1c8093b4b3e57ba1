/* SPDX-License-Identifier: MIT */
/*
 * Telling the story.  The few variables here are the process's own: whether
 * anybody listens, and where.
 */
#include "base/log.h"

#include <fcntl.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/text.h"

static struct {
	const char *program;
	int64_t began_ms;
	int fd;
	bool on;
} story = { .program = "lanyard", .fd = STDERR_FILENO };

static void open_file(void)
{
	const char *path = secure_getenv("LANYARD_LOG_FILE");
	int fd;

	if (path == NULL || *path == '\0')
		return;
	fd = open(path, O_WRONLY | O_APPEND | O_CREAT | O_NOFOLLOW | O_CLOEXEC |
		  O_NOCTTY | O_NONBLOCK, 0600);
	if (fd < 0)
		log_warning("the log file '%s' cannot be opened: %m", path);
	else
		story.fd = fd;
}

static void turn_on(void)
{
	if (story.on)
		return;
	story.on = true;
	story.began_ms = clock_steady_ms();
	open_file();
}

void log_open(const char *program)
{
	const char *level = secure_getenv("LANYARD_LOG");

	story.program = program;
	if (level != NULL && strcmp(level, "debug") == 0)
		turn_on();
}

void log_verbose(void)
{
	setenv("LANYARD_LOG", "debug", 1);
	turn_on();
}

/* One write a line, so that lines of several processes do not mix. */
static void __attribute__((format(printf, 5, 0)))
tell(int fd, char *line, size_t size, int used, const char *format,
     va_list arguments)
{
	size_t length;

	if (used < 0 || (size_t)used >= size - 2)
		return;
	vsnprintf(line + used, size - 1 - (size_t)used, format, arguments);
	text_clean(line);
	length = strlen(line);
	line[length++] = '\n';
	if (write(fd, line, length) < 0)
		return; /* nobody is left to be told */
}

void log_debug(const char *format, ...)
{
	char line[2048];
	va_list arguments;
	int used;

	if (!story.on)
		return;
	used = snprintf(line, sizeof(line), "%s[%d] +%lldms: ", story.program,
			(int)getpid(),
			(long long)(clock_steady_ms() - story.began_ms));
	va_start(arguments, format);
	tell(story.fd, line, sizeof(line), used, format, arguments);
	va_end(arguments);
}

void log_warning(const char *format, ...)
{
	char line[2048];
	va_list arguments;
	int used = snprintf(line, sizeof(line), "%s: warning: ",
			    story.program);

	va_start(arguments, format);
	tell(STDERR_FILENO, line, sizeof(line), used, format, arguments);
	va_end(arguments);
}

/* SPDX-License-Identifier: MIT */
/*
 * A home of each test's own: a new folder in the scratch folder that
 * LANYARD_HOME names, and none of the variables that lanyard reads.
 */
#ifndef UNIT_HOME_H
#define UNIT_HOME_H

#include <stdarg.h>
#include <stddef.h>
#include <setjmp.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "scratch.h"

static char home[PATH_MAX];

/* For cmocka_unit_test_setup(), after scratch_enter() for the group. */
static inline int home_set_up(void **state)
{
	static const char *const variables[] = {
		"LANYARD_PRINCIPAL", "LANYARD_EXEC_PATH", "LANYARD_LOG",
		"CREDENTIALS_DIRECTORY", "SSL_CERT_FILE", "SSL_CERT_DIR",
		"CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE", "XDG_RUNTIME_DIR",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(variables) / sizeof(*variables); i++)
		unsetenv(variables[i]);
	umask(077);
	if (snprintf(home, sizeof(home), "%.*s/home-XXXXXX", PATH_MAX - 32,
		     scratch.path) < 0 ||
	    mkdtemp(home) == NULL || chdir(home) < 0)
		return -1;
	return setenv("LANYARD_HOME", home, 1);
}

/* Writes a file below the home, which is also the working directory, and the
 * folders above it. */
static inline void home_put(const char *path, const char *text, mode_t mode)
{
	char part[PATH_MAX];
	int fd;

	for (const char *slash = path; (slash = strchr(slash, '/')); slash++) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - path), path);
		mkdir(part, 0700);
	}
	unlink(path);
	fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	assert_int_equal(write(fd, text, strlen(text)), strlen(text));
	assert_int_equal(fchmod(fd, mode), 0);
	assert_int_equal(close(fd), 0);
}

/* The path of something below the home, until the next call. */
static inline const char *home_path(const char *rest)
{
	static char path[2 * PATH_MAX];

	snprintf(path, sizeof(path), "%s/%s", home, rest);
	return path;
}

#endif

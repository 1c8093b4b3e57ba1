/* SPDX-License-Identifier: MIT */
/*
 * Process hardening.  A process that is not dumpable cannot open its own
 * /proc/self/fd/N, so nothing of ours may use /dev/stdin or /dev/fd/N.
 */
#include "base/harden.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "config.h"

/* What the process was given, for harden_release(). */
static struct {
	mode_t umask;
	struct rlimit core;
	sighandler_t sigpipe;
	sighandler_t sigxfsz;
	sighandler_t sigchld;
} given = { .umask = 022, .sigpipe = SIG_DFL, .sigxfsz = SIG_DFL,
	    .sigchld = SIG_DFL };

/* Nobody reads a closed stdout: writing there must fail as it would have. */
static bool open_standard_descriptors(void)
{
	for (int fd = 0; fd <= 2; fd++)
		if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
		    open("/dev/null", fd == 2 ? O_WRONLY : O_RDONLY) != fd)
			return false;
	return true;
}

bool harden_process(const char *program)
{
	struct rlimit none;

	if (!open_standard_descriptors()) {
		fprintf(stderr, "%s: '/dev/null' cannot be opened: %m\n",
			program);
		return false;
	}
	if (getauxval(AT_SECURE) != 0) {
		fprintf(stderr, "%s: it must not be installed set-user-id or "
			"set-group-id\n", program);
		return false;
	}
	given.umask = umask(077);
	getrlimit(RLIMIT_CORE, &given.core);
	/* The soft limit alone: a lowered hard one cannot be given back. */
	none = (struct rlimit){ 0, given.core.rlim_max };
	setrlimit(RLIMIT_CORE, &none);
#ifndef LANYARD_SANITIZE
	prctl(PR_SET_DUMPABLE, 0, 0, 0, 0);
#endif
	unsetenv("SSLKEYLOGFILE");
	/* A reader that went away is an error of write(), not our death; so is
	 * a limit on the size of files. */
	given.sigpipe = signal(SIGPIPE, SIG_IGN);
	given.sigxfsz = signal(SIGXFSZ, SIG_IGN);
	/* Whoever started us may ignore it; waitpid() then tells nothing. */
	given.sigchld = signal(SIGCHLD, SIG_DFL);
	return true;
}

bool harden_environment(struct error *err)
{
	static const char *const names[] = { "LANYARD_HOME",
					     "LANYARD_EXEC_PATH" };

	for (size_t i = 0; i < array_size(names); i++) {
		const char *value = secure_getenv(names[i]);

		if (value == NULL || *value == '\0' || *value == '/')
			continue;
		error_set(err, ERROR_CONFIG, "%s is '%s', which is not a full "
			  "path", names[i], value);
		return error_hint(err, "name the folder from the root on, or "
				  "unset %s", names[i]);
	}
	return true;
}

void harden_release(void)
{
	umask(given.umask);
	setrlimit(RLIMIT_CORE, &given.core);
	signal(SIGPIPE, given.sigpipe);
	signal(SIGXFSZ, given.sigxfsz);
	signal(SIGCHLD, given.sigchld);
}

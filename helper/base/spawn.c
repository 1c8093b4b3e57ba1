/* SPDX-License-Identifier: MIT */
/*
 * fork and exec, with a pipe by which the child reports a failed exec.
 * Between the two only functions are called that POSIX allows there
 * (async-signal-safe), although no program of ours has a second thread then.
 */
#include "base/spawn.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "config.h"

extern char **environ;

/* Where the Azure SDKs and the pipelines keep secrets in the environment.  An
 * agent writes some of them in capitals, so case does not count. */
static const char *const secret_variables[] = {
	"AZURE_CLIENT_SECRET", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
	"AZURE_PASSWORD", "AZURE_USERNAME", "ARM_CLIENT_SECRET",
	"ARM_CLIENT_CERTIFICATE_PASSWORD",
	"AAD_SERVICE_PRINCIPAL_CLIENT_SECRET",
	"AAD_SERVICE_PRINCIPAL_CLIENT_CERTIFICATE_PASSWORD",
	"AAD_USER_PRINCIPAL_PASSWORD", "SYSTEM_ACCESSTOKEN",
	"ACTIONS_ID_TOKEN_REQUEST_TOKEN", "ARM_OIDC_TOKEN",
	"ARM_OIDC_REQUEST_TOKEN", "AZURE_DEVOPS_EXT_PAT", "IDENTITY_HEADER",
	"MSI_SECRET", "servicePrincipalKey", "idToken",
	"VSS_NUGET_ACCESSTOKEN", "VSS_NUGET_EXTERNAL_FEED_ENDPOINTS",
};

static bool holds_secret(const char *assignment)
{
	for (size_t i = 0; i < array_size(secret_variables); i++) {
		size_t length = strlen(secret_variables[i]);

		if (strncasecmp(assignment, secret_variables[i], length) == 0 &&
		    assignment[length] == '=')
			return true;
	}
	return false;
}

char **spawn_environment(void)
{
	size_t count = 0, kept = 0;
	char **copy;

	while (environ[count] != NULL)
		count++;
	copy = calloc(count + 1, sizeof(*copy));
	for (size_t i = 0; copy != NULL && i < count; i++)
		if (!holds_secret(environ[i]))
			copy[kept++] = environ[i];
	return copy;
}

/* Lifts a descriptor out of the way of 0 to 4. */
static int lift(int fd)
{
	int lifted = fd < 0 ? -1 : fcntl(fd, F_DUPFD_CLOEXEC, 10);

	/* The limit on descriptors lies below 10. */
	if (fd >= 0 && lifted < 0 && errno == EINVAL)
		errno = EMFILE;
	return lifted;
}

static bool place(const struct spawn *spawn, int *report)
{
	int lifted[4], high = lift(*report);

	if (high < 0)
		return false;
	*report = high;
	for (int i = 0; i < 4; i++) {
		lifted[i] = lift(spawn->fds[i]);
		if (lifted[i] < 0 && spawn->fds[i] >= 0)
			return false;
	}
	for (int i = 0; i < 4; i++) {
		if (lifted[i] < 0 && i < 3) {
			lifted[i] = open("/dev/null", O_RDWR);
			if (lifted[i] < 0)
				return false;
		}
		if (lifted[i] >= 0 && lifted[i] != i &&
		    dup2(lifted[i], i) < 0)
			return false;
	}
	if (spawn->fds[3] < 0)
		close(3);
	/* The report pipe is kept, at 4; exec closes it. */
	if (dup3(*report, 4, O_CLOEXEC) < 0)
		return false;
	*report = 4;
#ifdef HAVE_CLOSE_RANGE
	if (close_range(5, ~0u, 0) == 0)
		return true;
#endif
	for (int fd = 5; fd < 1024; fd++)
		close(fd);
	return true;
}

/* From here on the end of `parent` is ours, unless it has come already. */
static bool tie(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGKILL) < 0)
		return false;
	if (getppid() == parent)
		return true;
	errno = ESRCH;
	return false;
}

static void run_child(const struct spawn *spawn, char **environment,
		      int report, pid_t parent)
{
	char *const *arguments;
	int fault;

	/* exec leaves the arguments alone, although its type does not say so. */
	memcpy(&arguments, &spawn->arguments, sizeof(arguments));
	signal(SIGPIPE, SIG_DFL);
	signal(SIGXFSZ, SIG_DFL);
	if ((!spawn->tied || tie(parent)) &&
	    (!spawn->detached || setsid() >= 0) && place(spawn, &report)) {
		environ = environment;
		execv(spawn->path, arguments);
	}
	fault = errno;
	if (write(report, &fault, sizeof(fault)) < 0)
		_exit(126);
	_exit(127);
}

bool spawn_start(const struct spawn *spawn, pid_t *ret_pid)
{
	auto_free char **copy = spawn->ours ? NULL : spawn_environment();
	auto_fd int reading = -1, writing = -1;
	int report[2], fault = 0;
	pid_t pid, self = getpid();
	ssize_t got;

	if (!spawn->ours && copy == NULL)
		return false;
	if (pipe2(report, O_CLOEXEC) < 0)
		return false;
	reading = report[0];
	writing = report[1];
	pid = fork();
	if (pid < 0)
		return false;
	if (pid == 0)
		run_child(spawn, copy != NULL ? copy : environ, writing,
			  self);
	close(steal_fd(&writing));
	do
		got = read(reading, &fault, sizeof(fault));
	while (got < 0 && errno == EINTR);
	if (got == sizeof(fault)) {
		spawn_wait(pid);
		errno = fault;
		return false;
	}
	*ret_pid = pid;
	return true;
}

int spawn_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) < 0)
		if (errno != EINTR)
			return 1;
	return WIFEXITED(status) ? WEXITSTATUS(status) :
				   128 + WTERMSIG(status);
}

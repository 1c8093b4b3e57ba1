/* SPDX-License-Identifier: MIT */
/*
 * Finding and opening our folders.  The user's home comes from $HOME; the
 * password database is asked only when that is unset, since asking it loads
 * name service modules.
 */
#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <pwd.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/str.h"

#ifndef SYSCONF_DIR
#error "SYSCONF_DIR is not defined"
#endif

/* File systems where a lock may hang or a token would leave the machine
 * (statfs(2)): NFS, SMB, CIFS, SMB2, AFS, Coda, 9p. */
static const unsigned long remote[] = {
	0x6969, 0x517b, 0xff534d42, 0xfe534d42, 0x5346414f, 0x73757245,
	0x01021997,
};

static const struct {
	const char *variable;	/* its XDG variable */
	const char *under_home;	/* where it lies without that variable */
	const char *under_one;	/* where it lies under LANYARD_HOME */
} places[] = {
	[FOLDER_CONFIG] = { "XDG_CONFIG_HOME", ".config", "config" },
	[FOLDER_SYSTEM] = { NULL, NULL, "system" },
	[FOLDER_STATE] = { "XDG_STATE_HOME", ".local/state", "state" },
	[FOLDER_DATA] = { "XDG_DATA_HOME", ".local/share", "data" },
	[FOLDER_CACHE] = { "XDG_CACHE_HOME", ".cache", "cache" },
	[FOLDER_RUNTIME] = { "XDG_RUNTIME_DIR", NULL, "cache" },
};

static const char *absolute(const char *variable)
{
	const char *path = secure_getenv(variable);

	return path != NULL && *path == '/' ? path : NULL;
}

static const char *home(void)
{
	const char *path = absolute("HOME");
	const struct passwd *entry;

	if (path != NULL)
		return path;
	entry = getpwuid(geteuid());
	return entry != NULL && entry->pw_dir[0] == '/' ? entry->pw_dir : NULL;
}

char *folder_path(enum folder folder)
{
	const char *one = absolute("LANYARD_HOME"), *base;

	if (one != NULL)
		return str_new("%s/%s", one, places[folder].under_one);
	if (folder == FOLDER_SYSTEM)
		return str_new("%s", SYSCONF_DIR "/lanyard");
	base = absolute(places[folder].variable);
	if (base != NULL)
		return str_new("%s/lanyard", base);
	base = places[folder].under_home != NULL ? home() : NULL;
	if (base == NULL) {
		errno = ENOENT;
		return NULL;
	}
	return str_new("%s/%s/lanyard", base, places[folder].under_home);
}

char *folder_file(enum folder folder, const char *rest)
{
	auto_free char *path = folder_path(folder);

	return path != NULL ? str_new("%s/%s", path, rest) : NULL;
}

char *folder_home(const char *rest)
{
	const char *base = home();

	if (base == NULL) {
		errno = ENOENT;
		return NULL;
	}
	return str_new("%s/%s", base, rest);
}

static bool make_parents(const char *path)
{
	auto_free char *part = strdup(path);

	if (part == NULL)
		return false;
	for (char *slash = part; *slash != '\0'; slash++) {
		if (*slash != '/' || slash == part)
			continue;
		*slash = '\0';
		if (mkdir(part, 0700) < 0 && errno != EEXIST)
			return false;
		*slash = '/';
	}
	return mkdir(part, 0700) == 0 || errno == EEXIST;
}

static bool is_ours(int fd)
{
	struct stat info;

	if (fstat(fd, &info) < 0)
		return false;
	if (info.st_uid == geteuid() && (info.st_mode & 077) == 0)
		return true;
	errno = EPERM;
	return false;
}

int folder_open(const char *path, bool create)
{
	const int flags = O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC;
	auto_fd int fd = open(path, flags);

	if (fd < 0 && errno == ENOENT && create && make_parents(path))
		fd = open(path, flags);
	if (fd < 0 || !is_ours(fd))
		return -1;
	return steal_fd(&fd);
}

static bool is_local(int fd)
{
	struct statfs info;

	if (fstatfs(fd, &info) < 0)
		return false;
	for (size_t i = 0; i < array_size(remote); i++)
		if ((unsigned long)info.f_type == remote[i])
			return false;
	return true;
}

/* Whether tokens may rest in a folder of the runtime's: its parent must be
 * ours, private and local.  It need not exist itself. */
static bool runtime_qualifies(const char *path)
{
	auto_free char *parent = strdup(path);
	auto_fd int fd = -1;

	if (parent == NULL)
		return false;
	*strrchr(parent, '/') = '\0';
	fd = open(parent, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	return fd >= 0 && is_ours(fd) && is_local(fd);
}

/*
 * Opens the runtime folder.  *ret_chosen says whether it is the place for
 * tokens, which must not depend on whether it is there already: all callers
 * have to meet in one place.
 */
static int open_runtime(bool create, bool *ret_chosen)
{
	auto_free char *path = folder_path(FOLDER_RUNTIME);
	auto_fd int fd = -1;
	bool absent;

	*ret_chosen = false;
	if (path == NULL)
		return -1;
	fd = folder_open(path, false);
	absent = fd < 0 && errno == ENOENT;
	if (absent && runtime_qualifies(path)) {
		*ret_chosen = true;
		if (!create) {
			errno = ENOENT;
			return -1;
		}
		fd = folder_open(path, true);
	}
	if (fd < 0 || !is_local(fd))
		return -1;
	*ret_chosen = true;
	return steal_fd(&fd);
}

int folder_open_tokens(bool create)
{
	auto_free char *path = NULL;
	bool chosen = false;
	int fd = -1;

	if (absolute("LANYARD_HOME") == NULL)
		fd = open_runtime(create, &chosen);
	if (fd >= 0 || chosen)
		return fd;
	path = folder_path(FOLDER_CACHE);
	return path != NULL ? folder_open(path, create) : -1;
}

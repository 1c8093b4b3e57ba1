/* SPDX-License-Identifier: MIT */
/*
 * Reading and replacing files.  No check is made on a path: a descriptor is
 * opened first and judged afterwards, so that nothing can change in between.
 */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/random.h"

bool file_write_all(int fd, const void *bytes, size_t length)
{
	const char *at = bytes;

	while (length > 0) {
		ssize_t written = write(fd, at, length);

		if (written < 0 && errno == EINTR)
			continue;
		if (written < 0)
			return false;
		at += written;
		length -= (size_t)written;
	}
	return true;
}

/* Waits until there is something to read; false and errno set. */
static bool wait_for(int fd, int64_t deadline_ms)
{
	struct pollfd waiting = { .fd = fd, .events = POLLIN };
	int64_t left_ms;

	do {
		left_ms = deadline_ms - clock_steady_ms();
		if (left_ms <= 0) {
			errno = ETIMEDOUT;
			return false;
		}
		if (left_ms > INT_MAX)
			left_ms = INT_MAX;
	} while (poll(&waiting, 1, (int)left_ms) <= 0);
	return true;
}

bool file_read_fd(int fd, size_t most, struct secret *ret_content)
{
	return file_read_until(fd, most, INT64_MAX, ret_content);
}

bool file_read_until(int fd, size_t most, int64_t deadline_ms,
		     struct secret *ret_content)
{
	/* One byte more than `most` is asked for, and must have room. */
	if (most > SECRET_MAX - 1)
		most = SECRET_MAX - 1;
	if (ret_content->length > most) {
		errno = EFBIG;
		return false;
	}
	for (;;) {
		size_t room = ret_content->size - ret_content->length;
		size_t ask = room > 1024 ? room - 1 : 4096;
		char *space;
		ssize_t got;

		if (ask > most + 1 - ret_content->length)
			ask = most + 1 - ret_content->length;
		space = secret_room(ret_content, ask);
		if (space == NULL) {
			errno = ENOMEM;
			return false;
		}
		if (deadline_ms != INT64_MAX && !wait_for(fd, deadline_ms))
			return false;
		got = read(fd, space, ask);
		if (got < 0 && errno == EINTR)
			continue;
		if (got < 0)
			return false;
		if (got == 0)
			return true;
		secret_grew(ret_content, (size_t)got);
		if (ret_content->length > most) {
			errno = EFBIG;
			return false;
		}
	}
}

/* Judges an open file that was given to us. */
static bool trusted(int fd, const char *path, enum file_trust trust,
		    struct error *err)
{
	struct stat info;
	mode_t readers = S_IRGRP | S_IROTH;

	if (fstat(fd, &info) < 0)
		return error_set(err, ERROR_CONFIG, "'%s': %m", path);
	if (!S_ISREG(info.st_mode))
		return error_set(err, ERROR_CONFIG,
				 "'%s' is not a regular file", path);
	if (info.st_uid != geteuid() && info.st_uid != 0) {
		error_set(err, ERROR_CONFIG,
			  "'%s' belongs to another user (uid %u)", path,
			  (unsigned int)info.st_uid);
		return error_hint(err, "it must belong to you or to root; "
				  "make a copy of your own if you trust it");
	}
	if (info.st_mode & (S_IWGRP | S_IWOTH)) {
		error_set(err, ERROR_CONFIG,
			  "'%s' may be written by others (mode %04o)", path,
			  (unsigned int)info.st_mode & 07777);
		return error_hint(err, "chmod go-w '%s'", path);
	}
	if (trust != FILE_SECRET)
		return true;
	if (info.st_uid == 0)
		readers = S_IROTH;
	if (info.st_mode & readers) {
		error_set(err, ERROR_CONFIG,
			  "'%s' holds a secret and may be read by others "
			  "(mode %04o)", path,
			  (unsigned int)info.st_mode & 07777);
		return error_hint(err, info.st_uid == geteuid() ?
				  "chmod 600 '%s'" : "ask for mode 0440 and a "
				  "group of yours for '%s' (Kubernetes: "
				  "defaultMode and fsGroup)", path);
	}
	return true;
}

/* Opens a file that was given to us, and judges it. */
static enum file_result open_given(const char *path, enum file_trust trust,
				   int *ret_fd, struct error *err)
{
	auto_fd int fd = open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC |
			      O_NOCTTY);

	if (fd < 0) {
		if (errno == ENOENT || errno == ENOTDIR)
			return FILE_ABSENT;
		error_set(err, ERROR_CONFIG, "'%s' cannot be opened: %m", path);
		return FILE_FAULT;
	}
	if (!trusted(fd, path, trust, err))
		return FILE_FAULT;
	*ret_fd = steal_fd(&fd);
	return FILE_OK;
}

enum file_result file_check(const char *path, enum file_trust trust,
			    struct error *err)
{
	auto_fd int fd = -1;

	return open_given(path, trust, &fd, err);
}

enum file_result file_read(const char *path, enum file_trust trust,
			   size_t most, struct secret *ret_content,
			   struct error *err)
{
	auto_fd int fd = -1;
	enum file_result result = open_given(path, trust, &fd, err);

	if (result != FILE_OK)
		return result;
	if (file_read_fd(fd, most, ret_content))
		return FILE_OK;
	if (errno == EFBIG)
		error_set(err, ERROR_CONFIG,
			  "'%s' is larger than %zu bytes", path, most);
	else
		error_set(err, ERROR_CONFIG, "'%s' cannot be read: %m", path);
	return FILE_FAULT;
}

bool file_read_own(int folder, const char *name, size_t most,
		   struct secret *ret_content)
{
	auto_fd int fd = openat(folder, name, O_RDONLY | O_NONBLOCK |
				O_NOFOLLOW | O_CLOEXEC | O_NOCTTY);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) < 0)
		return false;
	if (!S_ISREG(info.st_mode) || info.st_uid != geteuid() ||
	    info.st_mode & (S_IRWXG | S_IRWXO)) {
		errno = EPERM;
		return false;
	}
	return file_read_fd(fd, most, ret_content);
}

static bool write_new(int folder, const char *temporary,
		      const struct secret *content)
{
	auto_fd int fd = openat(folder, temporary, O_WRONLY | O_CREAT | O_EXCL |
				O_NOFOLLOW | O_CLOEXEC, 0600);

	return fd >= 0 &&
	       file_write_all(fd, secret_expose(content), content->length) &&
	       fsync(fd) == 0 && close(steal_fd(&fd)) == 0;
}

bool file_replace(int folder, const char *name, const struct secret *content)
{
	char temporary[64];
	uint64_t number;

	if (!random_bytes(&number, sizeof(number)))
		return false;
	snprintf(temporary, sizeof(temporary), FILE_TEMPORARY "%016llx",
		 (unsigned long long)number);
	if (!write_new(folder, temporary, content) ||
	    renameat(folder, temporary, folder, name) < 0) {
		int fault = errno;

		unlinkat(folder, temporary, 0);
		errno = fault;
		return false;
	}
	/* A folder that cannot be synced (some file systems) is no fault. */
	fsync(folder);
	return true;
}

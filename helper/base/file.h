/* SPDX-License-Identifier: MIT */
/*
 * Opening files safely.  Two kinds: files that are given to us, which may be
 * links (dotfile managers and Kubernetes make them) and are judged by the
 * open descriptor; and files that we wrote, which are never reached through a
 * link.
 */
#ifndef BASE_FILE_H
#define BASE_FILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

enum file_result { FILE_OK, FILE_ABSENT, FILE_FAULT };

/* What a given file must be like: regular, owned by us or by root, and ... */
enum file_trust {
	FILE_CONFIG,	/* not writable by others */
	FILE_SECRET	/* nor readable by them, but by the group of a file
			   that root owns */
};

/*
 * Reads a file that was given to us, at most `most` bytes.  FILE_ABSENT (no
 * error filled in) if it does not exist; FILE_FAULT with an error of class
 * ERROR_CONFIG that names the path and says how to mend it.
 */
enum file_result file_read(const char *path, enum file_trust trust,
			   size_t most, struct secret *ret_content,
			   struct error *err);

/* Judges such a file that somebody else will read.  As above. */
enum file_result file_check(const char *path, enum file_trust trust,
			    struct error *err);

/*
 * Reads a descriptor to its end, until `ret_content` holds at most `most`
 * bytes and fewer than SECRET_MAX.  False and errno set (EFBIG when there is
 * more).
 */
bool file_read_fd(int fd, size_t most, struct secret *ret_content);

/* As above, but gives up at a deadline on the steady clock: ETIMEDOUT. */
bool file_read_until(int fd, size_t most, int64_t deadline_ms,
		     struct secret *ret_content);

/* Reads a file of our own in a folder; false and errno set. */
bool file_read_own(int folder, const char *name, size_t most,
		   struct secret *ret_content);

/*
 * Replaces a file of our own in a folder by way of a temporary file, fsync
 * and rename; mode 0600.  Old or new content is there at any time.  False and
 * errno set; the temporary file is gone then.
 */
bool file_replace(int folder, const char *name, const struct secret *content);

/* How temporary files of file_replace() begin, for whoever collects them. */
#define FILE_TEMPORARY ".new-"

/* Writes all bytes to a descriptor; false and errno set. */
bool file_write_all(int fd, const void *bytes, size_t length);

#endif

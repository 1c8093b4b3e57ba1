/* SPDX-License-Identifier: MIT */
/* Passwords and PINs for `lanyard cert`, never from an argument. */
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/prompt.h"
#include "tools/cert.h"

#define PASSWORD_MAX 4096	/* bytes */

static bool no_terminal(const char *what, struct error *err)
{
	error_set(err, ERROR_CONFIG, "%s: there is no terminal to ask at",
		  what);
	return error_hint(err, "name a file with --password-file");
}

static bool from_file(const char *path, struct secret *ret, struct error *err)
{
	size_t length;

	switch (file_read(path, FILE_SECRET, PASSWORD_MAX, ret, err)) {
	case FILE_ABSENT:
		return error_set(err, ERROR_CONFIG, "the password file '%s' "
				 "does not exist", path);
	case FILE_FAULT:
		return false;
	case FILE_OK:
		break;
	}
	length = ret->length;
	if (length > 0 && secret_expose(ret)[length - 1] == '\n')
		length--;
	if (length > 0 && secret_expose(ret)[length - 1] == '\r')
		length--;
	secret_cut(ret, length);
	return true;
}

static bool from_terminal(const char *what, struct secret *ret,
			  struct error *err)
{
	auto_fd int fd = prompt_terminal();

	if (fd < 0)
		return no_terminal(what, err);
	return prompt_read(fd, what, PASSWORD_MAX, ret) ||
	       error_set(err, ERROR_CONFIG, "%s: it cannot be read: %m", what);
}

static bool from_source(const char *source, const char *what,
			struct secret *ret, struct error *err)
{
	int fd = prompt_descriptor(source);

	if (fd < 0)
		return from_file(source, ret, err);
	return prompt_read(fd, what, PASSWORD_MAX, ret) ||
	       error_set(err, ERROR_CONFIG, "%s: it cannot be read from '%s': "
			 "%m", what, source);
}

static bool read_it(void *context, const char *what, struct secret *ret,
		    struct error *err)
{
	const char *source = context;

	if (source != NULL ? !from_source(source, what, ret, err) :
			     !from_terminal(what, ret, err))
		return false;
	if (memchr(secret_expose(ret), '\0', ret->length) == NULL &&
	    memchr(secret_expose(ret), '\n', ret->length) == NULL)
		return true;
	return error_set(err, ERROR_CONFIG, "%s: it is not a single line of "
			 "text", what);
}

struct certificate_password cert_password(const char *source)
{
	struct certificate_password password = { .read = read_it,
						 .attended = true };

	/* The context is only ever read, as the type cannot say. */
	memcpy(&password.context, &source, sizeof(source));
	return password;
}

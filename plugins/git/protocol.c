/* SPDX-License-Identifier: MIT */
/* Reading and writing git's credential protocol; no files, no network. */
#include "protocol.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

/* What git sends as user name with a password that is a token; the server
 * looks at the password alone. */
#define USER_NAME "lanyard"

void credential_request_clear(struct credential_request *request)
{
	free(request->protocol);
	free(request->host);
	free(request->username);
	secret_clear(&request->password);
	*request = (struct credential_request)CREDENTIAL_REQUEST_INIT;
}

static bool is_clean(const char *value, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if ((unsigned char)value[i] < 0x20 || value[i] == 0x7f)
			return false;
	return true;
}

static bool set_text(char **member, const char *value, size_t length,
		     struct error *err)
{
	free(*member);
	*member = strndup(value, length);
	return *member != NULL || error_memory(err);
}

static bool take(struct credential_request *request, const char *key,
		 size_t key_length, const char *value, size_t length,
		 struct error *err)
{
	static const char *const known[] = { "protocol", "host", "username",
					     "password", "credential",
					     "capability[]" };
	size_t which = 0;

	while (which < array_size(known) &&
	       (strlen(known[which]) != key_length ||
		memcmp(known[which], key, key_length) != 0))
		which++;
	if (which == array_size(known))
		return true;
	if (!is_clean(value, length))
		return error_set(err, ERROR_USAGE, "the value of '%s' holds a "
				 "control character", known[which]);
	switch (which) {
	case 0:
		return set_text(&request->protocol, value, length, err);
	case 1:
		return set_text(&request->host, value, length, err);
	case 2:
		return set_text(&request->username, value, length, err);
	case 3:
	case 4:
		secret_clear(&request->password);
		return secret_append_bytes(&request->password, value,
					   length) ||
		       error_memory(err);
	default:
		/* An empty value takes back what was listed before it. */
		if (length == 0)
			request->authtype = false;
		if (length == strlen("authtype") &&
		    memcmp(value, "authtype", length) == 0)
			request->authtype = true;
		return true;
	}
}

bool credential_request_ended(const char *text, size_t length)
{
	const char *line = text, *end = text + length, *line_end;

	while (line < end && (line_end = memchr(line, '\n', (size_t)
						(end - line))) != NULL) {
		if (line_end == line ||
		    (line_end == line + 1 && *line == '\r'))
			return true;
		line = line_end + 1;
	}
	return false;
}

/* A line without its end; *at moves behind it.  False at the blank line or
 * the end of the text. */
static bool next_line(const char **at, const char *end, const char **ret_line,
		      size_t *ret_length)
{
	size_t left = (size_t)(end - *at);
	const char *line_end = memchr(*at, '\n', left);

	*ret_line = *at;
	*ret_length = line_end != NULL ? (size_t)(line_end - *at) : left;
	*at = line_end != NULL ? line_end + 1 : end;
	if (*ret_length > 0 && (*ret_line)[*ret_length - 1] == '\r')
		--*ret_length;
	return *ret_length > 0;
}

bool credential_request_look(const char *text, size_t length,
			     struct credential_request *ret_request,
			     struct error *err)
{
	const char *end = text + length, *line;
	size_t size;

	while (next_line(&text, end, &line, &size)) {
		const char *equals = memchr(line, '=', size);
		size_t key = equals != NULL ? (size_t)(equals - line) : 0;
		char **member = NULL;

		if (key == strlen("protocol") && strncmp(line, "protocol",
							 key) == 0)
			member = &ret_request->protocol;
		if (key == strlen("host") && strncmp(line, "host", key) == 0)
			member = &ret_request->host;
		if (member != NULL && !set_text(member, equals + 1,
						size - key - 1, err))
			return false;
	}
	return true;
}

bool credential_request_parse(const char *text, size_t length,
			      struct credential_request *ret_request,
			      struct error *err)
{
	const char *end = text + length, *line;
	size_t size;

	if (memchr(text, '\0', length) != NULL)
		return error_set(err, ERROR_USAGE, "the request holds a NUL "
				 "byte");
	while (next_line(&text, end, &line, &size)) {
		const char *equals = memchr(line, '=', size);

		if (text - line > PROTOCOL_LINE_MAX)
			return error_set(err, ERROR_USAGE, "a line of the "
					 "request is longer than %d bytes",
					 PROTOCOL_LINE_MAX);
		if (equals == NULL)
			return error_set(err, ERROR_USAGE, "a line of the "
					 "request has no '='");
		if (!take(ret_request, line, (size_t)(equals - line),
			  equals + 1, size - (size_t)(equals - line) - 1, err))
			return false;
	}
	return true;
}

bool credential_answer(const struct credential_request *request,
		       const struct secret *token, long long expires_at,
		       struct secret *ret_answer)
{
	const char *user = request->username;

	if (request->authtype) {
		secret_append(ret_answer, "capability[]=authtype\n"
			      "authtype=Bearer\nephemeral=1\ncredential=");
	} else {
		/* A user name from the URL stays; Basic has no room for one
		 * with a colon. */
		if (user == NULL || *user == '\0' || strchr(user, ':') != NULL)
			user = USER_NAME;
		secret_format(ret_answer, "username=%s\npassword=", user);
	}
	secret_append(ret_answer, secret_expose(token));
	return secret_format(ret_answer, "\npassword_expiry_utc=%lld\n\n",
			     expires_at);
}

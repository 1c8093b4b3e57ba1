/* SPDX-License-Identifier: MIT */
/*
 * Looking through curl's arguments.  Left out on purpose: what prints the
 * header (-v, --trace*, --libcurl), what leads the request elsewhere (-K, -k,
 * --connect-to, --resolve, --unix-socket, --proxy-header, --location-trusted,
 * --next, -x socks), and other ways of signing in (-u, -n, --oauth2-bearer).
 */
#include "options.h"

#include <string.h>
#include <strings.h>

#include "base/cleanup.h"
#include "base/text.h"

enum kind {
	FLAG,		/* takes no value */
	VALUE,		/* takes one, harmless */
	TEXT,		/* takes one that stands in the request's head */
	HEADER,		/* takes a header */
	URL,		/* takes a URL */
};

static const struct option {
	const char *name;
	char letter;		/* its short form, or 0 */
	enum kind kind;
} options[] = {
	{ "append", 'a', FLAG },
	{ "cacert", 0, VALUE },
	{ "compressed", 0, FLAG },
	{ "connect-timeout", 0, VALUE },
	{ "continue-at", 'C', VALUE },
	{ "create-dirs", 0, FLAG },
	{ "data", 'd', VALUE },
	{ "data-ascii", 0, VALUE },
	{ "data-binary", 0, VALUE },
	{ "data-raw", 0, VALUE },
	{ "data-urlencode", 0, VALUE },
	{ "dump-header", 'D', VALUE },
	{ "expect100-timeout", 0, VALUE },
	{ "fail", 'f', FLAG },
	{ "fail-early", 0, FLAG },
	{ "fail-with-body", 0, FLAG },
	{ "form", 'F', VALUE },
	{ "form-string", 0, VALUE },
	{ "get", 'G', FLAG },
	{ "globoff", 'g', FLAG },
	{ "head", 'I', FLAG },
	{ "header", 'H', HEADER },
	{ "http1.1", 0, FLAG },
	{ "http2", 0, FLAG },
	{ "include", 'i', FLAG },
	{ "ipv4", '4', FLAG },
	{ "ipv6", '6', FLAG },
	{ "json", 0, VALUE },
	{ "keepalive-time", 0, VALUE },
	{ "limit-rate", 0, VALUE },
	{ "location", 'L', FLAG },
	{ "max-filesize", 0, VALUE },
	{ "max-redirs", 0, VALUE },
	{ "max-time", 'm', VALUE },
	{ "no-buffer", 'N', FLAG },
	{ "no-progress-meter", 0, FLAG },
	{ "output", 'o', VALUE },
	{ "output-dir", 0, VALUE },
	{ "parallel", 'Z', FLAG },
	{ "progress-bar", '#', FLAG },
	{ "range", 'r', TEXT },
	{ "referer", 'e', TEXT },
	{ "remote-header-name", 'J', FLAG },
	{ "remote-name", 'O', FLAG },
	{ "remote-time", 'R', FLAG },
	{ "request", 'X', TEXT },
	{ "retry", 0, VALUE },
	{ "retry-all-errors", 0, FLAG },
	{ "retry-connrefused", 0, FLAG },
	{ "retry-delay", 0, VALUE },
	{ "retry-max-time", 0, VALUE },
	{ "show-error", 'S', FLAG },
	{ "silent", 's', FLAG },
	{ "speed-limit", 'Y', VALUE },
	{ "speed-time", 'y', VALUE },
	{ "time-cond", 'z', VALUE },
	{ "tlsv1.2", 0, FLAG },
	{ "tlsv1.3", 0, FLAG },
	{ "upload-file", 'T', VALUE },
	{ "url", 0, URL },
	{ "user-agent", 'A', TEXT },
	{ "write-out", 'w', VALUE },
};

static bool refuse(const char *word, struct error *err)
{
	error_set(err, ERROR_USAGE, "the curl option '%s' is not one that is "
		  "known to be harmless to a token", word);
	return error_hint(err, "options must be spelled out; what prints the "
			  "request or leads it elsewhere is not allowed; "
			  "'lanyard-curl --help' tells more");
}

static bool add_url(const char *text, struct target *target,
		    struct error *err)
{
	struct url url;

	if (!url_parse(text, &url)) {
		error_set(err, ERROR_USAGE, "'%s' is not a URL that can be "
			  "read in one way only", text);
		return error_hint(err, "write it out: https://HOST/PATH, "
				  "without user name and without braces or "
				  "brackets in the host");
	}
	if (strcmp(url.scheme, "https") != 0)
		return error_set(err, ERROR_USAGE, "a token is sent over https "
				 "only, not to '%s'", text);
	if (target->count++ == 0) {
		memcpy(target->host, url.host, sizeof(target->host));
		target->port = url.port;
		return true;
	}
	if (strcmp(target->host, url.host) == 0 && target->port == url.port)
		return true;
	error_set(err, ERROR_USAGE, "the URLs have different hosts, '%s' and "
		  "'%s'", target->host, url.host);
	return error_hint(err, "one call has one token; make two calls");
}

/* A line break would begin a header that nobody has looked at. */
static bool check_text(const char *text, const char *word, struct error *err)
{
	for (const char *c = text; *c != '\0'; c++)
		if (((unsigned char)*c < ' ' && *c != '\t') || *c == 0x7f)
			return error_set(err, ERROR_USAGE, "the value of the "
					 "curl option '%s' holds a control "
					 "character", word);
	return true;
}

/* Headers that would double ours or change whom the request is for. */
static bool check_header(const char *header, const char *word,
			 struct error *err)
{
	static const char *const ours[] = { "authorization", "host",
					    "proxy-authorization" };
	size_t length = strcspn(header, ":; \t");

	if (!check_text(header, word, err))
		return false;
	/* Begun with a blank, it would go on with the header before it. */
	if (length == 0)
		return error_set(err, ERROR_USAGE, "the header '%s' has no "
				 "name", header);
	if (*header == '@')
		return error_set(err, ERROR_USAGE, "headers from a file "
				 "('%s') are not looked through, so they are "
				 "not allowed", header);
	for (size_t i = 0; i < array_size(ours); i++)
		if (strlen(ours[i]) == length &&
		    strncasecmp(ours[i], header, length) == 0)
			return error_set(err, ERROR_USAGE, "the header '%.*s' "
					 "is not yours to set here",
					 (int)length, header);
	return true;
}

static bool take_value(enum kind kind, const char *value, const char *word,
		       struct target *target, struct error *err)
{
	if (value == NULL)
		return error_set(err, ERROR_USAGE, "the curl option '%s' needs "
				 "a value", word);
	if (kind == URL)
		return add_url(value, target, err);
	if (kind == HEADER)
		return check_header(value, word, err);
	return kind != TEXT || check_text(value, word, err);
}

/* `--name` or `--name VALUE`.  *at is moved over the value. */
static bool check_long(char *const **at, struct target *target,
		       struct error *err)
{
	const char *word = **at;

	for (size_t i = 0; i < array_size(options); i++) {
		if (strcmp(options[i].name, word + 2) != 0)
			continue;
		if (options[i].kind == FLAG)
			return true;
		if ((*at)[1] == NULL)
			return take_value(options[i].kind, NULL, word, target,
					  err);
		return take_value(options[i].kind, *++*at, word, target, err);
	}
	return refuse(word, err);
}

static const struct option *by_letter(char letter)
{
	for (size_t i = 0; i < array_size(options); i++)
		if (options[i].letter == letter)
			return &options[i];
	return NULL;
}

/* `-sSf`, `-o FILE`, `-oFILE`. */
static bool check_short(char *const **at, struct target *target,
			struct error *err)
{
	const char *word = **at;

	for (const char *letter = word + 1; *letter != '\0'; letter++) {
		const struct option *option = by_letter(*letter);

		if (option == NULL)
			return refuse(word, err);
		if (option->kind == FLAG)
			continue;
		if (letter[1] != '\0')
			return take_value(option->kind, letter + 1, word,
					  target, err);
		if ((*at)[1] == NULL)
			return take_value(option->kind, NULL, word, target,
					  err);
		return take_value(option->kind, *++*at, word, target, err);
	}
	return true;
}

bool options_check(char *const *arguments, struct target *ret_target,
		   struct error *err)
{
	*ret_target = (struct target){ .count = 0 };
	for (char *const *at = arguments; *at != NULL; at++) {
		bool ok;

		if (strncmp(*at, "--", 2) == 0)
			ok = check_long(&at, ret_target, err);
		else if (**at == '-' && (*at)[1] != '\0')
			ok = check_short(&at, ret_target, err);
		else
			ok = add_url(*at, ret_target, err);
		if (!ok)
			return false;
	}
	if (ret_target->count > 0)
		return true;
	return error_set(err, ERROR_USAGE, "no URL was given");
}

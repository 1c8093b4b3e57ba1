/* SPDX-License-Identifier: MIT */
/*
 * URLs and hosts, as far as deciding where a token may go needs them.  Strict
 * on purpose: a URL that is read in two ways by two programs is refused.
 */
#ifndef BASE_URL_H
#define BASE_URL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define URL_HOST_MAX 253	/* RFC 1035, section 2.3.4, without the dot */

struct url {
	char scheme[16];		/* lower-cased */
	char host[URL_HOST_MAX + 1];	/* lower-cased, no brackets */
	uint16_t port;			/* the scheme's own when none is given */
	const char *path;		/* from the first '/', '?' or '#' on;
					   borrowed, may be empty */
};

/*
 * Takes an absolute http or https URL apart (RFC 3986).  False for user
 * information, control characters, blanks, backslashes, a host that
 * url_host_valid() refuses, a percent sign in the host, or a port that is
 * empty, zero or too large.
 */
bool url_parse(const char *text, struct url *ret_url);

/*
 * True for a URL whose host is `localhost` or a numeric loopback or link-local
 * address: where metadata services are, and where plain http stays on the
 * machine.
 */
bool url_is_local(const char *text);

/*
 * Takes `host` or `host:port` apart; the port is `default_port` when none is
 * given.  False as above.
 */
bool url_authority(const char *text, uint16_t default_port,
		   char ret_host[URL_HOST_MAX + 1], uint16_t *ret_port);

/*
 * True for a DNS name of letters, digits, hyphens and dots without an empty
 * label (so without a trailing dot), or an IPv4 or IPv6 address; what ends in
 * a number is an IPv4 address in its usual form or nothing.  Names in other
 * scripts must come in their ASCII form.
 */
bool url_host_valid(const char *host);

/*
 * True if a lower-cased host fits a pattern: the same host, or `*.suffix` for
 * exactly one label before the suffix.
 */
bool url_host_matches(const char *host, const char *pattern);

#endif

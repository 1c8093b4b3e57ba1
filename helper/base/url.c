/* SPDX-License-Identifier: MIT */
/*
 * Taking URLs apart.  A host is compared only after it was parsed and
 * lower-cased here, never as a prefix of a text.
 */
#include "base/url.h"

#include <arpa/inet.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

static bool is_alnum(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
	       (c >= '0' && c <= '9');
}

/*
 * True if the last label is a number.  Such a host is an IPv4 address to some
 * programs in forms that others do not know (`127.1`, `0x7f.0.0.1`).
 */
static bool ends_in_number(const char *host)
{
	const char *dot = strrchr(host, '.');
	const char *label = dot != NULL ? dot + 1 : host;

	if (label[0] == '0' && (label[1] == 'x' || label[1] == 'X')) {
		label += 2;
		return label[strspn(label, "0123456789abcdefABCDEF")] == '\0';
	}
	return label[strspn(label, "0123456789")] == '\0';
}

bool url_host_valid(const char *host)
{
	unsigned char address[sizeof(struct in6_addr)];
	size_t label = 0;

	if (strlen(host) > URL_HOST_MAX)
		return false;
	if (strchr(host, ':') != NULL)
		return inet_pton(AF_INET6, host, address) == 1;
	for (const char *c = host; *c != '\0'; c++) {
		if (*c == '.') {
			if (label == 0 || c[-1] == '-')
				return false;
			label = 0;
			continue;
		}
		if (!is_alnum(*c) && !(*c == '-' && label > 0))
			return false;
		if (++label > 63)
			return false;
	}
	if (label == 0 || host[strlen(host) - 1] == '-')
		return false;
	return !ends_in_number(host) || inet_pton(AF_INET, host, address) == 1;
}

static bool parse_port(const char *text, size_t length, uint16_t *ret_port)
{
	unsigned int port = 0;

	if (length == 0 || length > 5)
		return false;
	for (size_t i = 0; i < length; i++) {
		if (text[i] < '0' || text[i] > '9')
			return false;
		port = port * 10 + (unsigned int)(text[i] - '0');
	}
	if (port == 0 || port > UINT16_MAX)
		return false;
	*ret_port = (uint16_t)port;
	return true;
}

static bool parse_authority(const char *text, size_t length,
			    uint16_t default_port,
			    char ret_host[URL_HOST_MAX + 1], uint16_t *ret_port)
{
	const char *end = text + length, *host = text, *host_end, *rest;

	if (length > 0 && *text == '[') {
		host++;
		host_end = memchr(text, ']', length);
		if (host_end == NULL || memchr(host, ':', (size_t)
					       (host_end - host)) == NULL)
			return false;
		rest = host_end + 1;
	} else {
		host_end = memchr(text, ':', length);
		if (host_end == NULL)
			host_end = end;
		rest = host_end;
	}
	if (host_end - host > URL_HOST_MAX)
		return false;
	memcpy(ret_host, host, (size_t)(host_end - host));
	ret_host[host_end - host] = '\0';
	text_lower(ret_host);
	if (!url_host_valid(ret_host))
		return false;
	*ret_port = default_port;
	if (rest == end)
		return true;
	return *rest == ':' &&
	       parse_port(rest + 1, (size_t)(end - rest - 1), ret_port);
}

bool url_authority(const char *text, uint16_t default_port,
		   char ret_host[URL_HOST_MAX + 1], uint16_t *ret_port)
{
	return parse_authority(text, strlen(text), default_port, ret_host,
			       ret_port);
}

bool url_parse(const char *text, struct url *ret_url)
{
	static const struct {
		const char *scheme;
		uint16_t port;
	} known[] = { { "https", 443 }, { "http", 80 } };
	const char *colon = strchr(text, ':');
	size_t length;

	for (const char *c = text; *c != '\0'; c++)
		if ((unsigned char)*c <= ' ' || *c == 0x7f || *c == '\\')
			return false;
	if (colon == NULL || colon - text >= (ptrdiff_t)sizeof(ret_url->scheme))
		return false;
	memcpy(ret_url->scheme, text, (size_t)(colon - text));
	ret_url->scheme[colon - text] = '\0';
	text_lower(ret_url->scheme);
	if (strncmp(colon, "://", 3) != 0)
		return false;
	text = colon + 3;
	length = strcspn(text, "/?#");
	ret_url->path = text + length;
	for (size_t i = 0; i < array_size(known); i++)
		if (strcmp(ret_url->scheme, known[i].scheme) == 0)
			return parse_authority(text, length, known[i].port,
					       ret_url->host, &ret_url->port);
	return false;
}

bool url_is_local(const char *text)
{
	struct in6_addr six;
	struct in_addr four;
	struct url url;

	if (!url_parse(text, &url))
		return false;
	if (strcmp(url.host, "localhost") == 0)
		return true;
	if (inet_pton(AF_INET, url.host, &four) == 1)
		return ntohl(four.s_addr) >> 24 == 127 ||
		       ntohl(four.s_addr) >> 16 == 0xa9fe;
	return inet_pton(AF_INET6, url.host, &six) == 1 &&
	       (IN6_IS_ADDR_LOOPBACK(&six) || IN6_IS_ADDR_LINKLOCAL(&six));
}

bool url_host_matches(const char *host, const char *pattern)
{
	const char *dot;

	if (strncmp(pattern, "*.", 2) != 0)
		return strcmp(host, pattern) == 0;
	dot = strchr(host, '.');
	return dot != NULL && dot > host && strcmp(dot + 1, pattern + 2) == 0;
}

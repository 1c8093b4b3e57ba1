/* SPDX-License-Identifier: MIT */
/*
 * The CONNECT relay (RFC 9110, 9.3.6): see relay.h. Nothing is copied back
 * and forth: once the CONNECT is answered, the very socket is handed to the
 * HTTPS server, on which the client then begins TLS.
 */
#include "relay.h"

#include "server.h"
#include "text.h"
#include "waiting.h"

#include <arpa/inet.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

#define BACKLOG 1024
#define HEADERS_MAX 16384
#define HEADERS_MS 10000
#define HANG_MS 120000

static atomic_int tunnels;

struct tunnel {
	struct relay *relay;
	int fd;
};

/* Byte by byte: what follows the blank line belongs to TLS. */
static bool read_headers(const struct tunnel *tunnel, struct text *headers)
{
	while (headers->length < HEADERS_MAX) {
		struct pollfd watched[] = {
			{ .fd = tunnel->relay->authority->ending,
			  .events = POLLIN },
			{ .fd = tunnel->fd, .events = POLLIN },
		};
		char byte;

		if (poll(watched, 2, HEADERS_MS) <= 0 || watched[0].revents ||
		    recv(tunnel->fd, &byte, 1, 0) != 1)
			return false;
		text_add(headers, &byte, 1);
		if (string_ends(headers->data, "\r\n\r\n"))
			return true;
	}
	return false;
}

static void say(const struct tunnel *tunnel, const char *status,
		const char *headers)
{
	auto_free text = string_format("HTTP/1.1 %s\r\n%s\r\n", status,
				       headers);

	if (send(tunnel->fd, text, strlen(text), MSG_NOSIGNAL) < 0)
		perror("authority: relay");
}

static void refuse(const struct tunnel *tunnel, const char *status)
{
	say(tunnel, status, "Content-Length: 0\r\nConnection: close\r\n");
}

/* Whether the request brings the credentials that the fault wants. */
static bool authenticated(const struct fault *fault, const char *headers)
{
	const char *header = strcasestr(headers,
					"\r\nProxy-Authorization: Basic ");
	auto_text pair = { 0 };

	if (!header || !fault->credentials[0])
		return false;
	header += strlen("\r\nProxy-Authorization: Basic ");
	return base64_parse(header, strcspn(header, "\r"), &pair) &&
	       strcmp(pair.data, fault->credentials) == 0;
}

/* The status that a CONNECT is to get; 0 is silence. */
static int outcome(const struct fault *fault, const char *headers)
{
	switch (fault->kind) {
	case FAULT_NONE:
	case FAULT_DELAY:
		return 200;
	case FAULT_AUTHENTICATE:
		return authenticated(fault, headers) ? 200 : 407;
	case FAULT_HANG:
	case FAULT_RESET:
		return 0;
	case FAULT_STATUS:
		return fault->status;
	default:
		return 502;
	}
}

static void fall_silent(const struct tunnel *tunnel, const struct fault *fault)
{
	if (fault->kind == FAULT_RESET)
		reset_connection(tunnel->fd);
	else
		wait_for_leaving(tunnel->relay->authority->ending, tunnel->fd,
				 HANG_MS);
}

static void refuse_as(const struct tunnel *tunnel, int status)
{
	auto_free line = string_format("%d %s", status,
				       status == 502 ? "Bad Gateway" :
						       "Refused");

	if (status == 407)
		say(tunnel, "407 Proxy Authentication Required",
		    "Proxy-Authenticate: Basic realm=\"relay\"\r\n"
		    "Content-Length: 0\r\nConnection: close\r\n");
	else
		refuse(tunnel, line);
}

static void record(const struct tunnel *tunnel, const char *host,
		   const char *target, int status)
{
	struct json_object *line = json_object_new_object();

	journal_add(line, "event", "connect");
	journal_add(line, "host", host);
	journal_add(line, "target", target);
	json_object_object_add(line, "status", json_object_new_int(status));
	journal_write(&tunnel->relay->authority->journal, line);
}

/* True when the socket now belongs to the HTTPS server. */
static bool open_tunnel(struct tunnel *tunnel, const char *headers)
{
	struct authority *authority = tunnel->relay->authority;
	const char *start = headers + strlen("CONNECT ");
	auto_free target = string_format("%.*s", (int)strcspn(start, " \r"),
					 start);
	const char *colon = strrchr(target, ':');
	auto_free host = string_format("%.*s",
				       (int)(colon ? colon - target :
					     (long)strlen(target)),
				       target);
	struct fault fault;
	int status = 500;

	if (faults_take(&authority->faults, "relay", host, &fault))
		status = outcome(&fault, headers);
	record(tunnel, host, target, status);
	if (fault.kind == FAULT_DELAY)
		wait_ms(authority->ending, fault.milliseconds);
	if (status == 0)
		fall_silent(tunnel, &fault);
	else if (status != 200)
		refuse_as(tunnel, status);
	if (status != 200)
		return false;
	say(tunnel, "200 Connection established", "");
	server_adopt(tunnel->relay->daemon, tunnel->fd);
	return true;
}

static void *tunnel_run(void *closure)
{
	struct tunnel *tunnel = closure;
	auto_text headers = { 0 };
	bool handed_over = false;

	if (read_headers(tunnel, &headers)) {
		if (string_starts(headers.data, "CONNECT "))
			handed_over = open_tunnel(tunnel, headers.data);
		else
			refuse(tunnel, "405 Method Not Allowed");
	}
	if (!handed_over)
		close(tunnel->fd);
	free(tunnel);
	atomic_fetch_sub(&tunnels, 1);
	return NULL;
}

static void tunnel_start(struct relay *relay, int fd)
{
	struct tunnel *tunnel = memory_new(sizeof(*tunnel));
	pthread_t thread;

	tunnel->relay = relay;
	tunnel->fd = fd;
	atomic_fetch_add(&tunnels, 1);
	if (pthread_create(&thread, NULL, tunnel_run, tunnel) == 0) {
		pthread_detach(thread);
		return;
	}
	atomic_fetch_sub(&tunnels, 1);
	close(fd);
	free(tunnel);
}

static void *accept_all(void *closure)
{
	struct relay *relay = closure;

	for (;;) {
		struct pollfd watched[] = {
			{ .fd = relay->authority->ending, .events = POLLIN },
			{ .fd = relay->fd, .events = POLLIN },
		};
		int fd;

		if (poll(watched, 2, -1) < 0)
			continue;
		if (watched[0].revents)
			return NULL;
		fd = accept4(relay->fd, NULL, NULL, SOCK_CLOEXEC);
		if (fd < 0)
			continue;
		/* A server that waits to fill its packets would cost some
		 * clients 40 ms and others nothing. */
		setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &(int){ 1 },
			   sizeof(int));
		tunnel_start(relay, fd);
	}
}

bool relay_start(struct relay *relay, struct authority *authority,
		 struct MHD_Daemon *daemon)
{
	struct sockaddr_in address = { .sin_family = AF_INET };
	socklen_t size = sizeof(address);

	address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
	relay->authority = authority;
	relay->daemon = daemon;
	relay->fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	if (relay->fd < 0 ||
	    bind(relay->fd, (struct sockaddr *)&address, size) < 0 ||
	    listen(relay->fd, BACKLOG) < 0 ||
	    getsockname(relay->fd, (struct sockaddr *)&address, &size) < 0 ||
	    pthread_create(&relay->thread, NULL, accept_all, relay) != 0) {
		perror("authority: cannot start the relay");
		return false;
	}
	relay->running = true;
	authority->relay_port = ntohs(address.sin_port);
	return true;
}

void relay_stop(struct relay *relay)
{
	if (!relay->running)
		return;
	pthread_join(relay->thread, NULL);
	while (atomic_load(&tunnels) > 0)
		usleep(1000);
	close(relay->fd);
	relay->running = false;
}

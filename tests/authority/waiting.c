/* SPDX-License-Identifier: MIT */
/*
 * Waiting without outliving the program, and the one abrupt way to part from
 * a client. See waiting.h.
 */
#include "waiting.h"

#include <poll.h>
#include <sys/socket.h>

bool wait_ms(int ending, int milliseconds)
{
	struct pollfd watched = { .fd = ending, .events = POLLIN };

	return poll(&watched, 1, milliseconds) == 0;
}

void wait_for_leaving(int ending, int fd, int milliseconds)
{
	struct pollfd watched[] = {
		{ .fd = ending, .events = POLLIN },
		{ .fd = fd, .events = POLLRDHUP },
	};

	poll(watched, 2, milliseconds);
}

void reset_connection(int fd)
{
	struct sockaddr nowhere = { .sa_family = AF_UNSPEC };
	struct linger abrupt = { .l_onoff = 1, .l_linger = 0 };

	/* Dissolving the association sends the reset now (connect(2)). */
	setsockopt(fd, SOL_SOCKET, SO_LINGER, &abrupt, sizeof(abrupt));
	connect(fd, &nowhere, sizeof(nowhere));
}

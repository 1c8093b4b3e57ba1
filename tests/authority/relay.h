/* SPDX-License-Identifier: MIT */
/*
 * The CONNECT relay: an HTTP proxy that leads every host to the authority.
 */
#ifndef AUTHORITY_RELAY_H
#define AUTHORITY_RELAY_H

#include "authority.h"

#include <pthread.h>

struct MHD_Daemon;

struct relay {
	struct authority *authority;
	struct MHD_Daemon *daemon;
	int fd;
	pthread_t thread;
	bool running;
};

/* Listens on a port of the kernel's choice, set in the authority. */
bool relay_start(struct relay *relay, struct authority *authority,
		 struct MHD_Daemon *daemon);

/* Waits for its threads; the authority must be ending. */
void relay_stop(struct relay *relay);

#endif

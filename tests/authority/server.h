/* SPDX-License-Identifier: MIT */
/*
 * The servers on 127.0.0.1: a thread a connection, every host name. One
 * speaks HTTPS; the other, for the metadata endpoints, plain HTTP.
 */
#ifndef AUTHORITY_SERVER_H
#define AUTHORITY_SERVER_H

#include "authority.h"

struct MHD_Daemon;

/*
 * Listens on a port of the kernel's choice, which ret_port is set to. NULL
 * after a message on stderr.
 */
struct MHD_Daemon *server_start(struct authority *authority, bool plain,
				unsigned int *ret_port);

/* Hands over a connected socket, on which TLS is to begin. */
bool server_adopt(struct MHD_Daemon *daemon, int fd);

/* Waits for the connections' threads; the authority must be ending. NULL
 * is allowed. */
void server_stop(struct MHD_Daemon *daemon);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * The HTTPS server on 127.0.0.1: a thread a connection, every host name.
 */
#ifndef AUTHORITY_SERVER_H
#define AUTHORITY_SERVER_H

#include "authority.h"

struct MHD_Daemon;

/* Listens on a port of the kernel's choice, set in the authority. */
struct MHD_Daemon *server_start(struct authority *authority);

/* Hands over a connected socket, on which TLS is to begin. */
bool server_adopt(struct MHD_Daemon *daemon, int fd);

/* Waits for the connections' threads; the authority must be ending. */
void server_stop(struct MHD_Daemon *daemon);

#endif

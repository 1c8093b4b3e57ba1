/* SPDX-License-Identifier: MIT */
/*
 * Waiting without outliving the program: each wait also watches the 'ending'
 * event, which becomes readable once, and for everybody, when the authority
 * has been told to stop.
 */
#ifndef AUTHORITY_WAITING_H
#define AUTHORITY_WAITING_H

#include <stdbool.h>

/* Sleeps; false when the program is ending. */
bool wait_ms(int ending, int milliseconds);

/* Waits until the peer of a socket closes, the time is up or the end. */
void wait_for_leaving(int ending, int fd, int milliseconds);

/* Makes the kernel send a reset on a TCP socket at once. */
void reset_connection(int fd);

#endif

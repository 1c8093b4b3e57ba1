/* SPDX-License-Identifier: MIT */
/*
 * Running the sign-in program.  It gets a job (order, transport, what the
 * token in hand expires at) as JSON on stdin, the flight's lock as descriptor
 * 3, and answers with a token or an error as JSON on stdout.
 */
#ifndef ACQUIRE_RUNNER_H
#define ACQUIRE_RUNNER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/token.h"
#include "model/transport.h"

/*
 * Signs in and waits for the outcome, as long as the transport says.  `lock`
 * is the flight's descriptor or -1; it is handed to the program, which alone
 * holds it from then on, so that a caller who is stopped holds nobody up.
 * False and the error that the program, or its failure, amounts to; *ret_killed
 * then says whether a signal ended it.
 */
bool runner_sign_in(const struct order *order,
		    const struct transport *transport, int64_t predecessor,
		    int lock, struct token *ret_token, bool *ret_killed,
		    struct error *err);

/*
 * Starts the program detached: a session of its own, /dev/null on 0 to 2 (the
 * job comes on 0 and is then let go), and of all descriptors only the lock's.
 * False if it could not be started.
 */
bool runner_renew(const struct order *order, const struct transport *transport,
		  int64_t predecessor, int lock, struct error *err);

#endif

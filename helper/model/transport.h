/* SPDX-License-Identifier: MIT */
/* How the sign-in program reaches the authority: found out by the caller, who
 * reads configuration and environment, and handed on with the order. */
#ifndef MODEL_TRANSPORT_H
#define MODEL_TRANSPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"

/* How long a caller waits for a token, unless the settings say otherwise. */
#define TRANSPORT_WAIT_S 30

struct transport {
	char *ca_file;		/* NULL: the system's bundle */
	char *ca_folder;	/* NULL: none */
	int64_t wait_ms;	/* how long callers wait for the flight */
};

#define TRANSPORT_INIT { .wait_ms = TRANSPORT_WAIT_S * 1000 }
#define auto_transport __attribute__((cleanup(transport_clear)))

void transport_clear(struct transport *transport);

/* How long the sign-in itself may take: less than its callers wait, so that
 * they learn how it ended. */
int64_t transport_limit_ms(const struct transport *transport);

/* To and from the member "transport" of an object. */
void transport_write(const struct transport *transport, struct secret *out);
bool transport_read(struct json in, struct transport *ret_transport,
		    struct error *err);

#endif

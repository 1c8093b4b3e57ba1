/* SPDX-License-Identifier: MIT */
/*
 * Managed identity: tokens from a metadata service on this machine.  Each
 * kind of service is one row of a table, in a file of its own; which one is
 * there is told by the environment, as the platform's own libraries do.
 */
#ifndef SIGNIN_METADATA_H
#define SIGNIN_METADATA_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "model/order.h"
#include "model/transport.h"
#include "signin/http.h"

/* One question to a metadata service. */
struct metadata_question {
	const struct transport *transport;
	const char *resource;		/* the scope without /.default */
	const char *identity_kind;	/* client-id, object-id, resource-id;
					   NULL: the system's own */
	const char *identity;
	int64_t deadline_ms;		/* steady clock */
};

struct metadata_source {
	const char *name;		/* as in a principal's "source" */

	/* True if the environment says that this machine has it. */
	bool (*detect)(void);

	/* Sends the question; the answer may have any status. */
	bool (*ask)(const struct metadata_question *question,
		    struct http_answer *ret_answer, struct error *err);

	/* The pause before the n-th retry (from 1) of an answer with that
	 * status, in milliseconds; 0: no retry. */
	int64_t (*pause_ms)(long status, int retry);

	/* It answers with the identity that was asked for, or fails; one that
	 * may silently answer with another is checked by the token. */
	bool honours_identity;
};

extern const struct metadata_source metadata_imds, metadata_app_service,
	metadata_arc, metadata_cloud_shell;

/* The source of that name, or for NULL the first that is detected; IMDS is
 * always the last.  NULL for an unknown name. */
const struct metadata_source *metadata_find(const char *name);

/* The service that the environment names but that is not served here, or NULL:
 * its variables look like another's. */
const char *metadata_foreign(void);

/* True if a URL leads to this machine or link; else an error that names the
 * variable which it came from. */
bool metadata_is_here(const char *variable, const char *url,
		      struct error *err);

/* An environment variable that is set, not empty and printable, or NULL. */
const char *metadata_variable(const char *name);

/* The pauses of all sources but IMDS: three times, a second apart. */
int64_t metadata_pause_ms(long status, int retry);

/* http_send(), and what to check where nobody answers. */
bool metadata_send(const struct metadata_question *question,
		   const struct http_request *request,
		   struct http_answer *ret_answer, struct error *err);

/*
 * Asks by GET: `url`, the query of API version, resource and identity (whose
 * resource-id parameter is named differently here and there), and headers.
 */
bool metadata_get(const struct metadata_question *question, const char *url,
		  const char *api_version, const char *resource_id_name,
		  const char *const *headers,
		  const struct secret *secret_header,
		  struct http_answer *ret_answer, struct error *err);

#endif

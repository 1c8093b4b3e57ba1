/* SPDX-License-Identifier: MIT */
/*
 * A request as the endpoints see it and the reply that they fill in. The
 * HTTP library stays behind server.c: an endpoint reads the one, writes the
 * other and knows nothing of connections.
 */
#ifndef AUTHORITY_REQUEST_H
#define AUTHORITY_REQUEST_H

#include "authority.h"
#include "text.h"

#include <json-c/json.h>

#define REPLY_HEADERS_MAX 32
#define HOST_SIZE 256

struct MHD_Connection;

/* What an endpoint wants to have in the journal. */
struct note {
	char *grant_type;
	char *client_id;
	char *scope;
	char *audience; /* of a token that was accepted */
	char assertion[64]; /* how one is signed, as far as it could be read */
	char error[64];
	int aadsts;
};

struct request {
	struct authority *authority;
	struct MHD_Connection *connection;
	unsigned long number; /* of the connection, counted from 1 */
	const char *method;
	char *uri; /* as sent */
	char *path; /* percent-decoded, without the query */
	const char *query; /* as sent, perhaps "" */
	char *host_header; /* as sent, port included; NULL when absent */
	char host[HOST_SIZE]; /* lower case, no port, no brackets */
	const struct service *service;
	struct text body;
	bool body_too_large;
	char quirk[32]; /* of a metadata endpoint, see quirks.h; or "" */
	struct note note;
};

struct reply_header {
	char *name;
	char *value;
};

struct reply {
	unsigned int status;
	struct reply_header headers[REPLY_HEADERS_MAX];
	size_t header_count;
	struct text body;
	char *token; /* the access token in the body, for faults of shape */
};

/* The value of a header, ignoring case; NULL when absent. */
const char *request_header(const struct request *request, const char *name);

/* The authority's clock, see faults.h. */
int64_t request_now(const struct request *request);

/* The first parameter of this name in the query, decoded; or NULL. */
char *request_parameter(const struct request *request, const char *name);

/* Segment number (from 0) of the path, as a string of the caller's. */
char *request_segment(const struct request *request, size_t number);

void reply_header(struct reply *reply, const char *name, const char *format,
		  ...) __attribute__((format(printf, 3, 4)));
void reply_text(struct reply *reply, unsigned int status, const char *type,
		const char *text);

/* Takes the object. */
void reply_json(struct reply *reply, unsigned int status,
		struct json_object *object);

void reply_clear(struct reply *reply);
void note_clear(struct note *note);

/* Adds a string member to an object. */
void json_add(struct json_object *object, const char *key, const char *value);

#endif

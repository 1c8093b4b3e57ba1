/* SPDX-License-Identifier: MIT */
/*
 * The metadata endpoints, where a machine gets tokens of its managed
 * identities: what all kinds have in common. A kind is a file of its own
 * and a row in routes.c. All speak plain HTTP, on a port of their own.
 */
#ifndef AUTHORITY_METADATA_H
#define AUTHORITY_METADATA_H

#include "machine.h"
#include "request.h"

#define AUTO_METADATA __attribute__((cleanup(metadata_call_clear)))

struct metadata_call {
	struct request *request;
	struct reply *reply;
	const struct managed_identity *identity; /* NULL is the user */
	char *resource;
	bool nested; /* errors as {"error":{"code","message"}} */
};

/* What an answer has beside access_token, resource and token_type. */
enum metadata_member {
	METADATA_CLIENT_ID = 1,
	METADATA_EXPIRES_IN = 2,
	METADATA_EXPIRES_ON = 4,
	METADATA_NOT_BEFORE = 8,
	METADATA_REFRESH_TOKEN = 16, /* always empty */
	METADATA_EXT_EXPIRES_IN = 32,
};

void metadata_call_clear(struct metadata_call *call);

/*
 * The steps of a kind. Each returns false after having replied with the
 * error. metadata_select: the identity that the query names, of which
 * resource_parameter is the name for its resource id.
 */
bool metadata_method(struct metadata_call *call, const char *method);
bool metadata_header(struct metadata_call *call);
bool metadata_version(struct metadata_call *call, const char *version);
bool metadata_resource(struct metadata_call *call, const char *resource);
bool metadata_select(struct metadata_call *call,
		     const char *resource_parameter);

/* Replies with a token; members are of enum metadata_member, or'ed. */
void metadata_answer(struct metadata_call *call, int members);

/* Replies with an error; always false. */
bool metadata_fail(struct metadata_call *call, unsigned int status,
		   const char *error, const char *format, ...)
	__attribute__((format(printf, 4, 5)));

/* Whether the test asked for this quirk of this request. */
bool metadata_quirk(const struct metadata_call *call, const char *name);

/* The kinds. */
void metadata_imds(struct request *request, struct reply *reply);
void metadata_app_service(struct request *request, struct reply *reply);
void metadata_arc(struct request *request, struct reply *reply);
void metadata_cloud_shell(struct request *request, struct reply *reply);

#endif

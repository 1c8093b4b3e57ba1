/* SPDX-License-Identifier: MIT */
/*
 * What a program asks for: a TokenRequest, or an ExecCredential as kubectl
 * writes it.  Every member is optional; strings are borrowed, from the
 * document or from the command line.
 */
#ifndef MODEL_REQUEST_H
#define MODEL_REQUEST_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"

#define REQUEST_API_VERSION "lanyard/v1"
#define REQUEST_MAX (1u << 20)		/* bytes on stdin */

/* In what form the answer is wanted. */
enum request_form { REQUEST_TOKEN, REQUEST_EXEC_V1, REQUEST_EXEC_V1BETA1 };

struct request {
	enum request_form form;
	const char *principal;
	const char *cloud;
	const char *tenant;
	const char *resource;
	const char **scopes;		/* owned array of borrowed strings */
	const char *host;		/* an adapter's: whom the token is for,
					   lower-cased; instead of resource */
	uint16_t port;
	const char *claims;		/* base64 or JSON, as it came */
	bool interactive;
	bool force_refresh;
	int64_t min_validity_s;		/* -1 when not asked for */
	struct json_document *document;	/* owned, may be NULL */
};

#define REQUEST_INIT { .min_validity_s = -1 }
#define auto_request __attribute__((cleanup(request_clear)))

void request_clear(struct request *request);

/*
 * Reads a request of either kind.  False and an error of class ERROR_USAGE
 * that names the field.  ret_request is to be REQUEST_INIT before, and
 * cleared by the caller in any case.
 */
bool request_parse(const char *text, size_t length,
		   struct request *ret_request, struct error *err);

/*
 * Reads KUBERNETES_EXEC_INFO: as above, but only the kind ExecCredential, and
 * an apiVersion that is absent or null counts as v1beta1.
 */
bool request_parse_exec(const char *text, size_t length,
			struct request *ret_request, struct error *err);

/*
 * The claims of a request as JSON: a challenge comes in base64 (either
 * alphabet) or as JSON already.  Appends to *ret_json; false and an error of
 * class ERROR_USAGE if it is neither.
 */
bool request_claims(const char *claims, struct secret *ret_json,
		    struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A principal: a named identity and how it signs in, as its file says.
 */
#ifndef MODEL_PRINCIPAL_H
#define MODEL_PRINCIPAL_H

#include "base/error.h"
#include "base/json.h"
#include "model/credential.h"
#include "model/method.h"

struct principal {
	char *name;
	char *path;			/* the file that it came from */
	const struct method *method;
	const char *cloud;		/* or NULL: not pinned */
	const char *tenant;		/* or NULL */
	const char *client_id;
	const char *resource;		/* or NULL */
	struct credential credential;
	struct json_document *document;	/* what the strings borrow from */
};

#define auto_principal __attribute__((cleanup(principal_clear)))

void principal_clear(struct principal *principal);

/*
 * Reads a principal from the text of its file.  A relative path in it is
 * meant from the folder of the file.  False and an error of class
 * ERROR_CONFIG with file and line; clear ret_principal in any case.
 */
bool principal_parse(const char *name, const char *path, const char *text,
		     size_t length, struct principal *ret_principal,
		     struct error *err);

/* The same as a file's text, for `principal add`. */
void principal_write(const struct principal *principal, struct secret *out);

#endif

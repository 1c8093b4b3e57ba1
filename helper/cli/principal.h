/* SPDX-License-Identifier: MIT */
/* What the files of `lanyard principal` share. */
#ifndef CLI_PRINCIPAL_H
#define CLI_PRINCIPAL_H

#include "model/principal.h"

/* lanyard principal add: returns the exit status. */
int principal_add(int argc, char **argv);

/* The options that are a key of some method, in the order of the table in
 * principal-keys.c; their values are borrowed, NULL for those not given. */
enum principal_key {
	PRINCIPAL_CERTIFICATE,
	PRINCIPAL_CERTIFICATE_PASSWORD_FILE,
	PRINCIPAL_SEND_CERTIFICATE_CHAIN,
	PRINCIPAL_ASSERTION_FILE,
	PRINCIPAL_ASSERTION_PRINCIPAL,
	PRINCIPAL_SERVICE_CONNECTION_ID,
	PRINCIPAL_IDENTITY,
	PRINCIPAL_SOURCE,
	PRINCIPAL_KEYS
};

struct principal_keys {
	const char *values[PRINCIPAL_KEYS];
};

/* The name of the method that the options speak of, if none was named. */
const char *principal_keys_method(const struct principal_keys *keys);

/* Fills the principal's credential in.  False and an error of class
 * ERROR_USAGE for an option that is not its method's. */
bool principal_keys_apply(const struct principal_keys *keys,
			  struct principal *principal, struct error *err);

/* What the credential is called, "secret" or "certificate", and where it is,
 * in words: a new string or NULL. */
const char *principal_credential_label(const struct principal *principal);
char *principal_credential_words(const struct principal *principal);

#endif

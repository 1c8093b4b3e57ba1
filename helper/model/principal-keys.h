/* SPDX-License-Identifier: MIT */
/* The keys of a principal that belong to its method.  For principal.c. */
#ifndef MODEL_PRINCIPAL_KEYS_H
#define MODEL_PRINCIPAL_KEYS_H

#include "model/principal.h"

/*
 * Reads them into the principal's credential.  What a method may leave to the
 * environment is left out here.  False and an error with file and line.
 */
bool principal_keys_parse(struct json root, struct principal *principal,
			  struct error *err);

#endif

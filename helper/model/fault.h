/* SPDX-License-Identifier: MIT */
/* An error as JSON, for the notes that callers share and for the answer of
 * the sign-in program. */
#ifndef MODEL_FAULT_H
#define MODEL_FAULT_H

#include "base/error.h"
#include "base/json.h"

/* Writes the error as the members of an object that was begun. */
void fault_write(const struct error *fault, struct secret *out);

/* Reads it back into *ret_fault; false and *err if it is not one. */
bool fault_read(struct json in, struct error *ret_fault, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* Bodies of type application/x-www-form-urlencoded. */
#ifndef BASE_FORM_H
#define BASE_FORM_H

#include "base/secret.h"

/*
 * Appends `name=value`, after `&` where something stands already.  Every byte
 * of name and value is percent-encoded but the unreserved ones of RFC 3986,
 * section 2.3.  False once the form has failed for lack of memory.
 */
bool form_add(struct secret *form, const char *name, const char *value);

#endif

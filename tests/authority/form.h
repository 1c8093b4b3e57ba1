/* SPDX-License-Identifier: MIT */
/*
 * A posted form (application/x-www-form-urlencoded), decoded, in order and
 * with its duplicates, because the login endpoints refuse those.
 */
#ifndef AUTHORITY_FORM_H
#define AUTHORITY_FORM_H

#include <stdbool.h>
#include <stddef.h>

#define FORM_FIELDS_MAX 64

struct form_field {
	char *name;
	char *value;
};

struct form {
	struct form_field fields[FORM_FIELDS_MAX];
	size_t count;
};

/* False when it is malformed, too long or holds a NUL. */
bool form_parse(struct form *form, const char *data, size_t length);
void form_clear(struct form *form);

/* The value of a field, NULL when it is absent or empty. */
const char *form_value(const struct form *form, const char *name);

/* The name of a field that is there twice, or NULL. */
const char *form_duplicate(const struct form *form);

#endif

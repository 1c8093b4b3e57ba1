/* SPDX-License-Identifier: MIT */
/*
 * The sign-in methods that a principal may have: one table.  What a method
 * needs stands here; how it signs in is a grant of the sign-in program.
 */
#ifndef MODEL_METHOD_H
#define MODEL_METHOD_H

#include <stdbool.h>

struct method {
	const char *name;		/* as in a principal's file */
	const char *meaning;		/* a few words for people */
	bool needs_client_id;		/* in the file; others may have it from
					   the environment, or need none */
	bool needs_tenant;
	bool no_application;		/* client_id and tenant say nothing */
	bool own_tenant;		/* a real one, not `organizations` */
	const char *const *keys;	/* keys of its own, NULL-terminated */
};

/* Ends with a method that has no name. */
extern const struct method method_table[];

/* The method of that name, or NULL. */
const struct method *method_named(const char *name);

/* All their names, for messages: `a, b, c`, a new string or NULL. */
char *method_names(void);

#endif

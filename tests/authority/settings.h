/* SPDX-License-Identifier: MIT */
/*
 * Reading the configuration's JSON into structures. A mistake in it is a
 * mistake in a test: each reader says on stderr what is wrong and returns
 * false, which ends the program.
 */
#ifndef AUTHORITY_SETTINGS_H
#define AUTHORITY_SETTINGS_H

#include <json-c/json.h>
#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **items;
	size_t count;
};

void strings_add(struct strings *strings, const char *string);
bool strings_have(const struct strings *strings, const char *string);
void strings_clear(struct strings *strings);

/* Says that the setting of this name is wrong; always false. */
bool setting_wrong(const char *key, const char *what);

/* A string in place of the one that was there. */
bool setting_string(const char *key, struct json_object *value,
		    char **ret_string);

/* The strings of an array, added to those that are there. */
bool setting_strings(const char *key, struct json_object *value,
		     struct strings *ret_strings);

/* A member of an object of the configuration: a 'char *' of a structure. */
struct setting_field {
	const char *name; /* NULL ends a table */
	size_t offset;
	bool required;
};

/* Fills the fields of a structure; an unknown member is an error. */
bool setting_object(const char *key, struct json_object *object,
		    const struct setting_field *fields, void *ret_item);
void setting_object_clear(const struct setting_field *fields, void *item);

/* An array of structures from an array of such objects; NULL when wrong. */
void *setting_objects(const char *key, struct json_object *array,
		      const struct setting_field *fields, size_t size,
		      size_t *ret_count);
void setting_objects_clear(const struct setting_field *fields, size_t size,
			   void *items, size_t count);

#endif

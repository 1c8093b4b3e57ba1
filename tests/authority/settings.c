/* SPDX-License-Identifier: MIT */
/*
 * Readers of the configuration's JSON: see settings.h.
 */
#include "settings.h"

#include "text.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void strings_add(struct strings *strings, const char *string)
{
	strings->items = memory_resize(
		strings->items, (strings->count + 1) * sizeof(*strings->items));
	strings->items[strings->count++] = string_dup(string);
}

void strings_clear(struct strings *strings)
{
	for (size_t i = 0; i < strings->count; i++)
		free(strings->items[i]);
	free(strings->items);
	*strings = (struct strings){ 0 };
}

bool strings_have(const struct strings *strings, const char *string)
{
	for (size_t i = 0; i < strings->count; i++)
		if (strcmp(strings->items[i], string) == 0)
			return true;
	return false;
}

bool setting_wrong(const char *key, const char *what)
{
	fprintf(stderr, "authority: configuration: '%s' %s\n", key, what);
	return false;
}

bool setting_string(const char *key, struct json_object *value,
		    char **ret_string)
{
	if (!json_object_is_type(value, json_type_string))
		return setting_wrong(key, "is not a string");
	free(*ret_string);
	*ret_string = string_dup(json_object_get_string(value));
	return true;
}

bool setting_strings(const char *key, struct json_object *value,
		     struct strings *ret_strings)
{
	if (!json_object_is_type(value, json_type_array))
		return setting_wrong(key, "is not an array");
	for (size_t i = 0; i < json_object_array_length(value); i++) {
		struct json_object *item = json_object_array_get_idx(value, i);

		if (!json_object_is_type(item, json_type_string))
			return setting_wrong(key, "holds something but strings");
		strings_add(ret_strings, json_object_get_string(item));
	}
	return true;
}

static char **field_place(const struct setting_field *field, void *item)
{
	return (char **)(void *)((char *)item + field->offset);
}

static bool read_member(const char *name, struct json_object *value,
			const struct setting_field *fields, void *item)
{
	for (const struct setting_field *field = fields; field->name; field++)
		if (strcmp(field->name, name) == 0)
			return setting_string(name, value,
					      field_place(field, item));
	return setting_wrong(name, "is not known");
}

bool setting_object(const char *key, struct json_object *object,
		    const struct setting_field *fields, void *ret_item)
{
	if (!json_object_is_type(object, json_type_object))
		return setting_wrong(key, "is not an object");
	json_object_object_foreach(
		object, name, value) if (!read_member(name, value, fields,
						      ret_item)) return false;
	for (const struct setting_field *field = fields; field->name; field++)
		if (field->required && !*field_place(field, ret_item))
			return setting_wrong(field->name, "is missing");
	return true;
}

void setting_object_clear(const struct setting_field *fields, void *item)
{
	for (const struct setting_field *field = fields; field->name; field++) {
		free(*field_place(field, item));
		*field_place(field, item) = NULL;
	}
}

void *setting_objects(const char *key, struct json_object *array,
		      const struct setting_field *fields, size_t size,
		      size_t *ret_count)
{
	size_t count;
	char *items;

	*ret_count = 0;
	if (!json_object_is_type(array, json_type_array)) {
		setting_wrong(key, "is not an array");
		return NULL;
	}
	count = json_object_array_length(array);
	items = memory_new(count * size);
	for (size_t i = 0; i < count; i++) {
		if (!setting_object(key, json_object_array_get_idx(array, i),
				    fields, items + i * size)) {
			setting_objects_clear(fields, size, items, count);
			return NULL;
		}
	}
	*ret_count = count;
	return items;
}

void setting_objects_clear(const struct setting_field *fields, size_t size,
			   void *items, size_t count)
{
	for (size_t i = 0; i < count; i++)
		setting_object_clear(fields, (char *)items + i * size);
	free(items);
}

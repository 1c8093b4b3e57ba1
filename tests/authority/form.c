/* SPDX-License-Identifier: MIT */
/*
 * Decoding posted forms: see form.h.
 */
#include "form.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static char *decode(const char *data, size_t length)
{
	auto_text value = { 0 };

	if (!percent_parse(data, length, true, &value) ||
	    strlen(value.data) != value.length)
		return NULL;
	return text_take(&value);
}

static bool add_field(struct form *form, const char *data, size_t length)
{
	const char *equals = memchr(data, '=', length);
	size_t name = equals ? (size_t)(equals - data) : length;
	struct form_field *field;

	if (form->count == FORM_FIELDS_MAX)
		return false;
	field = &form->fields[form->count++];
	field->name = decode(data, name);
	field->value = equals ? decode(equals + 1, length - name - 1) :
				string_dup("");
	return field->name && field->value;
}

bool form_parse(struct form *form, const char *data, size_t length)
{
	*form = (struct form){ 0 };
	while (length > 0) {
		const char *end = memchr(data, '&', length);
		size_t size = end ? (size_t)(end - data) : length;

		if (size > 0 && !add_field(form, data, size)) {
			form_clear(form);
			return false;
		}
		size += end != NULL;
		data += size;
		length -= size;
	}
	return true;
}

void form_clear(struct form *form)
{
	for (size_t i = 0; i < form->count; i++) {
		free(form->fields[i].name);
		free(form->fields[i].value);
	}
	form->count = 0;
}

const char *form_value(const struct form *form, const char *name)
{
	for (size_t i = 0; i < form->count; i++)
		if (strcmp(form->fields[i].name, name) == 0)
			return form->fields[i].value[0] ?
				       form->fields[i].value :
				       NULL;
	return NULL;
}

const char *form_duplicate(const struct form *form)
{
	for (size_t i = 0; i < form->count; i++)
		for (size_t k = i + 1; k < form->count; k++)
			if (strcmp(form->fields[i].name,
				   form->fields[k].name) == 0)
				return form->fields[i].name;
	return NULL;
}

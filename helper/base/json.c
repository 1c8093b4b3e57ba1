/* SPDX-License-Identifier: MIT */
/*
 * JSON by json-c, after json-scan.c has looked the text over.  Types are
 * tested before a value is read, since json-c's getters convert ("3600" would
 * become 3600).  Positions come from the scanner's table.
 */
#include "base/json.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <json-c/json.h>

#include "base/cleanup.h"
#include "base/json-scan.h"
#include "base/str.h"
#include "base/text.h"

struct json_document {
	struct json_source source;
	char *name;
	char *text;
	size_t length;
	struct json_scan scan;
	struct json_object *root;
};

void json_free(struct json_document *document)
{
	if (document == NULL)
		return;
	json_object_put(document->root);
	json_scan_clear(&document->scan);
	if (document->text != NULL)
		secret_wipe(document->text, document->length);
	free(document->text);
	free(document->name);
	free(document);
}

/* json-c keeps the last string it read in its tokener, which it frees. */
static bool parse(const char *text, size_t length,
		  struct json_object **ret_root, size_t *ret_end,
		  enum json_tokener_error *ret_fault)
{
	struct json_tokener *tokener = json_tokener_new_ex(JSON_DEPTH_MAX + 1);

	if (tokener == NULL)
		return false;
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	/* With its NUL: the end of the text is what ends a number. */
	*ret_root = json_tokener_parse_ex(tokener, text, (int)length + 1);
	*ret_end = json_tokener_get_parse_end(tokener);
	*ret_fault = json_tokener_get_error(tokener);
	json_tokener_free(tokener);
	return true;
}

static bool text_fault(const struct json_document *document, int line,
		       const char *what, struct error *err)
{
	if (document->source.is_file)
		error_set(err, document->source.class, "%s:%d: %s",
			  document->name, line, what);
	else
		error_set(err, document->source.class,
			  "%s is not valid JSON: %s (line %d)", document->name,
			  what, line);
	return false;
}

static int line_at(const struct json_document *document, size_t end)
{
	int line = 1;

	for (size_t i = 0; i < end && i < document->length; i++)
		line += document->text[i] == '\n';
	return line;
}

struct json_document *json_parse(const char *text, size_t length,
				 const struct json_source *source,
				 struct error *err)
{
	auto_json struct json_document *document = calloc(1, sizeof(*document));
	enum json_tokener_error fault;
	size_t end;

	if (document == NULL)
		return error_memory(err), NULL;
	document->source = *source;
	document->length = length;
	document->name = strdup(source->name);
	document->text = malloc(length + 1);
	if (document->name == NULL || document->text == NULL)
		return error_memory(err), NULL;
	memcpy(document->text, text, length);
	document->text[length] = '\0';

	if (!json_scan(document->text, length, source->is_file,
		       &document->scan)) {
		if (document->scan.no_memory)
			error_memory(err);
		else
			text_fault(document, document->scan.line,
				   document->scan.fault, err);
		return NULL;
	}
	if (!parse(document->text, length, &document->root, &end, &fault))
		return error_memory(err), NULL;
	if (fault != json_tokener_success) {
		text_fault(document, line_at(document, end),
			   length == strspn(document->text, " \t\r\n") ?
			   "there is nothing in it" :
			   json_tokener_error_desc(fault), err);
		return NULL;
	}
	return steal(document);
}

bool json_root(const struct json_document *document, struct json *ret_root,
	       struct error *err)
{
	*ret_root = (struct json){ document, document->root, 0 };
	if (json_object_is_type(document->root, json_type_object))
		return true;
	if (document->source.is_file)
		return text_fault(document, 1, "this is not a JSON object",
				  err);
	return error_set(err, document->source.class, "%s is not a JSON object",
			 document->name);
}

/* Writes the dotted name of an object, `spec.cluster.`, and of a key in it. */
static void name_of(const struct json_scan *scan, int object, const char *key,
		    struct str *name)
{
	for (size_t i = 0; object > 0 && i < scan->count; i++) {
		const struct json_key *parent = &scan->keys[i];
		auto_free char *text = NULL;

		if (parent->value != object)
			continue;
		text = strndup(parent->text, parent->length);
		name_of(scan, parent->object, text, name);
		if (key != NULL)
			str_append(name, ".");
		break;
	}
	if (key != NULL)
		str_append(name, key);
}

static int line_of(const struct json_scan *scan, int object, const char *key)
{
	const struct json_key *found = NULL;

	if (key != NULL)
		found = json_scan_find(scan, object, key);
	for (size_t i = 0; object > 0 && found == NULL && i < scan->count; i++)
		if (scan->keys[i].value == object)
			found = &scan->keys[i];
	return found != NULL ? found->line : 1;
}

bool json_fault(struct json in, const char *key, struct error *err,
		const char *format, ...)
{
	const struct json_document *document = in.document;
	auto_str struct str name = STR_INIT;
	char text[sizeof(err->message)];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);

	name_of(&document->scan, in.object, key, &name);
	if (document->source.is_file)
		return error_set(err, document->source.class,
				 "%s:%d: %s%s%s%s", document->name,
				 line_of(&document->scan, in.object, key),
				 name.length ? "'" : "",
				 name.length ? name.data : "",
				 name.length ? "' " : "", text);
	return error_set(err, document->source.class, "%s: %s%s%s%s",
			 document->name, name.length ? "field '" : "",
			 name.length ? name.data : "",
			 name.length ? "' " : "it ", text);
}

/* The member of an object, or NULL when it is absent or null. */
static struct json_object *member(struct json in, const char *key)
{
	struct json_object *value = NULL;

	json_object_object_get_ex(in.value, key, &value);
	return value;
}

bool json_has(struct json in, const char *key)
{
	return member(in, key) != NULL;
}

bool json_get_string(struct json in, const char *key, const char **ret,
		     struct error *err)
{
	struct json_object *value = member(in, key);

	if (value == NULL)
		return true;
	if (!json_object_is_type(value, json_type_string))
		return json_fault(in, key, err, "is not a string");
	*ret = json_object_get_string(value);
	return true;
}

bool json_get_bool(struct json in, const char *key, bool *ret,
		   struct error *err)
{
	struct json_object *value = member(in, key);

	if (value == NULL)
		return true;
	if (!json_object_is_type(value, json_type_boolean))
		return json_fault(in, key, err, "is not true or false");
	*ret = json_object_get_boolean(value);
	return true;
}

bool json_get_int(struct json in, const char *key, int64_t least, int64_t most,
		  int64_t *ret, struct error *err)
{
	struct json_object *value = member(in, key);
	int64_t number;

	if (value == NULL)
		return true;
	if (!json_object_is_type(value, json_type_int))
		return json_fault(in, key, err, "is not a whole number");
	number = json_object_get_int64(value);
	/* json-c cuts what lies beyond int64_t down to its limits; of the lower
	 * one it cannot be told whether it was meant. */
	if (number < least || number > most || number == INT64_MIN ||
	    (number == INT64_MAX && json_object_get_uint64(value) > INT64_MAX))
		return json_fault(in, key, err, "is not between %lld and %lld",
				  (long long)least, (long long)most);
	*ret = number;
	return true;
}

bool json_get_object(struct json in, const char *key, struct json *ret,
		     struct error *err)
{
	struct json_object *value = member(in, key);
	const struct json_key *found;

	if (value == NULL)
		return true;
	if (!json_object_is_type(value, json_type_object))
		return json_fault(in, key, err, "is not an object");
	found = json_scan_find(&in.document->scan, in.object, key);
	*ret = (struct json){ in.document, value,
			      found != NULL ? found->value : -1 };
	return true;
}

bool json_get_strings(struct json in, const char *key, const char ***ret,
		      struct error *err)
{
	struct json_object *array = member(in, key);
	auto_free const char **strings = NULL;
	size_t count;

	if (array == NULL)
		return true;
	if (!json_object_is_type(array, json_type_array))
		return json_fault(in, key, err, "is not an array");
	count = json_object_array_length(array);
	strings = calloc(count + 1, sizeof(*strings));
	if (strings == NULL)
		return error_memory(err);
	for (size_t i = 0; i < count; i++) {
		struct json_object *one = json_object_array_get_idx(array, i);

		if (!json_object_is_type(one, json_type_string))
			return json_fault(in, key, err,
					  "holds something that is not a "
					  "string");
		strings[i] = json_object_get_string(one);
	}
	free(*ret);
	*ret = steal(strings);
	return true;
}

bool json_next(struct json in, struct json_at **at, const char **ret_key,
	       struct json *ret_value)
{
	struct lh_entry *entry;
	const struct json_key *found;

	if (!json_object_is_type(in.value, json_type_object))
		return false;
	entry = *at == NULL ? lh_table_head(json_object_get_object(in.value)) :
			      lh_entry_next((struct lh_entry *)*at);
	*at = (struct json_at *)entry;
	if (entry == NULL)
		return false;
	*ret_key = lh_entry_k(entry);
	found = json_scan_find(&in.document->scan, in.object, *ret_key);
	*ret_value = (struct json){ in.document, (void *)lh_entry_v(entry),
				    found != NULL ? found->value : -1 };
	return true;
}

size_t json_count(struct json in)
{
	if (!json_object_is_type(in.value, json_type_object))
		return 0;
	return (size_t)json_object_object_length(in.value);
}

const char *json_as_string(struct json value)
{
	if (!json_object_is_type(value.value, json_type_string))
		return NULL;
	return json_object_get_string(value.value);
}

bool json_only(struct json in, const char *const *known, struct error *err)
{
	struct json_at *at = NULL;
	struct json value;
	const char *key;

	while (json_next(in, &at, &key, &value)) {
		const char *nearest;
		size_t i = 0;

		while (known[i] != NULL && strcmp(known[i], key) != 0)
			i++;
		if (known[i] != NULL)
			continue;
		nearest = text_nearest(key, known);
		json_fault(in, key, err, "is not a known key");
		if (nearest != NULL)
			return error_hint(err, "did you mean '%s'?", nearest);
		auto_free char *list = text_join(known);
		return error_hint(err, "known here are: %s",
				  list != NULL ? list : "");
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * JSON: the only place that knows json-c.
 *
 * A text is first walked once by a scanner of our own, which refuses what
 * json-c lets pass even when strict (duplicate keys, control characters, NaN,
 * "\u0000", broken UTF-8, depth without bound) and notes the line of each
 * key; then json-c parses it.  What comes out is a document; a struct json is
 * a value in it, borrowed, passed by value.
 *
 * The getters read one member of an object.  A member that is absent or null
 * leaves *ret as it was and is no error; one of the wrong type is an error
 * that names the place.
 */
#ifndef BASE_JSON_H
#define BASE_JSON_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"

#define JSON_DEPTH_MAX 16
#define JSON_KEYS_MAX 65536

struct json_document;

/* One value of a document.  `object` is the scanner's number of it, if it is
 * an object, for lines and names in messages. */
struct json {
	const struct json_document *document;
	void *value;
	int object;
};

/* What a text is and what a fault in it means. */
struct json_source {
	const char *name;	/* "the request", or a file's path */
	bool is_file;		/* messages say NAME:LINE; comments allowed */
	enum error_class class;
};

/*
 * Parses one JSON document, nothing behind it.  The text is not kept.
 * Returns NULL and an error of the source's class for anything else.
 */
struct json_document *json_parse(const char *text, size_t length,
				 const struct json_source *source,
				 struct error *err);

/* Frees a document and all that was borrowed from it; accepts NULL. */
void json_free(struct json_document *document);

static inline void cleanup_json(struct json_document **document)
{
	json_free(*document);
}
#define auto_json __attribute__((cleanup(cleanup_json)))

/* The outermost value, which must be an object. */
bool json_root(const struct json_document *document, struct json *ret_root,
	       struct error *err);

/* Typed members of an object.  Strings are borrowed and hold no NUL. */
bool json_get_string(struct json in, const char *key, const char **ret,
		     struct error *err);
bool json_get_bool(struct json in, const char *key, bool *ret,
		   struct error *err);
/* An integer from `least` to `most`; 3.0 and "3" are not integers, INT64_MIN
 * is always too small. */
bool json_get_int(struct json in, const char *key, int64_t least, int64_t most,
		  int64_t *ret, struct error *err);
/* Absent: ret->value stays NULL if the caller set it so. */
bool json_get_object(struct json in, const char *key, struct json *ret,
		     struct error *err);
/* An array of strings as a new NULL-terminated array (free() it; the strings
 * are borrowed).  Absent: *ret stays; else what was in it is freed. */
bool json_get_strings(struct json in, const char *key, const char ***ret,
		      struct error *err);

/* True if the object has that member and it is not null. */
bool json_has(struct json in, const char *key);

/*
 * Walks the members of an object in their order: set `at` to NULL, call until
 * false.  The key is borrowed.  A value of another type has no members.
 */
struct json_at;
bool json_next(struct json in, struct json_at **at, const char **ret_key,
	       struct json *ret_value);
size_t json_count(struct json in);

/* The string that a value from json_next() is, or NULL for another type. */
const char *json_as_string(struct json value);

/*
 * Fills in an error about a member of an object (or about the object itself
 * when `key` is NULL), with file and line or field name.  Returns false.
 */
bool json_fault(struct json in, const char *key, struct error *err,
		const char *format, ...) __attribute__((format(printf, 4, 5)));

/* Refuses any key that is not on a NULL-terminated list, naming the nearest
 * that is. */
bool json_only(struct json in, const char *const *known, struct error *err);

/*
 * Writing, straight into a struct secret, since documents may hold tokens and
 * json-c keeps copies of what it formats.  json_put_* write `"key":value` and
 * the comma before it where one is due; with a NULL key, an array's element.
 */
void json_begin(struct secret *out, const char *key, char bracket);
void json_end(struct secret *out, char bracket);
void json_put_string(struct secret *out, const char *key, const char *value);
void json_put_int(struct secret *out, const char *key, int64_t value);
void json_put_bool(struct secret *out, const char *key, bool value);
void json_put_strings(struct secret *out, const char *key,
		      const char *const *values);

#endif

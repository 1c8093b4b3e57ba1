/* SPDX-License-Identifier: MIT */
/* What the tests of JSON share: a text is taken, or refused with a message. */
#ifndef UNIT_JSON_CHECK_H
#define UNIT_JSON_CHECK_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/json.h"

/* A document that is there for what is borrowed from it. */
#define held auto_json __attribute__((unused))

/* One source without lines and one with them. */
static const struct json_source request = { "the request", false, ERROR_USAGE };
static const struct json_source file = { "/etc/x.json", true, ERROR_CONFIG };

static inline struct json_document *parse_bytes(
	const char *text, size_t length, const struct json_source *source,
	struct error *err)
{
	/* In a block of its own size, so that reading past it is seen. */
	auto_free char *copy = malloc(length ? length : 1);

	assert_non_null(copy);
	memcpy(copy, text, length);
	return json_parse(copy, length, source, err);
}

static inline void refused_bytes(const char *text, size_t length,
				 const struct json_source *source,
				 const char *part)
{
	struct error err = { 0 };
	auto_json struct json_document *document =
		parse_bytes(text, length, source, &err);

	if (document != NULL)
		fail_msg("'%s' was taken", text);
	assert_int_equal(err.class, source->class);
	if (strstr(err.message, part) == NULL)
		fail_msg("'%s' is not in '%s'", part, err.message);
}

/* Refused with a message that holds `part`. */
static inline void refused(const char *text, const char *part)
{
	refused_bytes(text, strlen(text), &request, part);
}

/* Refused as a file, with that message. */
static inline void refused_file(const char *text, const char *message)
{
	struct error err = { 0 };
	auto_json struct json_document *document =
		parse_bytes(text, strlen(text), &file, &err);

	if (document != NULL)
		fail_msg("'%s' was taken", text);
	assert_string_equal(err.message, message);
}

/* Taken, and an object. */
static inline struct json_document *taken(const char *text, bool is_file,
					  struct json *ret_root)
{
	struct error err = { 0 };
	struct json_document *document = parse_bytes(
		text, strlen(text), is_file ? &file : &request, &err);

	if (document == NULL)
		fail_msg("'%s' was refused: %s", text, err.message);
	if (!json_root(document, ret_root, &err))
		fail_msg("'%s' was refused: %s", text, err.message);
	return document;
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Filling in replies and reading parts of requests: see request.h.
 * request_header() is in server.c, with the HTTP library.
 */
#include "request.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int64_t request_now(const struct request *request)
{
	return faults_now(&request->authority->faults);
}

char *request_parameter(const struct request *request, const char *name)
{
	const char *piece = request->query;
	size_t length = strlen(name);

	while (*piece) {
		size_t size = strcspn(piece, "&");

		if (size > length && piece[length] == '=' &&
		    strncmp(piece, name, length) == 0) {
			auto_text value = { 0 };

			if (!percent_parse(piece + length + 1,
					   size - length - 1, true, &value))
				return NULL;
			return text_take(&value);
		}
		piece += size;
		piece += *piece == '&';
	}
	return NULL;
}

char *request_segment(const struct request *request, size_t number)
{
	const char *segment = request->path;

	for (size_t i = 0; *segment; i++) {
		size_t length;

		segment++;
		length = strcspn(segment, "/");
		if (i == number)
			return string_format("%.*s", (int)length, segment);
		segment += length;
	}
	return string_dup("");
}

void reply_header(struct reply *reply, const char *name, const char *format,
		  ...)
{
	struct reply_header *header;
	char *value = NULL;
	va_list arguments;

	va_start(arguments, format);
	if (vasprintf(&value, format, arguments) < 0)
		abort();
	va_end(arguments);
	if (reply->header_count == REPLY_HEADERS_MAX) {
		free(value);
		return;
	}
	header = &reply->headers[reply->header_count++];
	header->name = string_dup(name);
	header->value = value;
}

void reply_text(struct reply *reply, unsigned int status, const char *type,
		const char *text)
{
	reply->status = status;
	reply_header(reply, "Content-Type", "%s", type);
	text_add(&reply->body, text, strlen(text));
}

void reply_json(struct reply *reply, unsigned int status,
		struct json_object *object)
{
	reply_text(reply, status, "application/json; charset=utf-8",
		   json_object_to_json_string_ext(
			   object, JSON_C_TO_STRING_PLAIN |
					   JSON_C_TO_STRING_NOSLASHESCAPE));
	json_object_put(object);
}

void reply_clear(struct reply *reply)
{
	for (size_t i = 0; i < reply->header_count; i++) {
		free(reply->headers[i].name);
		free(reply->headers[i].value);
	}
	text_clear(&reply->body);
	free(reply->token);
	*reply = (struct reply){ 0 };
}

void note_clear(struct note *note)
{
	free(note->grant_type);
	free(note->client_id);
	free(note->scope);
	free(note->audience);
	*note = (struct note){ 0 };
}

void json_add(struct json_object *object, const char *key, const char *value)
{
	json_object_object_add(object, key, json_object_new_string(value));
}

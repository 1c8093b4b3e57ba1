/* SPDX-License-Identifier: MIT */
/*
 * Writing JSON straight into a struct secret: compact, ASCII controls
 * and DEL escaped, everything else as it is (RFC 8259, section 7).
 */
#include "base/json.h"

#include <inttypes.h>
#include <string.h>

static void put_text(struct secret *out, const char *text)
{
	secret_append(out, "\"");
	while (*text != '\0') {
		size_t plain = 0;

		while ((unsigned char)text[plain] >= 0x20 &&
		       text[plain] != 0x7f && text[plain] != '"' &&
		       text[plain] != '\\')
			plain++;
		secret_append_bytes(out, text, plain);
		text += plain;
		if (*text == '\0')
			break;
		if (*text == '"' || *text == '\\')
			secret_format(out, "\\%c", *text);
		else
			secret_format(out, "\\u%04x", (unsigned char)*text);
		text++;
	}
	secret_append(out, "\"");
}

static void put_key(struct secret *out, const char *key)
{
	char last = out->length > 0 ? out->data[out->length - 1] : '{';

	if (last != '{' && last != '[')
		secret_append(out, ",");
	if (key == NULL)
		return;
	put_text(out, key);
	secret_append(out, ":");
}

void json_begin(struct secret *out, const char *key, char bracket)
{
	if (out->length > 0)
		put_key(out, key);
	secret_append_bytes(out, &bracket, 1);
}

void json_end(struct secret *out, char bracket)
{
	secret_append_bytes(out, &bracket, 1);
}

void json_put_string(struct secret *out, const char *key, const char *value)
{
	put_key(out, key);
	put_text(out, value);
}

void json_put_int(struct secret *out, const char *key, int64_t value)
{
	put_key(out, key);
	secret_format(out, "%" PRId64, value);
}

void json_put_bool(struct secret *out, const char *key, bool value)
{
	put_key(out, key);
	secret_append(out, value ? "true" : "false");
}

void json_put_strings(struct secret *out, const char *key,
		      const char *const *values)
{
	json_begin(out, key, '[');
	for (size_t i = 0; values[i] != NULL; i++)
		json_put_string(out, NULL, values[i]);
	json_end(out, ']');
}

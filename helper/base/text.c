/* SPDX-License-Identifier: MIT */
/*
 * Checks and small repairs of text from outside.  ASCII rules only: the
 * locale is never set, so that nothing here depends on it.
 */
#include "base/text.h"

#include <stdint.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"

/* The longest word that text_nearest() looks at. */
#define NEAREST_MAX 48

size_t text_utf8(const char *text, size_t length)
{
	const unsigned char *byte = (const unsigned char *)text;
	size_t count;
	uint32_t code, least;

	if (length == 0)
		return 0;
	if (byte[0] < 0x80)
		return 1;
	if (byte[0] >= 0xc2 && byte[0] <= 0xdf) {
		count = 2, code = byte[0] & 0x1f, least = 0x80;
	} else if ((byte[0] & 0xf0) == 0xe0) {
		count = 3, code = byte[0] & 0x0f, least = 0x800;
	} else if (byte[0] >= 0xf0 && byte[0] <= 0xf4) {
		count = 4, code = byte[0] & 0x07, least = 0x10000;
	} else {
		return 0;
	}
	if (length < count)
		return 0;
	for (size_t i = 1; i < count; i++) {
		if ((byte[i] & 0xc0) != 0x80)
			return 0;
		code = code << 6 | (byte[i] & 0x3f);
	}
	if (code < least || code > 0x10ffff ||
	    (code >= 0xd800 && code <= 0xdfff))
		return 0;
	return count;
}

/* True if the text is the beginning of a sequence whose rest is missing. */
static bool is_cut_off(const char *text, size_t length)
{
	unsigned char lead = (unsigned char)text[0];
	size_t whole = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;

	if (lead < 0xc2 || lead > 0xf4 || length >= whole)
		return false;
	for (size_t i = 1; i < length; i++)
		if (((unsigned char)text[i] & 0xc0) != 0x80)
			return false;
	return true;
}

void text_clean(char *text)
{
	size_t length = strlen(text);
	char *out = text;

	for (size_t i = 0; i < length;) {
		unsigned char byte = (unsigned char)text[i];
		size_t count = text_utf8(text + i, length - i);
		bool control = byte < 0x20 || byte == 0x7f ||
			       (count == 2 && byte == 0xc2 &&
				(unsigned char)text[i + 1] < 0xa0);

		if (count == 0 && is_cut_off(text + i, length - i))
			break;
		if (count == 0 || control) {
			*out++ = '?';
			i += count == 0 ? 1 : count;
			continue;
		}
		memmove(out, text + i, count);
		out += count;
		i += count;
	}
	*out = '\0';
}

bool text_printable(const char *text)
{
	for (; *text != '\0'; text++)
		if ((unsigned char)*text < 0x20 || *text == 0x7f)
			return false;
	return true;
}

bool text_b64token(const char *text)
{
	static const char alphabet[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
				       "abcdefghijklmnopqrstuvwxyz"
				       "0123456789-._~+/";
	size_t length = strspn(text, alphabet);

	return length > 0 && text[length + strspn(text + length, "=")] == '\0';
}

static size_t least(size_t a, size_t b)
{
	return a < b ? a : b;
}

static char lower(char c)
{
	return c >= 'A' && c <= 'Z' ? (char)(c - 'A' + 'a') : c;
}

/* The number of edits between two short words: a letter put in, left out or
 * changed, or two neighbours swapped. */
static size_t distance(const char *a, const char *b)
{
	size_t rows[3][NEAREST_MAX + 1], width = strlen(b), i;

	for (size_t j = 0; j <= width; j++)
		rows[0][j] = j;
	for (i = 1; a[i - 1] != '\0'; i++) {
		const size_t *above = rows[(i - 1) % 3];
		const size_t *before = rows[(i + 1) % 3];
		size_t *row = rows[i % 3];

		row[0] = i;
		for (size_t j = 1; j <= width; j++) {
			char left = lower(a[i - 1]), right = lower(b[j - 1]);

			row[j] = least(above[j - 1] + (left != right),
				       least(above[j], row[j - 1]) + 1);
			if (i > 1 && j > 1 && left == lower(b[j - 2]) &&
			    lower(a[i - 2]) == right)
				row[j] = least(row[j], before[j - 2] + 1);
		}
	}
	return rows[(i - 1) % 3][width];
}

const char *text_nearest(const char *word, const char *const *list)
{
	const char *nearest = NULL;
	size_t best = strlen(word) / 3 + 2;

	if (strlen(word) > NEAREST_MAX)
		return NULL;
	for (; *list != NULL; list++) {
		size_t edits;

		if (strlen(*list) > NEAREST_MAX)
			continue;
		edits = distance(word, *list);
		if (edits < best) {
			best = edits;
			nearest = *list;
		}
	}
	return nearest;
}

char *text_join(const char *const *list)
{
	auto_str struct str joined = STR_INIT;

	str_append(&joined, "");
	for (size_t i = 0; list[i] != NULL; i++)
		str_format(&joined, "%s%s", i > 0 ? ", " : "", list[i]);
	return str_take(&joined);
}

bool text_same_nocase(const char *a, const char *b)
{
	while (*a != '\0' && lower(*a) == lower(*b))
		a++, b++;
	return lower(*a) == lower(*b);
}

void text_lower(char *text)
{
	for (; *text != '\0'; text++)
		*text = lower(*text);
}

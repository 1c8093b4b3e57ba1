/* SPDX-License-Identifier: MIT */
/*
 * The scanner.  It checks what json-c does not and leaves the grammar of
 * values to it: a text that passes here may still be refused there.
 *
 * Keys are found, and found to stand twice, through a hash table over (object,
 * key).
 * Keys are compared as they stand between the quotes; a key with a backslash
 * in it is refused, since one name could then be spelled in two ways and no
 * key that we or anybody we talk to uses needs one.
 */
#include "base/json-scan.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/json.h"
#include "base/text.h"

/* At most half of the slots are taken, so that keys which were not made to
 * collide need some sixty probes among JSON_KEYS_MAX; those which were must not
 * cost their square. */
#define PROBES_MAX 256

struct scanner {
	char *text;
	size_t length;
	size_t at;
	bool comments;
	struct json_scan *scan;
	struct {
		int object;	/* its number, or -1 for an array */
		bool key_next;	/* the next string is a key */
	} open[JSON_DEPTH_MAX];
	size_t depth;
	int pending;		/* the key whose value comes next, or -1 */
};

static bool fail(struct scanner *s, const char *fault)
{
	s->scan->fault = fault;
	return false;
}

static size_t slot_of(const struct json_scan *scan, int object,
		      const char *text, size_t length)
{
	uint64_t hash = 0xcbf29ce484222325u ^ (uint64_t)object;

	for (size_t i = 0; i < length; i++)
		hash = (hash ^ (unsigned char)text[i]) * 0x100000001b3u;
	return (size_t)(hash ^ hash >> 32) & (scan->slot_count - 1);
}

static bool is_key(const struct json_key *key, int object, const char *text,
		   size_t length)
{
	return key->object == object && key->length == length &&
	       memcmp(key->text, text, length) == 0;
}

/* Puts a key into the hash table; fails if it is there already. */
static bool put_slot(struct scanner *s, size_t index)
{
	struct json_scan *scan = s->scan;
	const struct json_key *key = &scan->keys[index];
	size_t slot = slot_of(scan, key->object, key->text, key->length);

	for (int probes = 0; scan->slots[slot] != 0; probes++) {
		if (is_key(&scan->keys[scan->slots[slot] - 1], key->object,
			   key->text, key->length))
			return fail(s, "a key stands twice in one object");
		if (probes == PROBES_MAX)
			return fail(s, "there are too many keys");
		slot = (slot + 1) & (scan->slot_count - 1);
	}
	scan->slots[slot] = index + 1;
	return true;
}

static bool grow_keys(struct scanner *s)
{
	struct json_scan *scan = s->scan;
	size_t size = scan->size ? scan->size * 2 : 32;
	struct json_key *keys = realloc(scan->keys, size * sizeof(*keys));

	scan->no_memory = true;
	if (keys == NULL)
		return false;
	scan->keys = keys;
	scan->size = size;
	free(scan->slots);
	scan->slot_count = size * 2;
	scan->slots = calloc(scan->slot_count, sizeof(*scan->slots));
	if (scan->slots == NULL)
		return false;
	scan->no_memory = false;
	for (size_t i = 0; i < scan->count; i++)
		if (!put_slot(s, i))
			return false;
	return true;
}

static bool add_key(struct scanner *s, const char *text, size_t length)
{
	struct json_scan *scan = s->scan;

	if (memchr(text, '\\', length) != NULL)
		return fail(s, "a key holds a backslash");
	if (scan->count >= JSON_KEYS_MAX)
		return fail(s, "there are too many keys");
	if (scan->count == scan->size && !grow_keys(s))
		return false;
	scan->keys[scan->count] = (struct json_key){
		.text = text, .length = length, .value = -1,
		.object = s->open[s->depth - 1].object, .line = scan->line,
	};
	if (!put_slot(s, scan->count))
		return false;
	s->pending = (int)scan->count++;
	return true;
}

static bool scan_string(struct scanner *s)
{
	const char *begin = s->text + ++s->at;
	bool key_here = s->depth > 0 && s->open[s->depth - 1].key_next;

	for (;;) {
		unsigned char c = s->at < s->length ? (unsigned char)
						      s->text[s->at] : 0;
		size_t count;

		if (s->at >= s->length)
			return fail(s, "a string does not end");
		if (c == '"')
			break;
		if (c < 0x20 || c == 0x7f)
			return fail(s, "a string holds a control character");
		if (c == '\\') {
			if (s->length - s->at >= 6 &&
			    memcmp(s->text + s->at, "\\u0000", 6) == 0)
				return fail(s, "a string holds \\u0000");
			s->at += 2;
			continue;
		}
		count = text_utf8(s->text + s->at, s->length - s->at);
		if (count == 0)
			return fail(s, "a string is not valid UTF-8");
		s->at += count;
	}
	s->at++;
	if (!key_here)
		return true;
	s->open[s->depth - 1].key_next = false;
	return add_key(s, begin, (size_t)(s->text + s->at - 1 - begin));
}

static bool scan_open(struct scanner *s, bool is_object)
{
	int number = -1;

	if (s->depth == JSON_DEPTH_MAX)
		return fail(s, "values are nested too deeply");
	if (is_object) {
		number = s->scan->objects++;
		if (s->pending >= 0)
			s->scan->keys[s->pending].value = number;
	}
	s->pending = -1;
	s->open[s->depth].object = number;
	s->open[s->depth].key_next = is_object;
	s->depth++;
	s->at++;
	return true;
}

static bool scan_close(struct scanner *s)
{
	if (s->depth == 0)
		return fail(s, "a bracket closes what was never opened");
	s->depth--;
	s->pending = -1;
	s->at++;
	return true;
}

static size_t digits(const char *text, size_t length)
{
	size_t count = 0;

	while (count < length && text[count] >= '0' && text[count] <= '9')
		count++;
	return count;
}

/* RFC 8259, section 6.  json-c takes -Infinity and -01. */
static bool is_number(const char *text, size_t length)
{
	size_t at = length > 0 && text[0] == '-', more;

	more = digits(text + at, length - at);
	if (more == 0 || (more > 1 && text[at] == '0'))
		return false;
	at += more;
	if (at < length && text[at] == '.') {
		more = digits(text + at + 1, length - at - 1);
		if (more == 0)
			return false;
		at += 1 + more;
	}
	if (at < length && (text[at] == 'e' || text[at] == 'E')) {
		at++;
		if (at < length && (text[at] == '+' || text[at] == '-'))
			at++;
		more = digits(text + at, length - at);
		if (more == 0)
			return false;
		at += more;
	}
	return at == length;
}

/* true, false, null and numbers. */
static bool scan_word(struct scanner *s)
{
	static const char *const words[] = { "true", "false", "null" };
	const char *begin = s->text + s->at;
	size_t length = 0;

	while (s->at + length < s->length && begin[length] != '\0' &&
	       strchr("+-.0123456789abcdefghijklmnopqrstuvwxyz"
		      "ABCDEFGHIJKLMNOPQRSTUVWXYZ_", begin[length]) != NULL)
		length++;
	s->at += length;
	if (is_number(begin, length))
		return true;
	for (size_t i = 0; i < 3; i++)
		if (length == strlen(words[i]) &&
		    memcmp(begin, words[i], length) == 0)
			return true;
	return fail(s, "this is not JSON");
}

static void blank(struct scanner *s)
{
	s->text[s->at++] = ' ';
}

static bool scan_comment(struct scanner *s)
{
	char second = s->length - s->at > 1 ? s->text[s->at + 1] : '\0';

	if (!s->comments)
		return fail(s, "comments are not allowed here");
	if (second != '/' && second != '*')
		return fail(s, "this is not JSON");
	blank(s);
	blank(s);
	while (s->at < s->length) {
		char c = s->text[s->at];

		if (c == '\n') {
			if (second == '/')
				return true;
			s->scan->line++;
			s->at++;
			continue;
		}
		blank(s);
		if (second == '*' && c == '*' && s->at < s->length &&
		    s->text[s->at] == '/') {
			blank(s);
			return true;
		}
	}
	return second == '/' || fail(s, "a comment does not end");
}

static bool scan_one(struct scanner *s)
{
	switch (s->text[s->at]) {
	case '\n':
		s->scan->line++;
		s->at++;
		return true;
	case ' ': case '\t': case '\r': case ':':
		s->at++;
		return true;
	case ',':
		s->pending = -1;
		if (s->depth > 0)
			s->open[s->depth - 1].key_next =
				s->open[s->depth - 1].object >= 0;
		s->at++;
		return true;
	case '{':
		return scan_open(s, true);
	case '[':
		return scan_open(s, false);
	case '}': case ']':
		return scan_close(s);
	case '"':
		return scan_string(s);
	case '/':
		return scan_comment(s);
	default:
		return scan_word(s);
	}
}

bool json_scan(char *text, size_t length, bool comments,
	       struct json_scan *ret_scan)
{
	struct scanner s = { .text = text, .length = length,
			     .comments = comments, .scan = ret_scan,
			     .pending = -1 };
	bool ok = true;

	*ret_scan = (struct json_scan){ .line = 1 };
	while (ok && s.at < s.length)
		ok = scan_one(&s);
	if (!ok)
		json_scan_clear(ret_scan);
	return ok;
}

void json_scan_clear(struct json_scan *scan)
{
	free(scan->keys);
	free(scan->slots);
	scan->keys = NULL;
	scan->slots = NULL;
	scan->count = scan->size = scan->slot_count = 0;
}

const struct json_key *json_scan_find(const struct json_scan *scan, int object,
				      const char *name)
{
	size_t length = strlen(name), slot;

	if (scan->count == 0)
		return NULL;
	slot = slot_of(scan, object, name, length);
	while (scan->slots[slot] != 0) {
		const struct json_key *key = &scan->keys[scan->slots[slot] - 1];

		if (is_key(key, object, name, length))
			return key;
		slot = (slot + 1) & (scan->slot_count - 1);
	}
	return NULL;
}

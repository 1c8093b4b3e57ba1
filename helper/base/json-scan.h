/* SPDX-License-Identifier: MIT */
/*
 * The scanner that looks over a JSON text before json-c parses it, and the
 * table of keys that it leaves behind.  Used by json.c only.
 */
#ifndef BASE_JSON_SCAN_H
#define BASE_JSON_SCAN_H

#include <stdbool.h>
#include <stddef.h>

/* A key of the text.  Objects are numbered in the order of their opening
 * brace; the outermost value is number 0. */
struct json_key {
	const char *text;	/* in the scanned text, between the quotes */
	size_t length;
	int object;		/* the object that it is a member of */
	int value;		/* the number of its value if an object, or -1 */
	int line;
};

struct json_scan {
	struct json_key *keys;
	size_t count;
	size_t size;
	size_t *slots;		/* hash table: a key's index + 1, or 0 */
	size_t slot_count;	/* a power of 2, or 0 */
	int objects;
	int line;		/* the line where the scanner stopped */
	const char *fault;	/* what is wrong there, as a clause; or NULL */
	bool no_memory;
};

/*
 * Walks a text of `length` bytes once.  Comments, where allowed, are turned
 * into spaces in place.  False if something is wrong: see `fault`, `line` and
 * `no_memory`.  The table points into the text.
 */
bool json_scan(char *text, size_t length, bool comments,
	       struct json_scan *ret_scan);

void json_scan_clear(struct json_scan *scan);

/* The key with that (decoded) name in an object, or NULL. */
const struct json_key *json_scan_find(const struct json_scan *scan, int object,
				      const char *name);

#endif

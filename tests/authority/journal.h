/* SPDX-License-Identifier: MIT */
/*
 * The journal, DIRECTORY/journal.jsonl: what the authority was asked, one
 * line of JSON a request, written before the answer is sent, so that who
 * has an answer finds its line. It never holds a secret or a token.
 */
#ifndef AUTHORITY_JOURNAL_H
#define AUTHORITY_JOURNAL_H

#include <json-c/json.h>
#include <stdbool.h>

struct journal {
	int fd;
};

bool journal_open(struct journal *journal, const char *directory);
void journal_close(struct journal *journal);

/* Adds the time, writes the object as one line and puts it. */
void journal_write(const struct journal *journal, struct json_object *line);

/* Adds a string member; NULL becomes null, long text is shortened. */
void journal_add(struct json_object *line, const char *key, const char *value);

#endif

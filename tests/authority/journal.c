/* SPDX-License-Identifier: MIT */
/*
 * Writing the journal: see journal.h. Each line is one write to a file
 * opened for appending, so lines of parallel requests do not mix.
 */
#include "journal.h"

#include "text.h"

#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define VALUE_MAX 1000

bool journal_open(struct journal *journal, const char *directory)
{
	auto_free path = string_format("%s/journal.jsonl", directory);

	journal->fd = open(path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC,
			   0644);
	if (journal->fd < 0)
		perror(path);
	return journal->fd >= 0;
}

void journal_close(struct journal *journal)
{
	if (journal->fd >= 0)
		close(journal->fd);
	journal->fd = -1;
}

void journal_write(const struct journal *journal, struct json_object *line)
{
	auto_text text = { 0 };
	struct timespec now;

	clock_gettime(CLOCK_REALTIME, &now);
	json_object_object_add(line, "time",
			       json_object_new_int64(now.tv_sec * 1000LL +
						     now.tv_nsec / 1000000));
	text_addf(&text, "%s\n",
		  json_object_to_json_string_ext(
			  line, JSON_C_TO_STRING_PLAIN |
					JSON_C_TO_STRING_NOSLASHESCAPE));
	if (write(journal->fd, text.data, text.length) != (ssize_t)text.length)
		perror("authority: journal");
	json_object_put(line);
}

void journal_add(struct json_object *line, const char *key, const char *value)
{
	size_t length = value ? strnlen(value, VALUE_MAX) : 0;

	json_object_object_add(line, key,
			       value ? json_object_new_string_len(value,
								  (int)length) :
				       NULL);
}

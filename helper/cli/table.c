/* SPDX-License-Identifier: MIT */
/* Tables on stdout, columns as wide as their widest cell. */
#include "cli/cli.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

struct table {
	int columns;
	size_t count;
	char **cells;
};

struct table *table_new(int columns)
{
	struct table *table = calloc(1, sizeof(*table));

	if (table != NULL)
		table->columns = columns;
	return table;
}

void table_free(struct table *table)
{
	if (table == NULL)
		return;
	for (size_t i = 0; i < table->count; i++)
		free(table->cells[i]);
	free(table->cells);
	free(table);
}

void table_cell(struct table *table, const char *text)
{
	auto_free char *copy = strdup(text);
	char **grown;

	if (table == NULL || copy == NULL)
		return;
	grown = realloc(table->cells, (table->count + 1) * sizeof(*grown));
	if (grown == NULL)
		return;
	text_clean(copy);
	table->cells = grown;
	table->cells[table->count++] = steal(copy);
}

/* Columns on a terminal: bytes that begin a character. */
static int width_of(const char *text)
{
	int width = 0;

	for (; *text != '\0'; text++)
		width += (*text & 0xc0) != 0x80;
	return width;
}

void table_print(const struct table *table)
{
	if (table == NULL)
		return;
	for (size_t i = 0; i < table->count; i++) {
		int column = (int)(i % (size_t)table->columns), widest = 0;

		for (size_t j = (size_t)column; j < table->count;
		     j += (size_t)table->columns)
			if (width_of(table->cells[j]) > widest)
				widest = width_of(table->cells[j]);
		if (column == table->columns - 1)
			printf("%s\n", table->cells[i]);
		else
			printf("%s%*s", table->cells[i],
			       widest - width_of(table->cells[i]) + 2, "");
	}
}

/* SPDX-License-Identifier: MIT */
/* The manual prints the table of exit statuses as the program has it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/error.h"

#define SOURCE "helper/cli/lanyard.1"

/* The part of the manual that lists exit statuses. */
static char *exit_status_section(void)
{
	const char *top = getenv("top_srcdir");
	static char text[65536];
	char path[4096], *begin, *end;
	size_t length;
	FILE *file;

	snprintf(path, sizeof(path), "%s/" SOURCE, top != NULL ? top : ".");
	file = fopen(path, "r");
	assert_non_null(file);
	length = fread(text, 1, sizeof(text) - 1, file);
	fclose(file);
	text[length] = '\0';
	begin = strstr(text, ".Sh EXIT STATUS\n");
	assert_non_null(begin);
	end = strstr(begin, ".El\n");
	assert_non_null(end);
	*end = '\0';
	return begin;
}

static void each_class_is_in_the_manual(void **state)
{
	const char *section = exit_status_section();

	for (int class = 0; class < ERROR_CLASSES; class++) {
		const struct error_row *row = error_row(class);
		char item[256];

		snprintf(item, sizeof(item), "\n.It %d\n%s: %s\n", row->status,
			 row->name, row->meaning);
		if (strstr(section, item) == NULL)
			fail_msg("the manual lacks '%s'", item);
	}
}

static void the_manual_has_no_other_status(void **state)
{
	const char *at = exit_status_section();
	int items = 0;

	while ((at = strstr(at, "\n.It ")) != NULL) {
		items++;
		at++;
	}
	assert_int_equal(items, ERROR_CLASSES);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_class_is_in_the_manual),
		cmocka_unit_test(the_manual_has_no_other_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

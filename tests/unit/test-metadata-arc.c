/* SPDX-License-Identifier: MIT */
/* Tests of the challenge of Azure Arc.  The source is included, since the
 * reading of a challenge cannot be seen from outside. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include "signin/metadata-arc.c"

static void a_challenge_names_a_file_of_the_agent(void **state)
{
	static const char *const rows[][2] = {
		{ "Basic realm=" FOLDER "/a.key", "a.key" },
		{ "basic realm=\"" FOLDER "/a.key\"", "a.key" },
		{ "Basic realm=" FOLDER "/a.key, charset=UTF-8", "a.key" },
		{ "Bearer realm=" FOLDER "/a.key", NULL },
		{ "Basic", NULL }, { "", NULL }, { "Basic realm=", NULL },
		{ "Basic realm=/etc/shadow", NULL },
		{ "Basic realm=/etc/a.key", NULL },
		{ "Basic realm=" FOLDER "/a.txt", NULL },
		{ "Basic realm=" FOLDER "/a.key.txt", NULL },
		{ "Basic realm=" FOLDER "/b/a.key", NULL },
		{ "Basic realm=" FOLDER "/../a.key", NULL },
		{ "Basic realm=" FOLDER "x/a.key", NULL },
		{ "Basic realm=" FOLDER "/.key", NULL },
		{ "Basic realm=" FOLDER "/", NULL },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		char challenge[512];
		const char *name;

		snprintf(challenge, sizeof(challenge), "%s", rows[i][0]);
		name = file_in(challenge);
		if (rows[i][1] == NULL ? name != NULL : name == NULL ||
		    strcmp(name, rows[i][1]) != 0)
			fail_msg("'%s': '%s'", rows[i][0], name ? name : "");
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_challenge_names_a_file_of_the_agent),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

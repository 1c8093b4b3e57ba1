/* SPDX-License-Identifier: MIT */
/*
 * The names of the quirks: see quirks.h. README.md tells what each does.
 */
#include "quirks.h"

#include <stddef.h>
#include <string.h>

static const char *const quirks[] = {
	/* which identity: metadata.c */
	"ignores-identity",
	"ignores-identity-silently",
	"no-echo",
	/* how an expiry is written: metadata.c */
	"date",
	"plain-date",
	"iso-date",
	"numbers",
	"expires-in-only",
	"no-expiry",
	/* the challenge of Azure Arc: arc-keys.c */
	"outside-folder",
	"dot-dot",
	"subfolder",
	"too-large",
	"not-key",
	"link",
	"absent",
	"empty",
	"fifo",
	"newline",
	"no-challenge",
	"other-challenge",
};

bool quirk_known(const char *name)
{
	for (size_t i = 0; i < sizeof(quirks) / sizeof(quirks[0]); i++)
		if (strcmp(quirks[i], name) == 0)
			return true;
	return false;
}

/* SPDX-License-Identifier: MIT */
/*
 * The authority's AADSTS codes: what each means and what to do about it.  The
 * text of a code may change without notice, so nothing is decided by them;
 * they are advice.
 */
#ifndef MODEL_AADSTS_H
#define MODEL_AADSTS_H

struct aadsts {
	int code;
	const char *meaning;	/* a clause, without a full stop */
	const char *hint;	/* what to do, a sentence */
};

/* The row of a code, or NULL. */
const struct aadsts *aadsts_find(int code);

/* The first AADSTS number in a text, or 0. */
int aadsts_in(const char *text);

#endif

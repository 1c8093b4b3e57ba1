/* SPDX-License-Identifier: MIT */
/*
 * What went wrong, told once.  A struct error lies with the caller and needs
 * no heap.  Whoever finds a fault fills it and returns false; whoever is on
 * the way out may put context before the message; only a main(), a verb or an
 * adapter prints it.  The class decides the exit status.
 */
#ifndef BASE_ERROR_H
#define BASE_ERROR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum error_class {
	ERROR_NONE,
	ERROR_INTERNAL,
	ERROR_USAGE,
	ERROR_CONFIG,
	ERROR_SIGNIN,
	ERROR_NETWORK,
	ERROR_REFUSED,
	ERROR_STORE,
	ERROR_INTERRUPTED,
	ERROR_CLASSES
};

struct error {
	enum error_class class;
	char oauth[64];		/* the authority's `error`, or empty */
	int aadsts;		/* the authority's AADSTS number, or 0 */
	bool transient;		/* the same request may succeed at once */
	int64_t retry_after_s;	/* how long the authority asks us to wait, or 0 */
	int64_t server_ahead_s;	/* how far its clock is ahead of ours, or 0 */
	char message[1024];
	char hint[1024];	/* what to do about it, or empty */
};

/* One row of the table of classes. */
struct error_row {
	int status;		/* exit status of a program that fails so */
	const char *name;	/* one word, used in files and in logs */
	const char *meaning;	/* a few words, for the manual */
	bool retry;		/* the same request may succeed later */
};

/* The row of a class; every class has one. */
const struct error_row *error_row(enum error_class class);

/* The class of that name, or ERROR_INTERNAL when there is none. */
enum error_class error_class_named(const char *name);

/*
 * Fills in class and message and clears the rest.  Control characters and
 * broken UTF-8 in the text become '?', since much of it comes from outside.
 * Returns false, so that `return error_set(...)` reads well.
 */
bool error_set(struct error *err, enum error_class class,
	       const char *format, ...) __attribute__((format(printf, 3, 4)));

/* Out of memory, as an error.  Returns false. */
bool error_memory(struct error *err);

/* Sets the hint: what the user can do.  Returns false. */
bool error_hint(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/* Puts `context: ` before the message.  Returns false. */
bool error_prefix(struct error *err, const char *format, ...)
	__attribute__((format(printf, 2, 3)));

/*
 * Prints `PROGRAM: message` and, if there is one, `hint: ...` to `out`.
 * Returns the exit status of the error's class.
 */
int error_report(const struct error *err, const char *program, FILE *out);

#endif

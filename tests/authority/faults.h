/* SPDX-License-Identifier: MIT */
/*
 * Faults on demand: DIRECTORY/faults.json, read anew whenever it changes,
 * says how requests are to be spoiled. A section ("token", "resource",
 * "git", "kubernetes", "discovery", "relay", "metadata", "runner") holds one
 * fault or an array of them; each hits "times" requests (without it, all),
 * then the next does.
 * README.md has the table of faults.
 */
#ifndef AUTHORITY_FAULTS_H
#define AUTHORITY_FAULTS_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>

enum fault_kind {
	FAULT_NONE,
	FAULT_DELAY,
	FAULT_HANG,
	FAULT_DRIP,
	FAULT_CUT,
	FAULT_RESET,
	FAULT_GARBAGE,
	FAULT_HTML,
	FAULT_REDIRECT,
	FAULT_HUGE,
	FAULT_STATUS,
	FAULT_ERROR,
	FAULT_EMPTY,
	FAULT_SHAPE, /* a token answer of the wrong shape, by name */
	FAULT_REFUSE, /* relay: 502, as if there were no such host */
	FAULT_AUTHENTICATE, /* relay: 407 */
	FAULT_QUIRK, /* an oddity of a metadata endpoint, see quirks.h */
};

struct fault {
	enum fault_kind kind;
	char fault[32];
	char variant[32];
	char location[1024];
	char error[64];
	char description[512];
	char suberror[64];
	char claims[1024];
	char retry_after[64];
	char body[4096];
	char host[256]; /* only requests for this host */
	char credentials[128]; /* relay: the user:password that is let in */
	int milliseconds;
	int status;
	int aadsts;
	int times; /* 0 is always */
	int hits;
};

struct fault_list {
	struct fault *items;
	size_t count;
};

#define FAULT_SECTIONS 8

struct faults {
	pthread_mutex_t mutex;
	char *path;
	struct stat stamp;
	bool present;
	bool malformed;
	struct fault_list sections[FAULT_SECTIONS];
	int lifetime; /* 0: as configured */
	int refresh_in; /* 0: as usual */
	int clock_skew;
};

void faults_init(struct faults *faults, const char *directory);
void faults_clear(struct faults *faults);

/*
 * The fault that this request meets, counted; kind FAULT_NONE when none.
 * False when the file is malformed (told on stderr): a test is wrong.
 */
bool faults_take(struct faults *faults, const char *section, const char *host,
		 struct fault *ret_fault);

/* The authority's own clock, in seconds since the epoch, skew included. */
int64_t faults_now(struct faults *faults);

/* Overrides of the lifetime and refresh_in; 0 is none. */
int faults_lifetime(struct faults *faults);
int faults_refresh_in(struct faults *faults);

#endif

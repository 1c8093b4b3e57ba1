/* SPDX-License-Identifier: MIT */
/*
 * lanyard-signin: signs one order in.  Started by the programs of lanyard,
 * never by a person: the job is JSON on stdin, the flight's lock is descriptor
 * 3, the answer is JSON on stdout.  It resolves nothing and reads no
 * configuration.
 *
 * The token is in the cache, or the failure in a note, before the answer is
 * printed: whoever asked may be gone by then, and others wait for it.
 */
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/file.h"
#include "base/harden.h"
#include "base/json.h"
#include "base/log.h"
#include "model/fault.h"
#include "model/order.h"
#include "model/token.h"
#include "model/transport.h"
#include "signin/grant.h"
#include "store/cache.h"
#include "store/note.h"

#define PROGRAM "lanyard-signin"
#define JOB_MAX (1u << 20)
#define LOCK_FD 3

struct job {
	struct order order;
	struct transport transport;
	int64_t predecessor;	/* when the token in hand expires, or 0 */
	bool detached;
};

static bool read_job(struct job *ret_job, struct error *err)
{
	static const struct json_source source = { .name = "the job",
						   .class = ERROR_USAGE };
	auto_json struct json_document *document = NULL;
	auto_secret struct secret text = SECRET_INIT;
	struct json root;

	if (!file_read_fd(STDIN_FILENO, JOB_MAX, &text))
		return error_set(err, ERROR_USAGE, "the job cannot be read: "
				 "%m");
	document = json_parse(secret_expose(&text), text.length, &source, err);
	return document != NULL && json_root(document, &root, err) &&
	       order_read(root, &ret_job->order, err) &&
	       transport_read(root, &ret_job->transport, err) &&
	       json_get_int(root, "predecessor", 0, INT64_MAX / 1000,
			    &ret_job->predecessor, err) &&
	       json_get_bool(root, "detached", &ret_job->detached, err);
}

/* Lets go of the job's file; nobody reads or waits for a detached program. */
static void detach(void)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	if (null >= 0) {
		dup2(null, STDIN_FILENO);
		close(null);
	}
	/* Nor does it keep the folder that the caller was in. */
	if (chdir("/") < 0)
		log_debug("the working folder cannot be left: %m");
}

static bool sign_in(const struct job *job, struct token *ret_token,
		    struct error *err)
{
	const struct grant *grant = grant_for(job->order.method);
	int64_t deadline_ms = clock_steady_ms() +
			      transport_limit_ms(&job->transport);
	int64_t refresh_in_s = 0;

	if (grant == NULL)
		return error_set(err, ERROR_INTERNAL, "there is no grant for "
				 "the method '%s'", job->order.method);
	if (!grant->sign_in(&job->order, &job->transport, deadline_ms,
			    ret_token, &refresh_in_s, err))
		return error_prefix(err, "principal '%s'",
				    job->order.principal);
	token_draw_refresh(ret_token, refresh_in_s, job->predecessor);
	memcpy(ret_token->claims_hash, job->order.claims_hash, HASH_SIZE);
	return true;
}

static void keep(const struct store *store, const struct job *job,
		 const struct token *token)
{
	if (store->folder < 0)
		return; /* the caller has warned of it */
	if (!cache_save(store, &job->order, token))
		log_warning("the token cannot be kept: %m");
	note_remove(store, &job->order);
}

static bool print(const struct token *token, const struct error *fault)
{
	auto_secret struct secret answer = SECRET_INIT;

	json_begin(&answer, NULL, '{');
	json_begin(&answer, token != NULL ? "token" : "error", '{');
	if (token != NULL)
		token_write(token, &answer);
	else
		fault_write(fault, &answer);
	json_end(&answer, '}');
	json_end(&answer, '}');
	secret_append(&answer, "\n");
	return !answer.failed &&
	       file_write_all(STDOUT_FILENO, secret_expose(&answer),
			      answer.length);
}

static int run(struct job *job)
{
	auto_store struct store store = STORE_INIT;
	auto_token struct token token = TOKEN_INIT;
	struct error err;
	struct note note;

	store_open(&store, true);
	if (sign_in(job, &token, &err)) {
		keep(&store, job, &token);
		if (!job->detached && !print(&token, NULL))
			log_debug("the caller is gone");
		/* What follows is nobody's to wait for. */
		close(STDOUT_FILENO);
		close(LOCK_FD);
		store_collect(&store);
		return 0;
	}
	log_debug("%s", err.message);
	note_make(&job->order, &err, clock_now_ms(), &note);
	if (!note_save(&store, &job->order, &note))
		log_debug("the outcome cannot be noted: %m");
	if (!job->detached && !print(NULL, &err))
		log_debug("the caller is gone");
	return error_row(err.class)->status;
}

static int usage(FILE *out, int status)
{
	fprintf(out, "usage: %s < JOB\n\n"
		"Signs in for the other programs of lanyard, which start it.\n"
		"Use 'lanyard token' to get a token by hand.\n", PROGRAM);
	return status;
}

int main(int argc, char **argv)
{
	struct job job = { .order = ORDER_INIT, .transport = TRANSPORT_INIT };
	struct error err;
	int status;

	if (!harden_process(PROGRAM))
		return 1;
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		return printf("%s %s\n", PROGRAM, PACKAGE_VERSION) < 0;
	if (argc == 2 && strcmp(argv[1], "--help") == 0)
		return usage(stdout, 0);
	if (argc != 1 || isatty(STDIN_FILENO))
		return usage(stderr, 2);
	log_open(PROGRAM);
	/* Children of ours do not hold the flight. */
	fcntl(LOCK_FD, F_SETFD, FD_CLOEXEC);
	if (!read_job(&job, &err)) {
		print(NULL, &err);
		status = error_row(err.class)->status;
	} else {
		if (job.detached)
			detach();
		status = run(&job);
	}
	order_clear(&job.order);
	transport_clear(&job.transport);
	return status;
}

/* SPDX-License-Identifier: MIT */
/* The way to a token.  Starting the sign-in program is in runner.c. */
#include "acquire/acquire.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

#include "acquire/runner.h"
#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "config/settings.h"
#include "store/cache.h"
#include "store/flight.h"
#include "store/note.h"

/* A token in hand that outlives its error: it must last for the call that it
 * is wanted for. */
#define LAST_RESORT_MS 10000

/* One way to a token, from its beginning. */
struct attempt {
	const struct order *order;
	struct store *store;
	int64_t began_ms;	/* wall clock */
	int64_t began_steady_ms;	/* steady clock */
};

/* Claims and forceRefresh pass over what was there before the caller came. */
static bool takes_old(const struct order *order)
{
	return !order->force_refresh && order->claims == NULL;
}

/* True if the token may be the answer. */
static bool acceptable(const struct attempt *attempt,
		       const struct token *token, int64_t now_ms)
{
	const struct order *order = attempt->order;

	if (token->obtained_at_ms >= attempt->began_ms &&
	    token->obtained_at_ms <= now_ms &&
	    token->expires_at * 1000 > now_ms &&
	    strcmp(token->claims_hash, order->claims_hash) == 0)
		return true;
	return takes_old(order) &&
	       token_fresh(token, order->min_validity_s, now_ms);
}

/*
 * True if a note must not hold a caller back any more: the credential was
 * mended after the authority had refused it.
 */
static bool mended(const struct order *order, const struct note *note)
{
	struct stat info;

	/* Not the time of the content, which `mv` and `cp -p` bring along. */
	return order->credential.path != NULL &&
	       stat(order->credential.path, &info) == 0 &&
	       (int64_t)info.st_ctim.tv_sec * 1000 +
	       info.st_ctim.tv_nsec / 1000000 >= note->at_ms;
}

/* A back-off that applies to this caller: a pause that the authority asked
 * for, or a refusal that asking again does not change. */
static bool held_back(const struct attempt *attempt, struct note *ret_note)
{
	const struct order *order = attempt->order;
	int64_t now_ms = clock_now_ms();

	if (note_load_pause(attempt->store, order, ret_note) &&
	    now_ms < ret_note->until_ms && ret_note->at_ms <= now_ms)
		return true;
	return note_load(attempt->store, order, ret_note) &&
	       now_ms < ret_note->until_ms && ret_note->at_ms <= now_ms &&
	       !order->force_refresh && !mended(order, ret_note);
}

static bool back_off(const struct note *note, struct error *err)
{
	int64_t left_s = (note->until_ms - clock_now_ms() + 999) / 1000;

	*err = note->fault;
	log_debug("the authority is not asked for another %lld s",
		  (long long)left_s);
	if (note->throttled)
		return error_hint(err, "the authority asked for a pause; try "
				  "again in %lld s", (long long)left_s);
	return false;
}

/* Renews behind the caller's back.  Nothing here is the caller's concern. */
static void renew(const struct attempt *attempt, const struct token *token)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_fd int lock = -1;
	struct error err;
	struct note note;

	if (flight_renew(attempt->store, attempt->order, attempt->began_ms,
			 &lock) != FLIGHT_MINE)
		return;
	if (held_back(attempt, &note))
		return;
	if (!settings_load(&settings, &err) ||
	    !settings_transport(&settings, &transport, &err) ||
	    !runner_renew(attempt->order, &transport, token->expires_at, lock,
			  &err))
		log_debug("no renewal: %s", err.message);
}

static bool from_cache(const struct attempt *attempt, struct token *ret_token)
{
	if (!takes_old(attempt->order) ||
	    !cache_load(attempt->store, attempt->order, ret_token))
		return false;
	if (!acceptable(attempt, ret_token, attempt->began_ms)) {
		log_debug("the cached token is too old");
		return false;
	}
	log_debug("a cached token is the answer; it lasts for another %lld s",
		  (long long)(ret_token->expires_at -
			      attempt->began_ms / 1000));
	if (token_ageing(ret_token, attempt->began_ms))
		renew(attempt, ret_token);
	return true;
}

/* The answers that others left while the caller waited for the flight. */
static bool from_others(const struct attempt *attempt, struct token *ret_token,
			bool *ret_failed, struct error *err)
{
	struct note note;

	if (cache_load(attempt->store, attempt->order, ret_token) &&
	    acceptable(attempt, ret_token, clock_now_ms())) {
		log_debug("the flight brought a token");
		return true;
	}
	if (note_load(attempt->store, attempt->order, &note) &&
	    note.at_ms >= attempt->began_ms && note.at_ms <= clock_now_ms()) {
		log_debug("the flight failed; its outcome is ours");
		*err = note.fault;
		*ret_failed = true;
	}
	return false;
}

/* The token in hand, when a new one cannot be had; but not when it was refused
 * or the request itself is at fault. */
static bool last_resort(const struct attempt *attempt,
			struct token *ret_token, const struct error *err)
{
	const struct order *order = attempt->order;

	if (err->class == ERROR_REFUSED || err->class == ERROR_SIGNIN ||
	    err->class == ERROR_USAGE || err->class == ERROR_INTERRUPTED)
		return false;
	if (!takes_old(order) || order->min_validity_s >= 0 ||
	    !cache_load(attempt->store, order, ret_token) ||
	    ret_token->obtained_at_ms > clock_now_ms() ||
	    ret_token->expires_at * 1000 < clock_now_ms() + LAST_RESORT_MS)
		return false;
	log_warning("no new token could be had, the old one serves for "
		    "another %lld s: %s",
		    (long long)(ret_token->expires_at - clock_now_s()),
		    err->message);
	return true;
}

/*
 * Waits for the flight, or, where it does not end, for the turn to go past it:
 * the program may have been stopped.  It ends by itself well before the first
 * wait does, and what remains is enough for one more sign-in.
 */
static enum flight_result join(const struct attempt *attempt, int64_t wait_ms,
			       int *ret_lock)
{
	int64_t begin_ms = attempt->began_steady_ms;
	enum flight_result result;

	result = flight_join(attempt->store, attempt->order,
			     begin_ms + wait_ms / 5 * 4, ret_lock);
	if (result != FLIGHT_BUSY)
		return result;
	log_debug("the sign-in under way does not end; going past it");
	return flight_overtake(attempt->store, attempt->order,
			       begin_ms + wait_ms, ret_lock);
}

static bool never_ends(const struct order *order, struct error *err)
{
	error_set(err, ERROR_NETWORK, "principal '%s': another sign-in is under "
		  "way and does not end", order->principal);
	return error_hint(err, "look for a stopped program 'lanyard-signin' "
			  "and end it");
}

/* The outcome of one flight: done, with *ret_token or *err, or to be tried
 * once more because the program was killed. */
enum outcome { OUTCOME_TOKEN, OUTCOME_ERROR, OUTCOME_KILLED };

static enum outcome fly(const struct attempt *attempt,
			const struct transport *transport,
			int64_t predecessor, struct token *ret_token,
			struct error *err)
{
	struct transport rest = *transport;
	bool failed = false, killed = false;
	enum flight_result flight;
	struct note note;
	int lock = -1;

	flight = join(attempt, transport->wait_ms, &lock);
	if (flight != FLIGHT_NONE) {
		auto_fd int held = lock;

		if (from_others(attempt, ret_token, &failed, err))
			return OUTCOME_TOKEN;
		if (failed)
			return OUTCOME_ERROR;
		if (held_back(attempt, &note))
			return back_off(&note, err), OUTCOME_ERROR;
		if (flight == FLIGHT_BUSY)
			return never_ends(attempt->order, err), OUTCOME_ERROR;
		lock = steal_fd(&held);
	}
	rest.wait_ms -= clock_steady_ms() - attempt->began_steady_ms;
	if (runner_sign_in(attempt->order, &rest, predecessor, lock,
			   ret_token, &killed, err))
		return OUTCOME_TOKEN;
	return killed ? OUTCOME_KILLED : OUTCOME_ERROR;
}

/* What the program could not note itself, since it gave no answer. */
static void note_fault(const struct attempt *attempt, const struct error *fault)
{
	struct note note;

	note_make(attempt->order, fault, clock_now_ms(), &note);
	if (!note_save(attempt->store, attempt->order, &note))
		log_debug("the outcome cannot be noted: %m");
}

static bool from_authority(const struct attempt *attempt,
			   struct token *ret_token, struct error *err)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_settings struct settings settings = SETTINGS_INIT;
	int64_t predecessor = ret_token->expires_at;
	enum outcome outcome;
	struct note note;

	if (!settings_load(&settings, err) ||
	    !settings_transport(&settings, &transport, err))
		return false;
	if (held_back(attempt, &note))
		return back_off(&note, err);
	outcome = fly(attempt, &transport, predecessor, ret_token, err);
	/* Once more, since many may be waiting for what was killed. */
	if (outcome == OUTCOME_KILLED)
		outcome = fly(attempt, &transport, predecessor, ret_token,
			      err);
	if (outcome == OUTCOME_KILLED)
		note_fault(attempt, err);
	return outcome == OUTCOME_TOKEN;
}

bool acquire(const struct order *order, struct token *ret_token,
	     struct error *err)
{
	auto_store struct store store = STORE_INIT;
	const struct attempt attempt = { order, &store, clock_now_ms(),
					 clock_steady_ms() };

	if (store_open(&store, false) && from_cache(&attempt, ret_token))
		return true;
	if (store.folder < 0 && !store_open(&store, true))
		log_warning("tokens cannot be kept, so each call signs in "
			    "anew: the folder for them cannot be opened: %m");
	return from_authority(&attempt, ret_token, err) ||
	       last_resort(&attempt, ret_token, err);
}

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

/* A back-off that applies to this caller. */
static bool held_back(const struct attempt *attempt, struct note *ret_note)
{
	int64_t now_ms = clock_now_ms();

	if (!note_load(attempt->store, attempt->order, ret_note))
		return false;
	if (now_ms >= ret_note->until_ms || ret_note->at_ms > now_ms)
		return false;
	return ret_note->throttled || (!attempt->order->force_refresh &&
				       !mended(attempt->order, ret_note));
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

/* The token in hand, when a new one cannot be had for a passing fault. */
static bool last_resort(const struct attempt *attempt,
			struct token *ret_token, const struct error *err)
{
	const struct order *order = attempt->order;

	if (err->class != ERROR_NETWORK || !takes_old(order) ||
	    order->min_validity_s >= 0)
		return false;
	if (!cache_load(attempt->store, order, ret_token) ||
	    ret_token->obtained_at_ms > clock_now_ms() ||
	    ret_token->expires_at * 1000 < clock_now_ms() + LAST_RESORT_MS)
		return false;
	log_warning("no new token could be had, the old one serves for "
		    "another %lld s: %s",
		    (long long)(ret_token->expires_at - clock_now_s()),
		    err->message);
	return true;
}

static bool from_authority(const struct attempt *attempt,
			   struct token *ret_token, struct error *err)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_settings struct settings settings = SETTINGS_INIT;
	int64_t predecessor = ret_token->expires_at;
	auto_fd int lock = -1;
	bool failed = false;
	struct note note;

	if (!settings_load(&settings, err) ||
	    !settings_transport(&settings, &transport, err))
		return false;
	if (held_back(attempt, &note))
		return back_off(&note, err);
	switch (flight_join(attempt->store, attempt->order,
			    clock_steady_ms() + transport.wait_ms, &lock)) {
	case FLIGHT_MINE:
		if (from_others(attempt, ret_token, &failed, err))
			return true;
		if (failed)
			return false;
		if (held_back(attempt, &note))
			return back_off(&note, err);
		break;
	case FLIGHT_BUSY:
		log_debug("the sign-in under way takes too long; going on "
			  "without waiting for it");
		break;
	case FLIGHT_NONE:
		break;
	}
	if (runner_sign_in(attempt->order, &transport, predecessor, lock,
			   ret_token, err))
		return true;
	/* The program notes how it ended, unless it could not even do that. */
	if (err->class == ERROR_INTERNAL && lock >= 0) {
		note_make(attempt->order, err, clock_now_ms(), &note);
		note_save(attempt->store, attempt->order, &note);
	}
	return false;
}

bool acquire(const struct order *order, struct token *ret_token,
	     struct error *err)
{
	auto_store struct store store = STORE_INIT;
	const struct attempt attempt = { order, &store, clock_now_ms() };

	if (store_open(&store, false) && from_cache(&attempt, ret_token))
		return true;
	if (store.folder < 0 && !store_open(&store, true))
		log_warning("tokens cannot be kept, so each call signs in "
			    "anew: the folder for them cannot be opened: %m");
	return from_authority(&attempt, ret_token, err) ||
	       last_resort(&attempt, ret_token, err);
}

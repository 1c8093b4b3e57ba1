/* SPDX-License-Identifier: MIT */
/*
 * Client credentials with a certificate (RFC 6749, section 4.4; RFC 7523).
 *
 * An authority that finds the assertion out of its time (AADSTS700024) has a
 * clock that differs from ours: it is made anew once, by the authority's
 * clock.  One that does not know the certificate is told about with our
 * thumbprints, which is what the user must compare.
 */
#include "signin/grant.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/log.h"
#include "base/prompt.h"
#include "keys/certificate.h"
#include "signin/client-assertion.h"
#include "signin/secret-source.h"
#include "signin/token-endpoint.h"

#define PASSWORD_MAX 4096	/* bytes */

/* What the reading of a password needs. */
struct password {
	const struct credential *credential;
	int64_t deadline_ms;
};

static bool read_password(void *context, const char *what, struct secret *ret,
			  struct error *err)
{
	const struct password *password = context;
	const struct credential *own = password->credential;
	struct credential source = {
		.kind = own->password_command != NULL ? CREDENTIAL_COMMAND :
			own->password_path != NULL ? CREDENTIAL_FILE :
						     CREDENTIAL_ENVIRONMENT,
		.path = own->password_path,
		.command = own->password_command,
		.name = own->password_variable,
	};

	if (secret_source_read(&source, password->deadline_ms, ret, err))
		return true;
	error_prefix(err, "%s", what);
	return error_hint(err, "check 'certificate_password_file' or "
			  "'certificate_password_command' of the principal: "
			  "the password or PIN alone, on one line");
}

static bool ask_person(void *context, const char *what, struct secret *ret,
		       struct error *err)
{
	auto_fd int fd = prompt_terminal();

	if (fd >= 0 && prompt_read(fd, what, PASSWORD_MAX, ret))
		return true;
	error_set(err, ERROR_CONFIG, "%s: there is no terminal to ask at",
		  what);
	return error_hint(err, "name a file as 'certificate_password_file'");
}

static bool open_certificate(const struct order *order, int64_t deadline_ms,
			     struct certificate **ret, struct error *err)
{
	const struct credential *own = &order->credential;
	struct password context = { own, deadline_ms };
	const struct certificate_password stored = {
		.read = read_password, .context = &context,
	};
	const struct certificate_password asked = {
		.read = ask_person, .attended = true,
	};
	bool is_stored = own->password_path != NULL ||
			 own->password_command != NULL ||
			 own->password_variable != NULL;

	return certificate_open(own->name, is_stored ? &stored :
				order->interactive ? &asked : NULL, ret, err);
}

static bool ask_once(const struct order *order,
		     const struct transport *transport, int64_t deadline_ms,
		     const struct certificate *certificate, int64_t now_s,
		     struct token *ret_token, int64_t *ret_refresh_in_s,
		     struct error *err)
{
	auto_secret struct secret jwt = SECRET_INIT, form = SECRET_INIT;
	auto_free char *endpoint = token_endpoint_url(order);
	const struct client_assertion assertion = {
		.client_id = order->client_id, .audience = endpoint,
		.now_s = now_s, .send_chain = order->credential.send_chain,
		.rs256 = order->type == CLOUD_ADFS,
	};

	if (endpoint == NULL)
		return error_memory(err);
	if (!client_assertion_make(&assertion, certificate, &jwt, err))
		return false;
	if (!client_assertion_add(&jwt, &form))
		return error_memory(err);
	return token_endpoint_ask_once(order, transport, deadline_ms, &form,
				       ret_token, ret_refresh_in_s, err);
}

/* A second try has an assertion of its own: the authority may have taken the
 * first, and its answer have been lost. */
static bool ask(const struct order *order, const struct transport *transport,
		int64_t deadline_ms, const struct certificate *certificate,
		int64_t ahead_s, struct token *ret_token,
		int64_t *ret_refresh_in_s, struct error *err)
{
	for (int tries = 1;; tries++) {
		if (ask_once(order, transport, deadline_ms, certificate,
			     clock_now_s() + ahead_s, ret_token,
			     ret_refresh_in_s, err))
			return true;
		if (!token_endpoint_again(tries, deadline_ms, err))
			return false;
	}
}

/* Codes that say something about the certificate. */
static bool explain(const struct certificate *certificate, struct error *err)
{
	static const int codes[] = { 700027, 50012, 700030 };
	const struct certificate_facts *facts = certificate_facts(certificate);
	char until[CLOCK_DATE_SIZE];
	auto_free char *hint = NULL;

	for (size_t i = 0; i < array_size(codes); i++) {
		if (codes[i] != err->aadsts)
			continue;
		hint = strdup(err->hint);
		clock_format(facts->not_after, until);
		return error_hint(err, "%s; ours is %s, SHA-1 %s, SHA-256 %s, "
				  "valid until %s", hint != NULL ? hint : "",
				  facts->where, facts->sha1, facts->sha256,
				  until);
	}
	return false;
}

static bool sign_in(const struct order *order,
		    const struct transport *transport, int64_t deadline_ms,
		    struct token *ret_token, int64_t *ret_refresh_in_s,
		    struct error *err)
{
	auto_certificate struct certificate *certificate = NULL;
	int64_t ahead_s;

	if (!open_certificate(order, deadline_ms, &certificate, err) ||
	    !certificate_check_time(certificate, clock_now_s(), err))
		return false;
	if (ask(order, transport, deadline_ms, certificate, 0, ret_token,
		ret_refresh_in_s, err))
		return true;
	ahead_s = err->server_ahead_s;
	if (err->aadsts != TOKEN_ENDPOINT_OUT_OF_TIME || ahead_s == 0)
		return explain(certificate, err);
	log_debug("the authority's clock is %lld s ahead; once more by it",
		  (long long)ahead_s);
	if (ask(order, transport, deadline_ms, certificate, ahead_s, ret_token,
		ret_refresh_in_s, err))
		return true;
	if (err->aadsts == TOKEN_ENDPOINT_OUT_OF_TIME)
		error_hint(err, "this machine's clock is %lld s %s the "
			   "authority's", llabs(ahead_s), ahead_s > 0 ?
			   "behind" : "ahead of");
	return explain(certificate, err);
}

const struct grant grant_certificate = {
	.method = "certificate",
	.sign_in = sign_in,
};

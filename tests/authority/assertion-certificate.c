/* SPDX-License-Identifier: MIT */
/*
 * Assertions that the client signs itself, with the key of a certificate:
 * algorithm, certificate, signature, audience, issuer and subject, times,
 * and that it is used once. AD FS knows only RS256 with x5t.
 */
#include "assertion.h"
#include "certificates.h"

#include <string.h>
#include <strings.h>
#include <time.h>

static bool check_header(struct login *login, const struct jose *jose)
{
	const char *alg = jose_string(jose->header, "alg");
	const char *typ = jose_string(jose->header, "typ");

	if (!alg || (strcmp(alg, "RS256") && strcmp(alg, "PS256")))
		return assertion_malformed(login, "'alg' is neither PS256 nor "
						  "RS256");
	if (login->adfs && strcmp(alg, "RS256"))
		return assertion_malformed(login, "'alg' is not RS256");
	if (login->adfs && !jose_string(jose->header, "x5t"))
		return assertion_malformed(login, "'x5t' is missing");
	if (typ && strcasecmp(typ, "JWT") != 0)
		return assertion_malformed(login, "'typ' is not JWT");
	return true;
}

static bool fail_certificate(struct login *login, const struct jose *jose,
			     enum certificate_result result)
{
	auto_free thumbprint = certificates_thumbprint(jose);

	if (result == CERTIFICATE_MALFORMED)
		return assertion_malformed(login, "the header needs 'x5t#S256' "
						  "or 'x5t', and an 'x5c' "
						  "that agrees with it");
	if (result == CERTIFICATE_WRONG_NAME)
		return login_fail(login, 401, "invalid_client", 700030,
				  "Invalid certificate: its subject name is "
				  "not authorized for the application '%s'.",
				  login->client->client_id);
	return login_fail(login, 401, "invalid_client", 700027,
			  "The certificate used to sign the client assertion "
			  "is not registered on application. [Reason - %s, "
			  "Thumbprint of key used by client: '%s', "
			  "application '%s'].",
			  result == CERTIFICATE_UNTRUSTED ?
				  "The chain does not lead to the issuer." :
				  "The key was not found.",
			  thumbprint, login->client->client_id);
}

/* By the true clock: one that a test has skewed stands for the client's. */
static bool check_validity(struct login *login, const struct jose *jose,
			   gnutls_x509_crt_t certificate)
{
	auto_free thumbprint = certificates_thumbprint(jose);
	time_t now = time(NULL);

	if (now < gnutls_x509_crt_get_expiration_time(certificate) &&
	    now >= gnutls_x509_crt_get_activation_time(certificate))
		return true;
	return login_fail(login, 401, "invalid_client", 700027,
			  "The certificate used to sign the client assertion "
			  "cannot be used. [Reason - The key used is expired., "
			  "Thumbprint of key used by client: '%s'].",
			  thumbprint);
}

static bool check_signature(struct login *login, const struct jose *jose)
{
	gnutls_x509_crt_t certificate = NULL;
	enum certificate_result result = certificates_find(&login->client->keys,
							   jose, &certificate);
	bool fine;

	if (result != CERTIFICATE_FOUND)
		return fail_certificate(login, jose, result);
	fine = certificate_signed(certificate, jose);
	if (!fine)
		login_fail(login, 401, "invalid_client", 50012,
			   "Client assertion contains an invalid signature.");
	fine = fine && check_validity(login, jose, certificate);
	gnutls_x509_crt_deinit(certificate);
	return fine;
}

/* One audience, to the letter: the address that this request was sent to. */
static bool check_audience(struct login *login, const struct jose *jose)
{
	const char *audience = jose_string(jose->claims, "aud");
	auto_free address = string_format("https://%s%s",
					  login->request->host_header,
					  login->request->path);

	if (!audience)
		return assertion_malformed(login, "'aud' is missing or not a "
						  "string");
	if (login->adfs ? audience_equal(audience, address) :
			  strcmp(audience, address) == 0)
		return true;
	return login_fail(login, 401, "invalid_client", 700023,
			  "Client assertion audience claim '%s' does not "
			  "match '%s'.",
			  audience, address);
}

static bool check_parties(struct login *login, const struct jose *jose)
{
	const char *issuer = jose_string(jose->claims, "iss");
	const char *subject = jose_string(jose->claims, "sub");

	if (!subject)
		return assertion_malformed(login, "'sub' is missing");
	if (strcasecmp(issuer, login->client->client_id) == 0 &&
	    strcmp(issuer, subject) == 0)
		return true;
	return login_fail(login, 401, "invalid_client", 700021,
			  "Client assertion application identifier (iss '%s', "
			  "sub '%s') does not match 'client_id'.",
			  issuer, subject);
}

static bool check_use(struct login *login, const struct jose *jose)
{
	const char *id = jose_string(jose->claims, "jti");
	int64_t until = 0;

	if (!id)
		return assertion_malformed(login, "'jti' is missing");
	jose_number(jose->claims, "exp", &until);
	if (login->client->keys.reuse_assertions ||
	    replay_use(&login->request->authority->replay,
		       login->client->client_id, id,
		       request_now(login->request), until))
		return true;
	return login_fail(login, 401, "invalid_client", 0,
			  "The client assertion with this 'jti' has been used "
			  "before.");
}

bool assertion_by_certificate(struct login *login, const struct jose *jose)
{
	if (!json_object_object_get_ex(jose->claims, "nbf", NULL))
		return assertion_malformed(login, "'nbf' is missing");
	return check_header(login, jose) && check_signature(login, jose) &&
	       check_parties(login, jose) && check_audience(login, jose) &&
	       assertion_timely(login, jose) && check_use(login, jose);
}

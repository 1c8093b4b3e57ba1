/* SPDX-License-Identifier: MIT */
/* Building client assertions.  Signing is the certificate's. */
#include "signin/client-assertion.h"

#include "base/base64.h"
#include "base/form.h"
#include "base/json.h"
#include "base/log.h"
#include "base/random.h"

/* Ten minutes, as the platform advises; it begins a little earlier, since
 * clocks differ by seconds. */
#define LIFETIME_S 600
#define EARLY_S 30

/* Standard base64, which x5c alone uses (RFC 7515, section 4.1.6). */
static bool put_standard(const struct secret *bytes, struct secret *out)
{
	auto_secret struct secret text = SECRET_INIT;

	if (!base64_encode_url(secret_expose(bytes), bytes->length, &text))
		return false;
	for (size_t i = 0; i < text.length; i++)
		if (text.data[i] == '-' || text.data[i] == '_')
			text.data[i] = text.data[i] == '-' ? '+' : '/';
	while (text.length % 4 != 0)
		if (!secret_append(&text, "="))
			return false;
	json_put_string(out, NULL, secret_expose(&text));
	return !out->failed;
}

static bool put_chain(const struct certificate *certificate,
		      struct secret *header, struct error *err)
{
	json_begin(header, "x5c", '[');
	for (size_t i = 0; i < certificate_chain_length(certificate); i++) {
		auto_secret struct secret der = SECRET_INIT;

		if (!certificate_chain(certificate, i, &der, err))
			return false;
		if (!put_standard(&der, header))
			return error_memory(err);
	}
	json_end(header, ']');
	return true;
}

static bool put_thumbprint(const struct certificate *certificate, bool rs256,
			   struct secret *header)
{
	const struct certificate_facts *facts = certificate_facts(certificate);
	auto_secret struct secret text = SECRET_INIT;

	if (!base64_encode_url(rs256 ? facts->sha1_bytes : facts->sha256_bytes,
			       rs256 ? CERTIFICATE_SHA1_SIZE :
			       CERTIFICATE_SHA256_SIZE, &text))
		return false;
	json_put_string(header, rs256 ? "x5t" : "x5t#S256",
			secret_expose(&text));
	return true;
}

static bool make_header(const struct client_assertion *assertion,
			const struct certificate *certificate, bool rs256,
			struct secret *header, struct error *err)
{
	json_begin(header, NULL, '{');
	json_put_string(header, "alg", rs256 ? "RS256" : "PS256");
	json_put_string(header, "typ", "JWT");
	if (!put_thumbprint(certificate, rs256, header))
		return error_memory(err);
	if (assertion->send_chain && !put_chain(certificate, header, err))
		return false;
	json_end(header, '}');
	return !header->failed || error_memory(err);
}

static bool make_payload(const struct client_assertion *assertion,
			 struct secret *payload, struct error *err)
{
	char id[RANDOM_UUID_SIZE];

	if (!random_uuid(id))
		return error_set(err, ERROR_INTERNAL, "no random numbers");
	json_begin(payload, NULL, '{');
	json_put_string(payload, "aud", assertion->audience);
	json_put_string(payload, "iss", assertion->client_id);
	json_put_string(payload, "sub", assertion->client_id);
	json_put_string(payload, "jti", id);
	json_put_int(payload, "iat", assertion->now_s);
	json_put_int(payload, "nbf", assertion->now_s - EARLY_S);
	json_put_int(payload, "exp", assertion->now_s + LIFETIME_S);
	json_end(payload, '}');
	return !payload->failed || error_memory(err);
}

static enum certificate_result sign(const struct client_assertion *assertion,
				    const struct certificate *certificate,
				    bool rs256, struct secret *jwt,
				    struct error *err)
{
	auto_secret struct secret header = SECRET_INIT, payload = SECRET_INIT;
	auto_secret struct secret signature = SECRET_INIT;
	enum certificate_result result;

	if (!make_header(assertion, certificate, rs256, &header, err) ||
	    !make_payload(assertion, &payload, err))
		return CERTIFICATE_FAULT;
	base64_encode_url(secret_expose(&header), header.length, jwt);
	secret_append(jwt, ".");
	base64_encode_url(secret_expose(&payload), payload.length, jwt);
	if (jwt->failed)
		return error_memory(err), CERTIFICATE_FAULT;
	result = certificate_sign(certificate, rs256 ? CERTIFICATE_RS256 :
				  CERTIFICATE_PS256, secret_expose(jwt),
				  jwt->length, &signature, err);
	if (result != CERTIFICATE_SIGNED)
		return result;
	secret_append(jwt, ".");
	if (!base64_encode_url(secret_expose(&signature), signature.length,
			       jwt))
		return error_memory(err), CERTIFICATE_FAULT;
	return CERTIFICATE_SIGNED;
}

bool client_assertion_make(const struct client_assertion *assertion,
			   const struct certificate *certificate,
			   struct secret *ret_jwt, struct error *err)
{
	size_t before = ret_jwt->length;
	enum certificate_result result;

	if (!assertion->rs256) {
		result = sign(assertion, certificate, false, ret_jwt, err);
		if (result != CERTIFICATE_NO_PSS)
			return result == CERTIFICATE_SIGNED;
		log_debug("the key cannot do PS256; RS256 instead");
		secret_cut(ret_jwt, before);
	}
	return sign(assertion, certificate, true, ret_jwt, err) ==
	       CERTIFICATE_SIGNED;
}

bool client_assertion_add(const struct secret *jwt, struct secret *form)
{
	return form_add(form, "grant_type", "client_credentials") &&
	       form_add(form, "client_assertion_type",
			"urn:ietf:params:oauth:client-assertion-type:"
			"jwt-bearer") &&
	       form_add(form, "client_assertion", secret_expose(jwt));
}

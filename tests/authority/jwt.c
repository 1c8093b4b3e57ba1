/* SPDX-License-Identifier: MIT */
/*
 * Signing and checking JSON Web Tokens: see jwt.h.
 */
#include "jwt.h"

#include "text.h"

#include <string.h>

#define CLOCK_TOLERANCE 300 /* seconds, as the platform's own validators */

static void add_part(struct text *text, const char *json)
{
	auto_free part = base64url_format(json, strlen(json));

	text_add(text, part, strlen(part));
}

char *jwt_sign_with(gnutls_privkey_t key, const char *kid,
		    struct json_object *claims)
{
	auto_free header =
		string_format("{\"typ\":\"JWT\",\"alg\":\"RS256\","
			      "\"kid\":\"%s\"}",
			      kid);
	auto_free encoded = NULL;
	auto_text token = { 0 };
	gnutls_datum_t signature = { 0 };
	gnutls_datum_t data;

	add_part(&token, header);
	text_add(&token, ".", 1);
	add_part(&token, json_object_to_json_string_ext(
				 claims, JSON_C_TO_STRING_PLAIN |
						 JSON_C_TO_STRING_NOSLASHESCAPE));
	data.data = (unsigned char *)token.data;
	data.size = (unsigned int)token.length;
	if (gnutls_privkey_sign_data2(key, GNUTLS_SIGN_RSA_SHA256, 0, &data,
				      &signature) < 0)
		return NULL;
	encoded = base64url_format(signature.data, signature.size);
	gnutls_free(signature.data);
	text_addf(&token, ".%s", encoded);
	return text_take(&token);
}

char *jwt_sign(const struct identity *identity, struct json_object *claims)
{
	return jwt_sign_with(identity->token_key, identity->token_kid, claims);
}

static const char *check_signature(const struct identity *identity,
				   const char *token, const char *dot)
{
	auto_text signature = { 0 };
	gnutls_datum_t data = { (unsigned char *)token,
				(unsigned int)(dot - token) };
	gnutls_datum_t mark;

	if (!base64_parse(dot + 1, strlen(dot + 1), &signature))
		return "the token is malformed";
	mark.data = (unsigned char *)signature.data;
	mark.size = (unsigned int)signature.length;
	if (gnutls_pubkey_verify_data2(identity->token_public,
				       GNUTLS_SIGN_RSA_SHA256, 0, &data,
				       &mark) < 0)
		return "the token's signature is wrong";
	return NULL;
}

static const char *check_times(struct json_object *claims, int64_t now)
{
	struct json_object *value;

	if (!json_object_object_get_ex(claims, "exp", &value) ||
	    json_object_get_int64(value) <= now)
		return "the token has expired";
	if (json_object_object_get_ex(claims, "nbf", &value) &&
	    json_object_get_int64(value) > now + CLOCK_TOLERANCE)
		return "the token is not valid yet";
	return NULL;
}

const char *jwt_verify(const struct identity *identity, const char *token,
		       int64_t now, struct json_object **ret_claims)
{
	const char *first = strchr(token, '.');
	const char *last = strrchr(token, '.');
	auto_text payload = { 0 };
	struct json_object *claims;
	const char *reason;

	*ret_claims = NULL;
	if (!first || first == last || strlen(token) > 65536)
		return "the token is malformed";
	reason = check_signature(identity, token, last);
	if (reason)
		return reason;
	if (!base64_parse(first + 1, (size_t)(last - first - 1), &payload))
		return "the token is malformed";
	claims = json_tokener_parse(payload.data);
	if (!claims)
		return "the token is malformed";
	reason = check_times(claims, now);
	if (reason) {
		json_object_put(claims);
		return reason;
	}
	*ret_claims = claims;
	return NULL;
}

/* GnuTLS may lead an integer with a zero byte; a JWK must not. */
static char *format_integer(const gnutls_datum_t *number)
{
	const unsigned char *data = number->data;
	size_t size = number->size;

	while (size > 1 && data[0] == 0) {
		data++;
		size--;
	}
	return base64url_format(data, size);
}

struct json_object *jwt_key(const struct identity *identity)
{
	struct json_object *key = json_object_new_object();
	gnutls_datum_t modulus = { 0 };
	gnutls_datum_t exponent = { 0 };

	json_object_object_add(key, "kty", json_object_new_string("RSA"));
	json_object_object_add(key, "use", json_object_new_string("sig"));
	json_object_object_add(key, "alg", json_object_new_string("RS256"));
	json_object_object_add(key, "kid",
			       json_object_new_string(identity->token_kid));
	if (gnutls_pubkey_export_rsa_raw(identity->token_public, &modulus,
					 &exponent) >= 0) {
		auto_free n = format_integer(&modulus);
		auto_free e = format_integer(&exponent);

		json_object_object_add(key, "n", json_object_new_string(n));
		json_object_object_add(key, "e", json_object_new_string(e));
	}
	gnutls_free(modulus.data);
	gnutls_free(exponent.data);
	return key;
}

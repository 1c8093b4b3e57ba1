/* SPDX-License-Identifier: MIT */
/* Tests of client assertions.  GnuTLS checks what was signed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "base/json.h"
#include "model/jwt.h"
#include "signin/client-assertion.h"

#define NOW 1800000000
#define AUDIENCE "https://login.example/contoso/oauth2/v2.0/token"
#define CLIENT "11111111-2222-3333-4444-555555555555"

static struct certificate *own;

static int set_up(void **state)
{
	const struct certificate_wish wish = {
		.name = "own", .bits = 2048, .not_before = NOW - 60,
		.not_after = NOW + 86400,
	};
	struct error err;

	return certificate_create(&wish, &own, &err) ? 0 : -1;
}

static int tear_down(void **state)
{
	certificate_free(own);
	return 0;
}

static struct client_assertion asked(bool rs256, bool send_chain)
{
	return (struct client_assertion){
		.client_id = CLIENT, .audience = AUDIENCE, .now_s = NOW,
		.send_chain = send_chain, .rs256 = rs256,
	};
}

static void make(bool rs256, bool send_chain, struct secret *ret_jwt)
{
	const struct client_assertion assertion = asked(rs256, send_chain);
	struct error err;

	if (!client_assertion_make(&assertion, own, ret_jwt, &err))
		fail_msg("%s", err.message);
}

/* The header, by the reader of payloads. */
static struct json_document *header_of(const struct secret *jwt,
				       struct json *ret_root)
{
	auto_secret struct secret turned = SECRET_INIT;
	struct json_document *document;
	struct error err;

	secret_append(&turned, "x.");
	secret_append_bytes(&turned, secret_expose(jwt),
			    strcspn(secret_expose(jwt), "."));
	secret_append(&turned, ".x");
	document = jwt_payload(&turned, ret_root, &err);
	assert_non_null(document);
	return document;
}

static void holds(struct json root, const char *key, const char *value)
{
	const char *text = NULL;
	struct error err;

	assert_true(json_get_string(root, key, &text, &err));
	if (value == NULL)
		assert_null(text);
	else
		assert_string_equal(text, value);
}

static void holds_bytes(struct json root, const char *key,
			const unsigned char *bytes, size_t size)
{
	auto_secret struct secret text = SECRET_INIT;

	assert_true(base64_encode_url(bytes, size, &text));
	holds(root, key, secret_expose(&text));
}

static void is_signed(const struct secret *jwt, gnutls_sign_algorithm_t how)
{
	auto_secret struct secret der = SECRET_INIT, raw = SECRET_INIT;
	const char *text = secret_expose(jwt), *dot = strrchr(text, '.');
	gnutls_datum_t signature, data = {
		.data = (unsigned char *)(uintptr_t)text,
		.size = (unsigned int)(dot - text),
	};
	gnutls_datum_t encoded;
	gnutls_x509_crt_t crt;
	gnutls_pubkey_t key;
	struct error err;

	assert_true(certificate_chain(own, 0, &der, &err));
	encoded.data = (unsigned char *)(uintptr_t)secret_expose(&der);
	encoded.size = (unsigned int)der.length;
	assert_true(base64_decode(dot + 1, strlen(dot + 1), &raw));
	signature.data = (unsigned char *)(uintptr_t)secret_expose(&raw);
	signature.size = (unsigned int)raw.length;
	assert_int_equal(gnutls_x509_crt_init(&crt), 0);
	assert_int_equal(gnutls_x509_crt_import(crt, &encoded,
						GNUTLS_X509_FMT_DER), 0);
	assert_int_equal(gnutls_pubkey_init(&key), 0);
	assert_int_equal(gnutls_pubkey_import_x509(key, crt, 0), 0);
	assert_true(gnutls_pubkey_verify_data2(key, how, 0, &data,
					       &signature) >= 0);
	gnutls_pubkey_deinit(key);
	gnutls_x509_crt_deinit(crt);
}

static void ps256_names_the_sha256_thumbprint(void **state)
{
	auto_json struct json_document *document = NULL;
	auto_secret struct secret jwt = SECRET_INIT;
	struct json root;

	make(false, false, &jwt);
	document = header_of(&jwt, &root);
	holds(root, "alg", "PS256");
	holds(root, "typ", "JWT");
	holds_bytes(root, "x5t#S256", certificate_facts(own)->sha256_bytes,
		    CERTIFICATE_SHA256_SIZE);
	holds(root, "x5t", NULL);
	assert_false(json_has(root, "x5c"));
	is_signed(&jwt, GNUTLS_SIGN_RSA_PSS_RSAE_SHA256);
}

static void rs256_names_the_sha1_thumbprint(void **state)
{
	auto_json struct json_document *document = NULL;
	auto_secret struct secret jwt = SECRET_INIT;
	struct json root;

	make(true, false, &jwt);
	document = header_of(&jwt, &root);
	holds(root, "alg", "RS256");
	holds_bytes(root, "x5t", certificate_facts(own)->sha1_bytes,
		    CERTIFICATE_SHA1_SIZE);
	holds(root, "x5t#S256", NULL);
	is_signed(&jwt, GNUTLS_SIGN_RSA_SHA256);
}

static void the_chain_is_standard_base64(void **state)
{
	auto_json struct json_document *document = NULL;
	auto_secret struct secret jwt = SECRET_INIT, der = SECRET_INIT;
	auto_free const char **chain = NULL;
	gnutls_datum_t raw, plain;
	struct error err;
	struct json root;

	make(false, true, &jwt);
	document = header_of(&jwt, &root);
	assert_true(json_get_strings(root, "x5c", &chain, &err));
	assert_non_null(chain[0]);
	assert_null(chain[1]);
	assert_null(strpbrk(chain[0], "-_"));
	assert_int_equal(strlen(chain[0]) % 4, 0);
	plain.data = (unsigned char *)(uintptr_t)chain[0];
	plain.size = (unsigned int)strlen(chain[0]);
	assert_int_equal(gnutls_base64_decode2(&plain, &raw), 0);
	assert_true(certificate_chain(own, 0, &der, &err));
	assert_int_equal(raw.size, der.length);
	assert_memory_equal(raw.data, secret_expose(&der), der.length);
	gnutls_free(raw.data);
}

static int64_t number(struct json root, const char *key)
{
	int64_t value = 0;
	struct error err;

	assert_true(json_get_int(root, key, 0, INT64_MAX / 2, &value, &err));
	return value;
}

static void the_claims_are_the_documented_ones(void **state)
{
	auto_json struct json_document *document = NULL;
	auto_secret struct secret jwt = SECRET_INIT;
	const char *id = NULL;
	struct error err;
	struct json root;

	make(false, false, &jwt);
	document = jwt_payload(&jwt, &root, &err);
	assert_non_null(document);
	holds(root, "aud", AUDIENCE);
	holds(root, "iss", CLIENT);
	holds(root, "sub", CLIENT);
	assert_true(json_get_string(root, "jti", &id, &err));
	assert_int_equal(strlen(id), 36);
	assert_in_range(number(root, "nbf"), NOW - 60, NOW);
	assert_in_range(number(root, "exp"), NOW + 300, NOW + 600);
}

static void no_two_are_the_same(void **state)
{
	auto_json struct json_document *one = NULL, *two = NULL;
	auto_secret struct secret first = SECRET_INIT, second = SECRET_INIT;
	const char *ids[2] = { NULL, NULL };
	struct json roots[2];
	struct error err;

	make(false, false, &first);
	make(false, false, &second);
	one = jwt_payload(&first, &roots[0], &err);
	two = jwt_payload(&second, &roots[1], &err);
	assert_true(json_get_string(roots[0], "jti", &ids[0], &err));
	assert_true(json_get_string(roots[1], "jti", &ids[1], &err));
	assert_string_not_equal(ids[0], ids[1]);
}

static void it_is_appended(void **state)
{
	auto_secret struct secret jwt = SECRET_INIT;

	secret_append(&jwt, "before ");
	make(false, false, &jwt);
	assert_memory_equal(secret_expose(&jwt), "before eyJ", 10);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ps256_names_the_sha256_thumbprint),
		cmocka_unit_test(rs256_names_the_sha1_thumbprint),
		cmocka_unit_test(the_chain_is_standard_base64),
		cmocka_unit_test(the_claims_are_the_documented_ones),
		cmocka_unit_test(no_two_are_the_same),
		cmocka_unit_test(it_is_appended),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

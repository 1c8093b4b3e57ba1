/* SPDX-License-Identifier: MIT */
/* Tests of what can be done with a certificate, and of making one. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "certificate-maker.h"
#include "keys/certificate.h"

#define DATA "eyJhbGciOiJQUzI1NiJ9.eyJhdWQiOiJ4In0"

static struct pair pair;

/* The pair as a certificate. */
static struct certificate *open_pair(void)
{
	auto_secret struct secret pem = SECRET_INIT;
	struct certificate *found = NULL;
	struct error err = { 0 };

	add_key(&pem, pair.key, NULL);
	add_crt(&pem, pair.crt);
	if (!certificate_read(&pem, "x.pem", NULL, &found, &err))
		fail_msg("%s", err.message);
	return found;
}

static void facts_are_those_of_the_certificate(void **state)
{
	auto_certificate struct certificate *found = open_pair();
	const struct certificate_facts *facts = certificate_facts(found);

	assert_string_equal(facts->sha1, thumb(pair.crt, GNUTLS_DIG_SHA1));
	assert_string_equal(facts->sha256, thumb(pair.crt, GNUTLS_DIG_SHA256));
	assert_string_equal(facts->subject, "CN=pair");
	assert_int_equal(facts->bits, 2048);
	assert_int_equal(facts->not_after - facts->not_before, 31 * MAKER_DAY);
	assert_string_equal(facts->where, "x.pem");
	assert_int_equal(facts->sha1_bytes[0],
			 strtol((char[]){ facts->sha1[0], facts->sha1[1], 0 },
				NULL, 16));
}

static void it_is_valid_from_its_first_to_its_last_second(void **state)
{
	auto_certificate struct certificate *found = open_pair();
	const struct certificate_facts *facts = certificate_facts(found);
	struct error err = { 0 };

	assert_true(certificate_check_time(found, facts->not_before, &err));
	assert_true(certificate_check_time(found, facts->not_after, &err));
	assert_false(certificate_check_time(found, facts->not_before - 1,
					    &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "is not valid before"));
	assert_non_null(strstr(err.message, facts->sha1));
	assert_false(certificate_check_time(found, facts->not_after + 1, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "expired on"));
	assert_non_null(strstr(err.message, facts->sha1));
}

/* Has the certificate sign, and GnuTLS check that. */
static int verify(const struct certificate *found,
		  enum certificate_algorithm algorithm,
		  gnutls_sign_algorithm_t expected)
{
	auto_secret struct secret signature = SECRET_INIT;
	gnutls_datum_t data = { (unsigned char *)DATA, sizeof(DATA) - 1 };
	gnutls_datum_t signed_data;
	gnutls_pubkey_t public;
	struct error err = { 0 };
	int code;

	assert_int_equal(certificate_sign(found, algorithm, DATA,
					  sizeof(DATA) - 1, &signature, &err),
			 CERTIFICATE_SIGNED);
	assert_int_equal(signature.length, 256);
	signed_data.data = (unsigned char *)signature.data;
	signed_data.size = (unsigned int)signature.length;
	gnutls_pubkey_init(&public);
	gnutls_pubkey_import_x509(public, pair.crt, 0);
	code = gnutls_pubkey_verify_data2(public, expected, 0, &data,
					  &signed_data);
	gnutls_pubkey_deinit(public);
	return code;
}

static void it_signs_in_both_ways(void **state)
{
	auto_certificate struct certificate *found = open_pair();

	assert_true(verify(found, CERTIFICATE_PS256,
			   GNUTLS_SIGN_RSA_PSS_RSAE_SHA256) >= 0);
	assert_true(verify(found, CERTIFICATE_RS256, GNUTLS_SIGN_RSA_SHA256) >=
		    0);
	assert_true(verify(found, CERTIFICATE_RS256,
			   GNUTLS_SIGN_RSA_PSS_RSAE_SHA256) < 0);
}

static void no_two_signatures_with_pss_are_alike(void **state)
{
	auto_certificate struct certificate *found = open_pair();
	auto_secret struct secret first = SECRET_INIT, second = SECRET_INIT;
	struct error err;

	certificate_sign(found, CERTIFICATE_PS256, "x", 1, &first, &err);
	certificate_sign(found, CERTIFICATE_PS256, "x", 1, &second, &err);
	assert_int_equal(first.length, second.length);
	assert_memory_not_equal(secret_expose(&first), secret_expose(&second),
				first.length);
}

static void pem_is_read_back_with_the_key_only_if_wished(void **state)
{
	auto_certificate struct certificate *found = open_pair(), *again = NULL;
	auto_secret struct secret pem = SECRET_INIT;
	struct error err = { 0 };

	assert_true(certificate_pem(found, false, &pem, &err));
	assert_null(strstr(secret_expose(&pem), "PRIVATE"));
	assert_non_null(strstr(secret_expose(&pem), "BEGIN CERTIFICATE"));
	assert_false(certificate_read(&pem, "x", NULL, &again, &err));
	secret_clear(&pem);
	assert_true(certificate_pem(found, true, &pem, &err));
	assert_true(certificate_read(&pem, "x", NULL, &again, &err));
	assert_string_equal(certificate_facts(again)->sha256,
			    certificate_facts(found)->sha256);
}

static void a_spec_of_no_known_kind_is_told(void **state)
{
	static const char *const specs[] = { "", "ci", "/x.pem", "File:x",
					     "thumbprint", "cert:x" };

	for (size_t i = 0; i < array_size(specs); i++) {
		struct certificate *found = NULL;
		struct error err = { 0 };

		assert_false(certificate_open(specs[i], NULL, &found, &err));
		assert_int_equal(err.class, ERROR_CONFIG);
		assert_non_null(strstr(err.message, "does not say where"));
		assert_non_null(strstr(err.hint, "'thumbprint:HEX'"));
	}
}

static void what_is_not_a_thumbprint_is_told(void **state)
{
	struct certificate *found = NULL;
	struct error err = { 0 };

	assert_false(certificate_open("thumbprint:00", NULL, &found, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "'00' is not a thumbprint"));
}

static void a_new_certificate_is_as_wished(void **state)
{
	const struct certificate_wish wish = { .name = "b\xc3\xa4r, inc",
					       .bits = 2048,
					       .not_before = 1700000000,
					       .not_after = 1800000000 };
	auto_certificate struct certificate *made = NULL;
	auto_secret struct secret signature = SECRET_INIT;
	const struct certificate_facts *facts;
	struct error err = { 0 };

	if (!certificate_create(&wish, &made, &err))
		fail_msg("%s", err.message);
	facts = certificate_facts(made);
	assert_string_equal(facts->subject, "CN=b\xc3\xa4r\\, inc");
	assert_int_equal(facts->bits, 2048);
	assert_int_equal(facts->not_before, 1700000000);
	assert_int_equal(facts->not_after, 1800000000);
	assert_int_equal(certificate_chain_length(made), 1);
	assert_int_equal(certificate_sign(made, CERTIFICATE_PS256, "x", 1,
					  &signature, &err),
			 CERTIFICATE_SIGNED);
}

static void a_new_certificate_is_for_signing_in_and_signs_itself(void **state)
{
	const struct certificate_wish wish = { .name = "ci", .bits = 2048,
					       .not_before = 1700000000,
					       .not_after = 1800000000 };
	auto_certificate struct certificate *made = NULL;
	auto_secret struct secret der = SECRET_INIT;
	unsigned int usage = 0, authority = 1, critical;
	gnutls_datum_t datum;
	gnutls_x509_crt_t crt;
	struct error err;

	assert_true(certificate_create(&wish, &made, &err));
	assert_true(certificate_chain(made, 0, &der, &err));
	datum.data = (unsigned char *)der.data;
	datum.size = (unsigned int)der.length;
	gnutls_x509_crt_init(&crt);
	assert_int_equal(gnutls_x509_crt_import(crt, &datum,
						GNUTLS_X509_FMT_DER), 0);
	assert_true(gnutls_x509_crt_check_issuer(crt, crt));
	assert_int_equal(gnutls_x509_crt_get_key_usage(crt, &usage, &critical),
			 0);
	assert_int_equal(usage, GNUTLS_KEY_DIGITAL_SIGNATURE);
	assert_true(gnutls_x509_crt_get_basic_constraints(
			    crt, NULL, &authority, NULL) >= 0);
	assert_int_equal(authority, 0);
	gnutls_x509_crt_deinit(crt);
}

static void a_wish_that_makes_no_sense_is_refused(void **state)
{
	const struct certificate_wish wishes[] = {
		{ .name = "", .bits = 2048 },
		{ .name = "a\nb", .bits = 2048 },
		{ .name = "12345678901234567890123456789012345678901234567890"
			  "123456789012345", .bits = 2048 },
		{ .name = "ci", .bits = 1024 },
		{ .name = "ci", .bits = 0 },
		{ .name = "ci", .bits = 65536 },
	};

	for (size_t i = 0; i < array_size(wishes); i++) {
		struct certificate *made = NULL;
		struct error err = { 0 };

		assert_false(certificate_create(&wishes[i], &made, &err));
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

static void nothing_is_freed_without_harm(void **state)
{
	certificate_free(NULL);
}

static int set_up(void **state)
{
	pair = make_pair("pair", GNUTLS_PK_RSA, NULL);
	return scratch_enter(state);
}

static int tear_down(void **state)
{
	free_pair(&pair);
	return scratch_leave(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(facts_are_those_of_the_certificate),
		cmocka_unit_test(it_is_valid_from_its_first_to_its_last_second),
		cmocka_unit_test(it_signs_in_both_ways),
		cmocka_unit_test(no_two_signatures_with_pss_are_alike),
		cmocka_unit_test(pem_is_read_back_with_the_key_only_if_wished),
		cmocka_unit_test(a_spec_of_no_known_kind_is_told),
		cmocka_unit_test(what_is_not_a_thumbprint_is_told),
		cmocka_unit_test(a_new_certificate_is_as_wished),
		cmocka_unit_test(a_new_certificate_is_for_signing_in_and_signs_itself),
		cmocka_unit_test(a_wish_that_makes_no_sense_is_refused),
		cmocka_unit_test(nothing_is_freed_without_harm),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

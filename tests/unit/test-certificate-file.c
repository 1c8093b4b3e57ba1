/* SPDX-License-Identifier: MIT */
/* Tests of reading certificates from files of all forms. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "certificate-maker.h"
#include "keys/certificate.h"

static struct pair root, middle, leaf, other, curve;

/* The password that is given when one is asked for, and how often it was. */
static struct {
	const char *value;
	int asked;
} given;

static bool give(void *context, const char *what, struct secret *ret,
		 struct error *err)
{
	given.asked++;
	if (given.value == NULL)
		return error_set(err, ERROR_SIGNIN, "nobody is there");
	return secret_append(ret, given.value);
}

static bool open_with(const char *path, const char *password,
		      struct certificate **ret, struct error *err)
{
	static const struct certificate_password source = { .read = give };
	char spec[PATH_MAX + 5];

	snprintf(spec, sizeof(spec), "file:%s", path);
	given.value = password;
	given.asked = 0;
	return certificate_open(spec, password != NULL ? &source : NULL, ret,
				err);
}

/* Opens the file as the leaf's, with so many certificates, asking so often. */
static void opens(const char *path, const char *password, size_t chain,
		  int asked)
{
	auto_certificate struct certificate *found = NULL;
	struct error err = { 0 };

	if (!open_with(path, password, &found, &err))
		fail_msg("'%s' was refused: %s", path, err.message);
	assert_string_equal(certificate_facts(found)->sha1,
			    thumb(leaf.crt, GNUTLS_DIG_SHA1));
	assert_int_equal(certificate_chain_length(found), chain);
	assert_int_equal(given.asked, asked);
}

static void refuses(const char *path, const char *password, const char *part)
{
	struct certificate *found = NULL;
	struct error err = { 0 };

	if (open_with(path, password, &found, &err))
		fail_msg("'%s' was taken", path);
	assert_null(found);
	assert_int_equal(err.class, ERROR_CONFIG);
	if (strstr(err.message, part) == NULL)
		fail_msg("'%s' is not in '%s'", part, err.message);
	if (strstr(err.message, path) == NULL)
		fail_msg("'%s' is not in '%s'", path, err.message);
}

/* PEM */

static void pem_is_read_with_the_key_in_each_form(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_old_key(&pem, leaf.key);
	add_crt(&pem, leaf.crt);
	put_pem("pkcs1.pem", &pem);
	opens("pkcs1.pem", NULL, 1, 0);

	add_key(&pem, leaf.key, NULL);
	add_crt(&pem, leaf.crt);
	put_pem("pkcs8.pem", &pem);
	opens("pkcs8.pem", NULL, 1, 0);
	opens("pkcs8.pem", "unneeded", 1, 0);

	add_key(&pem, leaf.key, "word");
	add_crt(&pem, leaf.crt);
	put_pem("encrypted.pem", &pem);
	opens("encrypted.pem", "word", 1, 1);
}

static void a_chain_is_read_in_any_order(void **state)
{
	const gnutls_x509_crt_t orders[][3] = {
		{ leaf.crt, middle.crt, root.crt },
		{ root.crt, middle.crt, leaf.crt },
		{ middle.crt, root.crt, leaf.crt },
		{ middle.crt, leaf.crt, root.crt },
	};
	auto_secret struct secret pem = SECRET_INIT;

	for (size_t i = 0; i < array_size(orders); i++)
		for (size_t at = 0; at < 4; at++) {
			auto_certificate struct certificate *found = NULL;
			auto_secret struct secret der = SECRET_INIT;
			gnutls_datum_t expected;
			struct error err;

			for (size_t j = 0; j < 4; j++) {
				if (j == at)
					add_key(&pem, leaf.key, NULL);
				if (j < 3)
					add_crt(&pem, orders[i][j]);
			}
			put_pem("chain.pem", &pem);
			opens("chain.pem", NULL, 3, 0);
			assert_true(open_with("chain.pem", NULL, &found, &err));
			assert_true(certificate_chain(found, 1, &der, &err));
			gnutls_x509_crt_export2(middle.crt, GNUTLS_X509_FMT_DER,
						&expected);
			assert_int_equal(der.length, expected.size);
			assert_memory_equal(secret_expose(&der), expected.data,
					    expected.size);
			gnutls_free(expected.data);
		}
}

static void certificates_of_strangers_are_left_out(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_crt(&pem, other.crt);
	add_crt(&pem, leaf.crt);
	add_key(&pem, leaf.key, NULL);
	put_pem("strangers.pem", &pem);
	opens("strangers.pem", NULL, 1, 0);
}

static void text_around_the_blocks_does_no_harm(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	secret_append(&pem, "Bag Attributes\n    friendlyName: x\n");
	add_crt(&pem, leaf.crt);
	secret_append(&pem, "Key Attributes: <No Attributes>\r\n");
	add_key(&pem, leaf.key, NULL);
	secret_append(&pem, "\n\n");
	put_pem("bags.pem", &pem);
	opens("bags.pem", NULL, 1, 0);
}

static void a_wrong_password_of_pem_is_told(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, leaf.key, "word");
	add_crt(&pem, leaf.crt);
	put_pem("locked.pem", &pem);
	refuses("locked.pem", "wrong", "password");
	refuses("locked.pem", "", "is wrong");
	refuses("locked.pem", NULL, "needs a password, and none is given");
	assert_int_equal(given.asked, 0);
}

static void the_fault_of_asking_is_the_fault(void **state)
{
	static const struct certificate_password source = { .read = give };
	auto_secret struct secret pem = SECRET_INIT;
	struct certificate *found = NULL;
	struct error err = { 0 };

	add_key(&pem, leaf.key, "word");
	add_crt(&pem, leaf.crt);
	put_pem("asked.pem", &pem);
	given.value = NULL;
	assert_false(certificate_open("file:asked.pem", &source, &found, &err));
	assert_int_equal(err.class, ERROR_SIGNIN);
	assert_string_equal(err.message, "nobody is there");
}

static void what_is_missing_is_told(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_crt(&pem, leaf.crt);
	put_pem("no-key.pem", &pem);
	refuses("no-key.pem", NULL, "has no private key");
	refuses("no-key.pem", NULL, thumb(leaf.crt, GNUTLS_DIG_SHA1));
	add_key(&pem, leaf.key, NULL);
	put_pem("no-certificate.pem", &pem);
	refuses("no-certificate.pem", NULL, "but no certificate");
	put_file("empty.pem", "", 0);
	refuses("empty.pem", NULL, "is empty");
	refuses("no-such.pem", NULL, "does not exist");
}

static void a_key_of_another_is_told(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, other.key, NULL);
	add_crt(&pem, leaf.crt);
	put_pem("mismatch.pem", &pem);
	refuses("mismatch.pem", NULL, "does not belong to the certificate");
}

static void a_key_that_is_not_rsa_is_told(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, curve.key, NULL);
	add_crt(&pem, curve.crt);
	put_pem("curve.pem", &pem);
	refuses("curve.pem", NULL, "is not an RSA key but EC");
	add_old_key(&pem, curve.key);
	add_crt(&pem, curve.crt);
	put_pem("curve.pem", &pem);
	refuses("curve.pem", NULL, "is not an RSA key but EC");
}

static void what_is_neither_form_is_told(void **state)
{
	static const char broken[] =
		"-----BEGIN CERTIFICATE-----\nAAAA\n"
		"-----END CERTIFICATE-----\n";

	put_file("text", "hello\n", 6);
	refuses("text", NULL, "is neither PEM nor PKCS#12");
	put_file("broken.pem", broken, sizeof(broken) - 1);
	refuses("broken.pem", NULL, "a certificate cannot be read");
}

static void more_certificates_than_a_chain_has_are_refused(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, leaf.key, NULL);
	for (int i = 0; i < 17; i++)
		add_crt(&pem, leaf.crt);
	put_pem("many.pem", &pem);
	refuses("many.pem", NULL, "more than 16 certificates");
}

static void a_file_that_others_may_read_is_refused(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, leaf.key, NULL);
	add_crt(&pem, leaf.crt);
	put_pem("open.pem", &pem);
	assert_int_equal(chmod("open.pem", 0644), 0);
	refuses("open.pem", NULL, "may be read by others");
}

/* PKCS#12 */

static const unsigned int ciphers[] = {
	GNUTLS_PKCS_USE_PBES2_AES_256, GNUTLS_PKCS_USE_PBES2_AES_128,
	GNUTLS_PKCS_USE_PKCS12_3DES, GNUTLS_PKCS_USE_PKCS12_RC2_40,
};

static struct pfx pfx_of(const char *password, unsigned int cipher)
{
	return (struct pfx){ .key = leaf.key, .crts = { leaf.crt },
			     .password = password, .cipher = cipher };
}

static void pkcs12_is_read_with_old_and_modern_ciphers(void **state)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		struct pfx pfx = pfx_of("word", ciphers[i]);

		put_pfx("cipher.pfx", &pfx);
		opens("cipher.pfx", "word", 1, 1);
		refuses("cipher.pfx", "wrong", "the password for");
		refuses("cipher.pfx", NULL, "needs a password");
	}
}

static void without_a_password_the_empty_one_and_none_are_tried(void **state)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		struct pfx empty = pfx_of("", ciphers[i]);
		struct pfx none = pfx_of(NULL, ciphers[i]);

		put_pfx("empty.pfx", &empty);
		opens("empty.pfx", NULL, 1, 0);
		opens("empty.pfx", "unneeded", 1, 0);
		put_pfx("none.pfx", &none);
		opens("none.pfx", NULL, 1, 0);
		opens("none.pfx", "unneeded", 1, 0);
	}
}

static void an_absent_seal_is_not_a_wrong_password(void **state)
{
	for (size_t i = 0; i < array_size(ciphers); i++) {
		struct pfx pfx = pfx_of("word", ciphers[i]);

		pfx.no_mac = true;
		put_pfx("no-mac.pfx", &pfx);
		opens("no-mac.pfx", "word", 1, 1);
		refuses("no-mac.pfx", "wrong", "the password for");
		refuses("no-mac.pfx", NULL, "needs a password");
		pfx.password = "";
		put_pfx("no-mac.pfx", &pfx);
		opens("no-mac.pfx", NULL, 1, 0);
		pfx.password = NULL;
		put_pfx("no-mac.pfx", &pfx);
		opens("no-mac.pfx", NULL, 1, 0);
	}
}

static void a_chain_in_pkcs12_is_read_in_any_order(void **state)
{
	struct pfx pfx = pfx_of("", GNUTLS_PKCS_USE_PBES2_AES_256);

	pfx.crts[0] = root.crt;
	pfx.crts[1] = leaf.crt;
	pfx.crts[2] = middle.crt;
	put_pfx("chain.pfx", &pfx);
	opens("chain.pfx", NULL, 3, 0);
}

static void pkcs12_without_a_key_or_with_another_is_told(void **state)
{
	struct pfx pfx = pfx_of("", GNUTLS_PKCS_USE_PBES2_AES_256);

	pfx.key = NULL;
	put_pfx("no-key.pfx", &pfx);
	refuses("no-key.pfx", NULL, "has no private key");
	pfx.key = other.key;
	put_pfx("mismatch.pfx", &pfx);
	refuses("mismatch.pfx", NULL, "does not belong");
	pfx.key = curve.key;
	pfx.crts[0] = curve.crt;
	put_pfx("curve.pfx", &pfx);
	refuses("curve.pfx", NULL, "is not an RSA key");
}

static void a_cut_pkcs12_is_told_wherever_it_is_cut(void **state)
{
	struct pfx pfx = pfx_of("", GNUTLS_PKCS_USE_PBES2_AES_256);
	auto_secret struct secret whole = SECRET_INIT;
	struct error err;

	put_pfx("whole.pfx", &pfx);
	assert_int_equal(file_read("whole.pfx", FILE_SECRET, SECRET_MAX, &whole,
				   &err), FILE_OK);
	for (size_t length = 1; length < whole.length; length += 97) {
		struct certificate *found = NULL;

		put_file("cut.pfx", secret_expose(&whole), length);
		assert_false(open_with("cut.pfx", NULL, &found, &err));
		assert_int_equal(err.class, ERROR_CONFIG);
	}
}

static int set_up(void **state)
{
	root = make_pair("root", GNUTLS_PK_RSA, NULL);
	middle = make_pair("middle", GNUTLS_PK_RSA, &root);
	leaf = make_pair("leaf", GNUTLS_PK_RSA, &middle);
	other = make_pair("other", GNUTLS_PK_RSA, NULL);
	curve = make_pair("curve", GNUTLS_PK_ECDSA, NULL);
	return scratch_enter(state);
}

static int tear_down(void **state)
{
	free_pair(&root);
	free_pair(&middle);
	free_pair(&leaf);
	free_pair(&other);
	free_pair(&curve);
	return scratch_leave(state);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pem_is_read_with_the_key_in_each_form),
		cmocka_unit_test(a_chain_is_read_in_any_order),
		cmocka_unit_test(certificates_of_strangers_are_left_out),
		cmocka_unit_test(text_around_the_blocks_does_no_harm),
		cmocka_unit_test(a_wrong_password_of_pem_is_told),
		cmocka_unit_test(the_fault_of_asking_is_the_fault),
		cmocka_unit_test(what_is_missing_is_told),
		cmocka_unit_test(a_key_of_another_is_told),
		cmocka_unit_test(a_key_that_is_not_rsa_is_told),
		cmocka_unit_test(what_is_neither_form_is_told),
		cmocka_unit_test(more_certificates_than_a_chain_has_are_refused),
		cmocka_unit_test(a_file_that_others_may_read_is_refused),
		cmocka_unit_test(pkcs12_is_read_with_old_and_modern_ciphers),
		cmocka_unit_test(without_a_password_the_empty_one_and_none_are_tried),
		cmocka_unit_test(an_absent_seal_is_not_a_wrong_password),
		cmocka_unit_test(a_chain_in_pkcs12_is_read_in_any_order),
		cmocka_unit_test(pkcs12_without_a_key_or_with_another_is_told),
		cmocka_unit_test(a_cut_pkcs12_is_told_wherever_it_is_cut),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}

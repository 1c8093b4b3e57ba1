/* SPDX-License-Identifier: MIT */
/*
 * Keys and certificates for tests, made when they run: pairs, and files of all
 * the forms that certificates come in.  For cmocka.
 */
#ifndef UNIT_CERTIFICATE_MAKER_H
#define UNIT_CERTIFICATE_MAKER_H

#include <gnutls/abstract.h>
#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>
#include <stdbool.h>
#include <string.h>
#include <time.h>

#include "base/file.h"
#include "base/secret.h"
#include "scratch.h"

#define MAKER_DAY 86400

struct pair {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t crt;
};

/* A certificate for a key, of so many days from now, by an issuer or itself. */
static inline gnutls_x509_crt_t make_crt(gnutls_x509_privkey_t key,
					 const char *name, int from, int until,
					 const struct pair *issuer)
{
	static unsigned char serial = 1;
	gnutls_x509_crt_t crt;
	unsigned char id[20];
	size_t size = sizeof(id);

	assert_int_equal(gnutls_x509_crt_init(&crt), 0);
	gnutls_x509_crt_set_version(crt, 3);
	gnutls_x509_crt_set_serial(crt, &serial, 1);
	serial++;
	gnutls_x509_crt_set_dn_by_oid(crt, GNUTLS_OID_X520_COMMON_NAME, 0,
				      name, (unsigned int)strlen(name));
	gnutls_x509_crt_set_activation_time(crt, time(NULL) + from * MAKER_DAY);
	gnutls_x509_crt_set_expiration_time(crt,
					    time(NULL) + until * MAKER_DAY);
	gnutls_x509_crt_set_key(crt, key);
	gnutls_x509_crt_set_basic_constraints(crt, 1, -1);
	gnutls_x509_crt_get_key_id(crt, 0, id, &size);
	gnutls_x509_crt_set_subject_key_id(crt, id, size);
	if (issuer != NULL) {
		size = sizeof(id);
		gnutls_x509_crt_get_key_id(issuer->crt, 0, id, &size);
		gnutls_x509_crt_set_authority_key_id(crt, id, size);
	}
	assert_int_equal(gnutls_x509_crt_sign2(crt, issuer ? issuer->crt : crt,
					       issuer ? issuer->key : key,
					       GNUTLS_DIG_SHA256, 0), 0);
	return crt;
}

static inline struct pair make_pair(const char *name,
				    gnutls_pk_algorithm_t algorithm,
				    const struct pair *issuer)
{
	struct pair pair;

	assert_int_equal(gnutls_x509_privkey_init(&pair.key), 0);
	assert_int_equal(gnutls_x509_privkey_generate(
				 pair.key, algorithm,
				 algorithm == GNUTLS_PK_RSA ? 2048 :
				 (unsigned int)GNUTLS_CURVE_TO_BITS(
					 GNUTLS_ECC_CURVE_SECP256R1), 0), 0);
	pair.crt = make_crt(pair.key, name, -1, 30, issuer);
	return pair;
}

static inline void free_pair(struct pair *pair)
{
	gnutls_x509_privkey_deinit(pair->key);
	gnutls_x509_crt_deinit(pair->crt);
}

/* The thumbprint of a certificate, upper-case. */
static inline const char *thumb(gnutls_x509_crt_t crt,
				gnutls_digest_algorithm_t digest)
{
	static char hex[2][65];
	static int turn;
	unsigned char bytes[32];
	size_t size = sizeof(bytes);

	assert_int_equal(gnutls_x509_crt_get_fingerprint(crt, digest, bytes,
							 &size), 0);
	turn = !turn;
	for (size_t i = 0; i < size; i++)
		snprintf(hex[turn] + 2 * i, 3, "%02X", bytes[i]);
	return hex[turn];
}

/* Writes a file of the test. */
static inline void put_file(const char *name, const void *bytes, size_t length)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	assert_true(file_write_all(fd, bytes, length));
	close(fd);
}

static inline void put_pem(const char *name, struct secret *pem)
{
	put_file(name, secret_expose(pem), pem->length);
	secret_clear(pem);
}

static inline void add_datum(struct secret *out, gnutls_datum_t *text)
{
	assert_true(secret_append_bytes(out, text->data, text->size));
	gnutls_free(text->data);
}

static inline void add_crt(struct secret *pem, gnutls_x509_crt_t crt)
{
	gnutls_datum_t text;

	assert_int_equal(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM,
						 &text), 0);
	add_datum(pem, &text);
}

/* The key as PKCS#1 (RSA) or SEC1 (EC). */
static inline void add_old_key(struct secret *pem, gnutls_x509_privkey_t key)
{
	gnutls_datum_t text;

	assert_int_equal(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM,
						     &text), 0);
	add_datum(pem, &text);
}

/* The key as PKCS#8, encrypted if there is a password. */
static inline void add_key(struct secret *pem, gnutls_x509_privkey_t key,
			   const char *password)
{
	gnutls_datum_t text;

	assert_int_equal(gnutls_x509_privkey_export2_pkcs8(
				 key, GNUTLS_X509_FMT_PEM, password,
				 password ? GNUTLS_PKCS_USE_PBES2_AES_256 :
					    GNUTLS_PKCS_PLAIN, &text), 0);
	add_datum(pem, &text);
}

/* What a PKCS#12 file is to be like. */
struct pfx {
	gnutls_x509_privkey_t key;	/* or NULL */
	gnutls_x509_crt_t crts[3];
	const char *password;		/* NULL: none at all, not even "" */
	unsigned int cipher;		/* GNUTLS_PKCS_... */
	bool no_mac;
};

static inline void add_bag(gnutls_pkcs12_t file, gnutls_pkcs12_bag_t bag)
{
	assert_int_equal(gnutls_pkcs12_set_bag(file, bag), 0);
	gnutls_pkcs12_bag_deinit(bag);
}

/* The length of a DER element with its header (X.690, section 8.1). */
static inline size_t der_length(const unsigned char *der, size_t *ret_header)
{
	size_t length = der[1], count = 0;

	if (length & 0x80) {
		count = length & 0x7f;
		length = 0;
		for (size_t i = 0; i < count; i++)
			length = length << 8 | der[2 + i];
	}
	*ret_header = 2 + count;
	return *ret_header + length;
}

/* Cuts the seal off, in place, which GnuTLS never leaves out: of the outer
 * sequence remain the version and the content. */
static inline void cut_mac(gnutls_datum_t *der)
{
	size_t header, ignored, kept;

	der_length(der->data, &header);
	kept = der_length(der->data + header, &ignored);
	kept += der_length(der->data + header + kept, &ignored);
	assert_int_equal(header, 4);
	der->data[2] = (unsigned char)(kept >> 8);
	der->data[3] = (unsigned char)kept;
	der->size = (unsigned int)(header + kept);
}

static inline void put_pfx(const char *name, const struct pfx *pfx)
{
	unsigned int flags = pfx->cipher;
	gnutls_datum_t der, key = { NULL, 0 };
	gnutls_pkcs12_t file;
	gnutls_pkcs12_bag_t bag;

	if (pfx->password == NULL)
		flags |= GNUTLS_PKCS_NULL_PASSWORD;
	assert_int_equal(gnutls_pkcs12_init(&file), 0);
	gnutls_pkcs12_bag_init(&bag);
	for (int i = 0; i < 3 && pfx->crts[i] != NULL; i++)
		assert_true(gnutls_pkcs12_bag_set_crt(bag, pfx->crts[i]) >= 0);
	assert_int_equal(gnutls_pkcs12_bag_encrypt(bag, pfx->password, flags),
			 0);
	add_bag(file, bag);
	if (pfx->key != NULL) {
		assert_int_equal(gnutls_x509_privkey_export2_pkcs8(
					 pfx->key, GNUTLS_X509_FMT_DER,
					 pfx->password, flags, &key), 0);
		gnutls_pkcs12_bag_init(&bag);
		assert_true(gnutls_pkcs12_bag_set_data(
				    bag, GNUTLS_BAG_PKCS8_ENCRYPTED_KEY,
				    &key) >= 0);
		gnutls_free(key.data);
		add_bag(file, bag);
	}
	assert_int_equal(gnutls_pkcs12_generate_mac(file, pfx->password), 0);
	assert_int_equal(gnutls_pkcs12_export2(file, GNUTLS_X509_FMT_DER,
					       &der), 0);
	if (pfx->no_mac)
		cut_mac(&der);
	put_file(name, der.data, der.size);
	gnutls_free(der.data);
	gnutls_pkcs12_deinit(file);
}

#endif

/* SPDX-License-Identifier: MIT */
/*
 * A first certificate: an RSA key, and a certificate that it signs itself
 * (RFC 5280) for signing in and nothing else.  The identity platform looks at
 * the key and the dates; the rest is good manners.
 */
#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/random.h"
#include "base/text.h"
#include "keys/certificate-parts.h"

#define NAME_MAX_BYTES 64	/* ub-common-name, RFC 5280, appendix A.1 */
#define SERIAL_SIZE 16		/* RFC 5280, section 4.1.2.2: 20 at most */
#define KEY_ID_SIZE 20

static bool check(const struct certificate_wish *wish, struct error *err)
{
	size_t length = strlen(wish->name);

	if (length < 1 || length > NAME_MAX_BYTES ||
	    !text_printable(wish->name))
		return error_set(err, ERROR_USAGE, "'%s' cannot be the name of "
				 "a certificate: it takes 1 to %d bytes without "
				 "control characters", wish->name,
				 NAME_MAX_BYTES);
	if (wish->bits != 2048 && wish->bits != 3072 && wish->bits != 4096)
		return error_set(err, ERROR_USAGE, "an RSA key of %u bits is "
				 "not made: choose 2048, 3072 or 4096",
				 wish->bits);
	return true;
}

/* Runs one call after the other until one fails. */
static int fill(gnutls_x509_crt_t crt, gnutls_x509_privkey_t key,
		const struct certificate_wish *wish)
{
	unsigned char serial[SERIAL_SIZE], id[KEY_ID_SIZE];
	size_t id_size = sizeof(id);
	int code;

	if (!random_bytes(serial, sizeof(serial)))
		return GNUTLS_E_RANDOM_FAILED;
	serial[0] = (serial[0] & 0x7f) | 0x40; /* positive, of full length */
	code = gnutls_x509_crt_set_version(crt, 3);
	if (code >= 0)
		code = gnutls_x509_crt_set_serial(crt, serial, sizeof(serial));
	if (code >= 0)
		code = gnutls_x509_crt_set_dn_by_oid(
			crt, GNUTLS_OID_X520_COMMON_NAME, 0, wish->name,
			(unsigned int)strlen(wish->name));
	if (code >= 0)
		code = gnutls_x509_crt_set_activation_time(crt,
							   wish->not_before);
	if (code >= 0)
		code = gnutls_x509_crt_set_expiration_time(crt,
							   wish->not_after);
	if (code >= 0)
		code = gnutls_x509_crt_set_key(crt, key);
	if (code >= 0)
		code = gnutls_x509_crt_get_key_id(crt, GNUTLS_KEYID_USE_SHA1,
						  id, &id_size);
	if (code >= 0)
		code = gnutls_x509_crt_set_subject_key_id(crt, id, id_size);
	if (code >= 0)
		code = gnutls_x509_crt_set_basic_constraints(crt, 0, -1);
	if (code >= 0)
		code = gnutls_x509_crt_set_key_usage(
			crt, GNUTLS_KEY_DIGITAL_SIGNATURE);
	if (code >= 0)
		code = gnutls_x509_crt_set_key_purpose_oid(
			crt, GNUTLS_KP_TLS_WWW_CLIENT, 0);
	if (code >= 0)
		code = gnutls_x509_crt_sign2(crt, crt, key, GNUTLS_DIG_SHA256,
					     0);
	return code;
}

/* Makes the certificate of a key and puts it among the parts. */
static int make_certificate(gnutls_x509_privkey_t key,
			    const struct certificate_wish *wish,
			    struct certificate_parts *parts)
{
	gnutls_x509_crt_t crt;
	int code = gnutls_x509_crt_init(&crt);

	if (code < 0)
		return code;
	parts->list[parts->count++] = crt;
	return fill(crt, key, wish);
}

bool certificate_create(const struct certificate_wish *wish,
			struct certificate **ret, struct error *err)
{
	auto_parts struct certificate_parts parts = { 0 };
	gnutls_x509_privkey_t key;
	int code;

	if (!check(wish, err))
		return false;
	if (gnutls_x509_privkey_init(&key) < 0)
		return error_memory(err);
	code = gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, wish->bits, 0);
	if (code >= 0)
		code = make_certificate(key, wish, &parts);
	if (code >= 0)
		return certificate_parts_set_key(&parts, key, wish->name,
						 err) &&
		       certificate_assemble(&parts, wish->name, ret, err);
	gnutls_x509_privkey_deinit(key);
	return error_set(err, ERROR_INTERNAL, "the certificate cannot be made: "
			 "%s", gnutls_strerror(code));
}

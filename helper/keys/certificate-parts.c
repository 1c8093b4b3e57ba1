/* SPDX-License-Identifier: MIT */
/*
 * From parts to a certificate: which of the certificates is the key's, who
 * issued it, and what is to be known of it.
 */
#include "keys/certificate-parts.h"

#include <gnutls/abstract.h>
#include <gnutls/crypto.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/text.h"

#define KEY_ID_SIZE 32	/* a SHA-256 of the public key */

bool certificate_fault(const char *where, const char *what, int code,
		       struct error *err)
{
	if (code == GNUTLS_E_MEMORY_ERROR)
		return error_memory(err);
	return error_set(err, ERROR_CONFIG, "'%s': %s: %s", where, what,
			 gnutls_strerror(code));
}

void certificate_parts_clear(struct certificate_parts *parts)
{
	if (parts->key != NULL)
		gnutls_privkey_deinit(parts->key);
	for (unsigned int i = 0; i < parts->count; i++)
		gnutls_x509_crt_deinit(parts->list[i]);
	certificate_pin_free(parts->pin);
	*parts = (struct certificate_parts){ 0 };
}

bool certificate_parts_add(struct certificate_parts *parts,
			   const gnutls_datum_t *der, const char *where,
			   struct error *err)
{
	gnutls_x509_crt_t crt;
	int code;

	if (parts->count == CERTIFICATES_MAX)
		return error_set(err, ERROR_CONFIG, "'%s' holds more than %d "
				 "certificates", where, CERTIFICATES_MAX);
	if (gnutls_x509_crt_init(&crt) < 0)
		return error_memory(err);
	code = gnutls_x509_crt_import(crt, der, GNUTLS_X509_FMT_DER);
	if (code < 0) {
		gnutls_x509_crt_deinit(crt);
		return certificate_fault(where, "a certificate is broken",
					 code, err);
	}
	parts->list[parts->count++] = crt;
	return true;
}

bool certificate_parts_set_key(struct certificate_parts *parts,
			       gnutls_x509_privkey_t key, const char *where,
			       struct error *err)
{
	int code = GNUTLS_E_MEMORY_ERROR;

	if (parts->key != NULL) {
		gnutls_x509_privkey_deinit(key);
		return error_set(err, ERROR_CONFIG, "'%s' holds more than one "
				 "private key", where);
	}
	if (gnutls_privkey_init(&parts->key) < 0)
		parts->key = NULL;
	else
		code = gnutls_privkey_import_x509(
			parts->key, key, GNUTLS_PRIVKEY_IMPORT_AUTO_RELEASE);
	if (code >= 0)
		return true;
	gnutls_x509_privkey_deinit(key);
	return certificate_fault(where, "the private key cannot be used", code,
				 err);
}

static bool key_id(gnutls_privkey_t key, unsigned char id[KEY_ID_SIZE])
{
	size_t size = KEY_ID_SIZE;
	gnutls_pubkey_t public;
	bool ok;

	if (gnutls_pubkey_init(&public) < 0)
		return false;
	ok = gnutls_pubkey_import_privkey(public, key, 0, 0) >= 0 &&
	     gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256, id,
				      &size) >= 0;
	gnutls_pubkey_deinit(public);
	return ok;
}

static void swap(struct certificate_parts *parts, unsigned int a,
		 unsigned int b)
{
	gnutls_x509_crt_t between = parts->list[a];

	parts->list[a] = parts->list[b];
	parts->list[b] = between;
}

/* Puts the key's own certificate first; false if there is none. */
static bool put_own_first(struct certificate_parts *parts)
{
	unsigned char wanted[KEY_ID_SIZE], id[KEY_ID_SIZE];

	if (parts->key == NULL || !key_id(parts->key, wanted))
		return false;
	for (unsigned int i = 0; i < parts->count; i++) {
		size_t size = sizeof(id);

		if (gnutls_x509_crt_get_key_id(parts->list[i],
					       GNUTLS_KEYID_USE_SHA256, id,
					       &size) < 0 ||
		    memcmp(id, wanted, sizeof(id)) != 0)
			continue;
		swap(parts, 0, i);
		return true;
	}
	return false;
}

/* Puts behind each certificate the one of its issuer; drops what is left. */
static void put_issuers_behind(struct certificate_parts *parts)
{
	unsigned int length = 1;

	for (unsigned int i = 1; i < parts->count; i++) {
		if (gnutls_x509_crt_check_issuer(parts->list[length - 1],
						 parts->list[i]) == 0)
			continue;
		swap(parts, length++, i);
		i = length - 1;
	}
	while (parts->count > length)
		gnutls_x509_crt_deinit(parts->list[--parts->count]);
}

static void read_subject(gnutls_x509_crt_t crt, struct certificate_facts *facts)
{
	gnutls_datum_t name = { NULL, 0 };

	if (gnutls_x509_crt_get_dn3(crt, &name, 0) < 0 || name.size == 0) {
		strcpy(facts->subject, "no subject");
	} else {
		snprintf(facts->subject, sizeof(facts->subject), "%s",
			 (const char *)name.data);
		text_clean(facts->subject);
	}
	gnutls_free(name.data);
}

static int read_facts(struct certificate *certificate)
{
	struct certificate_facts *facts = &certificate->facts;
	gnutls_x509_crt_t crt = certificate->parts.list[0];
	size_t sha1 = CERTIFICATE_SHA1_SIZE, sha256 = CERTIFICATE_SHA256_SIZE;
	int code;

	code = gnutls_x509_crt_get_fingerprint(crt, GNUTLS_DIG_SHA1,
					       facts->sha1_bytes, &sha1);
	if (code >= 0)
		code = gnutls_x509_crt_get_fingerprint(
			crt, GNUTLS_DIG_SHA256, facts->sha256_bytes, &sha256);
	if (code < 0)
		return code;
	thumbprint_format(facts->sha1_bytes, sha1, facts->sha1);
	thumbprint_format(facts->sha256_bytes, sha256, facts->sha256);
	read_subject(crt, facts);
	facts->not_before = gnutls_x509_crt_get_activation_time(crt);
	facts->not_after = gnutls_x509_crt_get_expiration_time(crt);
	gnutls_x509_crt_get_pk_algorithm(crt, &facts->bits);
	facts->where = certificate->where;
	return 0;
}

bool certificate_assemble(struct certificate_parts *parts, const char *where,
			  struct certificate **ret, struct error *err)
{
	auto_certificate struct certificate *made = NULL;
	int code;

	if (parts->count == 0)
		return error_set(err, ERROR_CONFIG, parts->key != NULL ?
				 "'%s' holds a private key but no certificate" :
				 "'%s' holds neither a certificate nor a "
				 "private key", where);
	made = calloc(1, sizeof(*made));
	if (made == NULL || (made->where = strdup(where)) == NULL)
		return error_memory(err);
	made->parts = *parts;
	*parts = (struct certificate_parts){ 0 };
	made->belongs = put_own_first(&made->parts);
	put_issuers_behind(&made->parts);
	code = read_facts(made);
	if (code < 0)
		return certificate_fault(where, "the certificate cannot be "
					 "read", code, err);
	*ret = steal(made);
	return true;
}

bool certificate_usable(const struct certificate *certificate,
			struct error *err)
{
	const struct certificate_facts *facts = &certificate->facts;
	int algorithm;

	if (certificate->parts.key == NULL) {
		error_set(err, ERROR_CONFIG, "the certificate %s (%s) in '%s' "
			  "has no private key", facts->sha1, facts->subject,
			  certificate->where);
		return error_hint(err, "export it anew together with its "
				  "private key, as PKCS#12 (.pfx) or PEM");
	}
	algorithm = gnutls_privkey_get_pk_algorithm(certificate->parts.key,
						    NULL);
	if (algorithm != GNUTLS_PK_RSA) {
		error_set(err, ERROR_CONFIG, "the key of the certificate %s "
			  "(%s) in '%s' is not an RSA key but %s",
			  facts->sha1, facts->subject, certificate->where,
			  gnutls_pk_algorithm_get_name(
				  (gnutls_pk_algorithm_t)algorithm));
		return error_hint(err, "the Microsoft identity platform takes "
				  "RSA keys only; 'lanyard cert create' makes "
				  "one");
	}
	if (certificate->belongs)
		return true;
	error_set(err, ERROR_CONFIG, "the private key in '%s' does not belong "
		  "to the certificate %s (%s) there", certificate->where,
		  facts->sha1, facts->subject);
	return error_hint(err, "put the key and the certificate that was made "
			  "for it into one file");
}

/* SPDX-License-Identifier: MIT */
/*
 * The keys and certificates of the authority: see identity.h. A P-256
 * authority signs one server certificate for every name that is played.
 * GnuTLS does the work; a failure here is reported and ends the program.
 */
#include "identity.h"

#include "text.h"

#include <arpa/inet.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#define DAY (24 * 60 * 60)
#define TOKEN_KEY_BITS 2048
#define SERIAL_SIZE 16

struct issuer {
	gnutls_x509_privkey_t key;
	gnutls_x509_crt_t certificate;
};

static bool done(int result, const char *what)
{
	if (result >= 0)
		return true;
	fprintf(stderr, "authority: cannot make the %s: %s\n", what,
		gnutls_strerror(result));
	return false;
}

static bool make_key(gnutls_x509_privkey_t *ret_key)
{
	return done(gnutls_x509_privkey_init(ret_key), "key") &&
	       done(gnutls_x509_privkey_generate(
			    *ret_key, GNUTLS_PK_ECDSA,
			    GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1),
			    0),
		    "key");
}

static bool make_blank(gnutls_x509_crt_t *ret_certificate,
		       gnutls_x509_privkey_t key, const char *name)
{
	unsigned char serial[SERIAL_SIZE];
	unsigned char key_id[32];
	size_t key_id_size = sizeof(key_id);
	gnutls_x509_crt_t crt;

	if (!done(gnutls_x509_crt_init(ret_certificate), "certificate"))
		return false;
	crt = *ret_certificate;
	random_fill(serial, sizeof(serial));
	serial[0] = (serial[0] & 0x7f) | 0x40; /* positive, full length */
	return done(gnutls_x509_crt_set_version(crt, 3), "certificate") &&
	       done(gnutls_x509_crt_set_serial(crt, serial, sizeof(serial)),
		    "serial number") &&
	       done(gnutls_x509_crt_set_dn_by_oid(crt,
						  GNUTLS_OID_X520_COMMON_NAME,
						  0, name,
						  (unsigned int)strlen(name)),
		    "subject") &&
	       done(gnutls_x509_crt_set_key(crt, key), "certificate") &&
	       done(gnutls_x509_crt_get_key_id(crt, 0, key_id, &key_id_size),
		    "key id") &&
	       done(gnutls_x509_crt_set_subject_key_id(crt, key_id, 20),
		    "key id");
}

static bool set_validity(gnutls_x509_crt_t crt, time_t from, time_t until)
{
	return done(gnutls_x509_crt_set_activation_time(crt, from),
		    "validity") &&
	       done(gnutls_x509_crt_set_expiration_time(crt, until),
		    "validity");
}

static bool make_issuer(struct issuer *ret_issuer, const char *name)
{
	time_t now = time(NULL);
	gnutls_x509_crt_t crt;

	if (!make_key(&ret_issuer->key) ||
	    !make_blank(&ret_issuer->certificate, ret_issuer->key, name))
		return false;
	crt = ret_issuer->certificate;
	return set_validity(crt, now - 60 * DAY, now + 60 * DAY) &&
	       done(gnutls_x509_crt_set_basic_constraints(crt, 1, -1),
		    "constraints") &&
	       done(gnutls_x509_crt_set_key_usage(crt,
						  GNUTLS_KEY_KEY_CERT_SIGN |
						  GNUTLS_KEY_CRL_SIGN),
		    "key usage") &&
	       done(gnutls_x509_crt_sign2(crt, crt, ret_issuer->key,
					  GNUTLS_DIG_SHA256, 0),
		    "signature");
}

static void issuer_clear(struct issuer *issuer)
{
	if (issuer->certificate)
		gnutls_x509_crt_deinit(issuer->certificate);
	if (issuer->key)
		gnutls_x509_privkey_deinit(issuer->key);
	*issuer = (struct issuer){ 0 };
}

static void add_name(const char *name, void *closure)
{
	gnutls_x509_crt_t crt = closure;
	unsigned char address[16];
	gnutls_x509_subject_alt_name_t type = GNUTLS_SAN_IPADDRESS;
	const void *data = address;
	size_t length;

	if (inet_pton(AF_INET, name, address) == 1) {
		length = 4;
	} else if (inet_pton(AF_INET6, name, address) == 1) {
		length = 16;
	} else {
		type = GNUTLS_SAN_DNSNAME;
		data = name;
		length = strlen(name);
	}
	done(gnutls_x509_crt_set_subject_alt_name(crt, type, data,
						  (unsigned int)length,
						  GNUTLS_FSAN_APPEND),
	     "certificate's names");
}

static bool fill_server(gnutls_x509_crt_t crt, const struct hosts *hosts,
			enum certificate_kind kind)
{
	time_t now = time(NULL);

	if (kind == CERTIFICATE_WRONG_HOST)
		add_name("wrong-host.invalid", crt);
	else
		hosts_each_name(hosts, add_name, crt);
	if (kind == CERTIFICATE_EXPIRED
		    ? !set_validity(crt, now - 30 * DAY, now - DAY)
		    : !set_validity(crt, now - DAY, now + 30 * DAY))
		return false;
	return done(gnutls_x509_crt_set_basic_constraints(crt, 0, -1),
		    "constraints") &&
	       done(gnutls_x509_crt_set_key_usage(crt,
						  GNUTLS_KEY_DIGITAL_SIGNATURE),
		    "key usage") &&
	       done(gnutls_x509_crt_set_key_purpose_oid(
			    crt, GNUTLS_KP_TLS_WWW_SERVER, 0),
		    "key purpose");
}

static char *certificate_pem(gnutls_x509_crt_t crt)
{
	gnutls_datum_t pem = { 0 };
	char *copy;

	if (!done(gnutls_x509_crt_export2(crt, GNUTLS_X509_FMT_PEM, &pem),
		  "certificate"))
		return NULL;
	copy = string_format("%.*s", (int)pem.size, (const char *)pem.data);
	gnutls_free(pem.data);
	return copy;
}

static char *key_pem(gnutls_x509_privkey_t key)
{
	gnutls_datum_t pem = { 0 };
	char *copy;

	if (!done(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem),
		  "key"))
		return NULL;
	copy = string_format("%.*s", (int)pem.size, (const char *)pem.data);
	gnutls_free(pem.data);
	return copy;
}

static bool make_server(struct identity *identity, struct issuer *issuer,
			const struct hosts *hosts, enum certificate_kind kind)
{
	struct issuer server = { 0 };
	bool made;

	made = make_key(&server.key) &&
	       make_blank(&server.certificate, server.key, "authority") &&
	       fill_server(server.certificate, hosts, kind) &&
	       done(gnutls_x509_crt_sign2(server.certificate,
					  issuer->certificate, issuer->key,
					  GNUTLS_DIG_SHA256, 0),
		    "signature");
	if (made) {
		identity->server_pem = certificate_pem(server.certificate);
		identity->server_key_pem = key_pem(server.key);
		made = identity->server_pem && identity->server_key_pem;
	}
	issuer_clear(&server);
	return made;
}

static bool make_certificates(struct identity *identity,
			      const struct hosts *hosts,
			      enum certificate_kind kind)
{
	struct issuer trusted = { 0 };
	struct issuer unknown = { 0 };
	bool made = make_issuer(&trusted, "authority test CA");

	if (made) {
		identity->ca_pem = certificate_pem(trusted.certificate);
		made = identity->ca_pem != NULL;
	}
	if (made && kind == CERTIFICATE_UNKNOWN_CA)
		made = make_issuer(&unknown, "authority other CA");
	made = made && make_server(identity,
				   unknown.key ? &unknown : &trusted, hosts,
				   kind);
	issuer_clear(&trusted);
	issuer_clear(&unknown);
	return made;
}

static bool make_token_key(struct identity *identity)
{
	unsigned char id[32];
	size_t size = sizeof(id);

	if (!done(gnutls_privkey_init(&identity->token_key), "token key") ||
	    !done(gnutls_privkey_generate(identity->token_key, GNUTLS_PK_RSA,
					  TOKEN_KEY_BITS, 0),
		  "token key") ||
	    !done(gnutls_pubkey_init(&identity->token_public), "token key") ||
	    !done(gnutls_pubkey_import_privkey(identity->token_public,
					       identity->token_key, 0, 0),
		  "token key") ||
	    !done(gnutls_pubkey_get_key_id(identity->token_public,
					   GNUTLS_KEYID_USE_SHA256, id, &size),
		  "key id"))
		return false;
	identity->token_kid = base64url_format(id, size);
	return true;
}

bool identity_init(struct identity *identity, const struct hosts *hosts,
		   enum certificate_kind kind)
{
	return make_certificates(identity, hosts, kind) &&
	       make_token_key(identity);
}

void identity_clear(struct identity *identity)
{
	free(identity->ca_pem);
	free(identity->server_pem);
	free(identity->server_key_pem);
	free(identity->token_kid);
	if (identity->token_key)
		gnutls_privkey_deinit(identity->token_key);
	if (identity->token_public)
		gnutls_pubkey_deinit(identity->token_public);
	*identity = (struct identity){ 0 };
}

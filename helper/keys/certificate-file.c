/* SPDX-License-Identifier: MIT */
/* Certificates in files: which format it is, and PEM. */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "keys/certificate-parts.h"

static bool holds(const struct secret *content, const char *text)
{
	return memmem(secret_expose(content), content->length, text,
		      strlen(text)) != NULL;
}

static gnutls_datum_t datum_of(const struct secret *content)
{
	return (gnutls_datum_t){
		.data = (unsigned char *)content->data,
		.size = (unsigned int)content->length,
	};
}

bool certificate_ask(const struct certificate_password *password,
		     const char *where, struct secret *ret, struct error *err)
{
	char what[512];

	if (password != NULL && password->read != NULL) {
		snprintf(what, sizeof(what), "Password of '%s'", where);
		return password->read(password->context, what, ret, err);
	}
	error_set(err, ERROR_CONFIG, "'%s' needs a password, and none is "
		  "given", where);
	return error_hint(err, "name its file in 'certificate_password_file', "
			  "or import the certificate: lanyard cert import "
			  "'%s'", where);
}

static bool wrong_password(const char *where, struct error *err)
{
	return error_set(err, ERROR_CONFIG, "the password for the private key "
			 "in '%s' is wrong", where);
}

/* PKCS#8 says so in its label, OpenSSL's older form in a header. */
static bool is_encrypted(const struct secret *content)
{
	return holds(content, "-----BEGIN ENCRYPTED PRIVATE KEY-----") ||
	       holds(content, "Proc-Type: 4,ENCRYPTED");
}

static bool read_key(const struct secret *content, const char *where,
		     const struct certificate_password *password,
		     struct certificate_parts *parts, struct error *err)
{
	auto_secret struct secret word = SECRET_INIT;
	bool encrypted = is_encrypted(content);
	gnutls_datum_t pem = datum_of(content);
	gnutls_x509_privkey_t key;
	int code;

	if (encrypted && !certificate_ask(password, where, &word, err))
		return false;
	if (gnutls_x509_privkey_init(&key) < 0)
		return error_memory(err);
	code = gnutls_x509_privkey_import2(key, &pem, GNUTLS_X509_FMT_PEM,
					   encrypted ? secret_expose(&word) :
						       NULL,
					   encrypted ? 0 : GNUTLS_PKCS_PLAIN);
	if (code >= 0)
		return certificate_parts_set_key(parts, key, where, err);
	gnutls_x509_privkey_deinit(key);
	if (encrypted && code != GNUTLS_E_UNKNOWN_CIPHER_TYPE &&
	    code != GNUTLS_E_UNKNOWN_HASH_ALGORITHM &&
	    code != GNUTLS_E_MEMORY_ERROR)
		return wrong_password(where, err);
	return certificate_fault(where, "the private key cannot be read", code,
				 err);
}

static bool read_certificates(const struct secret *content, const char *where,
			      struct certificate_parts *parts,
			      struct error *err)
{
	gnutls_datum_t pem = datum_of(content);
	unsigned int count = CERTIFICATES_MAX;
	int code;

	code = gnutls_x509_crt_list_import(
		parts->list, &count, &pem, GNUTLS_X509_FMT_PEM,
		GNUTLS_X509_CRT_LIST_IMPORT_FAIL_IF_EXCEED);
	if (code == GNUTLS_E_SHORT_MEMORY_BUFFER)
		return error_set(err, ERROR_CONFIG, "'%s' holds more than %d "
				 "certificates", where, CERTIFICATES_MAX);
	if (code < 0)
		return certificate_fault(where, "a certificate cannot be read",
					 code, err);
	parts->count = (unsigned int)code;
	return true;
}

bool certificate_parse_pem(const struct secret *content, const char *where,
			   const struct certificate_password *password,
			   struct certificate_parts *ret_parts,
			   struct error *err)
{
	if ((holds(content, "-----BEGIN CERTIFICATE-----") ||
	     holds(content, "-----BEGIN X509 CERTIFICATE-----")) &&
	    !read_certificates(content, where, ret_parts, err))
		return false;
	return !holds(content, "PRIVATE KEY-----") ||
	       read_key(content, where, password, ret_parts, err);
}

bool certificate_parse(const struct secret *content, const char *where,
		       const struct certificate_password *password,
		       struct certificate **ret, struct error *err)
{
	auto_parts struct certificate_parts parts = { 0 };

	if (content->length == 0)
		return error_set(err, ERROR_CONFIG, "'%s' is empty", where);
	return (holds(content, "-----BEGIN ") ?
			certificate_parse_pem(content, where, password, &parts,
					      err) :
			certificate_parse_pkcs12(content, where, password,
						 &parts, err)) &&
	       certificate_assemble(&parts, where, ret, err);
}

bool certificate_load(const char *path,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err)
{
	auto_secret struct secret content = SECRET_INIT;

	switch (file_read(path, FILE_SECRET, CERTIFICATE_FILE_MAX, &content,
			  err)) {
	case FILE_OK:
		return certificate_parse(&content, path, password, ret, err);
	case FILE_ABSENT:
		return error_set(err, ERROR_CONFIG, "the certificate's file "
				 "'%s' does not exist", path);
	default:
		return false;
	}
}

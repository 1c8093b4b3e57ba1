/* SPDX-License-Identifier: MIT */
/*
 * What can be done with a certificate once it is open, and the ways to open
 * one; where its parts come from is in the files beside this one.
 */
#include "keys/certificate.h"

#include <gnutls/abstract.h>
#include <gnutls/x509.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "keys/certificate-parts.h"
#include "keys/certificate-store.h"

static bool open_thumbprint(const char *text,
			    const struct certificate_password *password,
			    struct certificate **ret, struct error *err)
{
	char hex[THUMBPRINT_SIZE];

	if (thumbprint_parse(text, hex))
		return certificate_store_find(hex, password, ret, err);
	error_set(err, ERROR_CONFIG, "'%s' is not a thumbprint", text);
	return error_hint(err, "a thumbprint has 40 (SHA-1) or 64 (SHA-256) "
			  "hexadecimal digits, with or without colons and "
			  "blanks; 'lanyard cert list' shows those there are");
}

bool certificate_read(const struct secret *content, const char *where,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err)
{
	auto_certificate struct certificate *found = NULL;

	if (!certificate_parse(content, where, password, &found, err) ||
	    !certificate_usable(found, err))
		return false;
	*ret = steal(found);
	return true;
}

static bool open_file(const char *path,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err)
{
	auto_certificate struct certificate *found = NULL;

	if (!certificate_load(path, password, &found, err) ||
	    !certificate_usable(found, err))
		return false;
	*ret = steal(found);
	return true;
}

bool certificate_open(const char *spec,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err)
{
	if (strncmp(spec, "thumbprint:", 11) == 0)
		return open_thumbprint(spec + 11, password, ret, err);
	if (strncmp(spec, "file:", 5) == 0)
		return open_file(spec + 5, password, ret, err);
	if (strncmp(spec, "pkcs11:", 7) == 0)
		return certificate_open_pkcs11(spec, password, ret, err);
	error_set(err, ERROR_CONFIG, "'%s' does not say where the certificate "
		  "is", spec);
	return error_hint(err, "write 'thumbprint:HEX', 'file:PATH' or "
			  "'pkcs11:...'");
}

void certificate_free(struct certificate *certificate)
{
	if (certificate == NULL)
		return;
	certificate_parts_clear(&certificate->parts);
	free(certificate->where);
	free(certificate);
}

const struct certificate_facts *
certificate_facts(const struct certificate *certificate)
{
	return &certificate->facts;
}

bool certificate_check_time(const struct certificate *certificate,
			    int64_t now_s, struct error *err)
{
	const struct certificate_facts *facts = &certificate->facts;
	char date[CLOCK_DATE_SIZE], now[CLOCK_DATE_SIZE];

	clock_format(now_s, now);
	if (now_s > facts->not_after) {
		clock_format(facts->not_after, date);
		error_set(err, ERROR_CONFIG, "the certificate %s (%s) expired "
			  "on %s; it is from '%s'", facts->sha1,
			  facts->subject, date, facts->where);
		return error_hint(err, "make a new one with 'lanyard cert "
				  "create' or import it, and upload it to the "
				  "app registration");
	}
	if (now_s < facts->not_before) {
		clock_format(facts->not_before, date);
		error_set(err, ERROR_CONFIG, "the certificate %s (%s) is not "
			  "valid before %s; it is from '%s'", facts->sha1,
			  facts->subject, date, facts->where);
		return error_hint(err, "this machine's clock says %s; correct "
				  "it if that is wrong", now);
	}
	return true;
}

size_t certificate_chain_length(const struct certificate *certificate)
{
	return certificate->parts.count;
}

bool certificate_chain(const struct certificate *certificate, size_t index,
		       struct secret *ret_der, struct error *err)
{
	gnutls_datum_t der = { NULL, 0 };
	bool ok;

	if (gnutls_x509_crt_export2(certificate->parts.list[index],
				    GNUTLS_X509_FMT_DER, &der) < 0)
		return error_memory(err);
	ok = secret_append_bytes(ret_der, der.data, der.size);
	gnutls_free(der.data);
	return ok || error_memory(err);
}

/* What GnuTLS says when a token lacks the mechanism, or a signature with it
 * fails for that reason. */
static bool is_no_pss(int code)
{
	return code == GNUTLS_E_UNSUPPORTED_SIGNATURE_ALGORITHM ||
	       code == GNUTLS_E_PKCS11_UNSUPPORTED_FEATURE_ERROR ||
	       code == GNUTLS_E_INCOMPATIBLE_SIG_WITH_KEY;
}

static enum certificate_result sign_fault(const struct certificate *certificate,
					  int code, struct error *err)
{
	error_set(err, certificate->parts.pin != NULL ? ERROR_STORE :
							ERROR_INTERNAL,
		  "the key of the certificate %s cannot sign: %s ('%s')",
		  certificate->facts.sha1, gnutls_strerror(code),
		  certificate->where);
	return CERTIFICATE_FAULT;
}

enum certificate_result certificate_sign(const struct certificate *certificate,
					 enum certificate_algorithm algorithm,
					 const void *bytes, size_t length,
					 struct secret *ret_signature,
					 struct error *err)
{
	auto_secret struct secret copy = SECRET_INIT;
	gnutls_datum_t data, signature = { NULL, 0 };
	bool pss = algorithm == CERTIFICATE_PS256;
	int code;

	/* By way of a copy, since GnuTLS does not take const bytes. */
	if (!secret_append_bytes(&copy, bytes, length))
		return error_memory(err), CERTIFICATE_FAULT;
	data.data = (unsigned char *)copy.data;
	data.size = (unsigned int)length;
	code = gnutls_privkey_sign_data2(certificate->parts.key,
					 pss ? GNUTLS_SIGN_RSA_PSS_RSAE_SHA256 :
					       GNUTLS_SIGN_RSA_SHA256,
					 0, &data, &signature);
	if (code < 0) {
		sign_fault(certificate, code, err);
		return pss && is_no_pss(code) ? CERTIFICATE_NO_PSS :
						CERTIFICATE_FAULT;
	}
	if (!secret_append_bytes(ret_signature, signature.data,
				 signature.size))
		code = GNUTLS_E_MEMORY_ERROR;
	gnutls_free(signature.data);
	return code < 0 ? (error_memory(err), CERTIFICATE_FAULT) :
			  CERTIFICATE_SIGNED;
}

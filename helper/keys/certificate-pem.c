/* SPDX-License-Identifier: MIT */
/* Writing certificates, and their keys, as PEM. */
#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "keys/certificate-parts.h"

/* Takes over what GnuTLS wrote, and wipes it there. */
static bool append(struct secret *pem, gnutls_datum_t *from)
{
	bool ok = secret_append_bytes(pem, from->data, from->size);

	secret_wipe(from->data, from->size);
	gnutls_free(from->data);
	return ok;
}

static bool append_key(const struct certificate *certificate,
		       struct secret *pem, struct error *err)
{
	gnutls_datum_t text = { NULL, 0 };
	gnutls_x509_privkey_t key;
	int code;

	code = gnutls_privkey_export_x509(certificate->parts.key, &key);
	if (code >= 0) {
		code = gnutls_x509_privkey_export2_pkcs8(key,
							 GNUTLS_X509_FMT_PEM,
							 NULL,
							 GNUTLS_PKCS_PLAIN,
							 &text);
		gnutls_x509_privkey_deinit(key);
	}
	if (code < 0)
		return error_set(err, ERROR_STORE, "the private key of '%s' "
				 "cannot be taken out: %s", certificate->where,
				 gnutls_strerror(code));
	return append(pem, &text) || error_memory(err);
}

bool certificate_pem(const struct certificate *certificate, bool with_key,
		     struct secret *ret_pem, struct error *err)
{
	if (with_key && !append_key(certificate, ret_pem, err))
		return false;
	for (unsigned int i = 0; i < certificate->parts.count; i++) {
		gnutls_datum_t text = { NULL, 0 };

		if (gnutls_x509_crt_export2(certificate->parts.list[i],
					    GNUTLS_X509_FMT_PEM, &text) < 0 ||
		    !append(ret_pem, &text))
			return error_memory(err);
	}
	return true;
}

/* SPDX-License-Identifier: MIT */
/*
 * Clients' certificates: finding the one that the header of an assertion
 * means, by thumbprint or by name and chain.
 */
#ifndef AUTHORITY_CERTIFICATES_H
#define AUTHORITY_CERTIFICATES_H

#include "client-keys.h"
#include "jose.h"

#include <gnutls/x509.h>

enum certificate_result {
	CERTIFICATE_FOUND,
	CERTIFICATE_MALFORMED, /* the header names none in a usable way */
	CERTIFICATE_UNREGISTERED,
	CERTIFICATE_WRONG_NAME, /* trusted, but the name is not registered */
	CERTIFICATE_UNTRUSTED, /* the chain does not lead to the issuer */
};

/*
 * The certificate that x5t#S256, x5t and x5c name, among those of the
 * client; ret_certificate is then the caller's to deinit.
 */
enum certificate_result certificates_find(const struct client_keys *keys,
					  const struct jose *jose,
					  gnutls_x509_crt_t *ret_certificate);

/* The thumbprint in the header as hexadecimal digits, for messages. */
char *certificates_thumbprint(const struct jose *jose);

/* Whether the assertion is signed with the certificate's key. */
bool certificate_signed(gnutls_x509_crt_t certificate,
			const struct jose *jose);

#endif

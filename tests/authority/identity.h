/* SPDX-License-Identifier: MIT */
/*
 * The keys of the authority, all made when it starts and kept in memory
 * only: a certificate authority, the server certificate, and the RSA key
 * that signs tokens.
 */
#ifndef AUTHORITY_IDENTITY_H
#define AUTHORITY_IDENTITY_H

#include "hosts.h"

#include <gnutls/abstract.h>
#include <stdbool.h>

enum certificate_kind {
	CERTIFICATE_GOOD,
	CERTIFICATE_WRONG_HOST, /* of our authority, for another name */
	CERTIFICATE_EXPIRED,
	CERTIFICATE_UNKNOWN_CA, /* of an authority that nobody is told */
};

struct identity {
	char *ca_pem; /* what clients are to trust */
	char *server_pem;
	char *server_key_pem;
	gnutls_privkey_t token_key;
	gnutls_pubkey_t token_public;
	char *token_kid; /* base64url of the key's SHA-256 */
};

/* Makes all keys; false after a message on stderr. */
bool identity_init(struct identity *identity, const struct hosts *hosts,
		   enum certificate_kind kind);
void identity_clear(struct identity *identity);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the files of this module share: the inside of a certificate, and the
 * steps by which one comes to be.  Not for other floors.
 */
#ifndef KEYS_CERTIFICATE_PARTS_H
#define KEYS_CERTIFICATE_PARTS_H

#include <gnutls/abstract.h>
#include <gnutls/x509.h>

#include "keys/certificate.h"

/* More is no chain of an application's certificate. */
#define CERTIFICATES_MAX 16

/*
 * What was found in a file or a token: a key (or NULL) and certificates in any
 * order.
 */
struct certificate_parts {
	gnutls_privkey_t key;
	gnutls_x509_crt_t list[CERTIFICATES_MAX];
	unsigned int count;
	struct certificate_pin *pin;	/* of a token's key, or NULL */
};

struct certificate {
	struct certificate_parts parts;	/* the list in order, own one first */
	bool belongs;			/* the key is that of the first */
	char *where;
	struct certificate_facts facts;
};

#define auto_parts __attribute__((cleanup(certificate_parts_clear)))

void certificate_parts_clear(struct certificate_parts *parts);

/* Takes over one certificate in DER; false and an error when it is broken or
 * there are too many. */
bool certificate_parts_add(struct certificate_parts *parts,
			   const gnutls_datum_t *der, const char *where,
			   struct error *err);

/* Takes over a software key; false and an error. */
bool certificate_parts_set_key(struct certificate_parts *parts,
			       gnutls_x509_privkey_t key, const char *where,
			       struct error *err);

/*
 * Makes a certificate of parts, which are empty afterwards: the key's own
 * certificate first, then the chain.  Without a key, or with another's, it
 * still has facts, of the first certificate; certificate_usable() tells.
 * False and an error if there is no certificate at all.
 */
bool certificate_assemble(struct certificate_parts *parts, const char *where,
			  struct certificate **ret, struct error *err);

/* False and an error of class ERROR_CONFIG if there is no key to it, it is
 * another's or not RSA. */
bool certificate_usable(const struct certificate *certificate,
			struct error *err);

/* The content of a file: PEM or PKCS#12.  `where` is its path, for messages;
 * as assembled, that is, perhaps not usable. */
bool certificate_parse(const struct secret *content, const char *where,
		       const struct certificate_password *password,
		       struct certificate **ret, struct error *err);

/* Reads a file, at most so large, that was given to us. */
bool certificate_load(const char *path,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err);
#define CERTIFICATE_FILE_MAX (1u << 20)

/* Each looks for the parts in one format; see there. */
bool certificate_parse_pem(const struct secret *content, const char *where,
			   const struct certificate_password *password,
			   struct certificate_parts *ret_parts,
			   struct error *err);
bool certificate_parse_pkcs12(const struct secret *content, const char *where,
			      const struct certificate_password *password,
			      struct certificate_parts *ret_parts,
			      struct error *err);

/* A key in a token and the certificate beside it. */
bool certificate_open_pkcs11(const char *uri,
			     const struct certificate_password *password,
			     struct certificate **ret, struct error *err);

struct certificate_pin;
void certificate_pin_free(struct certificate_pin *pin);

/* Asks for the password of a file: false and an error if none is to be had. */
bool certificate_ask(const struct certificate_password *password,
		     const char *where, struct secret *ret, struct error *err);

/* "'WHERE': WHAT: GnuTLS's own words", of class ERROR_CONFIG. */
bool certificate_fault(const char *where, const char *what, int code,
		       struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * Certificates with their private keys, as sign-in needs them: opened by what
 * a principal's file says, looked at, signed with.
 *
 * A spec is `thumbprint:HEX` (looked for in the certificate stores),
 * `file:PATH` (PEM or PKCS#12) or `pkcs11:...` (RFC 7512).  Whatever it is,
 * what comes out is an RSA key, the certificate that it belongs to, and those
 * of its issuers that lay beside it.  A PKCS#11 key stays in its token.
 *
 * GnuTLS does the cryptography and reads the formats; it is not seen here.
 */
#ifndef KEYS_CERTIFICATE_H
#define KEYS_CERTIFICATE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/error.h"
#include "base/secret.h"
#include "keys/thumbprint.h"

#define CERTIFICATE_SHA1_SIZE 20
#define CERTIFICATE_SHA256_SIZE 32

struct certificate;

/*
 * Where a password or PIN comes from.  `read` is called once at most, and only
 * when one is needed; `what` says whose, for a prompt ("PIN of the token
 * 'work'").  It returns false with an error, which is then that of the opening.
 *
 * A token that has seen a wrong PIN since the last right one is not given
 * another from a file or a command, else a program that asks every minute locks
 * it: only one that a person types, or gives to just this command.  That a
 * person may be asked other things does not count.
 */
struct certificate_password {
	bool (*read)(void *context, const char *what, struct secret *ret,
		     struct error *err);
	void *context;
	bool attended;		/* it is a person who gives it, here and now */
};

struct certificate_facts {
	char sha1[THUMBPRINT_SIZE];	/* upper-case, as the portal shows it */
	char sha256[THUMBPRINT_SIZE];
	unsigned char sha1_bytes[CERTIFICATE_SHA1_SIZE];	/* for x5t */
	unsigned char sha256_bytes[CERTIFICATE_SHA256_SIZE];	/* x5t#S256 */
	char subject[256];		/* RFC 4514, safe to print; may be cut */
	int64_t not_before;		/* epoch seconds */
	int64_t not_after;
	unsigned int bits;		/* of the RSA key */
	const char *where;		/* path or URI; borrowed */
};

/*
 * Opens a certificate; `password` may be NULL.  False and an error of class
 * ERROR_CONFIG (not found, with the places looked in; no private key, or
 * another's; not RSA; wrong password; not readable) or ERROR_STORE (token
 * absent; PIN wrong or locked).  An expired one is opened: see
 * certificate_check_time().
 */
bool certificate_open(const char *spec,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err);

/* The same for the content of a PEM or PKCS#12 file that was read already;
 * `where` names it in messages. */
bool certificate_read(const struct secret *content, const char *where,
		      const struct certificate_password *password,
		      struct certificate **ret, struct error *err);

/* Wipes and frees; accepts NULL. */
void certificate_free(struct certificate *certificate);

static inline void cleanup_certificate(struct certificate **certificate)
{
	certificate_free(*certificate);
}
#define auto_certificate __attribute__((cleanup(cleanup_certificate)))

/* What is known of it; borrowed. */
const struct certificate_facts *
certificate_facts(const struct certificate *certificate);

/* False and an error of class ERROR_CONFIG if it is not valid at that time
 * (epoch seconds): not yet, or no longer. */
bool certificate_check_time(const struct certificate *certificate,
			    int64_t now_s, struct error *err);

/* How many certificates there are, the own one first, then those who issued
 * each; and the DER encoding of one of them, appended to *ret_der. */
size_t certificate_chain_length(const struct certificate *certificate);
bool certificate_chain(const struct certificate *certificate, size_t index,
		       struct secret *ret_der, struct error *err);

enum certificate_algorithm {
	CERTIFICATE_PS256,	/* RSASSA-PSS, SHA-256, salt of 32 bytes */
	CERTIFICATE_RS256	/* RSASSA-PKCS1-v1_5, SHA-256 */
};

enum certificate_result {
	CERTIFICATE_SIGNED,
	CERTIFICATE_NO_PSS,	/* this key's token cannot do PS256 */
	CERTIFICATE_FAULT	/* an error of class ERROR_STORE or _INTERNAL */
};

/* Signs bytes (RFC 7518, sections 3.3 and 3.5).  The error is filled in for
 * CERTIFICATE_NO_PSS too, for a caller who has nothing else to try. */
enum certificate_result certificate_sign(const struct certificate *certificate,
					 enum certificate_algorithm algorithm,
					 const void *bytes, size_t length,
					 struct secret *ret_signature,
					 struct error *err);

/*
 * Appends the certificates as PEM, after the private key (PKCS#8, not
 * encrypted) if `with_key`.  False and an error; a token gives no key away.
 */
bool certificate_pem(const struct certificate *certificate, bool with_key,
		     struct secret *ret_pem, struct error *err);

/* What a new, self-signed certificate is to be like. */
struct certificate_wish {
	const char *name;	/* becomes the subject, CN=NAME */
	unsigned int bits;	/* of its RSA key: 2048, 3072 or 4096 */
	int64_t not_before;	/* epoch seconds */
	int64_t not_after;
};

/* Makes a key and a certificate for signing in; nothing is written to disk.
 * False and an error of class ERROR_USAGE or ERROR_INTERNAL. */
bool certificate_create(const struct certificate_wish *wish,
			struct certificate **ret, struct error *err);

#endif

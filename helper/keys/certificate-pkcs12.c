/* SPDX-License-Identifier: MIT */
/*
 * PKCS#12 (RFC 7292), bag by bag, since GnuTLS's simple way reads neither one
 * that was sealed with no password at all nor one without a key.
 *
 * No password is two passwords: the empty one, of two zero bytes, and none, of
 * no bytes; programs differ.  The seal (MAC) and the bags are tried with each
 * by itself.  A file without a seal is judged by its bags alone.
 */
#include <gnutls/abstract.h>
#include <gnutls/pkcs12.h>
#include <gnutls/x509.h>

#include "base/cleanup.h"
#include "keys/certificate-parts.h"

/* The passwords to try. */
struct words {
	const char *list[2];
	int count;
};

enum outcome { OPENED, WRONG, BROKEN };

/*
 * What came of trying to decrypt.  Where no seal was checked before, a wrong
 * password may leave any rubbish; so all is its fault that cannot be
 * another's.
 */
static enum outcome judge(int code)
{
	switch (code) {
	case GNUTLS_E_UNKNOWN_CIPHER_TYPE:
	case GNUTLS_E_UNKNOWN_HASH_ALGORITHM:
	case GNUTLS_E_UNKNOWN_PK_ALGORITHM:
	case GNUTLS_E_UNIMPLEMENTED_FEATURE:
	case GNUTLS_E_MEMORY_ERROR:
		return BROKEN;
	default:
		return code >= 0 ? OPENED : WRONG;
	}
}

static bool unreadable(const char *where, int code, struct error *err)
{
	certificate_fault(where, "it cannot be read as PKCS#12", code, err);
	if (code == GNUTLS_E_UNKNOWN_HASH_ALGORITHM ||
	    code == GNUTLS_E_UNKNOWN_CIPHER_TYPE ||
	    code == GNUTLS_E_UNIMPLEMENTED_FEATURE)
		error_hint(err, "it was made with an algorithm that GnuTLS %s "
			   "does not know; export it as PEM",
			   gnutls_check_version(NULL));
	return false;
}

static enum outcome check_seal(gnutls_pkcs12_t file, const struct words *words,
			       const char *where, struct error *err)
{
	int code = 0;

	for (int i = 0; i < words->count; i++) {
		code = gnutls_pkcs12_verify_mac(file, words->list[i]);
		if (code >= 0 || code == GNUTLS_E_ASN1_ELEMENT_NOT_FOUND ||
		    code == GNUTLS_E_ASN1_VALUE_NOT_FOUND)
			return OPENED;
	}
	return code == GNUTLS_E_MAC_VERIFY_FAILED ? WRONG :
	       (unreadable(where, code, err), BROKEN);
}

static enum outcome decrypt(gnutls_pkcs12_bag_t bag, const struct words *words,
			    const char *where, struct error *err)
{
	int code = 0;

	for (int i = 0; i < words->count; i++) {
		code = gnutls_pkcs12_bag_decrypt(bag, words->list[i]);
		if (judge(code) == OPENED)
			return OPENED;
	}
	return judge(code) == WRONG ? WRONG :
	       (unreadable(where, code, err), BROKEN);
}

static enum outcome read_key(const gnutls_datum_t *der, bool encrypted,
			     const struct words *words, const char *where,
			     struct certificate_parts *parts, struct error *err)
{
	int code = GNUTLS_E_DECRYPTION_FAILED;
	gnutls_x509_privkey_t key;

	if (gnutls_x509_privkey_init(&key) < 0)
		return error_memory(err), BROKEN;
	for (int i = 0; i < (encrypted ? words->count : 1); i++) {
		const char *word = encrypted ? words->list[i] : NULL;
		unsigned int flags = !encrypted ? GNUTLS_PKCS_PLAIN :
				     word == NULL ? GNUTLS_PKCS_NULL_PASSWORD :
						    0;

		code = gnutls_x509_privkey_import_pkcs8(
			key, der, GNUTLS_X509_FMT_DER, word, flags);
		if (code >= 0)
			return certificate_parts_set_key(parts, key, where,
							 err) ? OPENED : BROKEN;
	}
	gnutls_x509_privkey_deinit(key);
	return encrypted && judge(code) == WRONG ? WRONG :
	       (unreadable(where, code, err), BROKEN);
}

static enum outcome read_bag(gnutls_pkcs12_bag_t bag, const struct words *words,
			     const char *where, struct certificate_parts *parts,
			     struct error *err)
{
	enum outcome outcome = OPENED;

	if (gnutls_pkcs12_bag_get_type(bag, 0) == GNUTLS_BAG_ENCRYPTED)
		outcome = decrypt(bag, words, where, err);
	for (int i = 0; outcome == OPENED &&
			i < gnutls_pkcs12_bag_get_count(bag); i++) {
		int type = gnutls_pkcs12_bag_get_type(bag, (unsigned int)i);
		gnutls_datum_t der;

		if (gnutls_pkcs12_bag_get_data(bag, (unsigned int)i, &der) < 0)
			continue;
		if (type == GNUTLS_BAG_CERTIFICATE)
			outcome = certificate_parts_add(parts, &der, where,
							err) ? OPENED : BROKEN;
		else if (type == GNUTLS_BAG_PKCS8_KEY ||
			 type == GNUTLS_BAG_PKCS8_ENCRYPTED_KEY)
			outcome = read_key(&der,
					   type != GNUTLS_BAG_PKCS8_KEY, words,
					   where, parts, err);
	}
	return outcome;
}

static enum outcome read_all(gnutls_pkcs12_t file, const struct words *words,
			     const char *where, struct certificate_parts *parts,
			     struct error *err)
{
	enum outcome outcome = check_seal(file, words, where, err);

	for (int i = 0; outcome == OPENED; i++) {
		gnutls_pkcs12_bag_t bag;
		int code;

		if (gnutls_pkcs12_bag_init(&bag) < 0)
			return error_memory(err), BROKEN;
		code = gnutls_pkcs12_get_bag(file, i, bag);
		if (code >= 0)
			outcome = read_bag(bag, words, where, parts, err);
		else if (code != GNUTLS_E_REQUESTED_DATA_NOT_AVAILABLE)
			outcome = (unreadable(where, code, err), BROKEN);
		gnutls_pkcs12_bag_deinit(bag);
		if (code < 0)
			break;
	}
	return outcome;
}

static bool read_parts(gnutls_pkcs12_t file, const char *where,
		       const struct certificate_password *password,
		       struct certificate_parts *parts, struct error *err)
{
	auto_secret struct secret asked = SECRET_INIT;
	struct words words = { .list = { "", NULL }, .count = 2 };
	enum outcome outcome = read_all(file, &words, where, parts, err);

	if (outcome != WRONG)
		return outcome == OPENED;
	certificate_parts_clear(parts);
	if (!certificate_ask(password, where, &asked, err))
		return false;
	words = (struct words){ .list = { secret_expose(&asked) }, .count = 1 };
	outcome = read_all(file, &words, where, parts, err);
	if (outcome == WRONG)
		error_set(err, ERROR_CONFIG, "the password for '%s' is wrong",
			  where);
	return outcome == OPENED;
}

bool certificate_parse_pkcs12(const struct secret *content, const char *where,
			      const struct certificate_password *password,
			      struct certificate_parts *ret_parts,
			      struct error *err)
{
	gnutls_datum_t der = { .data = (unsigned char *)content->data,
			       .size = (unsigned int)content->length };
	gnutls_pkcs12_t file;
	bool ok;
	int code;

	if (gnutls_pkcs12_init(&file) < 0)
		return error_memory(err);
	code = gnutls_pkcs12_import(file, &der, GNUTLS_X509_FMT_DER, 0);
	if (code < 0) {
		error_set(err, ERROR_CONFIG, "'%s' is neither PEM nor PKCS#12",
			  where);
		ok = false;
	} else {
		ok = read_parts(file, where, password, ret_parts, err);
	}
	gnutls_pkcs12_deinit(file);
	return ok;
}

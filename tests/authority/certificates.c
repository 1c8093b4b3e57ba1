/* SPDX-License-Identifier: MIT */
/*
 * Clients' certificates: see certificates.h. Files are read at each use, so
 * that a test may make its certificates while the authority runs.
 */
#include "certificates.h"

#include <string.h>

#define CHAIN_MAX 8
#define THUMBPRINT_MAX 32

struct chain {
	gnutls_x509_crt_t items[CHAIN_MAX];
	unsigned int count;
};

static const struct {
	const char *member;
	gnutls_digest_algorithm_t digest;
	size_t size;
} thumbprints[] = {
	{ "x5t#S256", GNUTLS_DIG_SHA256, 32 },
	{ "x5t", GNUTLS_DIG_SHA1, 20 },
};

#define THUMBPRINTS (sizeof(thumbprints) / sizeof(thumbprints[0]))

static bool import(gnutls_x509_crt_t *ret_certificate, const struct text *text,
		   gnutls_x509_crt_fmt_t format)
{
	gnutls_datum_t data = { (unsigned char *)text->data,
				(unsigned int)text->length };

	if (gnutls_x509_crt_init(ret_certificate) < 0)
		return false;
	if (gnutls_x509_crt_import(*ret_certificate, &data, format) >= 0)
		return true;
	gnutls_x509_crt_deinit(*ret_certificate);
	*ret_certificate = NULL;
	return false;
}

static bool load(gnutls_x509_crt_t *ret_certificate, const char *path)
{
	auto_text pem = { 0 };

	return text_load(&pem, path) &&
	       import(ret_certificate, &pem, GNUTLS_X509_FMT_PEM);
}

/* Whether every thumbprint of the header is this certificate's. */
static bool is_meant(gnutls_x509_crt_t certificate, const struct jose *jose)
{
	for (size_t i = 0; i < THUMBPRINTS; i++) {
		const char *sent = jose_string(jose->header,
					       thumbprints[i].member);
		unsigned char own[THUMBPRINT_MAX];
		size_t size = sizeof(own);
		auto_text bytes = { 0 };

		if (!sent)
			continue;
		if (!base64_parse(sent, strlen(sent), &bytes) ||
		    gnutls_x509_crt_get_fingerprint(certificate,
						    thumbprints[i].digest, own,
						    &size) < 0 ||
		    bytes.length != size || memcmp(bytes.data, own, size) != 0)
			return false;
	}
	return true;
}

static bool has_thumbprint(const struct jose *jose)
{
	for (size_t i = 0; i < THUMBPRINTS; i++)
		if (jose_string(jose->header, thumbprints[i].member))
			return true;
	return false;
}

char *certificates_thumbprint(const struct jose *jose)
{
	auto_text hex = { 0 };

	for (size_t i = 0; i < THUMBPRINTS && hex.length == 0; i++) {
		const char *sent = jose_string(jose->header,
					       thumbprints[i].member);
		auto_text bytes = { 0 };

		if (!sent || !base64_parse(sent, strlen(sent), &bytes))
			continue;
		for (size_t b = 0; b < bytes.length; b++)
			text_addf(&hex, "%02X", (unsigned char)bytes.data[b]);
	}
	return text_take(&hex);
}

static void chain_clear(struct chain *chain)
{
	for (unsigned int i = 0; i < chain->count; i++)
		gnutls_x509_crt_deinit(chain->items[i]);
	chain->count = 0;
}

/* x5c: base64 (not base64url) of DER, the leaf first; MSAL.NET sends a lone
 * leaf as a string. */
static bool read_chain(const struct jose *jose, struct chain *ret_chain)
{
	struct json_object *x5c;
	bool many;
	size_t count;

	if (!json_object_object_get_ex(jose->header, "x5c", &x5c))
		return true;
	many = json_object_is_type(x5c, json_type_array);
	count = many ? json_object_array_length(x5c) : 1;
	if (count == 0 || count > CHAIN_MAX)
		return false;
	for (size_t i = 0; i < count; i++) {
		struct json_object *item =
			many ? json_object_array_get_idx(x5c, i) : x5c;
		const char *base64 = json_object_get_string(item);
		auto_text der = { 0 };

		if (!json_object_is_type(item, json_type_string) ||
		    strpbrk(base64, "-_") ||
		    !base64_parse(base64, strlen(base64), &der) ||
		    !import(&ret_chain->items[i], &der, GNUTLS_X509_FMT_DER))
			return false;
		ret_chain->count++;
	}
	return is_meant(ret_chain->items[0], jose);
}

static bool leads_to(struct chain *chain, const char *issuer_file)
{
	gnutls_x509_trust_list_t list;
	gnutls_x509_crt_t issuer = NULL;
	unsigned int status = ~0U;

	if (!load(&issuer, issuer_file))
		return false;
	if (gnutls_x509_trust_list_init(&list, 0) < 0) {
		gnutls_x509_crt_deinit(issuer);
		return false;
	}
	if (gnutls_x509_trust_list_add_cas(list, &issuer, 1, 0) == 1 &&
	    gnutls_x509_trust_list_verify_crt(list, chain->items, chain->count,
					      GNUTLS_VERIFY_DISABLE_TIME_CHECKS,
					      &status, NULL) < 0)
		status = ~0U;
	gnutls_x509_trust_list_deinit(list, 0);
	gnutls_x509_crt_deinit(issuer);
	return status == 0;
}

static bool has_name(gnutls_x509_crt_t certificate, const char *subject)
{
	gnutls_datum_t name = { 0 };
	bool same;

	if (gnutls_x509_crt_get_dn3(certificate, &name, 0) < 0)
		return false;
	same = strcmp((const char *)name.data, subject) == 0;
	gnutls_free(name.data);
	return same;
}

static enum certificate_result check_names(const struct client_keys *keys,
					   struct chain *chain)
{
	bool named = false;

	for (size_t i = 0; i < keys->subject_name_count; i++) {
		if (!has_name(chain->items[0], keys->subject_names[i].subject))
			continue;
		named = true;
		if (leads_to(chain, keys->subject_names[i].issuer_file))
			return CERTIFICATE_FOUND;
	}
	return named ? CERTIFICATE_UNTRUSTED : CERTIFICATE_WRONG_NAME;
}

/* A certificate that is not registered itself, by subject name and issuer. */
static enum certificate_result find_by_name(const struct client_keys *keys,
					    struct chain *chain,
					    gnutls_x509_crt_t *ret_certificate)
{
	enum certificate_result result;

	if (keys->subject_name_count == 0 || chain->count == 0)
		return CERTIFICATE_UNREGISTERED;
	result = check_names(keys, chain);
	if (result == CERTIFICATE_FOUND) {
		*ret_certificate = chain->items[0];
		chain->items[0] = chain->items[--chain->count];
	}
	return result;
}

enum certificate_result certificates_find(const struct client_keys *keys,
					  const struct jose *jose,
					  gnutls_x509_crt_t *ret_certificate)
{
	struct chain chain = { 0 };
	enum certificate_result result;

	if (!has_thumbprint(jose))
		return CERTIFICATE_MALFORMED;
	for (size_t i = 0; i < keys->certificates.count; i++) {
		if (!load(ret_certificate, keys->certificates.items[i]))
			continue;
		if (is_meant(*ret_certificate, jose))
			return CERTIFICATE_FOUND;
		gnutls_x509_crt_deinit(*ret_certificate);
		*ret_certificate = NULL;
	}
	result = read_chain(jose, &chain) ?
			 find_by_name(keys, &chain, ret_certificate) :
			 CERTIFICATE_MALFORMED;
	chain_clear(&chain);
	return result;
}

bool certificate_signed(gnutls_x509_crt_t certificate, const struct jose *jose)
{
	gnutls_pubkey_t key;
	bool fine;

	if (gnutls_pubkey_init(&key) < 0)
		return false;
	fine = gnutls_pubkey_import_x509(key, certificate, 0) >= 0 &&
	       jose_signed_by(jose, key);
	gnutls_pubkey_deinit(key);
	return fine;
}

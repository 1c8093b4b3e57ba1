/* SPDX-License-Identifier: MIT */
/*
 * Keys of the issuers of federated assertions: see issuers.h.
 */
#include "issuers.h"

#include "jose.h"
#include "text.h"

#include <string.h>

static const struct setting_field fields[] = {
	{ "issuer", offsetof(struct foreign_issuer, issuer), true },
	{ "key_file", offsetof(struct foreign_issuer, key_file), true },
	{ 0 },
};

bool issuers_read(struct issuers *issuers, struct json_object *value)
{
	issuers->items = setting_objects("issuers", value, fields,
					 sizeof(*issuers->items),
					 &issuers->count);
	return issuers->items != NULL;
}

void issuers_clear(struct issuers *issuers)
{
	setting_objects_clear(fields, sizeof(*issuers->items), issuers->items,
			      issuers->count);
	*issuers = (struct issuers){ 0 };
}

static bool import_key(const char *path, gnutls_pubkey_t key)
{
	auto_text pem = { 0 };
	gnutls_datum_t data;

	if (!text_load(&pem, path))
		return false;
	data.data = (unsigned char *)pem.data;
	data.size = (unsigned int)pem.length;
	return gnutls_pubkey_import(key, &data, GNUTLS_X509_FMT_PEM) >= 0;
}

static enum issuer_result check_file(const char *path, const struct jose *jose)
{
	enum issuer_result result = ISSUER_NO_KEY;
	gnutls_pubkey_t key;

	if (gnutls_pubkey_init(&key) < 0)
		return ISSUER_NO_KEY;
	if (import_key(path, key))
		result = jose_signed_by(jose, key) ? ISSUER_SIGNED :
						     ISSUER_NOT_SIGNED;
	gnutls_pubkey_deinit(key);
	return result;
}

enum issuer_result issuers_check(const struct issuers *issuers,
				 const struct identity *identity,
				 const struct jose *jose)
{
	const char *name = jose_string(jose->claims, "iss");
	const char *kid = jose_string(jose->header, "kid");

	for (size_t i = 0; name && i < issuers->count; i++)
		if (strcmp(issuers->items[i].issuer, name) == 0)
			return check_file(issuers->items[i].key_file, jose);
	if (!kid || strcmp(kid, identity->token_kid) != 0)
		return ISSUER_NO_KEY;
	return jose_signed_by(jose, identity->token_public) ? ISSUER_SIGNED :
							      ISSUER_NOT_SIGNED;
}

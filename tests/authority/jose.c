/* SPDX-License-Identifier: MIT */
/*
 * Taking tokens apart and checking signatures: see jose.h.
 */
#include "jose.h"

#include <string.h>

#define TOKEN_MAX 65536

static bool decode(const char *part, size_t length, struct text *ret_text)
{
	/* base64_parse() is more lenient than RFC 7515 is. */
	for (size_t i = 0; i < length; i++)
		if (strchr("+/=", part[i]))
			return false;
	return length > 0 && base64_parse(part, length, ret_text);
}

static struct json_object *parse_object(const char *part, size_t length)
{
	auto_text json = { 0 };
	struct json_tokener *tokener;
	struct json_object *object;

	if (!decode(part, length, &json))
		return NULL;
	tokener = json_tokener_new();
	json_tokener_set_flags(tokener, JSON_TOKENER_STRICT);
	object = json_tokener_parse_ex(tokener, json.data, (int)json.length + 1);
	json_tokener_free(tokener);
	if (json_object_is_type(object, json_type_object))
		return object;
	json_object_put(object);
	return NULL;
}

bool jose_parse(struct jose *jose, const char *token)
{
	const char *first = strchr(token, '.');
	const char *second = first ? strchr(first + 1, '.') : NULL;

	*jose = (struct jose){ .token = token };
	if (!second || strchr(second + 1, '.') || strlen(token) > TOKEN_MAX)
		return false;
	jose->signed_length = (size_t)(second - token);
	jose->header = parse_object(token, (size_t)(first - token));
	jose->claims = parse_object(first + 1, (size_t)(second - first - 1));
	return jose->header && jose->claims &&
	       decode(second + 1, strlen(second + 1), &jose->signature);
}

void jose_clear(struct jose *jose)
{
	json_object_put(jose->header);
	json_object_put(jose->claims);
	text_clear(&jose->signature);
	*jose = (struct jose){ 0 };
}

const char *jose_string(struct json_object *object, const char *name)
{
	struct json_object *value;
	const char *string;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_string))
		return NULL;
	string = json_object_get_string(value);
	return *string ? string : NULL;
}

bool jose_number(struct json_object *object, const char *name,
		 int64_t *ret_number)
{
	struct json_object *value;

	if (!json_object_object_get_ex(object, name, &value) ||
	    !json_object_is_type(value, json_type_int))
		return false;
	*ret_number = json_object_get_int64(value);
	return true;
}

bool jose_signed_by(const struct jose *jose, gnutls_pubkey_t key)
{
	const char *alg = jose_string(jose->header, "alg");
	gnutls_sign_algorithm_t algorithm;
	gnutls_datum_t data = { (unsigned char *)jose->token,
				(unsigned int)jose->signed_length };
	gnutls_datum_t signature = { (unsigned char *)jose->signature.data,
				     (unsigned int)jose->signature.length };

	if (alg && strcmp(alg, "RS256") == 0)
		algorithm = GNUTLS_SIGN_RSA_SHA256;
	else if (alg && strcmp(alg, "PS256") == 0)
		algorithm = GNUTLS_SIGN_RSA_PSS_RSAE_SHA256;
	else
		return false;
	return gnutls_pubkey_verify_data2(key, algorithm, 0, &data,
					  &signature) >= 0;
}

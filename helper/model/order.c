/* SPDX-License-Identifier: MIT */
/* The order's key, and its passage to the sign-in program. */
#include "model/order.h"

#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/url.h"
#include "model/name.h"
#include "model/scope.h"

void order_clear(struct order *order)
{
	free(order->principal);
	free(order->cloud);
	free(order->authority);
	free(order->tenant);
	free(order->client_id);
	free(order->method);
	free(order->audience);
	credential_clear(&order->credential);
	strv_free(order->scopes);
	free(order->claims);
	free(order->key);
	*order = (struct order)ORDER_INIT;
}

/* The part of a key that says who signs in, and by what. */
static void format_identity(const char *tenant, const char *client_id,
			    const char *method,
			    const struct credential *credential,
			    struct str *key)
{
	str_format(key, "\ntenant=%s\nclient=%s\naccount=\nmethod=%s\n"
		   "credential=", tenant, client_id != NULL ? client_id : "",
		   method);
	credential_name(credential, key);
	str_append(key, "\nscopes=");
}

bool order_key_is_of(const char *key, const struct principal *principal)
{
	auto_str struct str identity = STR_INIT;

	if (principal->method == NULL || principal->tenant == NULL)
		return false;
	format_identity(principal->tenant, principal->client_id,
			principal->method->name, &principal->credential,
			&identity);
	return !identity.failed && strstr(key, identity.data) != NULL;
}

bool order_seal(struct order *order, struct error *err)
{
	auto_free char *scopes = NULL;
	auto_str struct str key = STR_INIT;

	scopes = scope_join((const char *const *)order->scopes);
	if (scopes == NULL)
		return error_memory(err);
	str_format(&key, "cloud=%s\nauthority=%s", order->cloud,
		   order->authority);
	format_identity(order->tenant, order->client_id, order->method,
			&order->credential, &key);
	str_format(&key, "%s\ntype=Bearer\n", scopes);
	free(order->key);
	order->key = str_take(&key);
	if (order->key == NULL)
		return error_memory(err);
	hash_format(order->key, strlen(order->key), order->key_hash);
	if (order->claims != NULL)
		hash_format(order->claims, strlen(order->claims),
			    order->claims_hash);
	return true;
}

void order_write(const struct order *order, struct secret *out)
{
	json_begin(out, "order", '{');
	json_put_string(out, "principal", order->principal);
	json_put_string(out, "cloud", order->cloud);
	json_put_bool(out, "adfs", order->type == CLOUD_ADFS);
	json_put_string(out, "authority", order->authority);
	json_put_string(out, "tenant", order->tenant);
	if (order->client_id != NULL)
		json_put_string(out, "client_id", order->client_id);
	json_put_string(out, "method", order->method);
	if (order->audience != NULL)
		json_put_string(out, "audience", order->audience);
	credential_write(&order->credential, out);
	json_put_strings(out, "scopes", (const char *const *)order->scopes);
	if (order->claims != NULL)
		json_put_string(out, "claims", order->claims);
	json_put_bool(out, "interactive", order->interactive);
	json_end(out, '}');
}

/* A string member as a copy; absent is an error if it must be there. */
static bool take_string(struct json in, const char *key, bool needed,
			char **ret, struct error *err)
{
	const char *text = NULL;

	if (!json_get_string(in, key, &text, err))
		return false;
	if (text == NULL)
		return !needed || json_fault(in, NULL, err, "has no '%s'", key);
	*ret = strdup(text);
	return *ret != NULL || error_memory(err);
}

static bool check(struct json in, const struct order *order,
		  struct error *err)
{
	struct url url;

	if (!url_parse(order->authority, &url) ||
	    strcmp(url.scheme, "https") != 0 || *url.path != '\0')
		return json_fault(in, "authority", err, "is not an authority");
	if (!name_is_tenant(order->tenant))
		return json_fault(in, "tenant", err, "is not a tenant");
	return true;
}

bool order_read(struct json in, struct order *ret_order, struct error *err)
{
	auto_free const char **scopes = NULL;
	struct json object = { 0 };
	bool adfs = false;

	if (!json_get_object(in, "order", &object, err))
		return false;
	if (object.value == NULL)
		return json_fault(in, NULL, err, "has no 'order'");
	if (!take_string(object, "principal", true, &ret_order->principal,
			 err) ||
	    !take_string(object, "cloud", true, &ret_order->cloud, err) ||
	    !take_string(object, "authority", true, &ret_order->authority,
			 err) ||
	    !take_string(object, "tenant", true, &ret_order->tenant, err) ||
	    !take_string(object, "client_id", false, &ret_order->client_id,
			 err) ||
	    !take_string(object, "method", true, &ret_order->method, err) ||
	    !take_string(object, "audience", false, &ret_order->audience,
			 err) ||
	    !take_string(object, "claims", false, &ret_order->claims, err) ||
	    !credential_read(object, &ret_order->credential, err) ||
	    !json_get_bool(object, "adfs", &adfs, err) ||
	    !json_get_bool(object, "interactive", &ret_order->interactive,
			   err) ||
	    !json_get_strings(object, "scopes", &scopes, err))
		return false;
	ret_order->type = adfs ? CLOUD_ADFS : CLOUD_ENTRA;
	if (scopes == NULL)
		return json_fault(object, NULL, err, "has no 'scopes'");
	ret_order->scopes = scope_sorted(scopes, err);
	return ret_order->scopes != NULL && check(object, ret_order, err) &&
	       order_seal(ret_order, err);
}

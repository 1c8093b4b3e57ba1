/* SPDX-License-Identifier: MIT */
/*
 * Issuing access tokens: the claims, the lifetime, and the answer that
 * carries them.
 */
#include "jwt.h"
#include "login-error.h"
#include "token-endpoint.h"

#include <stdlib.h>

#define LONG_LIFETIME 7200 /* from here on an answer has refresh_in */
#define UTI_SIZE 16

static struct json_object *make_claims(struct login *login,
				       const char *resource, int64_t now,
				       int lifetime)
{
	struct json_object *claims = json_object_new_object();
	struct json_object *roles = json_object_new_array();
	auto_free issuer = string_format("https://%s/%s/v2.0",
					 login->request->host_header,
					 login->tenant->id);
	auto_free uti = random_name(UTI_SIZE);

	json_add(claims, "aud", resource);
	json_add(claims, "iss", issuer);
	json_object_object_add(claims, "iat", json_object_new_int64(now));
	json_object_object_add(claims, "nbf", json_object_new_int64(now));
	json_object_object_add(claims, "exp",
			       json_object_new_int64(now + lifetime));
	json_add(claims, "appid", login->client->client_id);
	json_add(claims, "azp", login->client->client_id);
	json_add(claims, "tid", login->tenant->id);
	json_add(claims, "oid", login->client->object_id);
	json_add(claims, "sub", login->client->object_id);
	json_object_array_add(roles, json_object_new_string("Test.Read.All"));
	json_object_object_add(claims, "roles", roles);
	json_add(claims, "uti", uti);
	json_add(claims, "ver", "2.0");
	return claims;
}

static void add_lifetime(struct json_object *answer, int lifetime,
			 int refresh_in)
{
	if (!refresh_in && lifetime >= LONG_LIFETIME)
		refresh_in = lifetime / 2;
	json_object_object_add(answer, "expires_in",
			       json_object_new_int(lifetime - 1));
	json_object_object_add(answer, "ext_expires_in",
			       json_object_new_int(lifetime - 1));
	if (refresh_in)
		json_object_object_add(answer, "refresh_in",
				       json_object_new_int(refresh_in));
}

void login_issue(struct login *login, const char *resource)
{
	struct authority *authority = login->request->authority;
	int lifetime = faults_lifetime(&authority->faults);
	struct json_object *answer = json_object_new_object();
	struct json_object *claims;

	if (!lifetime)
		lifetime = authority->tenants.lifetime;
	claims = make_claims(login, resource, request_now(login->request),
			     lifetime);
	login->reply->token = jwt_sign(&authority->identity, claims);
	json_object_put(claims);
	if (!login->reply->token)
		abort();
	json_add(answer, "token_type", "Bearer");
	add_lifetime(answer, lifetime, faults_refresh_in(&authority->faults));
	json_add(answer, "access_token", login->reply->token);
	login_headers(login->request, login->reply);
	reply_json(login->reply, 200, answer);
}

/* SPDX-License-Identifier: MIT */
/*
 * What the runners of CI systems have in common: see runner.h.
 */
#include "runner.h"

#include "jwt.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define ID_SIZE 16

bool runner_admits(const struct request *request, const char *token)
{
	const char *header = request_header(request, "Authorization");

	return header && strncasecmp(header, "Bearer ", 7) == 0 &&
	       strcmp(header + 7, token) == 0;
}

char *runner_mint(const struct request *request, const char *issuer,
		  const char *subject, const char *audience, int lifetime)
{
	struct json_object *claims = json_object_new_object();
	int64_t now = request_now(request);
	auto_free id = random_name(ID_SIZE);
	char *token;

	json_add(claims, "jti", id);
	json_add(claims, "sub", subject);
	json_add(claims, "aud", audience);
	json_add(claims, "iss", issuer);
	json_object_object_add(claims, "iat", json_object_new_int64(now));
	json_object_object_add(claims, "nbf", json_object_new_int64(now));
	json_object_object_add(claims, "exp",
			       json_object_new_int64(now + lifetime));
	token = jwt_sign(&request->authority->identity, claims);
	json_object_put(claims);
	if (!token)
		abort();
	return token;
}

/* SPDX-License-Identifier: MIT */
/*
 * Secrets and tokens of the machine: see machine.h.
 */
#include "machine.h"

#include "jwt.h"
#include "request.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define SECRET_SIZE 30
#define UTI_SIZE 16
#define LIFETIME ((int64_t)24 * 60 * 60)
#define RENEWAL 300 /* seconds before its end a token is replaced */
#define CLOUD_SHELL_CLIENT "77777777-7777-4777-8777-777777777777"
#define USER_OBJECT "88888888-8888-4888-8888-888888888888"

static bool make_secret(const char *directory, const char *name,
			char **ret_secret)
{
	auto_free path = string_format("%s/%s", directory, name);

	*ret_secret = random_name(SECRET_SIZE);
	if (text_save(path, *ret_secret, strlen(*ret_secret), 0600))
		return true;
	perror(path);
	return false;
}

bool machine_init(struct machine *machine, const char *directory)
{
	pthread_mutex_init(&machine->mutex, NULL);
	return make_secret(directory, "identity-header",
			   &machine->identity_header) &&
	       make_secret(directory, "github-request-token",
			   &machine->request_token) &&
	       make_secret(directory, "pipelines-access-token",
			   &machine->access_token);
}

void machine_token_clear(struct machine_token *token)
{
	free(token->key);
	free(token->token);
	*token = (struct machine_token){ 0 };
}

void machine_clear(struct machine *machine)
{
	for (size_t i = 0; i < machine->count; i++)
		machine_token_clear(&machine->tokens[i]);
	free(machine->tokens);
	strings_clear(&machine->arc_keys);
	free(machine->identity_header);
	free(machine->request_token);
	free(machine->access_token);
	pthread_mutex_destroy(&machine->mutex);
	*machine = (struct machine){ 0 };
}

static void add_application(struct json_object *claims,
			    const struct managed_identity *identity)
{
	json_add(claims, "appid", identity->client_id);
	json_add(claims, "azp", identity->client_id);
	json_add(claims, "idtyp", "app");
	json_add(claims, "oid", identity->object_id);
	json_add(claims, "sub", identity->object_id);
	json_add(claims, "xms_mirid", identity->resource_id);
}

static void add_user(struct json_object *claims)
{
	json_add(claims, "appid", CLOUD_SHELL_CLIENT);
	json_add(claims, "azp", CLOUD_SHELL_CLIENT);
	json_add(claims, "idtyp", "user");
	json_add(claims, "oid", USER_OBJECT);
	json_add(claims, "sub", USER_OBJECT);
	json_add(claims, "scp", "user_impersonation");
	json_add(claims, "upn", "user@contoso.example");
}

static char *sign(const struct request *request,
		  const struct managed_identity *identity, const char *resource,
		  const struct machine_token *times)
{
	const struct tenants *tenants = &request->authority->tenants;
	struct json_object *claims = json_object_new_object();
	const char *tenant = tenants->count ? tenants->items[0].id : "none";
	auto_free issuer = string_format(
		"https://login.microsoftonline.com/%s/v2.0", tenant);
	auto_free uti = random_name(UTI_SIZE);
	char *token;

	json_add(claims, "aud", resource);
	json_add(claims, "iss", issuer);
	json_object_object_add(claims, "iat",
			       json_object_new_int64(times->from));
	json_object_object_add(claims, "nbf",
			       json_object_new_int64(times->from));
	json_object_object_add(claims, "exp",
			       json_object_new_int64(times->until));
	json_add(claims, "tid", tenant);
	if (identity)
		add_application(claims, identity);
	else
		add_user(claims);
	json_add(claims, "uti", uti);
	json_add(claims, "ver", "2.0");
	token = jwt_sign(&request->authority->identity, claims);
	json_object_put(claims);
	if (!token)
		abort();
	return token;
}

/* With the mutex held: the token of this key, perhaps still a blank one. */
static struct machine_token *find(struct machine *machine, const char *key)
{
	struct machine_token *token;

	for (size_t i = 0; i < machine->count; i++)
		if (strcmp(machine->tokens[i].key, key) == 0)
			return &machine->tokens[i];
	machine->tokens =
		memory_resize(machine->tokens,
			      (machine->count + 1) * sizeof(*machine->tokens));
	token = &machine->tokens[machine->count++];
	*token = (struct machine_token){ .key = string_dup(key) };
	return token;
}

void machine_token_get(const struct request *request,
		       const struct managed_identity *identity,
		       const char *resource, struct machine_token *ret_token)
{
	struct authority *authority = request->authority;
	int64_t lifetime = faults_lifetime(&authority->faults);
	int64_t now = request_now(request);
	auto_free key = NULL;
	struct machine_token *token;

	if (!lifetime)
		lifetime = LIFETIME;
	/* A test that changes the lifetime or the clock wants it to be seen. */
	key = string_format("%s %s %lld", identity ? identity->client_id : "-",
			    resource, (long long)lifetime);
	pthread_mutex_lock(&authority->machine.mutex);
	token = find(&authority->machine, key);
	if (!token->token || token->from > now ||
	    token->until - now <
		    (lifetime > 2 * RENEWAL ? RENEWAL : lifetime / 2)) {
		free(token->token);
		token->from = now;
		token->until = now + lifetime;
		token->token = sign(request, identity, resource, token);
	}
	*ret_token = *token;
	ret_token->key = string_dup(token->key);
	ret_token->token = string_dup(token->token);
	pthread_mutex_unlock(&authority->machine.mutex);
}

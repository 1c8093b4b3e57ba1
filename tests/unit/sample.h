/* SPDX-License-Identifier: MIT */
/* An order and a token to try things with. */
#ifndef UNIT_SAMPLE_H
#define UNIT_SAMPLE_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "model/order.h"
#include "model/token.h"

#define SAMPLE_CLIENT "11111111-2222-3333-4444-555555555555"

/* Seals an order anew after a change. */
static inline void sample_seal(struct order *order)
{
	struct error err;

	if (!order_seal(order, &err))
		abort();
}

/* Puts a copy of a text in the place of another one. */
static inline void sample_set(char **member, const char *text)
{
	free(*member);
	*member = strdup(text);
	if (*member == NULL)
		abort();
}

/* The principal `ci` asks for Azure Resource Manager in the public cloud. */
static inline struct order sample_order(void)
{
	struct order order = ORDER_INIT;

	sample_set(&order.principal, "ci");
	sample_set(&order.cloud, "AzureCloud");
	sample_set(&order.authority, "https://login.microsoftonline.com");
	sample_set(&order.tenant, "contoso.com");
	sample_set(&order.client_id, SAMPLE_CLIENT);
	sample_set(&order.method, "client-secret");
	order.credential.kind = CREDENTIAL_FILE;
	sample_set(&order.credential.path, "/nowhere/secret");
	order.scopes = calloc(2, sizeof(*order.scopes));
	if (order.scopes == NULL)
		abort();
	sample_set(&order.scopes[0], "https://management.azure.com//.default");
	sample_seal(&order);
	return order;
}

/* A token received at that time, to be renewed at half its lifetime. */
static inline struct token sample_token(const char *text, int64_t obtained_ms,
					int64_t lifetime_s)
{
	struct token token = TOKEN_INIT;

	if (!secret_append(&token.access_token, text))
		abort();
	snprintf(token.type, sizeof(token.type), "Bearer");
	token.obtained_at_ms = obtained_ms;
	token.expires_at = obtained_ms / 1000 + lifetime_s;
	token.refresh_at = obtained_ms / 1000 + lifetime_s / 2;
	return token;
}

#endif

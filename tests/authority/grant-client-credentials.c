/* SPDX-License-Identifier: MIT */
/*
 * The client credentials grant (RFC 6749, 4.4): an application signs in as
 * itself. It never gets a refresh token.
 */
#include "token-endpoint.h"

#include <stdlib.h>

static void answer(struct login *login)
{
	auto_free resource = NULL;

	if (login_client(login) && login_credential(login) &&
	    login_resource(login, &resource))
		login_issue(login, resource);
}

const struct grant grant_client_credentials = {
	.name = "client_credentials",
	.answer = answer,
};

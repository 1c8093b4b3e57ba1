/* SPDX-License-Identifier: MIT */
/*
 * Client assertions (RFC 7523): a signed token in place of a secret. Who
 * signed it decides what is checked: the client itself, with a certificate
 * that is registered; or another issuer, whose identity the client trusts.
 */
#ifndef AUTHORITY_ASSERTION_H
#define AUTHORITY_ASSERTION_H

#include "jose.h"
#include "token-endpoint.h"

/* A row of the table of credentials: whether there is an assertion. */
bool assertion_try(struct login *login, bool *ret_proven);

/* The two kinds; each replies with the error when it returns false. */
bool assertion_by_certificate(struct login *login, const struct jose *jose);
bool assertion_federated(struct login *login, const struct jose *jose);

/* Checks nbf (where there is one) and exp, both of which are numbers. */
bool assertion_timely(struct login *login, const struct jose *jose);

/* Replies that the assertion is malformed (AADSTS50027); always false. */
bool assertion_malformed(struct login *login, const char *reason);

#endif

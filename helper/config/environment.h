/* SPDX-License-Identifier: MIT */
/*
 * The principal that the environment makes: the variables of the Azure SDKs.
 * It is looked for only where nothing is configured, and never changes one
 * that is; but a workload identity or a runner's job may leave out in its
 * file what its environment says.
 */
#ifndef CONFIG_ENVIRONMENT_H
#define CONFIG_ENVIRONMENT_H

#include "base/error.h"
#include "model/principal.h"

/* The name that it goes by in messages and in the cache's list. */
#define ENVIRONMENT_PRINCIPAL "(environment)"

enum environment_result {
	ENVIRONMENT_NONE,	/* the variables are not there */
	ENVIRONMENT_MADE,
	ENVIRONMENT_FAULT	/* they contradict each other; error filled in */
};

/* Makes a principal of AZURE_CLIENT_ID, AZURE_TENANT_ID and a credential. */
enum environment_result environment_make(struct principal *ret_principal,
					 struct error *err);

/* Where some of the variables are there, sets a hint that names one that is
 * missing, and returns true. */
bool environment_explain(struct error *err);

/*
 * Fills in what the file of a principal left to the environment: client id,
 * tenant and assertion of a workload identity, those of a pipeline's service
 * connection.  False and an error of class ERROR_CONFIG that names what is
 * missing.
 */
bool environment_complete(struct principal *principal, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* App Service, Functions, Container Apps: a service that the platform names in
 * the environment, with a secret to show to it. */
#include "signin/metadata.h"

#define API_VERSION "2019-08-01"

static bool detect(void)
{
	return metadata_variable("IDENTITY_ENDPOINT") != NULL &&
	       metadata_variable("IDENTITY_HEADER") != NULL;
}

static bool ask(const struct metadata_question *question,
		struct http_answer *ret_answer, struct error *err)
{
	static const char *const headers[] = { "Accept: application/json",
					       NULL };
	const char *url = metadata_variable("IDENTITY_ENDPOINT");
	const char *value = metadata_variable("IDENTITY_HEADER");
	auto_secret struct secret header = SECRET_INIT;

	if (url == NULL || value == NULL)
		return error_set(err, ERROR_CONFIG, "IDENTITY_ENDPOINT and "
				 "IDENTITY_HEADER are not both set, so this is "
				 "no App Service with an identity");
	if (!secret_append(&header, "X-IDENTITY-HEADER: ") ||
	    !secret_append(&header, value))
		return error_memory(err);
	return metadata_get(question, url, API_VERSION, "mi_res_id", headers,
			    &header, ret_answer, err);
}

const struct metadata_source metadata_app_service = {
	.name = "app-service",
	.detect = detect,
	.ask = ask,
	.pause_ms = metadata_pause_ms,
	.honours_identity = true,
};

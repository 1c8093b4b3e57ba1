/* SPDX-License-Identifier: MIT */
/* Azure Cloud Shell, which acts as the person who is signed in there; there is
 * no identity to choose. */
#include "signin/metadata.h"

#include "base/form.h"

static bool detect(void)
{
	return metadata_variable("MSI_ENDPOINT") != NULL;
}

static bool ask(const struct metadata_question *question,
		struct http_answer *ret_answer, struct error *err)
{
	static const char *const headers[] = { "Metadata: true", NULL };
	auto_secret struct secret form = SECRET_INIT;
	struct http_request request = {
		.peer = HTTP_METADATA, .who = "the metadata service",
		.url = metadata_variable("MSI_ENDPOINT"), .form = &form,
		.headers = headers,
	};

	if (request.url == NULL)
		return error_set(err, ERROR_CONFIG, "MSI_ENDPOINT is not set, "
				 "so this is no Cloud Shell");
	if (!metadata_is_here("MSI_ENDPOINT", request.url, err))
		return false;
	if (question->identity_kind != NULL)
		return error_set(err, ERROR_CONFIG, "Cloud Shell acts as the "
				 "person signed in there; it has no identity "
				 "to choose");
	if (!form_add(&form, "resource", question->resource))
		return error_memory(err);
	return metadata_send(question, &request, ret_answer, err);
}

const struct metadata_source metadata_cloud_shell = {
	.name = "cloud-shell",
	.detect = detect,
	.ask = ask,
	.pause_ms = metadata_pause_ms,
	.honours_identity = true,
};

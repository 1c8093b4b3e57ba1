/* SPDX-License-Identifier: MIT */
/*
 * The instance metadata service of virtual machines (IMDS), on a link-local
 * address.  It may answer 410 for a minute while it is being updated.
 */
#include "signin/metadata.h"

#include <string.h>

#include "base/cleanup.h"
#include "base/str.h"

#define HOST "http://169.254.169.254"
#define PATH "/metadata/identity/oauth2/token"
#define API_VERSION "2018-02-01"

static bool detect(void)
{
	return true;
}

static bool ask(const struct metadata_question *question,
		struct http_answer *ret_answer, struct error *err)
{
	static const char *const headers[] = { "Metadata: true", NULL };
	const char *host = metadata_variable("AZURE_POD_IDENTITY_AUTHORITY_HOST");
	auto_free char *url = NULL;
	size_t length;

	if (host == NULL)
		host = HOST;
	else if (!metadata_is_here("AZURE_POD_IDENTITY_AUTHORITY_HOST", host,
				   err))
		return false;
	for (length = strlen(host); length > 0 && host[length - 1] == '/';)
		length--;
	url = str_new("%.*s" PATH, (int)length, host);
	if (url == NULL)
		return error_memory(err);
	return metadata_get(question, url, API_VERSION, "msi_res_id", headers,
			    NULL, ret_answer, err);
}

static int64_t pause_ms(long status, int retry)
{
	if (status == 410)
		return retry <= 7 ? 10000 : 0;
	if (status == 404 || status == 408 || status == 429 || status >= 500)
		return retry <= 3 ? 1000 << (retry - 1) : 0;
	return 0;
}

const struct metadata_source metadata_imds = {
	.name = "imds",
	.detect = detect,
	.ask = ask,
	.pause_ms = pause_ms,
	.honours_identity = true,
};

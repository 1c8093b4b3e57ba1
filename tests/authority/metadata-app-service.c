/* SPDX-License-Identifier: MIT */
/*
 * App Service and Functions: GET $IDENTITY_ENDPOINT with the secret of
 * $IDENTITY_HEADER. The answer has expires_on only.
 */
#include "metadata.h"

#include <string.h>

#define API_VERSION "2019-08-01"

static bool check_secret(struct metadata_call *call)
{
	const char *sent = request_header(call->request, "X-IDENTITY-HEADER");

	return (sent &&
		strcmp(sent, call->request->authority->machine.identity_header) ==
			0) ||
	       metadata_fail(call, 401, "unauthorized",
			     "The header X-IDENTITY-HEADER is %s.",
			     sent ? "wrong" : "missing");
}

void metadata_app_service(struct request *request, struct reply *reply)
{
	AUTO_METADATA struct metadata_call call = { .request = request,
						    .reply = reply };
	auto_free resource = request_parameter(request, "resource");

	if (metadata_method(&call, "GET") && check_secret(&call) &&
	    metadata_version(&call, API_VERSION) &&
	    metadata_resource(&call, resource) &&
	    metadata_select(&call, "mi_res_id"))
		metadata_answer(&call, METADATA_CLIENT_ID | METADATA_EXPIRES_ON);
}

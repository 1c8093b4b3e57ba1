/* SPDX-License-Identifier: MIT */
/*
 * Cloud Shell: POST $MSI_ENDPOINT with the resource in a form. The token is
 * the signed-in user's; no identity can be named.
 */
#include "form.h"
#include "metadata.h"

void metadata_cloud_shell(struct request *request, struct reply *reply)
{
	AUTO_METADATA struct metadata_call call = { .request = request,
						    .reply = reply,
						    .nested = true };
	struct form form = { 0 };

	if (metadata_method(&call, "POST") && metadata_header(&call)) {
		if (!form_parse(&form, request->body.data, request->body.length))
			metadata_fail(&call, 400, "bad_request",
				      "The body is not a well-formed form.");
		else if (metadata_resource(&call, form_value(&form, "resource")))
			metadata_answer(&call, METADATA_REFRESH_TOKEN |
						       METADATA_EXPIRES_IN |
						       METADATA_EXPIRES_ON |
						       METADATA_NOT_BEFORE);
	}
	form_clear(&form);
}

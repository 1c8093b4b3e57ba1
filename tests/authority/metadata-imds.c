/* SPDX-License-Identifier: MIT */
/*
 * The instance metadata service of virtual machines, at 169.254.169.254 in
 * the wild: GET /metadata/identity/oauth2/token.
 */
#include "metadata.h"

#define API_VERSION "2018-02-01"

void metadata_imds(struct request *request, struct reply *reply)
{
	AUTO_METADATA struct metadata_call call = { .request = request,
						    .reply = reply };
	auto_free resource = request_parameter(request, "resource");

	reply_header(reply, "Server", "IMDS/150.870.65.1854");
	if (metadata_method(&call, "GET") && metadata_header(&call) &&
	    metadata_version(&call, API_VERSION) &&
	    metadata_resource(&call, resource) &&
	    metadata_select(&call, "msi_res_id"))
		metadata_answer(&call, METADATA_CLIENT_ID | METADATA_EXPIRES_IN |
					       METADATA_EXPIRES_ON |
					       METADATA_EXT_EXPIRES_IN |
					       METADATA_NOT_BEFORE);
}

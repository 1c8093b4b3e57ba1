/* SPDX-License-Identifier: MIT */
/*
 * Servers connected by Azure Arc: GET $IDENTITY_ENDPOINT is answered with
 * the path of a key file, whose content then opens it.
 */
#include "arc-keys.h"
#include "metadata.h"

#include <string.h>
#include <strings.h>

#define API_VERSION "2020-06-01"

static void challenge(struct metadata_call *call)
{
	struct authority *authority = call->request->authority;
	auto_free path = arc_keys_make(&authority->machine,
				       authority->tenants.arc_keys,
				       call->request->quirk);

	if (!path)
		metadata_fail(call, 500, "server_error",
			      "The key could not be written.");
	else
		metadata_fail(call, 401, "unauthorized",
			      "Send the content of the file named.");
	if (!path || metadata_quirk(call, "no-challenge"))
		return;
	reply_header(call->reply, "WWW-Authenticate", "%s realm=%s",
		     metadata_quirk(call, "other-challenge") ? "Bearer" :
							       "Basic",
		     path);
}

/* What follows "Basic " is the content itself, not in base64. */
static bool check_key(struct metadata_call *call)
{
	const char *header = request_header(call->request, "Authorization");

	if (header && strncasecmp(header, "Basic ", 6) == 0 &&
	    arc_keys_use(&call->request->authority->machine, header + 6))
		return true;
	challenge(call);
	return false;
}

void metadata_arc(struct request *request, struct reply *reply)
{
	AUTO_METADATA struct metadata_call call = { .request = request,
						    .reply = reply };
	auto_free resource = request_parameter(request, "resource");

	if (metadata_method(&call, "GET") && metadata_header(&call) &&
	    metadata_version(&call, API_VERSION) && check_key(&call) &&
	    metadata_resource(&call, resource) &&
	    metadata_select(&call, "msi_res_id"))
		metadata_answer(&call, METADATA_REFRESH_TOKEN |
					       METADATA_CLIENT_ID |
					       METADATA_EXPIRES_IN |
					       METADATA_EXPIRES_ON |
					       METADATA_NOT_BEFORE);
}

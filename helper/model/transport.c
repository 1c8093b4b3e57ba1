/* SPDX-License-Identifier: MIT */
/* The passage of a transport to the sign-in program. */
#include "model/transport.h"

#include <stdlib.h>
#include <string.h>

void transport_clear(struct transport *transport)
{
	free(transport->ca_file);
	free(transport->ca_folder);
	*transport = (struct transport)TRANSPORT_INIT;
}

int64_t transport_limit_ms(const struct transport *transport)
{
	return transport->wait_ms / 3 * 2;
}

void transport_write(const struct transport *transport, struct secret *out)
{
	json_begin(out, "transport", '{');
	if (transport->ca_file != NULL)
		json_put_string(out, "ca_file", transport->ca_file);
	if (transport->ca_folder != NULL)
		json_put_string(out, "ca_folder", transport->ca_folder);
	json_put_int(out, "wait_ms", transport->wait_ms);
	json_end(out, '}');
}

bool transport_read(struct json in, struct transport *ret_transport,
		    struct error *err)
{
	const char *ca_file = NULL, *ca_folder = NULL;
	struct json object = { 0 };

	if (!json_get_object(in, "transport", &object, err))
		return false;
	if (object.value == NULL)
		return json_fault(in, NULL, err, "has no 'transport'");
	if (!json_get_string(object, "ca_file", &ca_file, err) ||
	    !json_get_string(object, "ca_folder", &ca_folder, err) ||
	    !json_get_int(object, "wait_ms", 0, INT32_MAX,
			  &ret_transport->wait_ms, err))
		return false;
	if (ca_file != NULL)
		ret_transport->ca_file = strdup(ca_file);
	if (ca_folder != NULL)
		ret_transport->ca_folder = strdup(ca_folder);
	if ((ca_file != NULL && ret_transport->ca_file == NULL) ||
	    (ca_folder != NULL && ret_transport->ca_folder == NULL))
		return error_memory(err);
	return true;
}

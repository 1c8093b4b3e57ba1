/* SPDX-License-Identifier: MIT */
/*
 * Bringing a reply to the client, whole or spoiled by a fault.
 */
#ifndef AUTHORITY_DELIVERY_H
#define AUTHORITY_DELIVERY_H

#include "request.h"

#include <microhttpd.h>

enum MHD_Result deliver(struct request *request, const struct fault *fault,
			struct reply *reply);

#endif

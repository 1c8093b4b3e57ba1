/* SPDX-License-Identifier: MIT */
/*
 * What a login host tells of itself: instance discovery, OpenID metadata
 * and the keys that tokens are signed with.
 */
#ifndef AUTHORITY_DISCOVERY_H
#define AUTHORITY_DISCOVERY_H

#include "request.h"

void discovery_instance(struct request *request, struct reply *reply);
void discovery_openid(struct request *request, struct reply *reply);
void discovery_adfs(struct request *request, struct reply *reply);
void discovery_keys(struct request *request, struct reply *reply);

#endif

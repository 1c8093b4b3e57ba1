/* SPDX-License-Identifier: MIT */
/*
 * Git repositories over HTTP as Azure Repos serves them: ORG/PROJECT/_git/
 * REPO, for a token by Bearer or as the password of Basic.
 */
#ifndef AUTHORITY_GIT_HTTP_H
#define AUTHORITY_GIT_HTTP_H

#include "request.h"

void git_http(struct request *request, struct reply *reply);

#endif

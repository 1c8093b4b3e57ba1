/* SPDX-License-Identifier: MIT */
/*
 * A Kubernetes API server of two namespaces, enough for kubectl to sign in
 * and list them.
 */
#ifndef AUTHORITY_KUBERNETES_H
#define AUTHORITY_KUBERNETES_H

#include "request.h"

void kubernetes_version(struct request *request, struct reply *reply);
void kubernetes_api(struct request *request, struct reply *reply);
void kubernetes_apis(struct request *request, struct reply *reply);
void kubernetes_core(struct request *request, struct reply *reply);
void kubernetes_namespaces(struct request *request, struct reply *reply);
void kubernetes_namespace(struct request *request, struct reply *reply);
void kubernetes_absent(struct request *request, struct reply *reply);

#endif

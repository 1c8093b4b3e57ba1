/* SPDX-License-Identifier: MIT */
/*
 * The Kubernetes API: see kubernetes.h. Every answer wants a token for the
 * AKS server application; whoever has none gets the API's Status object.
 */
#include "kubernetes.h"

#include "bearer.h"

#include <string.h>

static const char *const namespaces[] = { "default", "kube-system" };

#define NAMESPACES (sizeof(namespaces) / sizeof(namespaces[0]))

static void reply_status(struct reply *reply, unsigned int code,
			 const char *reason, const char *message)
{
	struct json_object *body = json_object_new_object();

	json_add(body, "kind", "Status");
	json_add(body, "apiVersion", "v1");
	json_object_object_add(body, "metadata", json_object_new_object());
	json_add(body, "status", "Failure");
	json_add(body, "message", message);
	json_add(body, "reason", reason);
	json_object_object_add(body, "code", json_object_new_int((int)code));
	reply_json(reply, code, body);
}

static bool admit(struct request *request, struct reply *reply)
{
	struct json_object *claims = NULL;

	if (bearer_check(request, hosts_of_kind(HOST_KUBERNETES), false,
			 &claims)) {
		reply_status(reply, 401, "Unauthorized", "Unauthorized");
		return false;
	}
	json_object_put(claims);
	return true;
}

static void reply_fixed(struct request *request, struct reply *reply,
			const char *json)
{
	if (admit(request, reply))
		reply_text(reply, 200, "application/json", json);
}

void kubernetes_version(struct request *request, struct reply *reply)
{
	reply_fixed(request, reply,
		    "{\"major\":\"1\",\"minor\":\"32\","
		    "\"gitVersion\":\"v1.32.0\",\"gitCommit\":\"0\","
		    "\"gitTreeState\":\"clean\","
		    "\"buildDate\":\"2024-12-11T17:59:15Z\","
		    "\"goVersion\":\"go1.23.3\",\"compiler\":\"gc\","
		    "\"platform\":\"linux/amd64\"}");
}

void kubernetes_api(struct request *request, struct reply *reply)
{
	reply_fixed(request, reply,
		    "{\"kind\":\"APIVersions\",\"versions\":[\"v1\"],"
		    "\"serverAddressByClientCIDRs\":[]}");
}

void kubernetes_apis(struct request *request, struct reply *reply)
{
	reply_fixed(request, reply,
		    "{\"kind\":\"APIGroupList\",\"apiVersion\":\"v1\","
		    "\"groups\":[]}");
}

void kubernetes_core(struct request *request, struct reply *reply)
{
	reply_fixed(request, reply,
		    "{\"kind\":\"APIResourceList\",\"groupVersion\":\"v1\","
		    "\"resources\":[{\"name\":\"namespaces\","
		    "\"singularName\":\"namespace\",\"namespaced\":false,"
		    "\"kind\":\"Namespace\",\"verbs\":[\"get\",\"list\"],"
		    "\"shortNames\":[\"ns\"]}]}");
}

static struct json_object *make_namespace(const char *name)
{
	struct json_object *object = json_object_new_object();
	struct json_object *metadata = json_object_new_object();
	struct json_object *status = json_object_new_object();

	json_add(metadata, "name", name);
	json_add(metadata, "uid", name);
	json_add(metadata, "resourceVersion", "1");
	json_add(metadata, "creationTimestamp", "2024-01-01T00:00:00Z");
	json_add(status, "phase", "Active");
	json_add(object, "kind", "Namespace");
	json_add(object, "apiVersion", "v1");
	json_object_object_add(object, "metadata", metadata);
	json_object_object_add(object, "status", status);
	return object;
}

void kubernetes_namespaces(struct request *request, struct reply *reply)
{
	struct json_object *body;
	struct json_object *metadata;
	struct json_object *items;

	if (!admit(request, reply))
		return;
	body = json_object_new_object();
	metadata = json_object_new_object();
	items = json_object_new_array();
	json_add(metadata, "resourceVersion", "1");
	for (size_t i = 0; i < NAMESPACES; i++)
		json_object_array_add(items, make_namespace(namespaces[i]));
	json_add(body, "kind", "NamespaceList");
	json_add(body, "apiVersion", "v1");
	json_object_object_add(body, "metadata", metadata);
	json_object_object_add(body, "items", items);
	reply_json(reply, 200, body);
}

void kubernetes_namespace(struct request *request, struct reply *reply)
{
	auto_free name = request_segment(request, 3);

	if (!admit(request, reply))
		return;
	for (size_t i = 0; i < NAMESPACES; i++) {
		if (strcmp(namespaces[i], name) == 0) {
			reply_json(reply, 200, make_namespace(name));
			return;
		}
	}
	kubernetes_absent(request, reply);
}

void kubernetes_absent(struct request *request, struct reply *reply)
{
	if (admit(request, reply))
		reply_status(reply, 404, "NotFound",
			     "the server could not find the requested "
			     "resource");
}

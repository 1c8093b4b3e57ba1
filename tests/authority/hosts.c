/* SPDX-License-Identifier: MIT */
/*
 * Looking hosts and audiences up: see hosts.h. The built-in table itself
 * lies in services.c.
 */
#include "hosts.h"

#include "text.h"

#include <stdlib.h>
#include <string.h>

static const struct service foreign = { .kind = HOST_FOREIGN };

static const struct service *service_at(const struct hosts *hosts, size_t i)
{
	if (i < hosts->extra_count)
		return &hosts->extra[i];
	i -= hosts->extra_count;
	return i < services_count ? &services[i] : NULL;
}

static bool service_has(const struct service *service, const char *name,
			bool exact)
{
	for (size_t i = 0; i < SERVICE_NAMES_MAX && service->names[i]; i++) {
		const char *pattern = service->names[i];

		if (exact && strcmp(pattern, name) == 0)
			return true;
		if (!exact && pattern[0] == '*' &&
		    strlen(name) > strlen(pattern + 1) &&
		    string_ends(name, pattern + 1))
			return true;
	}
	return false;
}

const struct service *hosts_find(const struct hosts *hosts, const char *name)
{
	const struct service *service;

	for (size_t i = 0; (service = service_at(hosts, i)); i++)
		if (service_has(service, name, true))
			return service;
	for (size_t i = 0; (service = service_at(hosts, i)); i++)
		if (service_has(service, name, false))
			return service;
	return &foreign;
}

const struct service *hosts_of_kind(enum host_kind kind)
{
	for (size_t i = 0; i < services_count; i++)
		if (services[i].kind == kind)
			return &services[i];
	return &foreign;
}

bool audience_equal(const char *a, const char *b)
{
	size_t length_a = strlen(a);
	size_t length_b = strlen(b);

	if (length_a && a[length_a - 1] == '/')
		length_a--;
	if (length_b && b[length_b - 1] == '/')
		length_b--;
	return length_a == length_b && memcmp(a, b, length_a) == 0;
}

bool service_accepts(const struct service *service, const char *audience)
{
	for (size_t i = 0; i < SERVICE_AUDIENCES_MAX; i++)
		if (service->audiences[i] &&
		    audience_equal(service->audiences[i], audience))
			return true;
	return false;
}

const struct service *hosts_resource(const struct hosts *hosts,
				     const char *audience, const char *cloud)
{
	const struct service *service;

	for (size_t i = 0; (service = service_at(hosts, i)); i++) {
		if (cloud && service->cloud && strcmp(cloud, service->cloud))
			continue;
		if (service_accepts(service, audience))
			return service;
	}
	return NULL;
}

void hosts_each_name(const struct hosts *hosts,
		     void (*visit)(const char *name, void *closure),
		     void *closure)
{
	const struct service *service;

	for (size_t i = 0; (service = service_at(hosts, i)); i++)
		for (size_t n = 0; n < SERVICE_NAMES_MAX; n++)
			if (service->names[n])
				visit(service->names[n], closure);
}

static enum host_kind role_kind(const char *role)
{
	if (strcmp(role, "login") == 0)
		return HOST_LOGIN;
	if (strcmp(role, "git") == 0)
		return HOST_GIT;
	if (strcmp(role, "kubernetes") == 0)
		return HOST_KUBERNETES;
	if (strcmp(role, "foreign") == 0)
		return HOST_FOREIGN;
	return HOST_RESOURCE;
}

bool hosts_add(struct hosts *hosts, const char *name, const char *role)
{
	struct service *service;

	if (hosts->extra_count == HOSTS_EXTRA_MAX)
		return false;
	service = &hosts->extra[hosts->extra_count++];
	*service = (struct service){ .kind = role_kind(role) };
	service->names[0] = string_dup(name);
	if (service->kind == HOST_RESOURCE)
		service->audiences[0] = string_dup(role);
	return true;
}

void hosts_clear(struct hosts *hosts)
{
	for (size_t i = 0; i < hosts->extra_count; i++) {
		free((char *)hosts->extra[i].names[0]);
		free((char *)hosts->extra[i].audiences[0]);
	}
	hosts->extra_count = 0;
}

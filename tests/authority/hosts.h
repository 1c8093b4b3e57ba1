/* SPDX-License-Identifier: MIT */
/*
 * Which host names the authority plays, and which audiences are known: one
 * table of services of the production clouds, to which the configuration
 * may add hosts. The server certificate is made for exactly these names.
 */
#ifndef AUTHORITY_HOSTS_H
#define AUTHORITY_HOSTS_H

#include <stdbool.h>
#include <stddef.h>

#define SERVICE_AUDIENCES_MAX 6
#define SERVICE_NAMES_MAX 14
#define HOSTS_EXTRA_MAX 32

/* Bits, so that a route can serve several kinds of host. */
enum host_kind {
	HOST_LOGIN = 1,
	HOST_RESOURCE = 2,
	HOST_GIT = 4,
	HOST_KUBERNETES = 8,
	HOST_LOCAL = 16, /* 127.0.0.1: chosen by path */
	HOST_FOREIGN = 32, /* must never be given a token */
	HOST_METADATA = 64, /* the machine itself: over HTTP, any name */
	HOST_RUNNER = 128, /* gives the jobs of a CI system their tokens */
};

struct service {
	enum host_kind kind;
	const char *cloud; /* NULL is every cloud */
	const char *audiences[SERVICE_AUDIENCES_MAX];
	const char *names[SERVICE_NAMES_MAX]; /* "*.suffix" is any depth */
};

/* The built-in table, in services.c. */
extern const struct service services[];
extern const size_t services_count;

struct hosts {
	struct service extra[HOSTS_EXTRA_MAX];
	size_t extra_count;
};

/*
 * Adds a host. role is "login", "git", "kubernetes", "foreign" or the
 * audience of a resource. The hosts own copies of both.
 */
bool hosts_add(struct hosts *hosts, const char *name, const char *role);
void hosts_clear(struct hosts *hosts);

/* The service that a lower-case host name belongs to; never NULL. */
const struct service *hosts_find(const struct hosts *hosts, const char *name);

/* The first built-in service of a kind. */
const struct service *hosts_of_kind(enum host_kind kind);

/* The service that an audience means in a cloud (NULL: any), or NULL. */
const struct service *hosts_resource(const struct hosts *hosts,
				     const char *audience, const char *cloud);

/* Whether a token for this audience opens the service. */
bool service_accepts(const struct service *service, const char *audience);

/* Whether both are the same resource, but for a slash at the end. */
bool audience_equal(const char *a, const char *b);

/* Calls back with each name, patterns included. */
void hosts_each_name(const struct hosts *hosts,
		     void (*visit)(const char *name, void *closure),
		     void *closure);

#endif

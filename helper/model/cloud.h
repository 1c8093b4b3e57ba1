/* SPDX-License-Identifier: MIT */
/*
 * A cloud: where its principals sign in, and which token its hosts may be
 * given.  The built-in ones are one table (cloud-table.c); a user's own is a
 * JSON text of the same shape.
 */
#ifndef MODEL_CLOUD_H
#define MODEL_CLOUD_H

#include <stdbool.h>
#include <stdint.h>

#include "base/error.h"
#include "base/json.h"

enum cloud_type { CLOUD_ENTRA, CLOUD_ADFS };

/* A name and what it stands for; a list of them ends with a NULL name. */
struct cloud_pair {
	const char *name;
	const char *value;
};

struct cloud {
	const char *name;
	const char *authority;		/* https://HOST[:PORT] */
	enum cloud_type type;
	const char *federation_audience;	/* or NULL */
	const char *closed;		/* why it can't be used any more */
	const char *const *spellings;	/* other tools' names for it */
	const char *const *aliases;	/* hosts trusted like the authority's */
	const struct cloud_pair *resources;	/* alias to resource URI */
	const struct cloud_pair *hosts;	/* pattern to resource alias */
	struct json_document *document;	/* what a parsed one borrows from */
};

/* The built-in clouds, ending with one that has no name. */
extern const struct cloud cloud_table[];

/* The name of the cloud that is meant when none is given. */
#define CLOUD_DEFAULT "AzureCloud"

/*
 * The built-in cloud of that name or spelling (case does not matter), or
 * NULL.
 */
const struct cloud *cloud_builtin(const char *name);

/*
 * Reads a cloud of the user's own.  Takes over the document.  Returns a new
 * cloud, or NULL and an error with file and line.
 */
struct cloud *cloud_parse(const char *name, struct json_document *document,
			  struct error *err);

/* Frees a parsed cloud; leaves a built-in one alone; accepts NULL. */
void cloud_free(const struct cloud *cloud);

static inline void cleanup_cloud(const struct cloud **cloud)
{
	cloud_free(*cloud);
}
#define auto_cloud __attribute__((cleanup(cleanup_cloud)))

/* What a resource alias stands for in this cloud, or NULL. */
const char *cloud_resource(const struct cloud *cloud, const char *alias);

/*
 * The alias of the resource that a host on a port is given tokens for, or
 * NULL.  The host is lower-cased already.
 */
const char *cloud_host_resource(const struct cloud *cloud, const char *host,
				uint16_t port);

/*
 * True if a pattern of a host table (`host`, `host:port` or `*.suffix`, port
 * 443 where none is given) covers a host on a port.
 */
bool cloud_host_covers(const char *pattern, const char *host, uint16_t port);

/* True if a text is such a pattern. */
bool cloud_host_pattern_valid(const char *pattern);

#endif

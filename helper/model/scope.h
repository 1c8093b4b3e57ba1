/* SPDX-License-Identifier: MIT */
/*
 * From a resource to scopes.  `arm` or a URI becomes `URI/.default`; the URI
 * is copied as it stands, slashes at its end included, since the authority
 * copies it into the audience (facts of the v2.0 endpoint).
 */
#ifndef MODEL_SCOPE_H
#define MODEL_SCOPE_H

#include "base/error.h"
#include "model/cloud.h"

/*
 * The URI that a resource (an alias of the cloud, a URI or a GUID) stands
 * for; borrowed from the cloud or from `resource`.  NULL and an error of class
 * ERROR_USAGE that lists the aliases for anything else.
 */
const char *scope_resource_uri(const struct cloud *cloud, const char *resource,
			       struct error *err);

/* The only scope of an application's request for a resource: a new
 * NULL-terminated array for strv_free(), NULL when out of memory. */
char **scope_default(const char *uri);

/*
 * A copy of scopes, checked, sorted and without doubles, as above; NULL and an
 * error of class ERROR_USAGE if one is not a scope or there is none.
 */
char **scope_sorted(const char *const *scopes, struct error *err);

/* The resource of a scope, that is, the scope without `/.default` or the last
 * path segment: a new string, NULL when out of memory. */
char *scope_resource(const char *scope);

/* Scopes joined with blanks: a new string, NULL when out of memory. */
char *scope_join(const char *const *scopes);

#endif

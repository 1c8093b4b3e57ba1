/* SPDX-License-Identifier: MIT */
/*
 * Git over HTTP: see git-http.h. The work is left to git http-backend; here
 * are who may, which repository, and the headers of a refusal.
 */
#include "git-http.h"

#include "bearer.h"
#include "cgi.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define ENVIRONMENT_MAX 24
#define LOGIN_HOST "https://login.microsoftonline.com"

struct environment {
	char *items[ENVIRONMENT_MAX + 1];
	size_t count;
};

static void add(struct environment *environment, const char *name,
		const char *value)
{
	if (environment->count < ENVIRONMENT_MAX)
		environment->items[environment->count++] =
			string_format("%s=%s", name, value ? value : "");
}

static void environment_clear(struct environment *environment)
{
	for (size_t i = 0; i < environment->count; i++)
		free(environment->items[i]);
}

static void refuse(struct request *request, struct reply *reply)
{
	const struct tenants *tenants = &request->authority->tenants;
	const char *tenant = tenants->count ? tenants->items[0].id : "";

	reply_header(reply, "WWW-Authenticate",
		     "Bearer authorization_uri=" LOGIN_HOST "/%s", tenant);
	reply_header(reply, "WWW-Authenticate", "Basic realm=\"https://%s/\"",
		     request->host_header);
	reply_header(reply, "WWW-Authenticate", "TFS-Federated");
	reply_header(reply, "X-VSS-ResourceTenant", "%s", tenant);
	reply_text(reply, 401, "text/plain", "sign in first\n");
}

/* ORG.visualstudio.com has the organisation in the host, not the path. */
static char *repository_path(const struct request *request)
{
	const char *path = request->path;
	const char *suffix = ".visualstudio.com";

	if (request->service->kind == HOST_LOCAL)
		return string_dup(path + strlen("/git"));
	if (string_ends(request->host, suffix))
		return string_format("/%.*s%s",
				     (int)(strlen(request->host) -
					   strlen(suffix)),
				     request->host, path);
	return string_dup(path);
}

static bool is_directory(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 && S_ISDIR(status.st_mode);
}

/* PATH_INFO for the backend: names the repository as it is on disk. */
static char *find_repository(const struct request *request)
{
	const char *root = request->authority->tenants.git_root;
	auto_free path = repository_path(request);
	auto_free plain = NULL;
	auto_free bare = NULL;
	const char *name = strstr(path, "/_git/");
	int length;

	if (!name || strstr(path, "/../") || strstr(path, "//"))
		return NULL;
	name += strlen("/_git/");
	length = (int)(name - path + (long)strcspn(name, "/"));
	plain = string_format("%s%.*s", root, length, path);
	bare = string_format("%s%.*s.git", root, length, path);
	if (is_directory(bare))
		return string_format("%.*s.git%s", length, path,
				     path + length);
	return is_directory(plain) ? string_dup(path) : NULL;
}

static void add_request(struct environment *environment,
			const struct request *request, const char *path)
{
	auto_free length = string_format("%zu", request->body.length);

	add(environment, "GATEWAY_INTERFACE", "CGI/1.1");
	add(environment, "SERVER_PROTOCOL", "HTTP/1.1");
	add(environment, "REQUEST_METHOD", request->method);
	add(environment, "PATH_INFO", path);
	add(environment, "QUERY_STRING", request->query);
	add(environment, "CONTENT_LENGTH", length);
	add(environment, "CONTENT_TYPE",
	    request_header(request, "Content-Type"));
	add(environment, "HTTP_CONTENT_ENCODING",
	    request_header(request, "Content-Encoding"));
	add(environment, "HTTP_GIT_PROTOCOL",
	    request_header(request, "Git-Protocol"));
	add(environment, "GIT_PROTOCOL",
	    request_header(request, "Git-Protocol"));
	add(environment, "REMOTE_ADDR", "127.0.0.1");
}

/* The user's own git configuration must not change what a test sees. */
static void add_git(struct environment *environment,
		    const struct request *request)
{
	add(environment, "PATH", getenv("PATH"));
	add(environment, "HOME", request->authority->directory);
	add(environment, "GIT_PROJECT_ROOT",
	    request->authority->tenants.git_root);
	add(environment, "GIT_HTTP_EXPORT_ALL", "1");
	add(environment, "GIT_CONFIG_NOSYSTEM", "1");
	add(environment, "GIT_CONFIG_COUNT", "1");
	add(environment, "GIT_CONFIG_KEY_0", "safe.directory");
	add(environment, "GIT_CONFIG_VALUE_0", "*");
	add(environment, "REMOTE_USER", "authority"); /* allows pushing */
}

static void serve(struct request *request, struct reply *reply)
{
	char program[] = "git";
	char verb[] = "http-backend";
	char *const argv[] = { program, verb, NULL };
	struct environment environment = { 0 };
	auto_free path = find_repository(request);

	if (!path) {
		reply_text(reply, 404, "text/plain", "no such repository\n");
		return;
	}
	add_request(&environment, request, path);
	add_git(&environment, request);
	if (!cgi_run(request, argv, environment.items, reply)) {
		reply_clear(reply);
		reply_text(reply, 500, "text/plain", "the backend failed\n");
	}
	environment_clear(&environment);
}

void git_http(struct request *request, struct reply *reply)
{
	struct json_object *claims = NULL;

	if (bearer_check(request, hosts_of_kind(HOST_GIT), true, &claims)) {
		refuse(request, reply);
		return;
	}
	json_object_put(claims);
	serve(request, reply);
}

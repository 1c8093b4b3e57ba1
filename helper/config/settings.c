/* SPDX-License-Identifier: MIT */
/* Reading lanyard.json, and the CA bundle's variables that other tools know. */
#include "config/settings.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/folder.h"
#include "model/name.h"

#define SETTINGS_MAX (256u << 10)	/* bytes of a file */
#define TIMEOUT_MAX_S 600

void settings_clear(struct settings *settings)
{
	free(settings->hosts);
	json_free(settings->documents[0]);
	json_free(settings->documents[1]);
	*settings = (struct settings)SETTINGS_INIT;
}

static bool add_hosts(struct json root, struct settings *settings,
		      struct error *err)
{
	struct json hosts = { 0 }, value;
	struct json_at *at = NULL;
	struct cloud_pair *pairs;
	size_t count = 0;
	const char *pattern;

	if (!json_get_object(root, "hosts", &hosts, err))
		return false;
	if (hosts.value == NULL)
		return true;
	while (settings->hosts != NULL && settings->hosts[count].name != NULL)
		count++;
	pairs = realloc(settings->hosts,
			(count + json_count(hosts) + 1) * sizeof(*pairs));
	if (pairs == NULL)
		return error_memory(err);
	settings->hosts = pairs;
	while (json_next(hosts, &at, &pattern, &value)) {
		const char *resource = json_as_string(value);

		pairs[count] = (struct cloud_pair){ NULL, NULL };
		if (!cloud_host_pattern_valid(pattern))
			return json_fault(hosts, pattern, err, "is not a host, "
					  "a host:port or *.suffix");
		if (resource == NULL || !name_is_scope(resource))
			return json_fault(hosts, pattern, err,
					  "does not name a resource");
		pairs[count++] = (struct cloud_pair){ pattern, resource };
	}
	pairs[count] = (struct cloud_pair){ NULL, NULL };
	return true;
}

/* Takes what the file says and an earlier one did not. */
static bool merge(struct json root, struct settings *settings,
		  struct error *err)
{
	static const char *const known[] = { "$schema", "ca_bundle",
					     "timeout_seconds", "hosts", NULL };
	const char *ca_bundle = NULL;
	int64_t timeout_s = 0;

	if (!json_only(root, known, err) ||
	    !json_get_string(root, "ca_bundle", &ca_bundle, err) ||
	    !json_get_int(root, "timeout_seconds", 1, TIMEOUT_MAX_S, &timeout_s,
			  err))
		return false;
	if (ca_bundle != NULL && *ca_bundle != '/')
		return json_fault(root, "ca_bundle", err, "is not a full path");
	if (settings->ca_bundle == NULL)
		settings->ca_bundle = ca_bundle;
	if (settings->timeout_s == 0)
		settings->timeout_s = timeout_s;
	return add_hosts(root, settings, err);
}

static bool load_one(enum folder folder, struct json_document **document,
		     struct settings *settings, struct error *err)
{
	auto_free char *path = folder_file(folder, "lanyard.json");
	struct json_source source = { .name = path, .is_file = true,
				      .class = ERROR_CONFIG };
	auto_secret struct secret text = SECRET_INIT;
	struct json root;

	if (path == NULL)
		return true;
	switch (file_read(path, FILE_CONFIG, SETTINGS_MAX, &text, err)) {
	case FILE_ABSENT:
		return true;
	case FILE_FAULT:
		return false;
	case FILE_OK:
		break;
	}
	*document = json_parse(secret_expose(&text), text.length, &source, err);
	return *document != NULL && json_root(*document, &root, err) &&
	       merge(root, settings, err);
}

bool settings_load(struct settings *ret_settings, struct error *err)
{
	return load_one(FOLDER_CONFIG, &ret_settings->documents[0],
			ret_settings, err) &&
	       load_one(FOLDER_SYSTEM, &ret_settings->documents[1],
			ret_settings, err);
}

const char *settings_host_resource(const struct settings *settings,
				   const char *host, uint16_t port)
{
	const struct cloud_pair *pair = settings->hosts;

	for (; pair != NULL && pair->name != NULL; pair++)
		if (cloud_host_covers(pair->name, host, port))
			return pair->value;
	return NULL;
}

static const char *variable(const char *name)
{
	const char *value = secure_getenv(name);

	return value != NULL && *value != '\0' ? value : NULL;
}

/* The first folder of a list, as OpenSSL takes one in SSL_CERT_DIR, that is
 * there; a new string or NULL. */
static char *first_folder(const char *list)
{
	while (list != NULL && *list != '\0') {
		size_t length = strcspn(list, ":");
		auto_free char *folder = strndup(list, length);
		char *real = folder != NULL ? realpath(folder, NULL) : NULL;

		if (real != NULL)
			return real;
		list += length + (list[length] == ':');
	}
	return NULL;
}

/* The first of the variables that names something. */
static const char *bundle_variable(void)
{
	static const char *const names[] = { "CURL_CA_BUNDLE",
					     "REQUESTS_CA_BUNDLE" };

	for (size_t i = 0; i < array_size(names); i++)
		if (variable(names[i]) != NULL)
			return variable(names[i]);
	return NULL;
}

/* Whoever may write the bundle decides whom the client secret is sent to. */
static bool take_bundle(const char *file, char **ret_path, struct error *err)
{
	/* A full path, since the renewal behind the caller's back may outlive
	 * the folder that it was started in. */
	*ret_path = realpath(file, NULL);
	if (*ret_path != NULL) {
		switch (file_check(*ret_path, FILE_CONFIG, err)) {
		case FILE_OK:
			return true;
		case FILE_FAULT:
			return error_prefix(err, "the CA bundle");
		case FILE_ABSENT:
			errno = ENOENT;
		}
	}
	error_set(err, ERROR_CONFIG, "the CA bundle '%s' cannot be opened: %m",
		  file);
	return error_hint(err, "it is named by 'ca_bundle' in lanyard.json, "
			  "SSL_CERT_FILE, CURL_CA_BUNDLE or "
			  "REQUESTS_CA_BUNDLE");
}

bool settings_transport(const struct settings *settings,
			struct transport *ret_transport, struct error *err)
{
	const char *file = settings->ca_bundle;

	if (file == NULL) {
		file = variable("SSL_CERT_FILE");
		ret_transport->ca_folder =
			first_folder(variable("SSL_CERT_DIR"));
	}
	if (file == NULL && ret_transport->ca_folder == NULL)
		file = bundle_variable();
	if (settings->timeout_s != 0)
		ret_transport->wait_ms = settings->timeout_s * 1000;
	return file == NULL ||
	       take_bundle(file, &ret_transport->ca_file, err);
}

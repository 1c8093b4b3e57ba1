/* SPDX-License-Identifier: MIT */
/*
 * lanyard principal add: writes one principal's file.  A secret is taken as
 * the path of a file, which is recorded, or from stdin or a descriptor, and
 * then kept by us; never as an argument, which everybody could read.
 */
#include <errno.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/log.h"
#include "base/prompt.h"
#include "base/str.h"
#include "base/text.h"
#include "cli/cli.h"
#include "cli/principal.h"
#include "config/clouds.h"
#include "config/principals.h"
#include "config/shelf.h"
#include "model/name.h"
#include "model/scope.h"
#include "store/caches.h"
#include "store/stored-secret.h"

#define SECRET_LINE_MAX 65536

enum { OPTION_METHOD = 256, OPTION_CLIENT_ID, OPTION_SECRET_FILE,
       OPTION_SECRET, OPTION_REPLACE, OPTION_KEY };

struct wish {
	struct principal principal;	/* its strings are borrowed, but for
					   those of its credential */
	struct principal_keys keys;
	const char *method;		/* or NULL: as the keys say */
	const char *secret_file;	/* PATH, `-` or `fd:N`; or NULL */
	bool replace;
};

#define TENANT_HINT "the tenant is the directory's GUID or one of its " \
	"verified domains, as the portal's overview of Entra ID shows"
#define CLIENT_ID_HINT "it is the 'Application (client) ID' of the app " \
	"registration"
#define SECRET_HINT "the secret is the value that the portal showed once, " \
	"alone on one line of a file of mode 600"

/* An error of the command line with what to do about it.  Returns false. */
static bool misuse(struct error *err, const char *hint, const char *format,
		   ...) __attribute__((format(printf, 3, 4)));

static bool misuse(struct error *err, const char *hint, const char *format,
		   ...)
{
	char text[512];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	error_set(err, ERROR_USAGE, "%s", text);
	return error_hint(err, "%s", hint);
}

/* Checks what reading the file would refuse, before it is written. */
static bool check(struct wish *wish, struct error *err)
{
	struct principal *principal = &wish->principal;
	auto_cloud const struct cloud *cloud = NULL;
	auto_free char *methods = method_names();

	if (wish->method == NULL)
		wish->method = principal_keys_method(&wish->keys);
	principal->method = method_named(wish->method);
	if (principal->method == NULL) {
		error_set(err, ERROR_USAGE, "there is no method '%s'",
			  wish->method);
		return error_hint(err, "known methods: %s", methods);
	}
	cloud = clouds_load(principal->cloud != NULL ? principal->cloud :
			    CLOUD_DEFAULT, err);
	if (cloud == NULL)
		return false;
	if (principal->method->needs_tenant && principal->tenant == NULL)
		return misuse(err, TENANT_HINT, "the method '%s' needs "
			      "--tenant", wish->method);
	if (principal->tenant != NULL && !name_is_tenant(principal->tenant))
		return misuse(err, TENANT_HINT, "the tenant '%s' is neither a "
			      "GUID nor a domain", principal->tenant);
	if (principal->method->needs_client_id && principal->client_id == NULL)
		return misuse(err, CLIENT_ID_HINT, "the method '%s' needs "
			      "--client-id", wish->method);
	if (principal->client_id != NULL &&
	    !name_is_guid(principal->client_id))
		return misuse(err, CLIENT_ID_HINT, "the client id '%s' is not "
			      "a GUID", principal->client_id);
	if (wish->secret_file != NULL &&
	    strcmp(wish->method, "client-secret") != 0)
		return error_set(err, ERROR_USAGE, "the method '%s' takes no "
				 "--secret-file", wish->method);
	return (principal->resource == NULL ||
		scope_resource_uri(cloud, principal->resource, err) != NULL) &&
	       principal_keys_apply(&wish->keys, principal, err);
}

static bool is_taken(const struct wish *wish, struct error *err)
{
	auto_free char *path = shelf_path(SHELF_PRINCIPALS,
					  wish->principal.name);

	if (wish->replace || path == NULL || access(path, F_OK) != 0)
		return false;
	error_set(err, ERROR_USAGE, "principal '%s' exists already (%s)",
		  wish->principal.name, path);
	error_hint(err, "edit that file, or add --replace");
	return true;
}

static bool unread(const struct wish *wish, struct error *err)
{
	switch (errno) {
	case EINTR:
		return error_set(err, ERROR_INTERRUPTED, "interrupted");
	case EFBIG:
		return misuse(err, SECRET_HINT, "the secret is longer than "
			      "%d bytes", SECRET_LINE_MAX);
	default:
		return error_set(err, ERROR_USAGE, "the secret cannot be "
				 "read from '%s': %m", wish->secret_file);
	}
}

static bool read_secret(const struct wish *wish, int fd,
			struct secret *ret_value, struct error *err)
{
	if (!prompt_read(fd, "Client secret", SECRET_LINE_MAX, ret_value))
		return unread(wish, err);
	if (ret_value->length == 0)
		return misuse(err, SECRET_HINT, "the secret is empty");
	if (strlen(secret_expose(ret_value)) != ret_value->length ||
	    !text_printable(secret_expose(ret_value)))
		return misuse(err, SECRET_HINT, "the secret is not a single "
			      "line of text");
	return true;
}

/* The secret's file, as a full path; it must be good enough to be read. */
static bool name_file(struct wish *wish, char **ret_path, struct error *err)
{
	auto_secret struct secret value = SECRET_INIT;
	auto_free char *here = getcwd(NULL, 0);
	const char *file = wish->secret_file;

	*ret_path = *file == '/' || here == NULL ? strdup(file) :
						   str_new("%s/%s", here, file);
	if (*ret_path == NULL)
		return error_memory(err);
	switch (file_read(*ret_path, FILE_SECRET, SECRET_LINE_MAX, &value,
			  err)) {
	case FILE_OK:
		return true;
	case FILE_FAULT:
		return false;
	default:
		return misuse(err, SECRET_HINT, "the secret file '%s' does not "
			      "exist", *ret_path);
	}
}

static bool write_file(const struct wish *wish, struct error *err)
{
	auto_free char *path = shelf_path(SHELF_PRINCIPALS,
					  wish->principal.name);
	auto_principal struct principal back = { 0 };
	auto_secret struct secret text = SECRET_INIT;

	principal_write(&wish->principal, &text);
	if (text.failed || path == NULL)
		return error_memory(err);
	/* What could not be read is not written. */
	if (!principal_parse(wish->principal.name, path, secret_expose(&text),
			     text.length, &back, err)) {
		err->class = ERROR_USAGE;
		return false;
	}
	return shelf_write(SHELF_PRINCIPALS, wish->principal.name, &text, err);
}

/* Keeps the secret and writes the file: both, or things stay as they were. */
static bool keep(const struct wish *wish, const struct secret *value,
		 struct error *err)
{
	const char *name = wish->principal.name;
	auto_secret struct secret before = SECRET_INIT;
	struct error second;

	if (!stored_secret_load(name, &before, err) ||
	    !stored_secret_save(name, value, err))
		return false;
	if (write_file(wish, err))
		return true;
	if (!(before.length > 0 ? stored_secret_save(name, &before, &second) :
				  stored_secret_remove(name, &second)))
		error_hint(err, "the new secret was kept, though: %s",
			   second.message);
	return false;
}

/* Writes what was wished for; the path of the secret's file is borrowed. */
static bool write_all(struct wish *wish, struct error *err)
{
	struct principal *principal = &wish->principal;
	int fd = wish->secret_file != NULL ?
		 prompt_descriptor(wish->secret_file) : -1;
	auto_secret struct secret value = SECRET_INIT;

	if (principal->credential.kind == CREDENTIAL_STORED &&
	    principal->credential.name == NULL)
		principal->credential.name = strdup(principal->name);
	if (fd >= 0)
		return read_secret(wish, fd, &value, err) &&
		       keep(wish, &value, err);
	if (wish->secret_file != NULL) {
		if (!name_file(wish, &principal->credential.path, err))
			return false;
		principal->credential.kind = CREDENTIAL_FILE;
	}
	/* One that was kept for an earlier principal of that name must not
	 * become this one's. */
	return write_file(wish, err) &&
	       stored_secret_remove(principal->name, err);
}

static int add(struct wish *wish)
{
	struct principal *principal = &wish->principal;
	auto_free char *path = NULL;
	struct error err;
	int count;
	bool ok;

	if (!name_check(principal->name, "principal", ERROR_USAGE, &err) ||
	    !check(wish, &err) || is_taken(wish, &err))
		return cli_fail(&err);
	ok = write_all(wish, &err);
	/* What an earlier one left; the new one is there all the same. */
	if (ok && !caches_forget(principal, &count, &err))
		log_warning("%s", err.message);
	if (!ok)
		return cli_fail(&err);
	path = shelf_path(SHELF_PRINCIPALS, principal->name);
	printf("principal '%s' is in %s\n", principal->name, path);
	if (wish->secret_file == NULL &&
	    strcmp(wish->method, "client-secret") == 0)
		printf("It has no client secret yet: name "
		       "'client_secret_file' or 'client_secret_command' in "
		       "that file, or add it again with --secret-file.\n");
	else
		printf("Try it: lanyard token -p %s -r arm --format claims\n",
		       principal->name);
	return 0;
}

int principal_add(int argc, char **argv)
{
	static const struct option options[] = {
		{ "method", required_argument, NULL, OPTION_METHOD },
		{ "cloud", required_argument, NULL, 'c' },
		{ "tenant", required_argument, NULL, 't' },
		{ "client-id", required_argument, NULL, OPTION_CLIENT_ID },
		{ "resource", required_argument, NULL, 'r' },
		{ "secret-file", required_argument, NULL, OPTION_SECRET_FILE },
		{ "certificate", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_CERTIFICATE },
		{ "certificate-password-file", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_CERTIFICATE_PASSWORD_FILE },
		{ "send-certificate-chain", no_argument, NULL,
		  OPTION_KEY + PRINCIPAL_SEND_CERTIFICATE_CHAIN },
		{ "assertion-file", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_ASSERTION_FILE },
		{ "assertion-principal", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_ASSERTION_PRINCIPAL },
		{ "service-connection-id", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_SERVICE_CONNECTION_ID },
		{ "identity", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_IDENTITY },
		{ "source", required_argument, NULL,
		  OPTION_KEY + PRINCIPAL_SOURCE },
		/* Lest it be taken for the name of a file. */
		{ "secret", required_argument, NULL, OPTION_SECRET },
		{ "client-secret", required_argument, NULL, OPTION_SECRET },
		{ "replace", no_argument, NULL, OPTION_REPLACE },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct wish wish = { 0 };
	int option, status;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":c:t:r:h", options, NULL)) !=
	       -1) {
		switch (option) {
		case OPTION_METHOD:
			wish.method = optarg;
			break;
		case 'c':
			wish.principal.cloud = optarg;
			break;
		case 't':
			wish.principal.tenant = optarg;
			break;
		case OPTION_CLIENT_ID:
			wish.principal.client_id = optarg;
			break;
		case 'r':
			wish.principal.resource = optarg;
			break;
		case OPTION_SECRET_FILE:
			wish.secret_file = optarg;
			break;
		case OPTION_SECRET:
			return cli_misuse(&verb_principal, "a secret is not "
					  "taken as an argument, where everybody "
					  "could read it; name its file with "
					  "--secret-file, or '-' for stdin");
		case OPTION_REPLACE:
			wish.replace = true;
			break;
		case OPTION_KEY ... OPTION_KEY + PRINCIPAL_KEYS - 1:
			wish.keys.values[option - OPTION_KEY] =
				optarg != NULL ? optarg : "";
			break;
		case 'h':
			return cli_help(&verb_principal);
		default:
			return cli_unknown_option(&verb_principal, option,
						  argv);
		}
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_principal, "'add' takes one name");
	wish.principal.name = argv[optind];
	status = add(&wish);
	credential_clear(&wish.principal.credential);
	return status;
}

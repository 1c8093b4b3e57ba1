/* SPDX-License-Identifier: MIT */
/*
 * Azure Arc.  Its agent answers the first question with 401 and the name of a
 * file that only those may read who may have a token; the second question
 * shows its content.  The name comes from the network, so the file must be a
 * regular, small one with the right ending directly in the agent's folder.
 */
#include "signin/metadata.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/str.h"
#include "base/text.h"

#define ENDPOINT "http://127.0.0.1:40342/metadata/identity/oauth2/token"
#define AGENT "/opt/azcmagent/bin/himds"
#define FOLDER "/var/opt/azcmagent/tokens"
#define API_VERSION "2020-06-01"
#define KEY_MAX 4096	/* bytes */

static const char *const headers[] = { "Metadata: true", NULL };

static bool detect(void)
{
	return (metadata_variable("IDENTITY_ENDPOINT") != NULL &&
		metadata_variable("IMDS_ENDPOINT") != NULL) ||
	       access(AGENT, F_OK) == 0;
}

/* The name of the file in a challenge `Basic realm=PATH`, without its folder;
 * NULL if it is anywhere else. */
static const char *file_in(char *challenge)
{
	char *path = strstr(challenge, "realm=");
	size_t length;

	if (strncasecmp(challenge, "Basic ", 6) != 0 || path == NULL)
		return NULL;
	path += strlen("realm=");
	path += *path == '"';
	path[strcspn(path, "\" ,")] = '\0';
	length = strlen(path);
	if (strncmp(path, FOLDER "/", strlen(FOLDER "/")) != 0 || length < 5 ||
	    strcmp(path + length - 4, ".key") != 0)
		return NULL;
	path += strlen(FOLDER "/");
	return strchr(path, '/') == NULL && *path != '.' ? path : NULL;
}

static bool read_key(const char *name, struct secret *ret_key,
		     struct error *err)
{
	auto_fd int folder = open(FOLDER, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	auto_fd int fd = folder < 0 ? -1 :
			 openat(folder, name, O_RDONLY | O_NOFOLLOW |
				O_NONBLOCK | O_CLOEXEC);
	struct stat info;

	if (fd < 0 || fstat(fd, &info) < 0) {
		error_set(err, ERROR_CONFIG, "the key of the Arc agent, "
			  "'" FOLDER "/%s', cannot be opened: %m", name);
		return error_hint(err, "your user must be a member of the "
				  "group himds");
	}
	if (S_ISREG(info.st_mode) && file_read_fd(fd, KEY_MAX, ret_key) &&
	    ret_key->length > 0 && text_printable(secret_expose(ret_key)))
		return true;
	return error_set(err, ERROR_NETWORK, "the key of the Arc agent, '"
			 FOLDER "/%s', is not a small file of text", name);
}

static bool ask(const struct metadata_question *question,
		struct http_answer *ret_answer, struct error *err)
{
	const char *url = metadata_variable("IDENTITY_ENDPOINT"), *name;
	auto_secret struct secret key = SECRET_INIT, header = SECRET_INIT;

	if (url == NULL)
		url = ENDPOINT;
	/* The agent's key is shown to it, and the agent is here. */
	if (!metadata_is_here("IDENTITY_ENDPOINT", url, err))
		return false;
	if (!metadata_get(question, url, API_VERSION, "msi_res_id", headers,
			  NULL, ret_answer, err))
		return false;
	if (ret_answer->status != 401)
		return true;
	name = file_in(ret_answer->challenge);
	if (name == NULL)
		return error_set(err, ERROR_NETWORK, "the metadata service "
				 "named a file that no Arc agent would name");
	if (!read_key(name, &key, err))
		return false;
	secret_append(&header, "Authorization: Basic ");
	if (!secret_append(&header, secret_expose(&key)))
		return error_memory(err);
	http_answer_clear(ret_answer);
	return metadata_get(question, url, API_VERSION, "msi_res_id", headers,
			    &header, ret_answer, err);
}

const struct metadata_source metadata_arc = {
	.name = "arc",
	.detect = detect,
	.ask = ask,
	.pause_ms = metadata_pause_ms,
	.honours_identity = false,
};

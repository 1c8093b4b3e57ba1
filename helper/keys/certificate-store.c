/* SPDX-License-Identifier: MIT */
/* Looking into the folders of certificates, and writing to ours. */
#include "keys/certificate-store.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/folder.h"
#include "base/log.h"
#include "base/str.h"
#include "keys/certificate-parts.h"

#define PLACES 3
#define FILES_MAX 1000		/* looked at in a folder */
#define SUFFIX ".pem"
#define DOTNET ".dotnet/corefx/cryptography/x509stores/my"

/* One of the folders; ours are opened by the rules for what we wrote. */
struct place {
	char *path;		/* NULL: the environment does not tell */
	bool ours;
};

/* The file that is being looked at. */
struct candidate {
	const struct place *place;
	int folder;
	const char *name;
};

/* Returns true to go on. */
typedef bool examine(const struct candidate *candidate, void *context);

static void list_places(struct place places[PLACES])
{
	places[0] = (struct place){ folder_file(FOLDER_DATA, "certs"), true };
	places[1] = (struct place){ folder_file(FOLDER_SYSTEM, "certs"),
				    false };
	places[2] = (struct place){ folder_home(DOTNET), false };
}

static void clear_places(struct place places[PLACES])
{
	for (int i = 0; i < PLACES; i++)
		free(places[i].path);
}

static bool has_suffix(const char *name)
{
	const char *dot = strrchr(name, '.');

	return *name != '.' && dot != NULL &&
	       (strcasecmp(dot, SUFFIX) == 0 || strcasecmp(dot, ".pfx") == 0 ||
		strcasecmp(dot, ".p12") == 0);
}

/* Looks at each file of a place; false if that is to be the end. */
static bool each_file(const struct place *place, examine *look, void *context)
{
	struct candidate candidate = { .place = place };
	bool going_on = true;
	int fd, seen = 0;
	struct dirent *entry;
	DIR *folder;

	if (place->path == NULL)
		return true;
	fd = place->ours ? folder_open(place->path, false) :
			   open(place->path, O_RDONLY | O_DIRECTORY |
				O_CLOEXEC);
	folder = fd >= 0 ? fdopendir(fd) : NULL;
	if (folder == NULL) {
		if (errno != ENOENT && errno != ENOTDIR)
			log_warning("the certificates in '%s' cannot be "
				    "looked at: %m", place->path);
		return true;
	}
	candidate.folder = fd;
	while (going_on && (entry = readdir(folder)) != NULL) {
		candidate.name = entry->d_name;
		if (has_suffix(entry->d_name) && seen++ < FILES_MAX)
			going_on = look(&candidate, context);
	}
	closedir(folder);
	return going_on;
}

static bool load(const struct candidate *candidate,
		 const struct certificate_password *password,
		 struct certificate **ret, struct error *err)
{
	auto_secret struct secret content = SECRET_INIT;
	auto_free char *path = str_new("%s/%s", candidate->place->path,
				       candidate->name);

	if (path == NULL)
		return error_memory(err);
	if (!candidate->place->ours)
		return certificate_load(path, password, ret, err);
	if (!file_read_own(candidate->folder, candidate->name,
			   CERTIFICATE_FILE_MAX, &content))
		return error_set(err, ERROR_CONFIG, "'%s' cannot be read: %m",
				 path);
	return certificate_parse(&content, path, password, ret, err);
}

/* Finding */

struct search {
	const char *thumbprint;
	const struct certificate_password *password;
	bool named;		/* look at files named by it, or at the others */
	struct certificate *found;
	struct error fault;	/* of the file that is named by it */
	struct error passed;	/* of the first other that cannot be read */
};

static bool is_wanted(const struct certificate_facts *facts,
		      const char *thumbprint)
{
	return strcmp(thumbprint, facts->sha1) == 0 ||
	       strcmp(thumbprint, facts->sha256) == 0;
}

static bool compare(const struct candidate *candidate, void *context)
{
	struct search *search = context;
	bool named = strncasecmp(candidate->name, search->thumbprint,
				 strlen(search->thumbprint)) == 0;
	struct error fault;

	if (named != search->named)
		return true;
	if (!load(candidate, named ? search->password : NULL, &search->found,
		  &fault)) {
		log_debug("%s", fault.message);
		if (named && search->fault.class == ERROR_NONE)
			search->fault = fault;
		else if (!named && search->passed.class == ERROR_NONE)
			search->passed = fault;
		return true;
	}
	if (is_wanted(certificate_facts(search->found), search->thumbprint)) {
		if (certificate_usable(search->found, &fault))
			return false;
		/* A copy elsewhere may have the key. */
		search->fault = fault;
	}
	certificate_free(steal(search->found));
	return true;
}

static bool not_found(const struct search *search,
		      const struct place places[PLACES], struct error *err)
{
	auto_str struct str looked = STR_INIT;

	if (search->fault.class != ERROR_NONE) {
		*err = search->fault;
		return false;
	}
	for (int i = 0; i < PLACES; i++)
		if (places[i].path != NULL)
			str_format(&looked, "%s'%s'",
				   looked.length > 0 ? ", " : "",
				   places[i].path);
	error_set(err, ERROR_CONFIG, "certificate not found: thumbprint %s "
		  "(looked in %s)", search->thumbprint,
		  looked.data != NULL ? looked.data : "no folder");
	if (search->passed.class != ERROR_NONE)
		return error_hint(err, "one there could not be read: %s",
				  search->passed.message);
	return error_hint(err, "'lanyard cert list' shows those there are; "
			  "'lanyard cert import FILE' adds one");
}

bool certificate_store_find(const char *thumbprint,
			    const struct certificate_password *password,
			    struct certificate **ret, struct error *err)
{
	struct search search = { .thumbprint = thumbprint,
				 .password = password };
	struct place places[PLACES];

	list_places(places);
	for (int pass = 0; pass < 2 && search.found == NULL; pass++) {
		search.named = pass == 0;
		for (int i = 0; i < PLACES; i++)
			if (!each_file(&places[i], compare, &search))
				break;
	}
	if (search.found == NULL)
		not_found(&search, places, err);
	clear_places(places);
	*ret = search.found;
	return search.found != NULL;
}

/* Walking */

struct walk {
	bool (*visit)(const struct certificate *certificate,
		      const struct error *fault, void *context);
	void *context;
};

static bool step(const struct candidate *candidate, void *context)
{
	const struct walk *walk = context;
	auto_certificate struct certificate *found = NULL;
	struct error fault;

	if (!load(candidate, NULL, &found, &fault))
		return walk->visit(NULL, &fault, walk->context);
	if (certificate_usable(found, &fault))
		return walk->visit(found, NULL, walk->context);
	log_debug("%s", fault.message);
	return true;
}

void certificate_store_walk(bool (*visit)(const struct certificate *certificate,
					  const struct error *fault,
					  void *context),
			    void *context)
{
	struct walk walk = { visit, context };
	struct place places[PLACES];

	list_places(places);
	for (int i = 0; i < PLACES; i++)
		if (!each_file(&places[i], step, &walk))
			break;
	clear_places(places);
}

/* Writing */

bool certificate_store_save(const struct certificate *certificate,
			    char **ret_path, struct error *err)
{
	auto_free char *path = folder_file(FOLDER_DATA, "certs");
	auto_fd int folder = path != NULL ? folder_open(path, true) : -1;
	auto_secret struct secret pem = SECRET_INIT;
	char name[THUMBPRINT_SIZE + sizeof(SUFFIX)];

	snprintf(name, sizeof(name), "%s" SUFFIX,
		 certificate_facts(certificate)->sha1);
	if (!certificate_pem(certificate, true, &pem, err))
		return false;
	if (folder >= 0 && file_replace(folder, name, &pem)) {
		*ret_path = str_new("%s/%s", path, name);
		return *ret_path != NULL || error_memory(err);
	}
	error_set(err, ERROR_STORE, "the certificate cannot be kept in '%s': "
		  "%m", path != NULL ? path : "the data folder");
	return error_hint(err, "the folder must be yours, with mode 700");
}

enum file_result certificate_store_remove(const char *sha1, struct error *err)
{
	auto_free char *path = folder_file(FOLDER_DATA, "certs");
	auto_fd int folder = path != NULL ? folder_open(path, false) : -1;
	char name[THUMBPRINT_SIZE + sizeof(SUFFIX)];

	snprintf(name, sizeof(name), "%s" SUFFIX, sha1);
	if (folder >= 0 && unlinkat(folder, name, 0) == 0)
		return FILE_OK;
	if (path == NULL || errno == ENOENT || errno == ENOTDIR)
		return FILE_ABSENT;
	error_set(err, ERROR_STORE, "'%s/%s' cannot be removed: %m", path,
		  name);
	return FILE_FAULT;
}

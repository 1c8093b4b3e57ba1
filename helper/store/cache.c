/* SPDX-License-Identifier: MIT */
/* Cached tokens on disk: JSON, mode 0600, replaced atomically. */
#include "store/cache.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"
#include "model/scope.h"

#define ENTRY_MAX (256u << 10)	/* bytes; tokens with many groups reach 20 K */

static const struct json_source source = {
	.name = "the cache entry", .class = ERROR_STORE,
};

/* Reads and parses one file; NULL for a miss.  *root is then its object. */
static struct json_document *open_entry(const struct store *store,
					const char *name, struct json *root)
{
	auto_secret struct secret text = SECRET_INIT;
	struct json_document *document;
	int64_t version = 0;
	struct error err;

	if (!file_read_own(store->folder, name, ENTRY_MAX, &text)) {
		if (errno != ENOENT)
			log_debug("the cached file %s cannot be used: %m",
				  name);
		return NULL;
	}
	document = json_parse(secret_expose(&text), text.length, &source,
			      &err);
	if (document != NULL && json_root(document, root, &err) &&
	    json_get_int(*root, "version", 0, INT32_MAX, &version, &err) &&
	    version == STORE_VERSION)
		return document;
	log_debug("the cached file %s is not an entry of ours: it counts as "
		  "absent", name);
	json_free(document);
	return NULL;
}

bool cache_load(const struct store *store, const struct order *order,
		struct token *ret_token)
{
	auto_json struct json_document *document = NULL;
	char name[STORE_NAME_SIZE];
	const char *key = NULL;
	struct error err;
	struct json root;

	if (store->folder < 0)
		return false;
	store_name(order->key_hash, STORE_TOKEN, name);
	document = open_entry(store, name, &root);
	if (document == NULL)
		return false;
	if (!json_get_string(root, "key", &key, &err) || key == NULL ||
	    strcmp(key, order->key) != 0) {
		log_debug("the cached file %s is for another key", name);
		return false;
	}
	token_clear(ret_token);
	if (token_read(root, ret_token, &err))
		return true;
	log_debug("the cached file %s: %s", name, err.message);
	token_clear(ret_token);
	return false;
}

bool cache_save(const struct store *store, const struct order *order,
		const struct token *token)
{
	auto_secret struct secret text = SECRET_INIT;
	char name[STORE_NAME_SIZE];

	if (store->folder < 0) {
		errno = ENOENT;
		return false;
	}
	json_begin(&text, NULL, '{');
	json_put_int(&text, "version", STORE_VERSION);
	json_put_string(&text, "key", order->key);
	json_put_string(&text, "principal", order->principal);
	json_put_string(&text, "cloud", order->cloud);
	json_put_string(&text, "tenant", order->tenant);
	json_put_strings(&text, "scopes", (const char *const *)order->scopes);
	token_write(token, &text);
	json_end(&text, '}');
	/* A larger one could not be read back. */
	if (text.failed || text.length > ENTRY_MAX) {
		errno = text.failed ? ENOMEM : EFBIG;
		return false;
	}
	store_name(order->key_hash, STORE_TOKEN, name);
	return file_replace(store->folder, name, &text);
}

/* Equal, in a time that does not tell how much of it is. */
static bool same_secret(const struct secret *a, const struct secret *b)
{
	unsigned char differ = a->length != b->length;

	for (size_t i = 0; i < a->length && i < b->length; i++)
		differ |= (unsigned char)(a->data[i] ^ b->data[i]);
	return differ == 0;
}

void cache_distrust(const struct store *store, const struct order *order,
		    const struct secret *refused)
{
	auto_token struct token token = TOKEN_INIT;
	char name[STORE_NAME_SIZE];

	if (!cache_load(store, order, &token) ||
	    !same_secret(&token.access_token, refused))
		return;
	log_debug("a server refused the cached token; it is forgotten");
	store_name(order->key_hash, STORE_TOKEN, name);
	unlinkat(store->folder, name, 0);
}

void cache_entry_clear(struct cache_entry *entry)
{
	free(entry->principal);
	free(entry->cloud);
	free(entry->tenant);
	free(entry->scopes);
	*entry = (struct cache_entry){ 0 };
}

static bool read_entry(const struct store *store, const char *name,
		       struct cache_entry *ret_entry)
{
	const char *principal = "", *cloud = "", *tenant = "";
	auto_json struct json_document *document = NULL;
	auto_free const char **scopes = NULL;
	struct error err;
	struct json root;

	document = open_entry(store, name, &root);
	if (document == NULL ||
	    !json_get_string(root, "principal", &principal, &err) ||
	    !json_get_string(root, "cloud", &cloud, &err) ||
	    !json_get_string(root, "tenant", &tenant, &err) ||
	    !json_get_strings(root, "scopes", &scopes, &err) ||
	    !json_get_int(root, "obtained_at_ms", 0, INT64_MAX,
			  &ret_entry->obtained_at_ms, &err) ||
	    !json_get_int(root, "expires_at", 0, INT64_MAX,
			  &ret_entry->expires_at, &err) ||
	    !json_get_int(root, "refresh_at", 0, INT64_MAX,
			  &ret_entry->refresh_at, &err))
		return false;
	ret_entry->principal = strdup(principal);
	ret_entry->cloud = strdup(cloud);
	ret_entry->tenant = strdup(tenant);
	ret_entry->scopes = scopes != NULL ? scope_join(scopes) : strdup("");
	if (ret_entry->principal != NULL && ret_entry->cloud != NULL &&
	    ret_entry->tenant != NULL && ret_entry->scopes != NULL)
		return true;
	cache_entry_clear(ret_entry);
	return false;
}

/* Walks the files of the store; `visit` is given each name.  False and errno
 * if the folder cannot be read. */
static bool walk_files(const struct store *store,
		       bool (*visit)(const struct store *store,
				     const char *name, void *context),
		       void *context)
{
	int fd = openat(store->folder, ".", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	DIR *entries = fd >= 0 ? fdopendir(fd) : NULL;
	struct dirent *entry;
	bool more = true;
	int fault = 0;

	if (entries == NULL) {
		if (fd >= 0)
			close(fd);
		return false;
	}
	while (more) {
		errno = 0;
		entry = readdir(entries);
		if (entry == NULL) {
			fault = errno;
			break;
		}
		more = visit(store, entry->d_name, context);
	}
	closedir(entries);
	errno = fault;
	return fault == 0;
}

static bool is_kind(const char *name, const char *kind)
{
	const char *dot = strrchr(name, '.');

	return dot != NULL && strcmp(dot, kind) == 0;
}

/* The start of a file that whoever wrote it has not finished. */
static bool is_temporary(const char *name)
{
	return strncmp(name, FILE_TEMPORARY, strlen(FILE_TEMPORARY)) == 0;
}

struct walk {
	bool (*visit)(const struct cache_entry *entry, void *context);
	void *context;
};

static bool visit_entry(const struct store *store, const char *name,
			void *context)
{
	struct cache_entry entry = { 0 };
	struct walk *walk = context;
	bool more = true;

	if (is_kind(name, STORE_TOKEN) && read_entry(store, name, &entry))
		more = walk->visit(&entry, walk->context);
	cache_entry_clear(&entry);
	return more;
}

bool cache_walk(const struct store *store,
		bool (*visit)(const struct cache_entry *entry, void *context),
		void *context)
{
	struct walk walk = { visit, context };

	return store->folder < 0 || walk_files(store, visit_entry, &walk);
}

struct forget {
	const struct principal *whose;
	int count;
	int fault;	/* errno of the first removal that failed */
};

/* True unless a file says that it is somebody else's.  What was never written
 * to its end says nothing, and may hold a piece of anybody's token. */
static bool is_theirs(const struct store *store, const char *name,
		      const struct principal *whose)
{
	auto_json struct json_document *document = NULL;
	const char *label = "", *key = "";
	struct error err;
	struct json root;

	document = open_entry(store, name, &root);
	if (document == NULL ||
	    !json_get_string(root, "principal", &label, &err) ||
	    !json_get_string(root, "key", &key, &err))
		return is_temporary(name);
	return strcmp(label, whose->name) == 0 || order_key_is_of(key, whose);
}

static bool forget_file(const struct store *store, const char *name,
			void *context)
{
	struct forget *forget = context;
	bool is_token = is_kind(name, STORE_TOKEN);

	if (!is_token && !is_kind(name, STORE_NOTE) &&
	    !is_kind(name, STORE_PAUSE) && !is_temporary(name))
		return true;
	if (forget->whose != NULL && !is_theirs(store, name, forget->whose))
		return true;
	if (unlinkat(store->folder, name, 0) == 0)
		forget->count += is_token;
	else if (errno != ENOENT && forget->fault == 0)
		forget->fault = errno;
	return true;
}

bool cache_forget(const struct store *store, const struct principal *whose,
		  int *ret_count)
{
	struct forget forget = { .whose = whose };

	*ret_count = 0;
	if (store->folder < 0)
		return true;
	if (!walk_files(store, forget_file, &forget) && forget.fault == 0)
		forget.fault = errno;
	*ret_count = forget.count;
	errno = forget.fault;
	return forget.fault == 0;
}

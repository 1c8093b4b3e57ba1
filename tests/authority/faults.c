/* SPDX-License-Identifier: MIT */
/*
 * Reading faults.json and handing faults out to requests: see faults.h.
 * What a fault does to an answer is in fault-answers.c and server.c.
 */
#include "faults.h"

#include "fault-answers.h"
#include "quirks.h"
#include "text.h"

#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static const char *const sections[FAULT_SECTIONS] = {
	"token",     "resource", "git",	     "kubernetes",
	"discovery", "relay",	 "metadata", "runner",
};

static const struct {
	const char *name;
	enum fault_kind kind;
} kinds[] = {
	{ "delay", FAULT_DELAY },
	{ "hang", FAULT_HANG },
	{ "drip", FAULT_DRIP },
	{ "cut", FAULT_CUT },
	{ "reset", FAULT_RESET },
	{ "garbage", FAULT_GARBAGE },
	{ "html", FAULT_HTML },
	{ "redirect", FAULT_REDIRECT },
	{ "huge", FAULT_HUGE },
	{ "status", FAULT_STATUS },
	{ "error", FAULT_ERROR },
	{ "empty", FAULT_EMPTY },
	{ "refuse", FAULT_REFUSE },
	{ "authenticate", FAULT_AUTHENTICATE },
	{ "quirk", FAULT_QUIRK },
};

#define TEXT_FIELD(field) \
	{ #field, offsetof(struct fault, field), sizeof(((struct fault *)0)->field) }
#define NUMBER_FIELD(field) { #field, offsetof(struct fault, field), 0 }

static const struct {
	const char *name;
	size_t offset;
	size_t size; /* 0 is an int */
} fields[] = {
	TEXT_FIELD(fault),     TEXT_FIELD(variant),    TEXT_FIELD(location),
	TEXT_FIELD(error),     TEXT_FIELD(description), TEXT_FIELD(suberror),
	TEXT_FIELD(claims),    TEXT_FIELD(retry_after), TEXT_FIELD(body),
	TEXT_FIELD(host),      TEXT_FIELD(credentials),
	NUMBER_FIELD(milliseconds), NUMBER_FIELD(status),
	NUMBER_FIELD(aadsts),  NUMBER_FIELD(times),
};

static bool wrong(const char *name, const char *what)
{
	fprintf(stderr, "authority: faults.json: '%s' %s\n", name, what);
	return false;
}

static bool read_field(struct fault *fault, const char *name,
		       struct json_object *value)
{
	for (size_t i = 0; i < sizeof(fields) / sizeof(fields[0]); i++) {
		char *place = (char *)fault + fields[i].offset;

		if (strcmp(fields[i].name, name) != 0)
			continue;
		if (fields[i].size == 0) {
			*(int *)(void *)place = json_object_get_int(value);
			return true;
		}
		if ((size_t)snprintf(place, fields[i].size, "%s",
				     json_object_get_string(value)) >=
		    fields[i].size)
			return wrong(name, "is too long");
		return true;
	}
	return wrong(name, "is not a field of a fault");
}

static bool read_kind(struct fault *fault)
{
	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		if (strcmp(kinds[i].name, fault->fault) == 0)
			fault->kind = kinds[i].kind;
	if (fault->kind == FAULT_NONE &&
	    fault_shape_known(fault->fault, fault->variant))
		fault->kind = FAULT_SHAPE;
	if (fault->kind == FAULT_QUIRK && !quirk_known(fault->variant))
		return wrong(fault->variant, "is not a known quirk");
	return fault->kind != FAULT_NONE ||
	       wrong(fault->fault, "is not a known fault or variant");
}

static bool read_fault(struct json_object *object, struct fault *fault)
{
	if (!json_object_is_type(object, json_type_object))
		return wrong("fault", "is not an object");
	json_object_object_foreach(object, name, value)
		if (!read_field(fault, name, value))
			return false;
	return read_kind(fault);
}

static bool read_section(struct json_object *value, struct fault_list *list)
{
	bool many = json_object_is_type(value, json_type_array);

	list->count = many ? json_object_array_length(value) : 1;
	list->items = memory_new(list->count * sizeof(*list->items));
	for (size_t i = 0; i < list->count; i++)
		if (!read_fault(many ? json_object_array_get_idx(value, i) :
				       value,
				&list->items[i]))
			return false;
	return true;
}

static bool read_key(struct faults *faults, const char *name,
		     struct json_object *value)
{
	for (size_t i = 0; i < FAULT_SECTIONS; i++)
		if (strcmp(sections[i], name) == 0)
			return read_section(value, &faults->sections[i]);
	if (strcmp(name, "lifetime") == 0)
		faults->lifetime = json_object_get_int(value);
	else if (strcmp(name, "refresh_in") == 0)
		faults->refresh_in = json_object_get_int(value);
	else if (strcmp(name, "clock_skew") == 0)
		faults->clock_skew = json_object_get_int(value);
	else
		return wrong(name, "is neither a section nor a setting");
	return true;
}

static bool read_root(struct faults *faults, struct json_object *root)
{
	if (!json_object_is_type(root, json_type_object))
		return wrong("file", "is not a JSON object");
	json_object_object_foreach(root, name, value)
		if (!read_key(faults, name, value))
			return false;
	return true;
}

static void forget(struct faults *faults)
{
	for (size_t i = 0; i < FAULT_SECTIONS; i++) {
		free(faults->sections[i].items);
		faults->sections[i] = (struct fault_list){ 0 };
	}
	faults->lifetime = 0;
	faults->refresh_in = 0;
	faults->clock_skew = 0;
	faults->malformed = false;
}

static bool same_file(const struct stat *a, const struct stat *b)
{
	return a->st_ino == b->st_ino && a->st_size == b->st_size &&
	       a->st_mtim.tv_sec == b->st_mtim.tv_sec &&
	       a->st_mtim.tv_nsec == b->st_mtim.tv_nsec;
}

/* With the mutex held: brings the faults up to date with the file. */
static void refresh(struct faults *faults)
{
	struct stat stamp;
	struct json_object *root;

	if (stat(faults->path, &stamp) < 0) {
		if (faults->present)
			forget(faults);
		faults->present = false;
		return;
	}
	if (faults->present && !faults->malformed &&
	    same_file(&stamp, &faults->stamp))
		return;
	forget(faults);
	faults->present = true;
	faults->stamp = stamp;
	root = json_object_from_file(faults->path);
	faults->malformed = !read_root(faults, root);
	json_object_put(root);
}

void faults_init(struct faults *faults, const char *directory)
{
	*faults = (struct faults){ 0 };
	pthread_mutex_init(&faults->mutex, NULL);
	faults->path = string_format("%s/faults.json", directory);
}

void faults_clear(struct faults *faults)
{
	if (!faults->path)
		return;
	forget(faults);
	free(faults->path);
	faults->path = NULL;
	pthread_mutex_destroy(&faults->mutex);
}

static struct fault *pick(struct fault_list *list, const char *host)
{
	for (size_t i = 0; i < list->count; i++) {
		struct fault *fault = &list->items[i];

		if (fault->times > 0 && fault->hits >= fault->times)
			continue;
		if (fault->host[0] && strcmp(fault->host, host) != 0)
			continue;
		return fault;
	}
	return NULL;
}

bool faults_take(struct faults *faults, const char *section, const char *host,
		 struct fault *ret_fault)
{
	struct fault *fault = NULL;
	bool fine;

	*ret_fault = (struct fault){ .kind = FAULT_NONE };
	pthread_mutex_lock(&faults->mutex);
	refresh(faults);
	fine = !faults->malformed;
	for (size_t i = 0; fine && section && i < FAULT_SECTIONS; i++)
		if (strcmp(sections[i], section) == 0)
			fault = pick(&faults->sections[i], host);
	if (fault) {
		fault->hits++;
		*ret_fault = *fault;
	}
	pthread_mutex_unlock(&faults->mutex);
	return fine;
}

static int setting(struct faults *faults, const int *place)
{
	int value;

	pthread_mutex_lock(&faults->mutex);
	refresh(faults);
	value = *place;
	pthread_mutex_unlock(&faults->mutex);
	return value;
}

int64_t faults_now(struct faults *faults)
{
	return (int64_t)time(NULL) + setting(faults, &faults->clock_skew);
}

int faults_lifetime(struct faults *faults)
{
	return setting(faults, &faults->lifetime);
}

int faults_refresh_in(struct faults *faults)
{
	return setting(faults, &faults->refresh_in);
}

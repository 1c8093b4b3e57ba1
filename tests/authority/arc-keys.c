/* SPDX-License-Identifier: MIT */
/*
 * Key files of Azure Arc: see arc-keys.h. The odd ones are those that a
 * client must not read, or not pass on.
 */
#include "arc-keys.h"

#include "text.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define KEY_SIZE 48
#define NAME_SIZE 12
#define LARGE_SIZE 5000 /* more than the 4096 bytes that are allowed */

static bool make_folder(const char *path)
{
	return mkdir(path, 0700) == 0 || errno == EEXIST;
}

static char *make_path(const char *folder, const char *name, const char *quirk)
{
	if (strcmp(quirk, "outside-folder") == 0)
		return string_format("%s-outside/%s.key", folder, name);
	if (strcmp(quirk, "dot-dot") == 0)
		return string_format("%s/../%s.key", folder, name);
	if (strcmp(quirk, "subfolder") == 0)
		return string_format("%s/below/%s.key", folder, name);
	if (strcmp(quirk, "not-key") == 0)
		return string_format("%s/%s.txt", folder, name);
	return string_format("%s/%s.key", folder, name);
}

static char *make_content(const char *quirk)
{
	auto_free random = random_name(KEY_SIZE);

	if (strcmp(quirk, "too-large") == 0)
		return string_format("%s%0*d", random, LARGE_SIZE, 0);
	if (strcmp(quirk, "newline") == 0)
		return string_format("%s\r\nX-Injected: yes", random);
	return string_dup(strcmp(quirk, "empty") == 0 ? "" : random);
}

static bool write_link(const char *path, const char *content)
{
	auto_free target = string_format("%s.target", path);

	return text_save(target, content, strlen(content), 0600) &&
	       symlink(target, path) == 0;
}

static bool write_key(const char *path, const char *content, const char *quirk)
{
	char *slash = strrchr(path, '/');
	auto_free folder = string_format("%.*s", (int)(slash - path), path);

	if (!make_folder(folder))
		return false;
	if (strcmp(quirk, "absent") == 0)
		return true;
	if (strcmp(quirk, "fifo") == 0)
		return mkfifo(path, 0600) == 0;
	if (strcmp(quirk, "link") == 0)
		return write_link(path, content);
	return text_save(path, content, strlen(content), 0600);
}

char *arc_keys_make(struct machine *machine, const char *folder,
		    const char *quirk)
{
	auto_free name = random_name(NAME_SIZE);
	auto_free content = make_content(quirk);
	char *path = make_path(folder, name, quirk);

	if (!make_folder(folder) || !write_key(path, content, quirk)) {
		perror(path);
		free(path);
		return NULL;
	}
	pthread_mutex_lock(&machine->mutex);
	strings_add(&machine->arc_keys, content);
	pthread_mutex_unlock(&machine->mutex);
	return path;
}

bool arc_keys_use(struct machine *machine, const char *content)
{
	struct strings *keys = &machine->arc_keys;
	bool found = false;

	pthread_mutex_lock(&machine->mutex);
	for (size_t i = 0; !found && i < keys->count; i++) {
		if (strcmp(keys->items[i], content) != 0)
			continue;
		found = true;
		free(keys->items[i]);
		keys->items[i] = keys->items[--keys->count];
	}
	pthread_mutex_unlock(&machine->mutex);
	return found;
}

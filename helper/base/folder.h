/* SPDX-License-Identifier: MIT */
/*
 * The folders that lanyard uses, by the XDG base directory specification;
 * LANYARD_HOME puts them all under one.  A relative path in the environment
 * is ignored, as that specification says.
 */
#ifndef BASE_FOLDER_H
#define BASE_FOLDER_H

#include <stdbool.h>

enum folder {
	FOLDER_CONFIG,	/* the user's principals, clouds and settings */
	FOLDER_SYSTEM,	/* the administrator's, /etc/lanyard */
	FOLDER_STATE,	/* what commands choose and keep */
	FOLDER_DATA,	/* certificates with their keys */
	FOLDER_CACHE,	/* tokens, when there is no runtime folder */
	FOLDER_RUNTIME	/* tokens, flights and notes, gone at logout */
};

/*
 * The path of a folder, without a slash at its end; it need not exist.  A new
 * string; NULL when out of memory or (for all but FOLDER_SYSTEM) when the
 * environment does not tell, errno then being ENOENT.
 */
char *folder_path(enum folder folder);

/* As above, followed by '/' and `rest`. */
char *folder_file(enum folder folder, const char *rest);

/* A path in the user's home, where others keep what is theirs: a new string;
 * NULL as above. */
char *folder_home(const char *rest);

/*
 * Opens a folder of our own, made with its parents (mode 0700) if `create`.
 * It must be ours and nobody else's to write or list.  -1 and errno.
 */
int folder_open(const char *path, bool create);

/*
 * Opens the folder for tokens: the runtime folder if it is ours, private and
 * on this machine, else the cache folder.  -1 and errno.
 */
int folder_open_tokens(bool create);

#endif

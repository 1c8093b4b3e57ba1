/* SPDX-License-Identifier: MIT */
/*
 * A shelf: a folder of JSON files, one a name, the user's before the
 * system's.  Principals lie on one, clouds of the user's own on another.
 */
#ifndef CONFIG_SHELF_H
#define CONFIG_SHELF_H

#include "base/error.h"
#include "base/file.h"

enum shelf { SHELF_PRINCIPALS, SHELF_CLOUDS };

/*
 * Reads NAME.json, the user's, else the system's.  The name is checked
 * before.  *ret_path is set to the file's path (new string) unless it is
 * absent.
 */
enum file_result shelf_read(enum shelf shelf, const char *name,
			    char **ret_path, struct secret *ret_text,
			    struct error *err);

/* The names on a shelf, sorted, each once: an array for strv_free(), NULL when
 * out of memory. */
char **shelf_list(enum shelf shelf);

/* Writes the user's NAME.json.  False and an error of class ERROR_CONFIG. */
bool shelf_write(enum shelf shelf, const char *name,
		 const struct secret *text, struct error *err);

/* Removes the user's NAME.json; FILE_ABSENT if there is none. */
enum file_result shelf_remove(enum shelf shelf, const char *name,
			      struct error *err);

/* The path of the user's NAME.json: a new string or NULL. */
char *shelf_path(enum shelf shelf, const char *name);

#endif

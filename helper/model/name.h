/* SPDX-License-Identifier: MIT */
/*
 * Which words may name things.  Checked before a word becomes a path, a URL
 * or part of a scope.
 */
#ifndef MODEL_NAME_H
#define MODEL_NAME_H

#include <stdbool.h>

#include "base/error.h"

/* `[A-Za-z0-9][A-Za-z0-9._-]{0,63}`: principals and clouds. */
#define NAME_MAX_LENGTH 64
bool name_valid(const char *name);

/* As above; otherwise an error of that class: "WHAT 'NAME' is not ...". */
bool name_check(const char *name, const char *what, enum error_class class,
		struct error *err);

/* A GUID, or a DNS name (which `organizations` and its kin are too). */
bool name_is_tenant(const char *tenant);

/* 8-4-4-4-12 hexadecimal digits. */
bool name_is_guid(const char *text);

/* A resource or scope: visible ASCII without blank or quote, 1 to 512 bytes
 * (RFC 6749, section 3.3). */
bool name_is_scope(const char *scope);

#endif

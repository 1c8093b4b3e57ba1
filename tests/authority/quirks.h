/* SPDX-License-Identifier: MIT */
/*
 * Oddities of the metadata endpoints that a test can ask for: the fault
 * "quirk", whose variant is one of these. The endpoint itself does them.
 */
#ifndef AUTHORITY_QUIRKS_H
#define AUTHORITY_QUIRKS_H

#include <stdbool.h>

bool quirk_known(const char *name);

#endif

/* SPDX-License-Identifier: MIT */
/*
 * What the parts of the test authority share: one context, made in main.c
 * before the first connection and only read afterwards (the faults, which
 * change while it runs, guard themselves).
 */
#ifndef AUTHORITY_AUTHORITY_H
#define AUTHORITY_AUTHORITY_H

#include "faults.h"
#include "hosts.h"
#include "identity.h"
#include "journal.h"
#include "machine.h"
#include "replay.h"
#include "tenants.h"

struct authority {
	const char *directory;
	struct identity identity;
	struct hosts hosts;
	struct tenants tenants;
	struct faults faults;
	struct journal journal;
	struct replay replay;
	struct machine machine;
	unsigned int tls_port;
	unsigned int relay_port;
	unsigned int metadata_port;
	int ending; /* eventfd, see waiting.h */
};

#endif

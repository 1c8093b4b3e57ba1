/* SPDX-License-Identifier: MIT */
/*
 * The few general settings, lanyard.json: the user's file and the system's,
 * merged key by key, the user's first.  They are read only when something is
 * to be fetched or a host to be looked up, not for a cached token.
 */
#ifndef CONFIG_SETTINGS_H
#define CONFIG_SETTINGS_H

#include <stdint.h>

#include "base/error.h"
#include "base/json.h"
#include "model/cloud.h"
#include "model/transport.h"

struct settings {
	const char *ca_bundle;		/* or NULL */
	int64_t timeout_s;		/* 0: not set */
	struct cloud_pair *hosts;	/* pattern to resource; the user's
					   entries before the system's */
	struct json_document *documents[2];
};

#define auto_settings __attribute__((cleanup(settings_clear)))
#define SETTINGS_INIT { 0 }

void settings_clear(struct settings *settings);

/*
 * Loads them; files that do not exist are not missed.  False and an error of
 * class ERROR_CONFIG with file and line.
 */
bool settings_load(struct settings *ret_settings, struct error *err);

/* The resource that the settings give to a host on a port, or NULL. */
const char *settings_host_resource(const struct settings *settings,
				   const char *host, uint16_t port);

/*
 * How to reach an authority: the settings' CA bundle, else that of the first
 * of SSL_CERT_FILE (with SSL_CERT_DIR), CURL_CA_BUNDLE and REQUESTS_CA_BUNDLE
 * that names something, else the system's.
 */
bool settings_transport(const struct settings *settings,
			struct transport *ret_transport, struct error *err);

#endif

/* SPDX-License-Identifier: MIT */
/* The sub-verbs of `lanyard cert`, and what they share. */
#ifndef TOOLS_CERT_H
#define TOOLS_CERT_H

#include "cli/cli.h"
#include "keys/certificate.h"

extern const struct verb verb_cert;

/* Each returns the exit status. */
int cert_create(int argc, char **argv);
int cert_export(int argc, char **argv);
int cert_import(int argc, char **argv);
int cert_list(int argc, char **argv);
int cert_remove(int argc, char **argv);
int cert_show(int argc, char **argv);

/* A certificate that expires sooner than this is warned of. */
#define CERT_SOON_S (30 * 86400)

/*
 * Reads the password or PIN from a source (a file, `-` or `fd:N`), or from the
 * terminal where there is none; for certificate_open().
 */
struct certificate_password cert_password(const char *source);

/* Opens what a user names: a spec, or a thumbprint alone. */
bool cert_open(const char *word, const struct certificate_password *password,
	       struct certificate **ret, struct error *err);

/* The names of the principals that sign in with a certificate by its
 * thumbprint: an array for strv_free(), NULL when out of memory. */
char **cert_users(const struct certificate_facts *facts);

/* Warns, on stderr, of a certificate that is not valid, or soon no more. */
void cert_warn(const struct certificate *certificate);

/* When it expires, in words: "2030-01-31 (in 41 d)". */
#define CERT_EXPIRY_SIZE 64
void cert_expiry(const struct certificate_facts *facts,
		 char text[CERT_EXPIRY_SIZE]);

/* Appends all that is known of a certificate to JSON. */
void cert_put(struct secret *out, const struct certificate_facts *facts,
	      char **users);

#endif

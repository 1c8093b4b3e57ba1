/* SPDX-License-Identifier: MIT */
/*
 * Another issuer for tests of federated credentials: a program that signs
 * the assertions of a CI system or a cluster. Its key is made at the first
 * call and stays in its directory; the authority is told of public.pem.
 */
#include "jwt.h"
#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <gnutls/x509.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#ifndef AUTHORITY_VERSION
#define AUTHORITY_VERSION "unversioned"
#endif

#define KEY_BITS 2048
#define LIFETIME_DEFAULT 600
#define ID_SIZE 16

struct options {
	const char *directory;
	const char *issuer;
	const char *subject;
	const char *audience;
	const char *output;
	int64_t lifetime;
	int64_t shift;
};

static const char usage[] =
	"usage: issuer --directory DIR --issuer URL --subject SUBJECT\n"
	"              --audience AUDIENCE [--lifetime SECONDS]\n"
	"              [--shift SECONDS] [--output FILE] [--help] [--version]\n"
	"\n"
	"Prints a signed assertion, or writes it to a file by rename. The key\n"
	"is DIR/key.pem, its public half DIR/public.pem. --shift moves all\n"
	"times of the assertion; without a subject, only the key is made.\n";

static const struct option known[] = {
	{ "directory", required_argument, NULL, 'd' },
	{ "issuer", required_argument, NULL, 'i' },
	{ "subject", required_argument, NULL, 's' },
	{ "audience", required_argument, NULL, 'a' },
	{ "lifetime", required_argument, NULL, 'l' },
	{ "shift", required_argument, NULL, 'm' },
	{ "output", required_argument, NULL, 'o' },
	{ "help", no_argument, NULL, 'h' },
	{ "version", no_argument, NULL, 'V' },
	{ 0 },
};

static bool take_option(struct options *options, int option)
{
	switch (option) {
	case 'd':
		options->directory = optarg;
		return true;
	case 'i':
		options->issuer = optarg;
		return true;
	case 's':
		options->subject = optarg;
		return true;
	case 'a':
		options->audience = optarg;
		return true;
	case 'l':
		options->lifetime = strtoll(optarg, NULL, 10);
		return true;
	case 'm':
		options->shift = strtoll(optarg, NULL, 10);
		return true;
	case 'o':
		options->output = optarg;
		return true;
	case 'h':
		exit(fputs(usage, stdout) < 0);
	case 'V':
		exit(puts("issuer " AUTHORITY_VERSION) < 0);
	default:
		return false;
	}
}

static void read_options(struct options *options, int argc, char **argv)
{
	bool fine = true;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1)
		fine &= take_option(options, option);
	if (options->subject)
		fine &= options->issuer && options->audience;
	if (!fine || !options->directory || optind < argc) {
		fputs(usage, stderr);
		exit(2);
	}
}

static bool done(int result, const char *what)
{
	if (result >= 0)
		return true;
	fprintf(stderr, "issuer: %s: %s\n", what, gnutls_strerror(result));
	return false;
}

static bool save(const char *path, const gnutls_datum_t *pem, unsigned int mode)
{
	if (text_save(path, pem->data, pem->size, mode))
		return true;
	perror(path);
	return false;
}

static bool make_key(gnutls_x509_privkey_t key, const char *path)
{
	gnutls_datum_t pem = { 0 };
	bool fine;

	fine = done(gnutls_x509_privkey_generate(key, GNUTLS_PK_RSA, KEY_BITS, 0),
		    "cannot make a key") &&
	       done(gnutls_x509_privkey_export2(key, GNUTLS_X509_FMT_PEM, &pem),
		    "cannot write the key") &&
	       save(path, &pem, 0600);
	gnutls_free(pem.data);
	return fine;
}

static bool load_key(gnutls_x509_privkey_t key, const char *path)
{
	auto_text pem = { 0 };
	gnutls_datum_t data;

	if (!text_load(&pem, path)) {
		if (errno == ENOENT)
			return make_key(key, path);
		perror(path);
		return false;
	}
	data.data = (unsigned char *)pem.data;
	data.size = (unsigned int)pem.length;
	return done(gnutls_x509_privkey_import(key, &data, GNUTLS_X509_FMT_PEM),
		    path);
}

/* Writes the public half and names it; the name is the caller's. */
static bool publish(gnutls_privkey_t key, const char *path, char **ret_kid)
{
	unsigned char id[32];
	size_t size = sizeof(id);
	gnutls_datum_t pem = { 0 };
	gnutls_pubkey_t public;
	bool fine;

	if (!done(gnutls_pubkey_init(&public), "no memory"))
		return false;
	fine = done(gnutls_pubkey_import_privkey(public, key, 0, 0),
		    "cannot read the key") &&
	       done(gnutls_pubkey_get_key_id(public, GNUTLS_KEYID_USE_SHA256,
					     id, &size),
		    "cannot name the key") &&
	       done(gnutls_pubkey_export2(public, GNUTLS_X509_FMT_PEM, &pem),
		    "cannot write the public key") &&
	       save(path, &pem, 0644);
	if (fine)
		*ret_kid = base64url_format(id, size);
	gnutls_free(pem.data);
	gnutls_pubkey_deinit(public);
	return fine;
}

static char *mint(gnutls_privkey_t key, const char *kid,
		  const struct options *options)
{
	struct json_object *claims = json_object_new_object();
	int64_t now = (int64_t)time(NULL) + options->shift;
	auto_free id = random_name(ID_SIZE);
	char *token;

	json_object_object_add(claims, "iss",
			       json_object_new_string(options->issuer));
	json_object_object_add(claims, "sub",
			       json_object_new_string(options->subject));
	json_object_object_add(claims, "aud",
			       json_object_new_string(options->audience));
	json_object_object_add(claims, "jti", json_object_new_string(id));
	json_object_object_add(claims, "iat", json_object_new_int64(now));
	json_object_object_add(claims, "nbf", json_object_new_int64(now));
	json_object_object_add(claims, "exp",
			       json_object_new_int64(now + options->lifetime));
	token = jwt_sign_with(key, kid, claims);
	json_object_put(claims);
	return token;
}

static bool deliver(const char *token, const char *output)
{
	if (!token) {
		fputs("issuer: cannot sign\n", stderr);
		return false;
	}
	if (!output)
		return puts(token) >= 0;
	if (text_save(output, token, strlen(token), 0600))
		return true;
	perror(output);
	return false;
}

static bool run(const struct options *options, gnutls_x509_privkey_t raw,
		gnutls_privkey_t key)
{
	auto_free key_path = string_format("%s/key.pem", options->directory);
	auto_free public_path = string_format("%s/public.pem",
					      options->directory);
	auto_free kid = NULL;
	auto_free token = NULL;

	if (mkdir(options->directory, 0700) < 0 && errno != EEXIST) {
		perror(options->directory);
		return false;
	}
	if (!load_key(raw, key_path) ||
	    !done(gnutls_privkey_import_x509(key, raw, 0), "cannot use the key") ||
	    !publish(key, public_path, &kid))
		return false;
	if (!options->subject)
		return true;
	token = mint(key, kid, options);
	return deliver(token, options->output);
}

int main(int argc, char **argv)
{
	struct options options = { .lifetime = LIFETIME_DEFAULT };
	gnutls_x509_privkey_t raw = NULL;
	gnutls_privkey_t key = NULL;
	bool fine;

	read_options(&options, argc, argv);
	fine = done(gnutls_x509_privkey_init(&raw), "no memory") &&
	       done(gnutls_privkey_init(&key), "no memory") &&
	       run(&options, raw, key);
	if (key)
		gnutls_privkey_deinit(key);
	if (raw)
		gnutls_x509_privkey_deinit(raw);
	return fine ? 0 : 1;
}

/* SPDX-License-Identifier: MIT */
/*
 * lanyard cert import: keeps a certificate with its key.  The file is often a
 * download, protected by its password rather than by its mode; so its mode is
 * warned of and no more.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "base/log.h"
#include "keys/certificate-store.h"
#include "tools/cert.h"

#define FILE_MAX (1u << 20)

static bool read_file(const char *path, struct secret *ret, struct error *err)
{
	switch (file_read(path, FILE_CONFIG, FILE_MAX, ret, err)) {
	case FILE_OK:
		return true;
	case FILE_ABSENT:
		return error_set(err, ERROR_CONFIG, "'%s' does not exist",
				 path);
	default:
		return false;
	}
}

static void warn_of_mode(const char *path)
{
	struct stat info;

	if (stat(path, &info) == 0 && info.st_mode & (S_IRGRP | S_IROTH))
		log_warning("'%s' may be read by others; it is no longer "
			    "needed here", path);
}

static int import(const char *path, const char *password_file)
{
	struct certificate_password password = cert_password(password_file);
	auto_certificate struct certificate *certificate = NULL;
	auto_secret struct secret content = SECRET_INIT;
	const struct certificate_facts *facts;
	auto_free char *kept = NULL;
	struct error err;

	if (!read_file(path, &content, &err) ||
	    !certificate_read(&content, path, &password, &certificate, &err) ||
	    !certificate_store_save(certificate, &kept, &err))
		return cli_fail(&err);
	facts = certificate_facts(certificate);
	printf("certificate %s (%s) is in %s\n", facts->sha1, facts->subject,
	       kept);
	printf("Name it in a principal's file: \"certificate\": "
	       "\"thumbprint:%s\"\n", facts->sha1);
	cert_warn(certificate);
	warn_of_mode(path);
	return 0;
}

int cert_import(int argc, char **argv)
{
	static const struct option options[] = {
		{ "password-file", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *password_file = NULL;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(&verb_cert);
		if (option != 'p')
			return cli_unknown_option(&verb_cert, option, argv);
		password_file = optarg;
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_cert, "'import' takes one file");
	return import(argv[optind], password_file);
}

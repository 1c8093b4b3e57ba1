/* SPDX-License-Identifier: MIT */
/* lanyard cert remove: forgets a certificate and, for good, its key. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "base/text.h"
#include "keys/certificate-store.h"
#include "tools/cert.h"

static bool is_used(const struct certificate_facts *facts, struct error *err)
{
	char **users = cert_users(facts);
	auto_free char *names = NULL;

	if (users == NULL)
		return !error_memory(err);
	if (users[0] == NULL) {
		free(users);
		return false;
	}
	names = text_join((const char *const *)users);
	strv_free(users);
	error_set(err, ERROR_USAGE, "the certificate %s (%s) is used by %s",
		  facts->sha1, facts->subject, names != NULL ? names : "?");
	error_hint(err, "change that first, or add --force; its key cannot be "
		   "had back");
	return true;
}

static int remove_one(const char *hex, bool force)
{
	auto_certificate struct certificate *certificate = NULL;
	const struct certificate_facts *facts;
	struct error err;

	if (!certificate_store_find(hex, NULL, &certificate, &err))
		return cli_fail(&err);
	facts = certificate_facts(certificate);
	if (!force && is_used(facts, &err))
		return cli_fail(&err);
	switch (certificate_store_remove(facts->sha1, &err)) {
	case FILE_OK:
		printf("certificate %s (%s) is removed, with its key\n",
		       facts->sha1, facts->subject);
		return 0;
	case FILE_ABSENT:
		error_set(&err, ERROR_CONFIG, "the certificate %s is in '%s', "
			  "which lanyard only reads", facts->sha1,
			  facts->where);
		break;
	case FILE_FAULT:
		break;
	}
	return cli_fail(&err);
}

int cert_remove(int argc, char **argv)
{
	static const struct option options[] = {
		{ "force", no_argument, NULL, 'f' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	char hex[THUMBPRINT_SIZE];
	bool force = false;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		if (option == 'h')
			return cli_help(&verb_cert);
		if (option != 'f')
			return cli_unknown_option(&verb_cert, option, argv);
		force = true;
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_cert, "'remove' takes one thumbprint");
	if (!thumbprint_parse(argv[optind], hex))
		return cli_misuse(&verb_cert, "'%s' is not a thumbprint",
				  argv[optind]);
	return remove_one(hex, force);
}

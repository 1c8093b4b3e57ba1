/* SPDX-License-Identifier: MIT */
/* lanyard cert show: all that is known of one certificate. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/str.h"
#include "base/text.h"
#include "tools/cert.h"

static void print(const struct certificate *certificate, char **users)
{
	const struct certificate_facts *facts = certificate_facts(certificate);
	auto_free char *names = text_join((const char *const *)users);
	size_t length = certificate_chain_length(certificate);
	char expiry[CERT_EXPIRY_SIZE], date[CLOCK_DATE_SIZE];

	clock_format(facts->not_before, date);
	cert_expiry(facts, expiry);
	printf("subject      %s\n", facts->subject);
	printf("SHA-1        %s\n", facts->sha1);
	printf("SHA-256      %s\n", facts->sha256);
	printf("valid from   %.10s\n", date);
	printf("valid until  %s\n", expiry);
	printf("key          RSA, %u bits\n", facts->bits);
	if (length > 1)
		printf("chain        %zu certificates\n", length);
	printf("from         %s\n", facts->where);
	if (names != NULL && *names != '\0')
		printf("principals   %s\n", names);
}

static int show(const char *word, const char *password_file, bool as_json)
{
	struct certificate_password password = cert_password(password_file);
	auto_certificate struct certificate *certificate = NULL;
	auto_secret struct secret json = SECRET_INIT;
	struct error err;
	int status = 0;
	char **users;

	if (!cert_open(word, &password, &certificate, &err))
		return cli_fail(&err);
	users = cert_users(certificate_facts(certificate));
	if (users == NULL)
		return error_memory(&err), cli_fail(&err);
	if (as_json) {
		cert_put(&json, certificate_facts(certificate), users);
		secret_append(&json, "\n");
		status = cli_print(&json);
	} else {
		print(certificate, users);
	}
	strv_free(users);
	cert_warn(certificate);
	return status;
}

int cert_show(int argc, char **argv)
{
	static const struct option options[] = {
		{ "json", no_argument, NULL, 'j' },
		{ "password-file", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	const char *password_file = NULL;
	bool as_json = false;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		switch (option) {
		case 'j':
			as_json = true;
			break;
		case 'p':
			password_file = optarg;
			break;
		case 'h':
			return cli_help(&verb_cert);
		default:
			return cli_unknown_option(&verb_cert, option, argv);
		}
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_cert, "'show' takes one certificate");
	return show(argv[optind], password_file, as_json);
}

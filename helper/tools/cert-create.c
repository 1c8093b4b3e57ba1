/* SPDX-License-Identifier: MIT */
/*
 * lanyard cert create: a first certificate.  What is to be uploaded goes to
 * stdout, what is to be done with it to stderr.
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "keys/certificate-store.h"
#include "tools/cert.h"

#define DAY_S 86400
#define DAYS 365
#define DAYS_MAX 3650
#define BITS 3072		/* good beyond 2030 (NIST SP 800-57, table 2) */
#define EARLIER_S 300		/* so that another's clock may be slow */

enum { OPTION_DAYS = 256, OPTION_BITS };

/* A number from 1 to `most`, or 0. */
static unsigned int number(const char *text, unsigned int most)
{
	char *end;
	unsigned long value = strtoul(text, &end, 10);

	return *text >= '0' && *text <= '9' && *end == '\0' && value <= most ?
		       (unsigned int)value : 0;
}

static int create(const struct certificate_wish *wish)
{
	auto_certificate struct certificate *certificate = NULL;
	auto_secret struct secret pem = SECRET_INIT;
	const struct certificate_facts *facts;
	auto_free char *path = NULL;
	char date[CLOCK_DATE_SIZE];
	struct error err;
	int status;

	if (!certificate_create(wish, &certificate, &err) ||
	    !certificate_pem(certificate, false, &pem, &err) ||
	    !certificate_store_save(certificate, &path, &err))
		return cli_fail(&err);
	status = cli_print(&pem);
	if (status != 0)
		return status;
	facts = certificate_facts(certificate);
	clock_format(facts->not_after, date);
	fprintf(stderr, "\ncertificate %s (%s), valid until %.10s, is with its "
		"key in %s\n\n"
		"Upload what is above, as a .pem file, to the app "
		"registration: in the portal under\n"
		"'Certificates & secrets', 'Certificates', 'Upload "
		"certificate'; or with\n\n"
		"  lanyard cert export %s > %.8s.pem\n"
		"  az ad app credential reset --id CLIENT-ID --append --cert "
		"@%.8s.pem\n\n"
		"Then, in the principal's file: \"method\": \"certificate\",\n"
		"  \"certificate\": \"thumbprint:%s\"\n",
		facts->sha1, facts->subject, date, path, facts->sha1,
		facts->sha1, facts->sha1, facts->sha1);
	return 0;
}

int cert_create(int argc, char **argv)
{
	static const struct option options[] = {
		{ "days", required_argument, NULL, OPTION_DAYS },
		{ "bits", required_argument, NULL, OPTION_BITS },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct certificate_wish wish = { .bits = BITS };
	int64_t now_s = clock_now_s();
	unsigned int days = DAYS;
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":h", options, NULL)) != -1) {
		switch (option) {
		case OPTION_DAYS:
			days = number(optarg, DAYS_MAX);
			break;
		case OPTION_BITS:
			wish.bits = number(optarg, 65536);
			break;
		case 'h':
			return cli_help(&verb_cert);
		default:
			return cli_unknown_option(&verb_cert, option, argv);
		}
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_cert, "'create' takes one name");
	if (days == 0)
		return cli_misuse(&verb_cert, "--days takes a number from 1 to "
				  "%d", DAYS_MAX);
	wish.name = argv[optind];
	wish.not_before = now_s - EARLIER_S;
	wish.not_after = now_s + (int64_t)days * DAY_S;
	return create(&wish);
}

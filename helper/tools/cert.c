/* SPDX-License-Identifier: MIT */
/*
 * lanyard-cert: the verb `cert` of `lanyard`, a program of its own since it
 * holds private keys and needs GnuTLS.
 */
#include "tools/cert.h"

#include <stdio.h>
#include <string.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/harden.h"
#include "base/json.h"
#include "base/log.h"
#include "base/str.h"

bool cert_open(const char *word, const struct certificate_password *password,
	       struct certificate **ret, struct error *err)
{
	char hex[THUMBPRINT_SIZE];
	auto_free char *spec = NULL;

	if (!thumbprint_parse(word, hex))
		return certificate_open(word, password, ret, err);
	spec = str_new("thumbprint:%s", hex);
	return spec != NULL ? certificate_open(spec, password, ret, err) :
			      error_memory(err);
}

void cert_warn(const struct certificate *certificate)
{
	const struct certificate_facts *facts = certificate_facts(certificate);
	int64_t now_s = clock_now_s();
	char text[CERT_EXPIRY_SIZE];
	struct error err;

	cert_expiry(facts, text);
	if (!certificate_check_time(certificate, now_s, &err))
		log_warning("%s", err.message);
	else if (facts->not_after - now_s < CERT_SOON_S)
		log_warning("the certificate %s (%s) expires on %s",
			    facts->sha1, facts->subject, text);
}

void cert_expiry(const struct certificate_facts *facts,
		 char text[CERT_EXPIRY_SIZE])
{
	char date[CLOCK_DATE_SIZE], span[CLI_SPAN_SIZE];
	int64_t now_s = clock_now_s();

	clock_format(facts->not_after, date);
	cli_span(now_s, facts->not_after, span);
	snprintf(text, CERT_EXPIRY_SIZE, "%.10s (%s%s)", date,
		 facts->not_after < now_s ? "expired " : "", span);
}

void cert_put(struct secret *out, const struct certificate_facts *facts,
	      char **users)
{
	char date[CLOCK_DATE_SIZE];

	json_begin(out, NULL, '{');
	json_put_string(out, "sha1", facts->sha1);
	json_put_string(out, "sha256", facts->sha256);
	json_put_string(out, "subject", facts->subject);
	clock_format(facts->not_before, date);
	json_put_string(out, "notBefore", date);
	clock_format(facts->not_after, date);
	json_put_string(out, "notAfter", date);
	json_put_int(out, "expiresOn", facts->not_after);
	json_put_int(out, "bits", facts->bits);
	json_put_string(out, "from", facts->where);
	json_put_strings(out, "principals", (const char *const *)users);
	json_end(out, '}');
}

const struct verb verb_cert = {
	.name = "cert",
	.help =
	"usage: lanyard cert create NAME [--days N] [--bits N]\n"
	"       lanyard cert import FILE [--password-file FILE]\n"
	"       lanyard cert list [--json]\n"
	"       lanyard cert show CERTIFICATE [--json] [--password-file "
	"FILE]\n"
	"       lanyard cert export CERTIFICATE [--with-private-key] [-o "
	"FILE]\n"
	"                           [--password-file FILE]\n"
	"       lanyard cert remove THUMBPRINT [--force]\n\n"
	"  lanyard cert create ci > ci.pem   a key and a certificate; upload "
	"ci.pem to the\n"
	"                                    app registration\n"
	"  lanyard cert import ci.pfx        keeps what is in a PFX or PEM "
	"file\n\n"
	"CERTIFICATE is a thumbprint (SHA-1 or SHA-256), 'file:PATH' or a "
	"'pkcs11:' URI.\n\n"
	"      --days N               how long the new certificate is valid "
	"(365)\n"
	"      --bits N               of its RSA key: 2048, 3072 (default) or "
	"4096\n"
	"      --password-file FILE   where the password or PIN is, mode 600; "
	"'-' reads\n"
	"                             it from stdin, 'fd:N' from a descriptor; "
	"else the\n"
	"                             terminal is asked\n"
	"      --with-private-key     the key, unencrypted, before the "
	"certificate\n"
	"  -o, --output FILE          a new file, mode 600, instead of "
	"stdout\n"
	"      --force                remove it although a principal uses "
	"it\n",
};

int main(int argc, char **argv)
{
	static const struct subverb table[] = {
		{ "create", cert_create }, { "import", cert_import },
		{ "list", cert_list },	   { "show", cert_show },
		{ "export", cert_export }, { "remove", cert_remove },
		{ NULL, NULL },
	};
	struct error err;
	int status;

	if (!harden_process(CLI_PROGRAM))
		return 1;
	log_open(CLI_PROGRAM);
	if (argc == 2 && strcmp(argv[1], "--version") == 0)
		status = printf("lanyard-cert %s\n", PACKAGE_VERSION) < 0;
	else
		status = cli_subverb(&verb_cert, table, argc, argv);
	if (status != 0 || (fflush(stdout) == 0 && !ferror(stdout)))
		return status;
	error_set(&err, ERROR_INTERNAL, "the answer cannot be written: %m");
	return cli_fail(&err);
}

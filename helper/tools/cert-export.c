/* SPDX-License-Identifier: MIT */
/* lanyard cert export: PEM, the private key only when asked for by name. */
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "tools/cert.h"

struct wish {
	const char *certificate;
	const char *password_file;
	const char *output;		/* or NULL: stdout */
	bool with_key;
};

/* A new file; one that is there already is not overwritten. */
static bool write_new(const char *path, const struct secret *pem,
		      struct error *err)
{
	auto_fd int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC |
			      O_NOFOLLOW, 0600);

	if (fd < 0)
		return error_set(err, ERROR_USAGE, errno == EEXIST ?
				 "'%s' exists already" :
				 "'%s' cannot be made: %m", path);
	if (file_write_all(fd, secret_expose(pem), pem->length) &&
	    fsync(fd) == 0 && close(steal_fd(&fd)) == 0)
		return true;
	error_set(err, ERROR_INTERNAL, "'%s' cannot be written: %m", path);
	unlink(path);
	return false;
}

/* A terminal shows, and the shell makes files that others may read. */
static bool is_exposed(int fd)
{
	struct stat info;

	return isatty(fd) || fstat(fd, &info) < 0 ||
	       (S_ISREG(info.st_mode) && info.st_mode & (S_IRWXG | S_IRWXO));
}

static int export(const struct wish *wish)
{
	struct certificate_password password =
		cert_password(wish->password_file);
	auto_certificate struct certificate *certificate = NULL;
	auto_secret struct secret pem = SECRET_INIT;
	struct error err;

	if (wish->with_key && wish->output == NULL && is_exposed(STDOUT_FILENO))
		return cli_misuse(&verb_cert, "a private key is not written to "
				  "a terminal, nor to a file that others may "
				  "read; name a file with --output");
	if (!cert_open(wish->certificate, &password, &certificate, &err) ||
	    !certificate_pem(certificate, wish->with_key, &pem, &err))
		return cli_fail(&err);
	if (wish->output == NULL)
		return cli_print(&pem);
	return write_new(wish->output, &pem, &err) ? 0 : cli_fail(&err);
}

int cert_export(int argc, char **argv)
{
	static const struct option options[] = {
		{ "with-private-key", no_argument, NULL, 'k' },
		{ "output", required_argument, NULL, 'o' },
		{ "password-file", required_argument, NULL, 'p' },
		{ "help", no_argument, NULL, 'h' },
		{ NULL, 0, NULL, 0 },
	};
	struct wish wish = { 0 };
	int option;

	opterr = 0;
	while ((option = getopt_long(argc, argv, ":o:h", options, NULL)) !=
	       -1) {
		switch (option) {
		case 'k':
			wish.with_key = true;
			break;
		case 'o':
			wish.output = optarg;
			break;
		case 'p':
			wish.password_file = optarg;
			break;
		case 'h':
			return cli_help(&verb_cert);
		default:
			return cli_unknown_option(&verb_cert, option, argv);
		}
	}
	if (argc - optind != 1)
		return cli_misuse(&verb_cert, "'export' takes one certificate");
	wish.certificate = argv[optind];
	return export(&wish);
}

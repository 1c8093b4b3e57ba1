/* SPDX-License-Identifier: MIT */
/*
 * The test authority: plays the Microsoft identity platform and what its
 * tokens open, on loopback, for the tests. It shares no code with the
 * programs that it tests. This file: options, start and end.
 */
#include "authority.h"
#include "relay.h"
#include "server.h"
#include "text.h"

#include <errno.h>
#include <getopt.h>
#include <json-c/json.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#ifndef AUTHORITY_VERSION
#define AUTHORITY_VERSION "unversioned"
#endif

struct options {
	const char *directory;
	const char *configuration;
	enum certificate_kind certificate;
};

static const char usage[] =
	"usage: authority --directory DIR [--configuration FILE]\n"
	"                 [--certificate good|wrong-host|expired|unknown-ca]\n"
	"                 [--help] [--version]\n";

static const char *const certificates[] = {
	[CERTIFICATE_GOOD] = "good",
	[CERTIFICATE_WRONG_HOST] = "wrong-host",
	[CERTIFICATE_EXPIRED] = "expired",
	[CERTIFICATE_UNKNOWN_CA] = "unknown-ca",
};

static bool read_certificate(const char *name, enum certificate_kind *ret_kind)
{
	for (size_t i = 0; i < sizeof(certificates) / sizeof(char *); i++) {
		if (strcmp(certificates[i], name) == 0) {
			*ret_kind = (enum certificate_kind)i;
			return true;
		}
	}
	return false;
}

static void read_options(struct options *options, int argc, char **argv)
{
	static const struct option known[] = {
		{ "directory", required_argument, NULL, 'd' },
		{ "configuration", required_argument, NULL, 'c' },
		{ "certificate", required_argument, NULL, 't' },
		{ "help", no_argument, NULL, 'h' },
		{ "version", no_argument, NULL, 'V' },
		{ 0 },
	};
	bool fine = true;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option == 'd')
			options->directory = optarg;
		else if (option == 'c')
			options->configuration = optarg;
		else if (option == 't')
			fine &= read_certificate(optarg,
						 &options->certificate);
		else if (option == 'h')
			exit(fputs(usage, stdout) < 0);
		else if (option == 'V')
			exit(puts("authority " AUTHORITY_VERSION) < 0);
		else
			fine = false;
	}
	if (!fine || !options->directory || optind < argc) {
		fputs(usage, stderr);
		exit(2);
	}
}

/* A test that dies takes its authority along. */
static bool follow_parent(pid_t parent)
{
	if (prctl(PR_SET_PDEATHSIG, SIGTERM) < 0)
		return false;
	return getppid() == parent;
}

static void block_signals(sigset_t *ret_set)
{
	sigemptyset(ret_set);
	sigaddset(ret_set, SIGTERM);
	sigaddset(ret_set, SIGINT);
	pthread_sigmask(SIG_BLOCK, ret_set, NULL);
	signal(SIGPIPE, SIG_IGN);
}

static void raise_limits(void)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_NOFILE, &limit) == 0) {
		limit.rlim_cur = limit.rlim_max;
		setrlimit(RLIMIT_NOFILE, &limit);
	}
}

/* Waits for a signal, or for the parent to be another. */
static void wait_for_end(const sigset_t *signals, pid_t parent)
{
	const struct timespec interval = { .tv_sec = 1 };

	while (getppid() == parent)
		if (sigtimedwait(signals, NULL, &interval) > 0)
			return;
}

static bool prepare(struct authority *authority, const struct options *options)
{
	if (mkdir(options->directory, 0700) < 0 && errno != EEXIST) {
		perror(options->directory);
		return false;
	}
	authority->directory = realpath(options->directory, NULL);
	authority->ending = eventfd(0, EFD_CLOEXEC);
	if (!authority->directory || authority->ending < 0)
		return false;
	faults_init(&authority->faults, authority->directory);
	replay_init(&authority->replay);
	if (options->configuration ?
		    !tenants_load(&authority->tenants, &authority->hosts,
				  options->configuration,
				  authority->directory) :
		    !tenants_default(&authority->tenants,
				     authority->directory))
		return false;
	return machine_init(&authority->machine, authority->directory) &&
	       journal_open(&authority->journal, authority->directory) &&
	       identity_init(&authority->identity, &authority->hosts,
			     options->certificate);
}

static bool write_file(const struct authority *authority, const char *name,
		       const char *text)
{
	auto_free path = string_format("%s/%s", authority->directory, name);

	if (text_save(path, text, strlen(text), 0644))
		return true;
	perror(path);
	return false;
}

static bool announce(const struct authority *authority)
{
	auto_free environment = string_format(
		"AUTHORITY_URL=https://127.0.0.1:%u\n"
		"AUTHORITY_PORT=%u\n"
		"AUTHORITY_PROXY=http://127.0.0.1:%u\n"
		"AUTHORITY_METADATA=http://127.0.0.1:%u\n"
		"AUTHORITY_CA='%s/ca.pem'\n"
		"AUTHORITY_PID=%d\n",
		authority->tls_port, authority->tls_port,
		authority->relay_port, authority->metadata_port,
		authority->directory, (int)getpid());

	return write_file(authority, "ca.pem", authority->identity.ca_pem) &&
	       write_file(authority, "environment", environment) &&
	       write_file(authority, "ready", "");
}

static void unannounce(const struct authority *authority)
{
	auto_free path = string_format("%s/ready", authority->directory);

	unlink(path);
}

static bool run(struct authority *authority, const sigset_t *signals,
		pid_t parent)
{
	struct MHD_Daemon *daemon = server_start(authority, false,
						 &authority->tls_port);
	struct MHD_Daemon *metadata = server_start(authority, true,
						   &authority->metadata_port);
	struct relay relay = { 0 };
	uint64_t one = 1;
	bool started;

	started = daemon && metadata && relay_start(&relay, authority, daemon) &&
		  announce(authority);
	if (started)
		wait_for_end(signals, parent);
	unannounce(authority);
	if (write(authority->ending, &one, sizeof(one)) < 0)
		perror("authority");
	relay_stop(&relay);
	server_stop(metadata);
	server_stop(daemon);
	return started;
}

static void finish(struct authority *authority)
{
	identity_clear(&authority->identity);
	hosts_clear(&authority->hosts);
	tenants_clear(&authority->tenants);
	faults_clear(&authority->faults);
	journal_close(&authority->journal);
	replay_clear(&authority->replay);
	machine_clear(&authority->machine);
	if (authority->ending >= 0)
		close(authority->ending);
	free((char *)authority->directory);
}

int main(int argc, char **argv)
{
	struct authority authority = { .ending = -1, .journal.fd = -1 };
	struct options options = { 0 };
	pid_t parent = getppid();
	sigset_t signals;
	bool fine;

	read_options(&options, argc, argv);
	block_signals(&signals);
	raise_limits();
	fine = follow_parent(parent) && prepare(&authority, &options) &&
	       run(&authority, &signals, parent);
	finish(&authority);
	return fine ? 0 : 1;
}

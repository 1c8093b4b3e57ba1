/* SPDX-License-Identifier: MIT */
/*
 * Times commands against each other as whole processes.  In each round every
 * command runs once, in random order; a ratio is taken inside a round, so that
 * a machine whose speed drifts does not spoil it.  The first command is what
 * the others are measured by.
 *
 *	pair ROUNDS STDIN-FILE NAME COMMAND... [-- NAME COMMAND...]...
 */
#include <errno.h>
#include <fcntl.h>
#include <spawn.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define COMMANDS_MAX 8
#define ROUNDS_MAX 10000
#define WARM_UP 3

extern char **environ;

struct command {
	const char *name;
	char **arguments;
	double *wall_ms;	/* of each round */
	long peak_kib;
};

static double now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (double)now.tv_sec * 1e3 + (double)now.tv_nsec / 1e6;
}

/* One run; its wall time, or a negative number if it failed. */
static double run_once(struct command *command, const char *input)
{
	posix_spawn_file_actions_t actions;
	struct rusage usage;
	double began, ended;
	int status, fault;
	pid_t pid;

	posix_spawn_file_actions_init(&actions);
	posix_spawn_file_actions_addopen(&actions, 0, input, O_RDONLY, 0);
	posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
	began = now_ms();
	fault = posix_spawnp(&pid, command->arguments[0], &actions, NULL,
			     command->arguments, environ);
	if (fault == 0)
		while (wait4(pid, &status, 0, &usage) < 0 && errno == EINTR)
			continue;
	ended = now_ms();
	posix_spawn_file_actions_destroy(&actions);
	if (fault != 0 || !WIFEXITED(status) || WEXITSTATUS(status) != 0) {
		fprintf(stderr, "pair: '%s' failed\n", command->name);
		return -1;
	}
	if (usage.ru_maxrss > command->peak_kib)
		command->peak_kib = usage.ru_maxrss;
	return ended - began;
}

static int compare(const void *a, const void *b)
{
	double left = *(const double *)a, right = *(const double *)b;

	return (left > right) - (left < right);
}

/* The share-th of sorted values, 0.5 being the median. */
static double quantile(const double *values, int count, double share)
{
	return values[(int)(share * (count - 1) + 0.5)];
}

static void print_row(const struct command *command,
		      const struct command *base, int rounds)
{
	double *ratio = calloc((size_t)rounds, sizeof(*ratio));
	double *wall = calloc((size_t)rounds, sizeof(*wall));

	if (ratio == NULL || wall == NULL)
		exit(1);
	for (int i = 0; i < rounds; i++) {
		wall[i] = command->wall_ms[i];
		ratio[i] = command->wall_ms[i] / base->wall_ms[i];
	}
	qsort(wall, (size_t)rounds, sizeof(*wall), compare);
	qsort(ratio, (size_t)rounds, sizeof(*ratio), compare);
	printf("| %s | %.2f / %.2f / %.2f | %.2f (%.2f-%.2f) | %.1f |\n",
	       command->name, wall[0], quantile(wall, rounds, 0.5),
	       quantile(wall, rounds, 0.9), quantile(ratio, rounds, 0.5),
	       quantile(ratio, rounds, 0.1), quantile(ratio, rounds, 0.9),
	       (double)command->peak_kib / 1024);
	free(ratio);
	free(wall);
}

static void shuffle(int *order, int count)
{
	for (int i = count - 1; i > 0; i--) {
		int j = rand() % (i + 1), swap = order[i];

		order[i] = order[j];
		order[j] = swap;
	}
}

/* Takes the commands apart; their number, or 0. */
static int parse(int argc, char **argv, struct command *commands, int rounds)
{
	int count = 0;

	for (int at = 3; at < argc && count < COMMANDS_MAX; at++) {
		struct command *command = &commands[count++];

		command->name = argv[at++];
		command->arguments = argv + at;
		command->wall_ms = calloc((size_t)rounds, sizeof(double));
		if (at >= argc || command->wall_ms == NULL)
			return 0;
		while (at < argc && strcmp(argv[at], "--") != 0)
			at++;
		if (at < argc)
			argv[at] = NULL;
	}
	return count;
}

int main(int argc, char **argv)
{
	struct command commands[COMMANDS_MAX] = { 0 };
	int order[COMMANDS_MAX];
	int rounds = argc > 4 ? atoi(argv[1]) : 0, count = 0;

	if (rounds > 0 && rounds <= ROUNDS_MAX)
		count = parse(argc, argv, commands, rounds);
	if (count == 0) {
		fputs("usage: pair ROUNDS STDIN-FILE NAME COMMAND... "
		      "[-- NAME COMMAND...]...\n", stderr);
		return 2;
	}
	srand((unsigned int)getpid());
	for (int i = 0; i < count; i++)
		order[i] = i;
	for (int round = -WARM_UP; round < rounds; round++) {
		shuffle(order, count);
		for (int i = 0; i < count; i++) {
			struct command *command = &commands[order[i]];
			double wall_ms = run_once(command, argv[2]);

			if (wall_ms < 0)
				return 1;
			if (round >= 0)
				command->wall_ms[round] = wall_ms;
		}
	}
	puts("| command | wall ms: min / median / p90 | ratio: median "
	     "(p10-p90) | peak MiB |\n|---|---|---|---|");
	for (int i = 0; i < count; i++)
		print_row(&commands[i], &commands[0], rounds);
	return 0;
}

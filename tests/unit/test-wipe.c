/* SPDX-License-Identifier: MIT */
/*
 * Tests that memory given back holds nothing of what was in it.  It is looked
 * at through /proc/self/mem, as a debugger would: a freed block is not to be
 * touched.  The allocator writes its own pointers at the block's beginning.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/secret.h"
#include "base/str.h"
#include "config.h"

#define CANARY "canary!?"
#define SMALL 1000		/* freed into a bin of its size */
#define LARGE 8000		/* freed among others */

static int memory = -1;

static int open_memory(void **state)
{
	memory = open("/proc/self/mem", O_RDONLY | O_CLOEXEC);
	return 0;
}

static int close_memory(void **state)
{
	if (memory >= 0)
		close(memory);
	return 0;
}

/* Valgrind takes the place of free() in any object. */
static bool is_under_valgrind(void)
{
	FILE *maps = fopen("/proc/self/maps", "re");
	char line[512];
	bool found = false;

	while (maps != NULL && fgets(line, sizeof(line), maps) != NULL)
		found = found || strstr(line, "vgpreload_") != NULL;
	if (maps != NULL)
		fclose(maps);
	return found;
}

static void needs_our_free(void)
{
#if defined(LANYARD_SANITIZE)
	print_message("sanitizers bring their own free()\n");
	skip();
#elif !defined(__GLIBC__)
	print_message("this C library's free() is left alone\n");
	skip();
#endif
	if (is_under_valgrind()) {
		print_message("valgrind brings its own free()\n");
		skip();
	}
	if (memory < 0) {
		print_message("/proc/self/mem cannot be read\n");
		skip();
	}
}

static size_t canaries_at(uintptr_t address, size_t length)
{
	static char copy[LARGE];
	size_t count = 0;

	assert_true(length <= sizeof(copy));
	assert_int_equal(pread(memory, copy, length, (off_t)address), length);
	for (size_t i = 0; i + strlen(CANARY) <= length; i++)
		count += memcmp(copy + i, CANARY, strlen(CANARY)) == 0;
	return count;
}

static void fill(char *block, size_t length)
{
	for (size_t i = 0; i < length; i++)
		block[i] = CANARY[i % strlen(CANARY)];
}

/* A block full of canaries, with another behind it, so that it is not merged
 * with free memory and given back. */
static char *new_block(size_t length, char **ret_fence)
{
	char *block = malloc(length);

	*ret_fence = malloc(64);
	assert_non_null(block);
	assert_non_null(*ret_fence);
	fill(block, length);
	return block;
}

static void a_block_in_use_is_seen(void **state)
{
	auto_free char *fence = NULL;
	auto_free char *block = NULL;

	needs_our_free();
	block = new_block(SMALL, &fence);
	assert_int_equal(canaries_at((uintptr_t)block, SMALL),
			 SMALL / strlen(CANARY));
}

static void freed_memory_holds_nothing_of_it(void **state)
{
	static const size_t lengths[] = { 24, 100, SMALL, LARGE };

	needs_our_free();
	for (size_t i = 0; i < array_size(lengths); i++) {
		auto_free char *fence = NULL;
		char *block = new_block(lengths[i], &fence);
		uintptr_t address = (uintptr_t)block;

		free(block);
		assert_int_equal(canaries_at(address, lengths[i]), 0);
	}
}

static void what_realloc_moves_away_from_holds_nothing_of_it(void **state)
{
	needs_our_free();
	for (size_t length = 100; length <= SMALL; length += 300) {
		auto_free char *fence = NULL;
		auto_free char *moved = NULL;
		char *block = new_block(length, &fence);
		uintptr_t address = (uintptr_t)block;

		moved = realloc(block, LARGE);
		assert_non_null(moved);
		assert_true((uintptr_t)moved != address);
		assert_int_equal(canaries_at(address, length), 0);
		assert_int_equal(canaries_at((uintptr_t)moved, length),
				 length / strlen(CANARY));
	}
}

static void shrinking_keeps_the_beginning_and_wipes_the_rest(void **state)
{
	auto_free char *fence = NULL;
	auto_free char *moved = NULL;
	char *block;
	uintptr_t address;

	needs_our_free();
	block = new_block(LARGE, &fence);
	address = (uintptr_t)block;
	moved = realloc(block, 80);
	assert_non_null(moved);
	assert_int_equal(canaries_at((uintptr_t)moved, 80), 10);
	if ((uintptr_t)moved != address)
		assert_int_equal(canaries_at(address, LARGE), 0);
}

static void realloc_is_malloc_and_free_too(void **state)
{
	auto_free char *fence = NULL;
	char *block;
	uintptr_t address;

	needs_our_free();
	block = realloc(NULL, SMALL);
	fence = malloc(64);
	assert_non_null(block);
	fill(block, SMALL);
	address = (uintptr_t)block;
	block = realloc(block, 0);
	assert_null(block);
	assert_int_equal(canaries_at(address, SMALL), 0);
}

static void what_cannot_grow_is_kept(void **state)
{
	volatile size_t absurd = SIZE_MAX / 2;
	auto_free char *fence = NULL;
	char *volatile block;	/* so that no compiler minds our using it */
	char *grown;

	needs_our_free();
	block = new_block(SMALL, &fence);
	errno = 0;
	grown = realloc(block, absurd);
	assert_null(grown);
	assert_int_equal(errno, ENOMEM);
	assert_int_equal(canaries_at((uintptr_t)block, SMALL),
			 SMALL / strlen(CANARY));
	free(block);
}

static void the_c_library_frees_through_us(void **state)
{
	auto_free char *fence = NULL;
	char *copy;
	uintptr_t address;

	needs_our_free();
	copy = strdup(CANARY CANARY CANARY CANARY CANARY CANARY);
	fence = malloc(64);
	assert_non_null(copy);
	address = (uintptr_t)copy;
	assert_int_equal(canaries_at(address, 48), 6);
	/* setvbuf()'s and getline()'s buffers come and go inside of libc. */
	{
		FILE *stream = fmemopen(copy, 48, "r");
		char *line = NULL;
		uintptr_t line_address;
		size_t size = 0;

		assert_non_null(stream);
		assert_int_equal(getline(&line, &size, stream), 48);
		line_address = (uintptr_t)line;
		fclose(stream);
		assert_true(canaries_at(line_address, 48) > 0);
		free(line);
		assert_int_equal(canaries_at(line_address, 48), 0);
	}
	free(copy);
	assert_int_equal(canaries_at(address, 48), 0);
}

static void aligned_memory_is_wiped_too(void **state)
{
	auto_free char *fence = NULL;
	void *block = NULL;
	uintptr_t address;

	needs_our_free();
	assert_int_equal(posix_memalign(&block, 4096, SMALL), 0);
	fence = malloc(64);
	fill(block, SMALL);
	address = (uintptr_t)block;
	free(block);
	assert_int_equal(canaries_at(address, SMALL), 0);
}

static void freeing_keeps_errno(void **state)
{
	char *block = malloc(SMALL);

	assert_non_null(block);
	errno = E2BIG;
	free(block);
	free(NULL);
	assert_int_equal(errno, E2BIG);
}

/* Growing a secret does not rely on free() to wipe; nor does clearing it. */
static void a_secret_leaves_nothing_behind_as_it_grows_and_goes(void **state)
{
	struct secret secret = SECRET_INIT;
	auto_free char *fence = NULL;
	uintptr_t before;

	needs_our_free();
	for (int i = 0; i < 40; i++)
		assert_true(secret_append(&secret, CANARY));
	fence = malloc(64);
	before = (uintptr_t)secret.data;
	for (int i = 0; i < 40; i++)
		assert_true(secret_append(&secret, CANARY));
	assert_true((uintptr_t)secret.data != before);
	assert_int_equal(canaries_at(before, 320), 0);
	before = (uintptr_t)secret.data;
	assert_true(canaries_at(before, 640) > 0);
	secret_clear(&secret);
	assert_int_equal(canaries_at(before, 640), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_block_in_use_is_seen),
		cmocka_unit_test(freed_memory_holds_nothing_of_it),
		cmocka_unit_test(what_realloc_moves_away_from_holds_nothing_of_it),
		cmocka_unit_test(shrinking_keeps_the_beginning_and_wipes_the_rest),
		cmocka_unit_test(realloc_is_malloc_and_free_too),
		cmocka_unit_test(what_cannot_grow_is_kept),
		cmocka_unit_test(the_c_library_frees_through_us),
		cmocka_unit_test(aligned_memory_is_wiped_too),
		cmocka_unit_test(freeing_keeps_errno),
		cmocka_unit_test(a_secret_leaves_nothing_behind_as_it_grows_and_goes),
	};

	return cmocka_run_group_tests(tests, open_memory, close_memory);
}

/* SPDX-License-Identifier: MIT */
/*
 * Tests of managed identity without a network.  The grant's source is
 * included, since how it reads an answer cannot be seen from outside.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "signin/grant-managed-identity.c"

static const char *const variables[] = {
	"IDENTITY_ENDPOINT", "IDENTITY_HEADER", "IMDS_ENDPOINT",
	"MSI_ENDPOINT", "MSI_SECRET", "AZURE_POD_IDENTITY_AUTHORITY_HOST",
};

static int set_up(void **state)
{
	for (size_t i = 0; i < array_size(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

static void detects(const char *name)
{
	/* A machine with Arc's agent is no place to look for its absence. */
	if (access("/opt/azcmagent/bin/himds", F_OK) == 0 && strcmp(name, "imds") == 0)
		skip();
	assert_string_equal(metadata_find(NULL)->name, name);
}

static void the_environment_tells_the_source(void **state)
{
	detects("imds");
	setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1/", 1);
	detects("imds");
	setenv("IMDS_ENDPOINT", "http://127.0.0.1:2/", 1);
	detects("arc");
	setenv("MSI_ENDPOINT", "http://127.0.0.1:3/", 1);
	detects("cloud-shell");
	setenv("IDENTITY_HEADER", "", 1);
	detects("cloud-shell");
	setenv("IDENTITY_HEADER", "x", 1);
	detects("app-service");
}

static void a_named_source_is_that_one(void **state)
{
	static const char *const names[] = { "imds", "app-service", "arc",
					     "cloud-shell" };

	setenv("MSI_ENDPOINT", "http://127.0.0.1:3/", 1);
	for (size_t i = 0; i < array_size(names); i++)
		assert_string_equal(metadata_find(names[i])->name, names[i]);
	assert_null(metadata_find("moon"));
	assert_null(metadata_find(""));
}

static void imds_is_asked_again_as_documented(void **state)
{
	static const long passing[] = { 404, 408, 429, 500, 503 };
	static const long final[] = { 200, 400, 401, 403 };

	for (size_t i = 0; i < array_size(passing); i++) {
		assert_int_equal(metadata_imds.pause_ms(passing[i], 1), 1000);
		assert_int_equal(metadata_imds.pause_ms(passing[i], 2), 2000);
		assert_int_equal(metadata_imds.pause_ms(passing[i], 3), 4000);
		assert_int_equal(metadata_imds.pause_ms(passing[i], 4), 0);
	}
	assert_int_equal(metadata_imds.pause_ms(410, 1), 10000);
	assert_int_equal(metadata_imds.pause_ms(410, 7), 10000);
	assert_int_equal(metadata_imds.pause_ms(410, 8), 0);
	for (size_t i = 0; i < array_size(final); i++)
		assert_int_equal(metadata_imds.pause_ms(final[i], 1), 0);
}

static void the_others_thrice_a_second(void **state)
{
	assert_int_equal(metadata_pause_ms(429, 1), 1000);
	assert_int_equal(metadata_pause_ms(503, 3), 1000);
	assert_int_equal(metadata_pause_ms(503, 4), 0);
	assert_int_equal(metadata_pause_ms(400, 1), 0);
	assert_int_equal(metadata_pause_ms(410, 1), 0);
}

#define NOW 1800000000

static int64_t expiry_of(const char *text)
{
	static const struct json_source source = { .name = "the answer" };
	struct error err = { 0 };
	struct json root;
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, &err);

	assert_non_null(document);
	assert_true(json_root(document, &root, &err));
	return expiry_in(root, NOW);
}

static void every_spelling_of_the_expiry_is_understood(void **state)
{
	static const struct {
		const char *text;
		int64_t expiry;
	} rows[] = {
		{ "{\"expires_on\":\"1800003600\"}", 1800003600 },
		{ "{\"expires_on\":1800003600}", 1800003600 },
		{ "{\"expires_on\":\"2027-01-15T09:00:00Z\"}", 1800003600 },
		{ "{\"expires_on\":\"2027-01-15T09:00:00+00:00\"}",
		  1800003600 },
		{ "{\"expires_on\":\"01/15/2027 09:00:00 +00:00\"}",
		  1800003600 },
		{ "{\"expires_on\":\"1/15/2027 9:00:00 AM +00:00\"}",
		  1800003600 },
		{ "{\"expires_on\":\"1/15/2027 09:00:00 PM +00:00\"}",
		  1800046800 },
		{ "{\"expires_in\":\"3600\"}", 1800003600 },
		{ "{\"expires_in\":3600}", 1800003600 },
		{ "{\"expires_on\":\"3600\"}", 1800003600 },
		{ "{\"expires_on\":\"1800003600\",\"expires_in\":\"1\"}",
		  1800003600 },
	};

	for (size_t i = 0; i < array_size(rows); i++)
		if (expiry_of(rows[i].text) != rows[i].expiry)
			fail_msg("%s: %lld", rows[i].text,
				 (long long)expiry_of(rows[i].text));
}

static void what_is_no_expiry_is_none(void **state)
{
	static const char *const wrong[] = {
		"{}", "{\"expires_on\":\"soon\"}", "{\"expires_on\":-1}",
		"{\"expires_on\":\"1700000000\"}", "{\"expires_on\":null}",
		"{\"expires_on\":\"1800003600x\"}", "{\"expires_in\":0}",
		"{\"expires_on\":\"99999999999999999999\"}",
		"{\"expires_on\":\"2027-01-15\"}", "{\"expires_on\":[]}",
		"{\"expires_in\":99999999}",
	};

	for (size_t i = 0; i < array_size(wrong); i++)
		if (expiry_of(wrong[i]) != -1)
			fail_msg("%s was taken", wrong[i]);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(the_environment_tells_the_source),
		TEST(a_named_source_is_that_one),
		TEST(imds_is_asked_again_as_documented),
		TEST(the_others_thrice_a_second),
		TEST(every_spelling_of_the_expiry_is_understood),
		TEST(what_is_no_expiry_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

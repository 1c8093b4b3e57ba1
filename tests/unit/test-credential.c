/* SPDX-License-Identifier: MIT */
/* Tests of naming, copying and passing on of credentials. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/credential.h"

#define auto_credential __attribute__((cleanup(credential_clear)))

static const char *const words[] = { "/bin/pass", "show it", "", NULL };

static struct credential stored(void)
{
	return (struct credential){ .kind = CREDENTIAL_STORED,
				    .name = strdup("ci") };
}

static struct credential file(void)
{
	return (struct credential){ .kind = CREDENTIAL_FILE,
				    .path = strdup("/run/ci") };
}

static struct credential command(void)
{
	return (struct credential){ .kind = CREDENTIAL_COMMAND,
				    .command = credential_words(words) };
}

static struct credential (*const kinds[])(void) = { stored, file, command };

static const char *const names[] = {
	"stored:ci", "file:/run/ci", "command:9:/bin/pass,7:show it,0:,",
};

static void is_called(const struct credential *credential, const char *name)
{
	auto_str struct str text = STR_INIT;

	credential_name(credential, &text);
	assert_string_equal(text.data, name);
}

static void each_kind_has_a_name_of_its_own(void **state)
{
	for (size_t i = 0; i < array_size(kinds); i++) {
		auto_credential struct credential credential = kinds[i]();

		is_called(&credential, names[i]);
	}
}

static void a_copy_outlives_its_original(void **state)
{
	for (size_t i = 0; i < array_size(kinds); i++) {
		struct credential credential = kinds[i]();
		auto_credential struct credential copy = { 0 };

		assert_true(credential_dup(&copy, &credential));
		credential_clear(&credential);
		assert_int_equal(copy.kind, i);
		is_called(&copy, names[i]);
	}
}

static void clearing_twice_does_no_harm(void **state)
{
	struct credential credential = command();

	credential_clear(&credential);
	credential_clear(&credential);
	assert_null(credential.command);
}

static bool read_text(const char *text, struct credential *ret_credential,
		      struct error *err)
{
	static const struct json_source source = { .name = "the job",
						   .class = ERROR_USAGE };
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, err);
	struct json root;

	return document != NULL && json_root(document, &root, err) &&
	       credential_read(root, ret_credential, err);
}

static void what_was_written_is_read_back(void **state)
{
	for (size_t i = 0; i < array_size(kinds); i++) {
		auto_credential struct credential credential = kinds[i]();
		auto_credential struct credential back = { 0 };
		auto_secret struct secret text = SECRET_INIT;
		struct error err;

		json_begin(&text, NULL, '{');
		credential_write(&credential, &text);
		json_end(&text, '}');
		assert_true(read_text(secret_expose(&text), &back, &err));
		assert_int_equal(back.kind, i);
		is_called(&back, names[i]);
	}
}

static void what_names_no_credential_is_refused(void **state)
{
	static const char *const rows[][2] = {
		{ "{}", "the job: it has no credential" },
		{ "{\"credential\":[]}",
		  "the job: field 'credential' is not an object" },
		{ "{\"credential\":{}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"command\",\"command\":[]}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"stored\",\"name\":null}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"certificate\"}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"identity\",\"name\":\"x\"}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"magic\",\"name\":\"x\"}}",
		  "the job: field 'credential' names no credential" },
		{ "{\"credential\":{\"kind\":\"stored\",\"name\":1}}",
		  "the job: field 'credential.name' is not a string" },
		{ "{\"credential\":{\"kind\":\"file\",\"path\":[]}}",
		  "the job: field 'credential.path' is not a string" },
		{ "{\"credential\":{\"kind\":\"command\",\"command\":\"x\"}}",
		  "the job: field 'credential.command' is not an array" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_credential struct credential credential = { 0 };
		struct error err = { 0 };

		if (read_text(rows[i][0], &credential, &err))
			fail_msg("'%s' was taken", rows[i][0]);
		assert_string_equal(err.message, rows[i][1]);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_has_a_name_of_its_own),
		cmocka_unit_test(a_copy_outlives_its_original),
		cmocka_unit_test(clearing_twice_does_no_harm),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(what_names_no_credential_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

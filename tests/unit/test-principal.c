/* SPDX-License-Identifier: MIT */
/* Tests of reading and writing principals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/principal.h"

#define PATH "/etc/lanyard/principals/ci.json"
#define CLIENT "11111111-2222-3333-4444-555555555555"

/* A file of one member a line, so that the first one given here is on line
 * 5. */
#define FILE_OF(more) "{\n\"method\": \"client-secret\",\n" \
	"\"tenant\": \"contoso.com\",\n\"client_id\": \"" CLIENT "\"" more "\n}"

static bool parse(const char *text, struct principal *ret_principal,
		  struct error *err)
{
	return principal_parse("ci", PATH, text, strlen(text), ret_principal,
			       err);
}

static void reads(const char *text, struct principal *ret_principal)
{
	struct error err;

	if (!parse(text, ret_principal, &err))
		fail_msg("'%s' was refused: %s", text, err.message);
}

static void refuses(const char *text, const char *message, const char *hint)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	if (parse(text, &principal, &err))
		fail_msg("'%s' was taken", text);
	assert_string_equal(err.message, message);
	if (strstr(err.hint, hint) == NULL)
		fail_msg("'%s' hinted: %s", text, err.hint);
	assert_int_equal(err.class, ERROR_CONFIG);
}

static void the_least_principal_is_read(void **state)
{
	auto_principal struct principal principal = { 0 };

	reads(FILE_OF(""), &principal);
	assert_string_equal(principal.name, "ci");
	assert_string_equal(principal.path, PATH);
	assert_string_equal(principal.method->name, "client-secret");
	assert_string_equal(principal.tenant, "contoso.com");
	assert_string_equal(principal.client_id, CLIENT);
	assert_null(principal.cloud);
	assert_null(principal.resource);
	assert_int_equal(principal.credential.kind, CREDENTIAL_STORED);
	assert_string_equal(principal.credential.name, "ci");
}

static void every_key_is_read(void **state)
{
	auto_principal struct principal principal = { 0 };

	reads(FILE_OF(",\"$schema\": \"x\", \"cloud\": \"AzureChinaCloud\","
		      "\"resource\": \"arm\","
		      "\"client_secret_file\": \"/run/secret\""), &principal);
	assert_string_equal(principal.cloud, "AzureChinaCloud");
	assert_string_equal(principal.resource, "arm");
	assert_int_equal(principal.credential.kind, CREDENTIAL_FILE);
	assert_string_equal(principal.credential.path, "/run/secret");
}

static void comments_do_not_matter(void **state)
{
	auto_principal struct principal principal = { 0 };

	reads("// a principal\n{ /* of\n * ours */\n"
	      "\"method\": \"client-secret\", // a method\n"
	      "\"tenant\": \"contoso.com\", /* \"tenant\": 5 */\n"
	      "\"client_id\": \"" CLIENT "\" //\n}// the end", &principal);
	assert_string_equal(principal.tenant, "contoso.com");
}

static void lines_are_counted_through_comments(void **state)
{
	refuses("/* one\n two */\n{\n// four\n\"method\": 5 }",
		PATH ":5: 'method' is not a string", "");
}

static void a_missing_key_is_named(void **state)
{
	refuses("{}", PATH ":1: 'method' is missing",
		"known methods: client-secret");
	refuses("{\"method\": \"client-secret\", \"client_id\": \"" CLIENT
		"\"}", PATH ":1: 'tenant' is missing; the method "
		"'client-secret' needs it", "");
	refuses("{\"method\": \"client-secret\", \"tenant\": \"x.example\"}",
		PATH ":1: 'client_id' is missing; the method 'client-secret' "
		"needs it", "");
	refuses("{\"method\": null}", PATH ":1: 'method' is missing", "");
}

static void an_unknown_method_names_the_nearest(void **state)
{
	refuses("{\n\"method\": \"client-secrets\"}",
		PATH ":2: 'method' is 'client-secrets', which is not a known "
		"method", "did you mean 'client-secret'? known methods: ");
	refuses("{\"method\": \"password\"}", PATH ":1: 'method' is "
		"'password', which is not a known method", "known methods: ");
}

static void an_unknown_key_is_told_with_its_line_and_the_nearest(void **state)
{
	refuses(FILE_OF(",\n\"tennant\": \"x\""),
		PATH ":5: 'tennant' is not a known key",
		"did you mean 'tenant'?");
	refuses(FILE_OF(",\n\n\"Cloud\": \"x\""),
		PATH ":6: 'Cloud' is not a known key", "did you mean 'cloud'?");
	refuses(FILE_OF(",\n\"client_secret\": \"s3cret\""),
		PATH ":5: 'client_secret' is not a known key", "");
	refuses(FILE_OF(",\n\"authority\": \"https://evil.example\""),
		PATH ":5: 'authority' is not a known key",
		"known here are: $schema, method, cloud, ");
}

static void a_key_of_the_wrong_type_is_told_with_its_line(void **state)
{
	static const char *const keys[] = { "cloud", "resource",
					    "client_secret_file" };
	static const char *const values[] = { "5", "true", "[]", "{}" };

	for (size_t i = 0; i < array_size(keys); i++)
		for (size_t j = 0; j < array_size(values); j++) {
			char text[512], message[256];

			snprintf(text, sizeof(text), FILE_OF(",\n\"%s\": %s"),
				 keys[i], values[j]);
			snprintf(message, sizeof(message),
				 PATH ":5: '%s' is not a string", keys[i]);
			refuses(text, message, "");
		}
	refuses(FILE_OF(",\n\"client_secret_command\": \"/bin/x y\""),
		PATH ":5: 'client_secret_command' is not an array", "");
	refuses(FILE_OF(",\n\"client_secret_command\": [\"/bin/x\", 5]"),
		PATH ":5: 'client_secret_command' holds something that is not "
		"a string", "");
}

static void a_value_that_cannot_be_is_told(void **state)
{
	refuses(FILE_OF(",\n\"cloud\": \"../x\""),
		PATH ":5: 'cloud' is not a cloud's name", "");
	refuses(FILE_OF(",\n\"resource\": \"a b\""),
		PATH ":5: 'resource' is not a resource", "");
	refuses(FILE_OF(",\n\"client_secret_file\": \"\""),
		PATH ":5: 'client_secret_file' is empty", "");
	refuses("{\"method\": \"client-secret\",\n\"tenant\": \"a/b\"}",
		PATH ":2: 'tenant' is neither a GUID nor a domain", "");
	refuses("{\"method\": \"client-secret\",\n\"tenant\": \"a.b\",\n"
		"\"client_id\": \"my-app\"}",
		PATH ":3: 'client_id' is not a GUID", "Application (client) ID");
}

static void a_key_that_stands_twice_is_refused(void **state)
{
	refuses(FILE_OF(",\n\"tenant\": \"x.example\""),
		PATH ":5: a key stands twice in one object", "");
}

static void what_is_no_object_is_refused(void **state)
{
	refuses("[]", PATH ":1: this is not a JSON object", "");
	refuses("", PATH ":1: there is nothing in it", "");
}

static void a_relative_path_is_meant_from_the_file(void **state)
{
	auto_principal struct principal principal = { 0 };

	reads(FILE_OF(",\"client_secret_file\": \"../secret\""), &principal);
	assert_string_equal(principal.credential.path,
			    "/etc/lanyard/principals/../secret");
}

static void a_command_is_an_array_that_begins_with_a_full_path(void **state)
{
	static const char *const wrong[] = { "[]", "[\"pass\", \"show\"]",
					     "[\"\"]", "[\"./x\"]",
					     "[\"~/x\"]" };
	auto_principal struct principal principal = { 0 };

	reads(FILE_OF(",\"client_secret_command\": [\"/bin/pass\", \"a b\", "
		      "\"\"]"), &principal);
	assert_int_equal(principal.credential.kind, CREDENTIAL_COMMAND);
	assert_string_equal(principal.credential.command[0], "/bin/pass");
	assert_string_equal(principal.credential.command[1], "a b");
	assert_string_equal(principal.credential.command[2], "");
	assert_null(principal.credential.command[3]);
	for (size_t i = 0; i < array_size(wrong); i++) {
		char text[512];

		snprintf(text, sizeof(text),
			 FILE_OF(",\n\"client_secret_command\": %s"), wrong[i]);
		refuses(text, PATH ":5: 'client_secret_command' does not begin "
			"with the full path of a program", "array of words");
	}
}

static void a_file_and_a_command_exclude_each_other(void **state)
{
	refuses(FILE_OF(",\n\"client_secret_file\": \"/x\",\n"
			"\"client_secret_command\": [\"/y\"]"),
		PATH ":6: 'client_secret_command' and 'client_secret_file' "
		"exclude each other", "");
}

static void comes_back(const char *text)
{
	auto_principal struct principal principal = { 0 }, back = { 0 };
	auto_secret struct secret first = SECRET_INIT, second = SECRET_INIT;

	reads(text, &principal);
	principal_write(&principal, &first);
	reads(secret_expose(&first), &back);
	principal_write(&back, &second);
	assert_string_equal(secret_expose(&first), secret_expose(&second));
	assert_int_equal(back.credential.kind, principal.credential.kind);
}

static void what_was_written_is_read_back(void **state)
{
	comes_back(FILE_OF(""));
	comes_back(FILE_OF(",\"cloud\": \"Bleu\", \"resource\": \"graph\","
			   "\"client_secret_file\": \"/a \\\"b\\\"\\\\c\""));
	comes_back(FILE_OF(",\"client_secret_command\": [\"/bin/x\", \"a b\", "
			   "\"\\u0007\"]"));
}

static void a_written_file_has_one_member_a_line(void **state)
{
	auto_principal struct principal principal = { 0 };
	auto_secret struct secret text = SECRET_INIT;

	reads(FILE_OF(",\"resource\": \"arm\""), &principal);
	principal_write(&principal, &text);
	assert_string_equal(secret_expose(&text),
			    "{\n"
			    "\t\"method\": \"client-secret\",\n"
			    "\t\"tenant\": \"contoso.com\",\n"
			    "\t\"client_id\": \"" CLIENT "\",\n"
			    "\t\"resource\": \"arm\"\n"
			    "}\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_least_principal_is_read),
		cmocka_unit_test(every_key_is_read),
		cmocka_unit_test(comments_do_not_matter),
		cmocka_unit_test(lines_are_counted_through_comments),
		cmocka_unit_test(a_missing_key_is_named),
		cmocka_unit_test(an_unknown_method_names_the_nearest),
		cmocka_unit_test(
			an_unknown_key_is_told_with_its_line_and_the_nearest),
		cmocka_unit_test(a_key_of_the_wrong_type_is_told_with_its_line),
		cmocka_unit_test(a_value_that_cannot_be_is_told),
		cmocka_unit_test(a_key_that_stands_twice_is_refused),
		cmocka_unit_test(what_is_no_object_is_refused),
		cmocka_unit_test(a_relative_path_is_meant_from_the_file),
		cmocka_unit_test(
			a_command_is_an_array_that_begins_with_a_full_path),
		cmocka_unit_test(a_file_and_a_command_exclude_each_other),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(a_written_file_has_one_member_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

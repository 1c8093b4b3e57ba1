/* SPDX-License-Identifier: MIT */
/* Tests of the keys of the methods, but for the client secret's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/principal.h"

#define CLIENT "11111111-2222-3333-4444-555555555555"
#define IDS "\"tenant\":\"contoso.com\",\"client_id\":\"" CLIENT "\""
#define FILE_OF(method, more) "{\"method\":\"" method "\"" more "}"
#define CERTIFICATE(more) FILE_OF("certificate", "," IDS more)
#define ASSERTION(more) FILE_OF("assertion", "," IDS more)
#define IDENTITY(more) FILE_OF("managed-identity", more)

static bool parse(const char *text, struct principal *ret_principal,
		  struct error *err)
{
	return principal_parse("ci", "/p/ci.json", text, strlen(text),
			       ret_principal, err);
}

static void reads(const char *text, struct principal *ret_principal)
{
	struct error err = { 0 };

	if (!parse(text, ret_principal, &err))
		fail_msg("'%s' was refused: %s", text, err.message);
}

static void refuses(const char *text, const char *message)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	if (parse(text, &principal, &err))
		fail_msg("'%s' was taken", text);
	assert_int_equal(err.class, ERROR_CONFIG);
	if (strstr(err.message, message) == NULL)
		fail_msg("'%s', not '%s'", err.message, message);
}

static void a_certificate_is_one_of_three(void **state)
{
	static const char *const rows[][2] = {
		{ CERTIFICATE(",\"certificate\":\"thumbprint:AB:CD\""),
		  "thumbprint:AB:CD" },
		{ CERTIFICATE(",\"certificate\":\"file:/x.pem\""),
		  "file:/x.pem" },
		{ CERTIFICATE(",\"certificate\":\"file:x.pem\""),
		  "file:/p/x.pem" },
		{ CERTIFICATE(",\"certificate\":\"pkcs11:object=x\""),
		  "pkcs11:object=x" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_principal struct principal principal = { 0 };

		reads(rows[i][0], &principal);
		assert_int_equal(principal.credential.kind,
				 CREDENTIAL_CERTIFICATE);
		assert_string_equal(principal.credential.name, rows[i][1]);
		assert_false(principal.credential.send_chain);
	}
	refuses(CERTIFICATE(""), "'certificate' is missing");
	refuses(CERTIFICATE(",\"certificate\":\"ABCD\""),
		"is none of thumbprint:HEX, file:PATH and pkcs11:...");
	refuses(CERTIFICATE(",\"certificate\":\"file:\""), "is none of");
	refuses(CERTIFICATE(",\"certificate\":7"), "is not a string");
}

static void its_password_is_elsewhere(void **state)
{
	auto_principal struct principal file = { 0 }, command = { 0 };

	reads(CERTIFICATE(",\"certificate\":\"file:x\","
			  "\"certificate_password_file\":\"pin\","
			  "\"send_certificate_chain\":true"), &file);
	assert_string_equal(file.credential.password_path, "/p/pin");
	assert_true(file.credential.send_chain);
	reads(CERTIFICATE(",\"certificate\":\"file:x\","
			  "\"certificate_password_command\":[\"/bin/pin\"]"),
	      &command);
	assert_string_equal(command.credential.password_command[0],
			    "/bin/pin");
	refuses(CERTIFICATE(",\"certificate\":\"file:x\","
			    "\"certificate_password_file\":\"pin\","
			    "\"certificate_password_command\":[\"/bin/pin\"]"),
		"exclude each other");
	refuses(CERTIFICATE(",\"certificate\":\"file:x\","
			    "\"certificate_password\":\"word\""),
		"certificate_password");
}

static void an_assertion_is_one_of_three(void **state)
{
	auto_principal struct principal file = { 0 }, command = { 0 };
	auto_principal struct principal principal = { 0 };

	reads(ASSERTION(",\"assertion_file\":\"t\""), &file);
	assert_int_equal(file.credential.kind, CREDENTIAL_FILE);
	assert_string_equal(file.credential.path, "/p/t");
	reads(ASSERTION(",\"assertion_command\":[\"/x\"]"), &command);
	assert_int_equal(command.credential.kind, CREDENTIAL_COMMAND);
	reads(ASSERTION(",\"assertion_principal\":\"vm\""), &principal);
	assert_int_equal(principal.credential.kind, CREDENTIAL_PRINCIPAL);
	assert_string_equal(principal.credential.name, "vm");
	refuses(ASSERTION(""), "is missing");
	refuses(ASSERTION(",\"assertion_file\":\"t\","
			  "\"assertion_principal\":\"vm\""),
		"exclude each other");
	refuses(ASSERTION(",\"assertion_file\":\"\""), "is empty");
	refuses(ASSERTION(",\"assertion_principal\":\"../x\""),
		"is not a principal's name");
	refuses(ASSERTION(",\"assertion_principal\":\"ci\""),
		"is the principal itself");
	refuses(ASSERTION(",\"assertion_command\":[\"x\"]"),
		"does not begin with the full path");
}

static void runners_may_leave_all_to_the_environment(void **state)
{
	auto_principal struct principal pod = { 0 }, github = { 0 };
	auto_principal struct principal pipelines = { 0 };

	reads(FILE_OF("workload-identity", ""), &pod);
	assert_int_equal(pod.credential.kind, CREDENTIAL_FILE);
	assert_null(pod.credential.path);
	reads(FILE_OF("github-actions", ""), &github);
	assert_int_equal(github.credential.kind, CREDENTIAL_GITHUB);
	reads(FILE_OF("azure-pipelines", ",\"service_connection_id\":\"s\""),
	      &pipelines);
	assert_int_equal(pipelines.credential.kind, CREDENTIAL_PIPELINES);
	assert_string_equal(pipelines.credential.name, "s");
}

static void an_identity_says_its_kind(void **state)
{
	static const char *const kinds[][2] = {
		{ "client-id", CLIENT }, { "object-id", CLIENT },
		{ "resource-id", "/subscriptions/x" },
	};
	static const char *const wrong[] = {
		"x", "client-id:", "client-id:x", "resource-id:x", ":" CLIENT,
		"Client-id:" CLIENT, "client-id:" CLIENT "x",
	};
	auto_principal struct principal own = { 0 };
	char text[256];

	reads(IDENTITY(""), &own);
	assert_int_equal(own.credential.kind, CREDENTIAL_IDENTITY);
	assert_null(own.credential.name);
	for (size_t i = 0; i < array_size(kinds); i++) {
		auto_principal struct principal principal = { 0 };

		snprintf(text, sizeof(text), IDENTITY(",\"identity\":"
			 "\"%s:%s\""), kinds[i][0], kinds[i][1]);
		reads(text, &principal);
		assert_string_equal(principal.credential.identity_kind,
				    kinds[i][0]);
		assert_string_equal(principal.credential.name, kinds[i][1]);
	}
	for (size_t i = 0; i < array_size(wrong); i++) {
		snprintf(text, sizeof(text), IDENTITY(",\"identity\":\"%s\""),
			 wrong[i]);
		refuses(text, "'identity' is none of client-id:GUID");
	}
}

static void a_source_is_a_known_one(void **state)
{
	auto_principal struct principal principal = { 0 };

	reads(IDENTITY(",\"source\":\"arc\""), &principal);
	assert_string_equal(principal.credential.source, "arc");
	refuses(IDENTITY(",\"source\":\"moon\""),
		"'source' is none of imds, app-service, arc, cloud-shell");
}

static void a_key_of_another_method_is_refused(void **state)
{
	refuses(IDENTITY(",\"certificate\":\"file:x\""), "certificate");
	refuses(CERTIFICATE(",\"certificate\":\"file:x\",\"source\":\"imds\""),
		"source");
}

static void what_was_written_is_read_back(void **state)
{
	static const char *const texts[] = {
		CERTIFICATE(",\"certificate\":\"file:x\","
			    "\"certificate_password_file\":\"pin\","
			    "\"send_certificate_chain\":true"),
		CERTIFICATE(",\"certificate\":\"pkcs11:object=a%20b\","
			    "\"certificate_password_command\":[\"/x\",\"y\"]"),
		ASSERTION(",\"assertion_file\":\"t\""),
		ASSERTION(",\"assertion_command\":[\"/x\",\"y z\"]"),
		ASSERTION(",\"assertion_principal\":\"vm\""),
		FILE_OF("workload-identity", ""),
		FILE_OF("workload-identity", ",\"assertion_file\":\"/t\""),
		FILE_OF("github-actions", ""),
		FILE_OF("azure-pipelines", ",\"service_connection_id\":\"s\""),
		IDENTITY(""), IDENTITY(",\"source\":\"imds\""),
		IDENTITY(",\"identity\":\"client-id:" CLIENT "\""),
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_principal struct principal first = { 0 }, back = { 0 };
		auto_secret struct secret text = SECRET_INIT;
		auto_secret struct secret one = SECRET_INIT;
		auto_secret struct secret two = SECRET_INIT;

		reads(texts[i], &first);
		principal_write(&first, &text);
		reads(secret_expose(&text), &back);
		json_begin(&one, NULL, '{');
		json_begin(&two, NULL, '{');
		credential_write(&first.credential, &one);
		credential_write(&back.credential, &two);
		assert_string_equal(secret_expose(&one), secret_expose(&two));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_certificate_is_one_of_three),
		cmocka_unit_test(its_password_is_elsewhere),
		cmocka_unit_test(an_assertion_is_one_of_three),
		cmocka_unit_test(runners_may_leave_all_to_the_environment),
		cmocka_unit_test(an_identity_says_its_kind),
		cmocka_unit_test(a_source_is_a_known_one),
		cmocka_unit_test(a_key_of_another_method_is_refused),
		cmocka_unit_test(what_was_written_is_read_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

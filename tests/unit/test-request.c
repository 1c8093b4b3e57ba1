/* SPDX-License-Identifier: MIT */
/* Tests of reading requests. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/request.h"

#define TOKEN(spec) "{\"apiVersion\":\"lanyard/v1\"," \
	"\"kind\":\"TokenRequest\",\"spec\":" spec "}"
#define EXEC(spec) "{\"apiVersion\":\"client.authentication.k8s.io/v1\"," \
	"\"kind\":\"ExecCredential\",\"spec\":" spec "}"
#define CONFIG(config) EXEC("{\"interactive\":false,\"cluster\":{" \
	"\"server\":\"https://x\",\"config\":" config "}}")

static void reads(const char *text, struct request *ret_request)
{
	struct error err;

	if (!request_parse(text, strlen(text), ret_request, &err))
		fail_msg("'%s' was refused: %s", text, err.message);
}

static void reads_exec(const char *text, struct request *ret_request)
{
	struct error err;

	if (!request_parse_exec(text, strlen(text), ret_request, &err))
		fail_msg("'%s' was refused: %s", text, err.message);
}

static void refuses(const char *text, const char *message)
{
	auto_request struct request request = REQUEST_INIT;
	struct error err = { 0 };

	if (request_parse(text, strlen(text), &request, &err))
		fail_msg("'%s' was taken", text);
	assert_string_equal(err.message, message);
	assert_int_equal(err.class, ERROR_USAGE);
}

static void every_field_is_read(void **state)
{
	auto_request struct request request = REQUEST_INIT;

	reads(TOKEN("{\"principal\":\"ci\",\"cloud\":\"AzureUSGovernment\","
		    "\"tenant\":\"contoso.us\",\"scopes\":[\"a\",\"b\"],"
		    "\"claims\":\"e30\",\"interactive\":true,"
		    "\"minValiditySeconds\":86400,\"forceRefresh\":true}"),
	      &request);
	assert_int_equal(request.form, REQUEST_TOKEN);
	assert_string_equal(request.principal, "ci");
	assert_string_equal(request.cloud, "AzureUSGovernment");
	assert_string_equal(request.tenant, "contoso.us");
	assert_null(request.resource);
	assert_string_equal(request.scopes[0], "a");
	assert_string_equal(request.scopes[1], "b");
	assert_null(request.scopes[2]);
	assert_string_equal(request.claims, "e30");
	assert_true(request.interactive);
	assert_int_equal(request.min_validity_s, 86400);
	assert_true(request.force_refresh);
}

/* All that is not asked for. */
static void is_empty(const struct request *request)
{
	assert_null(request->principal);
	assert_null(request->cloud);
	assert_null(request->tenant);
	assert_null(request->resource);
	assert_null(request->scopes);
	assert_null(request->claims);
	assert_false(request->interactive);
	assert_false(request->force_refresh);
	assert_int_equal(request->min_validity_s, -1);
}

static void every_field_may_be_absent_or_null(void **state)
{
	static const char *const texts[] = {
		"{\"apiVersion\":\"lanyard/v1\",\"kind\":\"TokenRequest\"}",
		TOKEN("null"), TOKEN("{}"),
		TOKEN("{\"principal\":null,\"cloud\":null,\"tenant\":null,"
		      "\"resource\":null,\"scopes\":null,\"claims\":null,"
		      "\"interactive\":null,\"minValiditySeconds\":null,"
		      "\"forceRefresh\":null}"),
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_request struct request request = REQUEST_INIT;

		reads(texts[i], &request);
		assert_int_equal(request.form, REQUEST_TOKEN);
		is_empty(&request);
	}
}

static void unknown_fields_are_left_alone(void **state)
{
	auto_request struct request request = REQUEST_INIT;

	reads("{\"new\":[{}],\"apiVersion\":\"lanyard/v1\",\"metadata\":{},"
	      "\"kind\":\"TokenRequest\",\"spec\":{\"newer\":1.5e3,"
	      "\"authority\":\"https://evil.example\",\"resource\":\"arm\"}}",
	      &request);
	assert_string_equal(request.resource, "arm");
}

static void a_field_of_the_wrong_type_is_named(void **state)
{
	static const struct {
		const char *key, *what;
		const char *values[7];
	} rows[] = {
		{ "principal", "is not a string",
		  { "1", "true", "[]", "{}", "1.5", "[\"ci\"]" } },
		{ "cloud", "is not a string", { "1", "false", "[]", "{}" } },
		{ "tenant", "is not a string", { "1", "false", "[]", "{}" } },
		{ "resource", "is not a string", { "1", "false", "[]", "{}" } },
		{ "claims", "is not a string", { "1", "false", "[]", "{}" } },
		{ "scopes", "is not an array", { "1", "\"a\"", "{}", "true" } },
		{ "scopes", "holds something that is not a string",
		  { "[1]", "[null]", "[\"a\",[]]", "[true]", "[{}]" } },
		{ "interactive", "is not true or false",
		  { "1", "0", "\"true\"", "[]", "{}" } },
		{ "forceRefresh", "is not true or false",
		  { "1", "0", "\"false\"", "[]", "{}" } },
		{ "minValiditySeconds", "is not a whole number",
		  { "\"300\"", "300.0", "3e2", "true", "[]", "{}" } },
		{ "minValiditySeconds", "is not between 0 and 86400",
		  { "-1", "86401", "9223372036854775807",
		    "18446744073709551616", "-9223372036854775808" } },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		for (size_t j = 0; rows[i].values[j] != NULL; j++) {
			char text[256], message[256];

			snprintf(text, sizeof(text), TOKEN("{\"%s\":%s}"),
				 rows[i].key, rows[i].values[j]);
			snprintf(message, sizeof(message),
				 "the request: field 'spec.%s' %s",
				 rows[i].key, rows[i].what);
			refuses(text, message);
			snprintf(text, sizeof(text), CONFIG("{\"%s\":%s}"),
				 rows[i].key, rows[i].values[j]);
			snprintf(message, sizeof(message), "the request: field "
				 "'spec.cluster.config.%s' %s",
				 rows[i].key, rows[i].what);
			refuses(text, message);
		}
	}
}

static void a_resource_and_scopes_exclude_each_other(void **state)
{
	refuses(TOKEN("{\"resource\":\"arm\",\"scopes\":[\"a\"]}"),
		"the request: field 'spec.scopes' cannot stand beside "
		"'resource'");
	refuses(TOKEN("{\"resource\":\"arm\",\"scopes\":[]}"),
		"the request: field 'spec.scopes' cannot stand beside "
		"'resource'");
	refuses(CONFIG("{\"resource\":\"arm\",\"scopes\":[\"a\"]}"),
		"the request: field 'spec.cluster.config.scopes' cannot stand "
		"beside 'resource'");
}

static void an_empty_list_of_scopes_is_not_an_absent_one(void **state)
{
	refuses(TOKEN("{\"scopes\":[]}"),
		"the request: field 'spec.scopes' is an empty list");
}

static void a_foreign_kind_or_version_is_refused(void **state)
{
	refuses("{}", "the request: it has no 'kind'");
	refuses("{\"kind\":\"TokenRequest\"}",
		"the request: it has no 'apiVersion'");
	refuses("{\"apiVersion\":\"lanyard/v1\"}",
		"the request: it has no 'kind'");
	refuses("{\"apiVersion\":null,\"kind\":\"TokenRequest\"}",
		"the request: it has no 'apiVersion'");
	refuses("{\"apiVersion\":\"lanyard/v2\",\"kind\":\"TokenRequest\"}",
		"the request: field 'apiVersion' is 'lanyard/v2', not "
		"lanyard/v1");
	refuses("{\"apiVersion\":\"client.authentication.k8s.io/v1\","
		"\"kind\":\"TokenRequest\"}",
		"the request: field 'apiVersion' is "
		"'client.authentication.k8s.io/v1', not lanyard/v1");
	refuses("{\"apiVersion\":\"lanyard/v1\",\"kind\":\"tokenrequest\"}",
		"the request: field 'kind' is 'tokenrequest', neither "
		"TokenRequest nor ExecCredential");
	refuses("{\"apiVersion\":\"lanyard/v1\",\"kind\":\"Token\"}",
		"the request: field 'kind' is 'Token', neither TokenRequest "
		"nor ExecCredential");
	refuses("{\"apiVersion\":\"lanyard/v1\",\"kind\":\"ExecCredential\"}",
		"the request: field 'apiVersion' is 'lanyard/v1', neither "
		"client.authentication.k8s.io/v1 nor v1beta1");
	refuses("{\"apiVersion\":1,\"kind\":\"TokenRequest\"}",
		"the request: field 'apiVersion' is not a string");
	refuses("{\"apiVersion\":\"lanyard/v1\",\"kind\":[]}",
		"the request: field 'kind' is not a string");
	refuses(TOKEN("[]"), "the request: field 'spec' is not an object");
	refuses(TOKEN("\"\""), "the request: field 'spec' is not an object");
}

static void what_is_no_document_is_refused(void **state)
{
	static const char *const texts[] = {
		"", " ", "\n", "[]", "null", "1", "\"x\"", "{", "}", "{\"a\"}",
		TOKEN("{}") "x", TOKEN("{}") "{}", TOKEN("{}") " // x",
		TOKEN("{\"principal\":\"a\",\"principal\":\"b\"}"),
		TOKEN("{\"principal\":\"a\nb\"}"),
		TOKEN("{\"principal\":\"a\\u0000b\"}"),
		TOKEN("{\"principal\":\"\xff\"}"),
		TOKEN("[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]"),
		TOKEN("{\"minValiditySeconds\":NaN}"), "{'kind':'x'}",
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_request struct request request = REQUEST_INIT;
		struct error err = { 0 };

		if (request_parse(texts[i], strlen(texts[i]), &request, &err))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(err.class, ERROR_USAGE);
		assert_non_null(strstr(err.message, "the request"));
	}
}

static void zero_bytes_end_no_request(void **state)
{
	static const char text[] = TOKEN("{}") "\0x";
	auto_request struct request request = REQUEST_INIT;
	struct error err = { 0 };

	assert_false(request_parse(text, sizeof(text) - 1, &request, &err));
	assert_int_equal(err.class, ERROR_USAGE);
}

static void a_kubeconfig_may_hold_the_fields_of_a_request(void **state)
{
	auto_request struct request request = REQUEST_INIT;

	reads(CONFIG("{\"principal\":\"ci\",\"resource\":\"aks\","
		     "\"tenant\":\"t.example\",\"minValiditySeconds\":1,"
		     "\"apiVersion\":\"whatever\"}"), &request);
	assert_int_equal(request.form, REQUEST_EXEC_V1);
	assert_string_equal(request.principal, "ci");
	assert_string_equal(request.resource, "aks");
	assert_string_equal(request.tenant, "t.example");
	assert_int_equal(request.min_validity_s, 1);
}

static void whether_a_person_is_there_only_kubectl_says(void **state)
{
	auto_request struct request no = REQUEST_INIT, yes = REQUEST_INIT;
	auto_request struct request none = REQUEST_INIT;

	reads(EXEC("{\"interactive\":false,\"cluster\":{\"config\":"
		   "{\"interactive\":true}}}"), &no);
	assert_false(no.interactive);
	reads(EXEC("{\"cluster\":{\"config\":{\"interactive\":true}}}"), &none);
	assert_false(none.interactive);
	reads(EXEC("{\"interactive\":true,\"cluster\":{\"config\":"
		   "{\"interactive\":false}}}"), &yes);
	assert_true(yes.interactive);
}

static void what_kubectl_writes_is_read_whatever_else_is_in_it(void **state)
{
	static const char *const specs[] = {
		"null", "{}", "{\"interactive\":true}", "{\"cluster\":null}",
		"{\"cluster\":{}}", "{\"cluster\":{\"config\":null}}",
		"{\"cluster\":{\"server\":\"https://x:6443\","
		"\"tls-server-name\":\"x\",\"insecure-skip-tls-verify\":true,"
		"\"certificate-authority-data\":\"LS0t\","
		"\"proxy-url\":\"http://p\"}}",
	};

	for (size_t i = 0; i < array_size(specs); i++) {
		auto_request struct request request = REQUEST_INIT;
		char text[512];

		snprintf(text, sizeof(text), EXEC("%s"), specs[i]);
		reads_exec(text, &request);
		assert_int_equal(request.form, REQUEST_EXEC_V1);
		assert_null(request.principal);
		assert_null(request.scopes);
	}
}

static void a_wrong_type_in_kubectls_part_is_named(void **state)
{
	refuses(EXEC("[]"), "the request: field 'spec' is not an object");
	refuses(EXEC("{\"interactive\":1}"),
		"the request: field 'spec.interactive' is not true or false");
	refuses(EXEC("{\"cluster\":[]}"),
		"the request: field 'spec.cluster' is not an object");
	refuses(EXEC("{\"cluster\":{\"config\":\"x\"}}"),
		"the request: field 'spec.cluster.config' is not an object");
}

static void the_answer_is_asked_for_in_the_version_of_the_question(void **state)
{
	static const struct {
		const char *text;
		enum request_form form;
	} rows[] = {
		{ "{\"apiVersion\":\"client.authentication.k8s.io/v1\"}",
		  REQUEST_EXEC_V1 },
		{ "{\"apiVersion\":\"client.authentication.k8s.io/v1beta1\"}",
		  REQUEST_EXEC_V1BETA1 },
		{ "{\"apiVersion\":null}", REQUEST_EXEC_V1BETA1 },
		{ "{}", REQUEST_EXEC_V1BETA1 },
		{ "{\"kind\":\"ExecCredential\"}", REQUEST_EXEC_V1BETA1 },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_request struct request request = REQUEST_INIT;

		reads_exec(rows[i].text, &request);
		assert_int_equal(request.form, rows[i].form);
		is_empty(&request);
	}
}

static void the_variable_holds_nothing_but_an_exec_credential(void **state)
{
	static const struct {
		const char *text, *message;
	} rows[] = {
		{ TOKEN("{}"), "KUBERNETES_EXEC_INFO: field 'kind' is "
		  "'TokenRequest', not ExecCredential" },
		{ "{\"apiVersion\":\"client.authentication.k8s.io/v1alpha1\"}",
		  "KUBERNETES_EXEC_INFO: field 'apiVersion' is "
		  "'client.authentication.k8s.io/v1alpha1', neither "
		  "client.authentication.k8s.io/v1 nor v1beta1" },
		{ "{\"apiVersion\":\"\"}", "KUBERNETES_EXEC_INFO: field "
		  "'apiVersion' is '', neither "
		  "client.authentication.k8s.io/v1 nor v1beta1" },
		{ "{\"apiVersion\":5}",
		  "KUBERNETES_EXEC_INFO: field 'apiVersion' is not a string" },
		{ "[]", "KUBERNETES_EXEC_INFO is not a JSON object" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_request struct request request = REQUEST_INIT;
		struct error err = { 0 };

		assert_false(request_parse_exec(rows[i].text,
						strlen(rows[i].text), &request,
						&err));
		assert_string_equal(err.message, rows[i].message);
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

#define CLAIMS "{\"access_token\":{\"nbf\":{\"value\":\"~~?>\"}}}"

static void claims_are_read_in_every_alphabet(void **state)
{
	static const char *const forms[] = {
		CLAIMS,
		"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoifn4/PiJ9fX0=",
		"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoifn4/PiJ9fX0",
		"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoifn4_PiJ9fX0",
		"eyJhY2Nlc3NfdG9rZW4iOnsibmJmIjp7InZhbHVlIjoifn4_PiJ9fX0=",
	};

	for (size_t i = 0; i < array_size(forms); i++) {
		auto_secret struct secret json = SECRET_INIT;
		struct error err;

		if (!request_claims(forms[i], &json, &err))
			fail_msg("%s: %s", forms[i], err.message);
		assert_string_equal(secret_expose(&json), CLAIMS);
	}
}

static void claims_that_are_neither_base64_nor_json_are_refused(void **state)
{
	static const char *const forms[] = {
		"", " ", "!", "e30 e30", "{", "{\"a\":1,\"a\":2}", "{} x",
		"[]", "W10", "bm90IGpzb24", "e", "e30==", "AAAA", "InRleHQi",
		"eyJhIjoiXHUwMDAwIn0", "null", "bnVsbA==",
	};

	for (size_t i = 0; i < array_size(forms); i++) {
		auto_secret struct secret json = SECRET_INIT;
		struct error err = { 0 };

		if (request_claims(forms[i], &json, &err))
			fail_msg("'%s' was taken", forms[i]);
		assert_int_equal(err.class, ERROR_USAGE);
		assert_non_null(strstr(err.message, "the claims challenge"));
		assert_int_equal(json.length, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_field_is_read),
		cmocka_unit_test(every_field_may_be_absent_or_null),
		cmocka_unit_test(unknown_fields_are_left_alone),
		cmocka_unit_test(a_field_of_the_wrong_type_is_named),
		cmocka_unit_test(a_resource_and_scopes_exclude_each_other),
		cmocka_unit_test(an_empty_list_of_scopes_is_not_an_absent_one),
		cmocka_unit_test(a_foreign_kind_or_version_is_refused),
		cmocka_unit_test(what_is_no_document_is_refused),
		cmocka_unit_test(zero_bytes_end_no_request),
		cmocka_unit_test(a_kubeconfig_may_hold_the_fields_of_a_request),
		cmocka_unit_test(whether_a_person_is_there_only_kubectl_says),
		cmocka_unit_test(
			what_kubectl_writes_is_read_whatever_else_is_in_it),
		cmocka_unit_test(a_wrong_type_in_kubectls_part_is_named),
		cmocka_unit_test(
			the_answer_is_asked_for_in_the_version_of_the_question),
		cmocka_unit_test(
			the_variable_holds_nothing_but_an_exec_credential),
		cmocka_unit_test(claims_are_read_in_every_alphabet),
		cmocka_unit_test(
			claims_that_are_neither_base64_nor_json_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

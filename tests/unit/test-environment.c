/* SPDX-License-Identifier: MIT */
/* Tests of principals out of the environment. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "config/environment.h"

#define CLIENT "11111111-2222-3333-4444-555555555555"

static const char *const variables[] = {
	"AZURE_CLIENT_ID", "AZURE_TENANT_ID", "AZURE_CLIENT_SECRET",
	"AZURE_CLIENT_CERTIFICATE_PATH", "AZURE_CLIENT_CERTIFICATE_PASSWORD",
	"AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "AZURE_FEDERATED_TOKEN_FILE",
	"AZURE_AUTHORITY_HOST", "AZURESUBSCRIPTION_CLIENT_ID",
	"AZURESUBSCRIPTION_TENANT_ID",
	"AZURESUBSCRIPTION_SERVICE_CONNECTION_ID",
};

static int set_up(void **state)
{
	for (size_t i = 0; i < array_size(variables); i++)
		unsetenv(variables[i]);
	return 0;
}

static int set_up_ids(void **state)
{
	set_up(state);
	setenv("AZURE_CLIENT_ID", CLIENT, 1);
	setenv("AZURE_TENANT_ID", "contoso.com", 1);
	return 0;
}

static void makes(struct principal *ret_principal)
{
	struct error err = { 0 };

	if (environment_make(ret_principal, &err) != ENVIRONMENT_MADE)
		fail_msg("none was made: %s", err.message);
	assert_string_equal(ret_principal->name, ENVIRONMENT_PRINCIPAL);
	assert_string_equal(ret_principal->client_id, CLIENT);
	assert_string_equal(ret_principal->tenant, "contoso.com");
}

static void refuses(const char *message)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	assert_int_equal(environment_make(&principal, &err),
			 ENVIRONMENT_FAULT);
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, message));
}

static void makes_none(const char *hint)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	assert_int_equal(environment_make(&principal, &err),
			 ENVIRONMENT_NONE);
	assert_int_equal(environment_explain(&err), hint != NULL);
	assert_true(hint == NULL || strstr(err.hint, hint) != NULL);
}

static void a_secret_is_named_and_not_read(void **state)
{
	auto_principal struct principal principal = { 0 };

	setenv("AZURE_CLIENT_SECRET", "s3cret", 1);
	makes(&principal);
	assert_string_equal(principal.method->name, "client-secret");
	assert_int_equal(principal.credential.kind, CREDENTIAL_ENVIRONMENT);
	assert_string_equal(principal.credential.name, "AZURE_CLIENT_SECRET");
	assert_null(principal.cloud);
}

static void a_certificate_is_a_file(void **state)
{
	auto_principal struct principal principal = { 0 }, more = { 0 };

	setenv("AZURE_CLIENT_CERTIFICATE_PATH", "/x.pem", 1);
	makes(&principal);
	assert_string_equal(principal.method->name, "certificate");
	assert_string_equal(principal.credential.name, "file:/x.pem");
	assert_null(principal.credential.password_variable);
	assert_false(principal.credential.send_chain);
	setenv("AZURE_CLIENT_CERTIFICATE_PASSWORD", "word", 1);
	setenv("AZURE_CLIENT_SEND_CERTIFICATE_CHAIN", "1", 1);
	makes(&more);
	assert_string_equal(more.credential.password_variable,
			    "AZURE_CLIENT_CERTIFICATE_PASSWORD");
	assert_true(more.credential.send_chain);
}

static void a_federated_token_is_a_file(void **state)
{
	auto_principal struct principal principal = { 0 };

	setenv("AZURE_FEDERATED_TOKEN_FILE", "/run/token", 1);
	makes(&principal);
	assert_string_equal(principal.method->name, "workload-identity");
	assert_int_equal(principal.credential.kind, CREDENTIAL_FILE);
	assert_string_equal(principal.credential.path, "/run/token");
}

static void the_secret_comes_first_then_the_certificate(void **state)
{
	auto_principal struct principal principal = { 0 }, other = { 0 };

	setenv("AZURE_FEDERATED_TOKEN_FILE", "/run/token", 1);
	setenv("AZURE_CLIENT_CERTIFICATE_PATH", "/x.pem", 1);
	makes(&other);
	assert_string_equal(other.method->name, "certificate");
	setenv("AZURE_CLIENT_SECRET", "s3cret", 1);
	makes(&principal);
	assert_string_equal(principal.method->name, "client-secret");
}

static void what_is_missing_is_told(void **state)
{
	makes_none("AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, "
		   "AZURE_FEDERATED_TOKEN_FILE are not set");
	setenv("AZURE_CLIENT_SECRET", "s3cret", 1);
	unsetenv("AZURE_TENANT_ID");
	makes_none("AZURE_TENANT_ID is not set");
	setenv("AZURE_TENANT_ID", "", 1);
	makes_none("AZURE_TENANT_ID is not set");
	unsetenv("AZURE_CLIENT_ID");
	makes_none("AZURE_CLIENT_ID is not set");
	unsetenv("AZURE_CLIENT_SECRET");
	makes_none(NULL);
}

static void ids_are_checked(void **state)
{
	setenv("AZURE_CLIENT_SECRET", "s3cret", 1);
	setenv("AZURE_CLIENT_ID", "../x", 1);
	refuses("AZURE_CLIENT_ID in the environment is not a GUID");
	setenv("AZURE_CLIENT_ID", CLIENT, 1);
	setenv("AZURE_TENANT_ID", "a/b", 1);
	refuses("AZURE_TENANT_ID in the environment is not a GUID or a domain");
}

static void the_host_of_an_authority_chooses_its_cloud(void **state)
{
	static const char *const rows[][2] = {
		{ "https://login.microsoftonline.us", "AzureUSGovernment" },
		{ "https://login.partner.microsoftonline.cn/",
		  "AzureChinaCloud" },
		{ "https://LOGIN.microsoftonline.com:443/", "AzureCloud" },
		{ "https://login.windows.net", "AzureCloud" },
	};
	static const char *const wrong[] = {
		"https://evil.example", "http://login.microsoftonline.com",
		"login.microsoftonline.com",
		"https://login.microsoftonline.com.evil.example",
		"https://login.microsoftonline.com:444",
		"https://x@login.microsoftonline.com",
	};

	setenv("AZURE_CLIENT_SECRET", "s3cret", 1);
	for (size_t i = 0; i < array_size(rows); i++) {
		auto_principal struct principal principal = { 0 };

		setenv("AZURE_AUTHORITY_HOST", rows[i][0], 1);
		makes(&principal);
		assert_string_equal(principal.cloud, rows[i][1]);
	}
	for (size_t i = 0; i < array_size(wrong); i++) {
		setenv("AZURE_AUTHORITY_HOST", wrong[i], 1);
		refuses("AZURE_AUTHORITY_HOST is '");
	}
}

static void reads(const char *text, struct principal *ret_principal)
{
	struct error err = { 0 };

	if (!principal_parse("job", "/p/job.json", text, strlen(text),
			     ret_principal, &err))
		fail_msg("%s", err.message);
}

static void a_file_is_completed_but_not_changed(void **state)
{
	auto_principal struct principal bare = { 0 }, full = { 0 };
	struct error err = { 0 };

	setenv("AZURE_FEDERATED_TOKEN_FILE", "/run/token", 1);
	reads("{\"method\":\"workload-identity\"}", &bare);
	assert_true(environment_complete(&bare, &err));
	assert_string_equal(bare.client_id, CLIENT);
	assert_string_equal(bare.tenant, "contoso.com");
	assert_string_equal(bare.credential.path, "/run/token");
	reads("{\"method\":\"workload-identity\",\"tenant\":\"own.example\","
	      "\"client_id\":\"99999999-2222-3333-4444-555555555555\","
	      "\"assertion_file\":\"own\"}", &full);
	assert_true(environment_complete(&full, &err));
	assert_string_equal(full.tenant, "own.example");
	assert_int_equal(*full.client_id, '9');
	assert_string_equal(full.credential.path, "/p/own");
}

static void each_runner_has_variables_of_its_own(void **state)
{
	auto_principal struct principal github = { 0 }, pipelines = { 0 };
	struct error err = { 0 };

	reads("{\"method\":\"github-actions\"}", &github);
	assert_true(environment_complete(&github, &err));
	assert_string_equal(github.tenant, "contoso.com");
	reads("{\"method\":\"azure-pipelines\"}", &pipelines);
	assert_false(environment_complete(&pipelines, &err));
	assert_string_equal(err.message, "/p/job.json: 'client_id' is missing, "
			    "and AZURESUBSCRIPTION_CLIENT_ID is not set");
	setenv("AZURESUBSCRIPTION_CLIENT_ID", CLIENT, 1);
	setenv("AZURESUBSCRIPTION_TENANT_ID", "contoso.com", 1);
	setenv("AZURESUBSCRIPTION_SERVICE_CONNECTION_ID", CLIENT, 1);
	assert_true(environment_complete(&pipelines, &err));
	assert_string_equal(pipelines.credential.name, CLIENT);
}

static void other_methods_are_left_alone(void **state)
{
	auto_principal struct principal principal = { 0 };
	struct error err = { 0 };

	reads("{\"method\":\"managed-identity\"}", &principal);
	assert_true(environment_complete(&principal, &err));
	assert_null(principal.client_id);
	assert_null(principal.tenant);
}

#define TEST(name) cmocka_unit_test_setup(name, set_up_ids)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_secret_is_named_and_not_read),
		TEST(a_certificate_is_a_file),
		TEST(a_federated_token_is_a_file),
		TEST(the_secret_comes_first_then_the_certificate),
		TEST(what_is_missing_is_told),
		TEST(ids_are_checked),
		TEST(the_host_of_an_authority_chooses_its_cloud),
		TEST(a_file_is_completed_but_not_changed),
		TEST(each_runner_has_variables_of_its_own),
		TEST(other_methods_are_left_alone),
	};

	return cmocka_run_group_tests(tests, set_up, NULL);
}

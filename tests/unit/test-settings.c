/* SPDX-License-Identifier: MIT */
/* Tests of lanyard.json: two files, merged key by key. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "config/settings.h"
#include "home.h"

#define USER "config/lanyard.json"
#define SYSTEM "system/lanyard.json"

static void loads(struct settings *ret_settings)
{
	struct error err;

	if (!settings_load(ret_settings, &err))
		fail_msg("it was refused: %s", err.message);
}

static void refuses(const char *file, const char *text, const char *message)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	struct error err = { 0 };

	home_put(file, text, 0600);
	if (settings_load(&settings, &err))
		fail_msg("'%s' was taken", text);
	if (strstr(err.message, message) == NULL)
		fail_msg("'%s' said: %s", text, err.message);
	assert_int_equal(err.class, ERROR_CONFIG);
}

static void files_that_do_not_exist_are_not_missed(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_transport struct transport transport = TRANSPORT_INIT;
	struct error err;

	loads(&settings);
	assert_null(settings.ca_bundle);
	assert_int_equal(settings.timeout_s, 0);
	assert_null(settings_host_resource(&settings, "a.example", 443));
	assert_true(settings_transport(&settings, &transport, &err));
	assert_null(transport.ca_file);
	assert_null(transport.ca_folder);
	assert_int_equal(transport.wait_ms, 30000);
}

static void the_users_keys_come_before_the_systems(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put(USER, "{ // ours\n\"timeout_seconds\": 7 }", 0600);
	home_put(SYSTEM, "{\"timeout_seconds\": 9, \"ca_bundle\": \"/sys\"}",
		 0644);
	loads(&settings);
	assert_int_equal(settings.timeout_s, 7);
	assert_string_equal(settings.ca_bundle, "/sys");
}

static void the_systems_keys_serve_alone(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put(SYSTEM, "{\"timeout_seconds\": 9}", 0644);
	loads(&settings);
	assert_int_equal(settings.timeout_s, 9);
}

static void hosts_of_both_files_are_known(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put(USER, "{\"hosts\": {\"a.example\": \"devops\","
		 "\"*.b.example:8443\": \"api://b\"}}", 0600);
	home_put(SYSTEM, "{\"hosts\": {\"c.example\": \"arm\","
		 "\"a.example\": \"graph\"}}", 0644);
	loads(&settings);
	assert_string_equal(settings_host_resource(&settings, "a.example",
						   443), "devops");
	assert_string_equal(settings_host_resource(&settings, "x.b.example",
						   8443), "api://b");
	assert_string_equal(settings_host_resource(&settings, "c.example",
						   443), "arm");
	assert_null(settings_host_resource(&settings, "x.b.example", 443));
	assert_null(settings_host_resource(&settings, "a.example", 80));
	assert_null(settings_host_resource(&settings, "x.a.example", 443));
}

static void a_wrong_setting_is_told_with_file_and_line(void **state)
{
	static const char *const rows[][2] = {
		{ "[]", ":1: this is not a JSON object" },
		{ "{\n\"timeout\": 5}", ":2: 'timeout' is not a known key" },
		{ "{\n\"timeout_seconds\": \"5\"}",
		  ":2: 'timeout_seconds' is not a whole number" },
		{ "{\"timeout_seconds\": 0}",
		  ":1: 'timeout_seconds' is not between 1 and 600" },
		{ "{\"timeout_seconds\": 601}", "is not between 1 and 600" },
		{ "{\n\n\"ca_bundle\": \"ca.pem\"}",
		  ":3: 'ca_bundle' is not a full path" },
		{ "{\"ca_bundle\": \"\"}", "'ca_bundle' is not a full path" },
		{ "{\"ca_bundle\": 1}", "'ca_bundle' is not a string" },
		{ "{\"hosts\": []}", "'hosts' is not an object" },
		{ "{\"hosts\": {\n\"*.com\": \"arm\"}}",
		  ":2: 'hosts.*.com' is not a host, a host:port or *.suffix" },
		{ "{\"hosts\": {\n\"a.example\": 5}}",
		  ":2: 'hosts.a.example' does not name a resource" },
		{ "{\"hosts\": {\"a.example\": \"a b\"}}",
		  "does not name a resource" },
		{ "{\"hosts\": {\"a.example\": null}}",
		  "does not name a resource" },
		{ "{\"timeout_seconds\": 5,\n\"timeout_seconds\": 6}",
		  ":2: a key stands twice in one object" },
		{ "", ":1: there is nothing in it" },
	};

	for (size_t i = 0; i < array_size(rows); i++)
		refuses(USER, rows[i][0], rows[i][1]);
	for (size_t i = 0; i < array_size(rows); i++) {
		home_put(USER, "{\"timeout_seconds\": 5}", 0600);
		refuses(SYSTEM, rows[i][0], rows[i][1]);
	}
}

static void the_message_names_the_file(void **state)
{
	refuses(USER, "{", home_path(USER));
	home_put(USER, "{}", 0600);
	refuses(SYSTEM, "{", home_path(SYSTEM));
}

static void a_slip_in_a_key_is_corrected(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	struct error err;

	home_put(USER, "{\"ca_bundel\": \"/x\"}", 0600);
	assert_false(settings_load(&settings, &err));
	assert_string_equal(err.hint, "did you mean 'ca_bundle'?");
}

static void a_file_that_others_may_write_is_refused(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	struct error err = { 0 };

	home_put(USER, "{}", 0666);
	assert_false(settings_load(&settings, &err));
	assert_non_null(strstr(err.message, "may be written by others"));
}

/* The way to the authority */

static void ca_file_is(const struct settings *settings, const char *name)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	struct error err;

	if (!settings_transport(settings, &transport, &err))
		fail_msg("it was refused: %s", err.message);
	if (name == NULL)
		assert_null(transport.ca_file);
	else
		assert_string_equal(transport.ca_file, home_path(name));
}

static void the_first_ca_bundle_that_is_named_is_taken(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_free char *own = NULL;

	home_put("one", "", 0600);
	home_put("two", "", 0600);
	home_put("three", "", 0600);
	home_put("four", "", 0600);
	ca_file_is(&settings, NULL);
	setenv("REQUESTS_CA_BUNDLE", home_path("four"), 1);
	ca_file_is(&settings, "four");
	setenv("CURL_CA_BUNDLE", home_path("three"), 1);
	ca_file_is(&settings, "three");
	setenv("SSL_CERT_FILE", home_path("two"), 1);
	ca_file_is(&settings, "two");
	own = strdup(home_path("one"));
	settings.ca_bundle = own;
	ca_file_is(&settings, "one");
}

static void an_empty_variable_counts_as_unset(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put("three", "", 0600);
	setenv("SSL_CERT_FILE", "", 1);
	setenv("SSL_CERT_DIR", "", 1);
	setenv("CURL_CA_BUNDLE", home_path("three"), 1);
	ca_file_is(&settings, "three");
}

static void a_folder_of_certificates_stands_for_itself(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_transport struct transport transport = TRANSPORT_INIT;
	struct error err;

	home_put("certs/x", "", 0600);
	home_put("three", "", 0600);
	setenv("SSL_CERT_DIR", home_path("certs"), 1);
	setenv("CURL_CA_BUNDLE", home_path("three"), 1);
	assert_true(settings_transport(&settings, &transport, &err));
	assert_null(transport.ca_file);
	assert_string_equal(transport.ca_folder, home_path("certs"));
}

static void folders_that_are_not_there_stand_for_nothing(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put("three", "", 0600);
	setenv("SSL_CERT_DIR", "/nowhere/a:/nowhere/b", 1);
	setenv("CURL_CA_BUNDLE", home_path("three"), 1);
	ca_file_is(&settings, "three");
}

static void a_bundle_that_others_may_write_is_refused(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_transport struct transport transport = TRANSPORT_INIT;
	struct error err = { 0 };

	home_put("two", "", 0666);
	setenv("SSL_CERT_FILE", home_path("two"), 1);
	assert_false(settings_transport(&settings, &transport, &err));
	assert_int_equal(err.class, ERROR_CONFIG);
	assert_non_null(strstr(err.message, "the CA bundle: "));
	assert_non_null(strstr(err.message, "may be written by others"));
	assert_non_null(strstr(err.hint, "chmod go-w"));
}

static void a_relative_bundle_becomes_a_full_path(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;

	home_put("ca/two", "", 0600);
	setenv("SSL_CERT_FILE", "ca/../ca/two", 1);
	ca_file_is(&settings, "ca/two");
}

static void a_bundle_that_is_not_there_is_told(void **state)
{
	static const char *const variables[] = {
		"SSL_CERT_FILE", "CURL_CA_BUNDLE", "REQUESTS_CA_BUNDLE",
	};

	for (size_t i = 0; i < array_size(variables); i++) {
		auto_settings struct settings settings = SETTINGS_INIT;
		auto_transport struct transport transport = TRANSPORT_INIT;
		struct error err = { 0 };

		setenv(variables[i], "/nowhere/ca.pem", 1);
		assert_false(settings_transport(&settings, &transport, &err));
		assert_int_equal(err.class, ERROR_CONFIG);
		assert_non_null(strstr(err.message, "'/nowhere/ca.pem'"));
		assert_non_null(strstr(err.hint, variables[i]));
		unsetenv(variables[i]);
	}
}

static void the_timeout_is_how_long_callers_wait(void **state)
{
	auto_settings struct settings settings = SETTINGS_INIT;
	auto_transport struct transport transport = TRANSPORT_INIT;
	struct error err;

	home_put(USER, "{\"timeout_seconds\": 600}", 0600);
	loads(&settings);
	assert_true(settings_transport(&settings, &transport, &err));
	assert_int_equal(transport.wait_ms, 600000);
}

#define TEST(name) cmocka_unit_test_setup(name, home_set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(files_that_do_not_exist_are_not_missed),
		TEST(the_users_keys_come_before_the_systems),
		TEST(the_systems_keys_serve_alone),
		TEST(hosts_of_both_files_are_known),
		TEST(a_wrong_setting_is_told_with_file_and_line),
		TEST(the_message_names_the_file),
		TEST(a_slip_in_a_key_is_corrected),
		TEST(a_file_that_others_may_write_is_refused),
		TEST(the_first_ca_bundle_that_is_named_is_taken),
		TEST(an_empty_variable_counts_as_unset),
		TEST(a_folder_of_certificates_stands_for_itself),
		TEST(folders_that_are_not_there_stand_for_nothing),
		TEST(a_bundle_that_others_may_write_is_refused),
		TEST(a_relative_bundle_becomes_a_full_path),
		TEST(a_bundle_that_is_not_there_is_told),
		TEST(the_timeout_is_how_long_callers_wait),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/* Tests of the table of clouds, of its hosts, and of clouds read from JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/text.h"
#include "base/url.h"
#include "model/cloud.h"
#include "model/name.h"

/* The built-in table */

static void every_authority_is_a_bare_https_host(void **state)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		struct url url;

		assert_true(url_parse(cloud->authority, &url));
		assert_string_equal(url.scheme, "https");
		assert_string_equal(url.path, "");
		assert_int_equal(url.port, 443);
		assert_int_equal(cloud->type, CLOUD_ENTRA);
		assert_null(cloud->document);
	}
}

static void every_name_and_spelling_finds_its_cloud_in_any_case(void **state)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		const char *name = cloud->name;

		for (size_t i = 0; name != NULL; name = cloud->spellings[i++]) {
			auto_free char *copy = strdup(name);

			assert_non_null(copy);
			assert_true(name_valid(name));
			assert_ptr_equal(cloud_builtin(name), cloud);
			text_lower(copy);
			assert_ptr_equal(cloud_builtin(copy), cloud);
			for (char *c = copy; *c != '\0'; c++)
				if (*c >= 'a' && *c <= 'z')
					*c = (char)(*c - 'a' + 'A');
			assert_ptr_equal(cloud_builtin(copy), cloud);
		}
	}
}

static void what_other_tools_call_the_clouds_is_known(void **state)
{
	static const char *const names[][2] = {
		{ "AzureCloud", "AzureCloud" },
		{ "AzurePublicCloud", "AzureCloud" },
		{ "AzureUSGovernment", "AzureUSGovernment" },
		{ "AzureUSGovernmentCloud", "AzureUSGovernment" },
		{ "AzureChinaCloud", "AzureChinaCloud" },
		{ "AzureGermanCloud", "AzureGermanCloud" },
		{ "bleu", "Bleu" }, { "delos", "Delos" }, { "govsg", "GovSG" },
	};
	static const char *const unknown[] = { "", "Azure", "AzureCloud ",
					       "AzureStackCloud", "AzurePPE" };

	for (size_t i = 0; i < array_size(names); i++) {
		assert_non_null(cloud_builtin(names[i][0]));
		assert_string_equal(cloud_builtin(names[i][0])->name,
				    names[i][1]);
	}
	for (size_t i = 0; i < array_size(unknown); i++)
		assert_null(cloud_builtin(unknown[i]));
}

static void only_the_german_cloud_is_closed(void **state)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		bool german = strcmp(cloud->name, "AzureGermanCloud") == 0;

		assert_int_equal(cloud->closed != NULL, german);
	}
	assert_null(cloud_builtin(CLOUD_DEFAULT)->closed);
}

static void every_resource_is_one_and_stands_once(void **state)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		const struct cloud_pair *pair = cloud->resources;

		for (; pair->name != NULL; pair++) {
			assert_true(name_valid(pair->name));
			assert_true(name_is_scope(pair->value));
			assert_true(name_is_guid(pair->value) ||
				    strncmp(pair->value, "https://", 8) == 0);
			assert_ptr_equal(cloud_resource(cloud, pair->name),
					 pair->value);
		}
	}
}

static void every_host_is_a_pattern_and_has_its_resource(void **state)
{
	for (const struct cloud *cloud = cloud_table; cloud->name; cloud++) {
		const struct cloud_pair *pair = cloud->hosts;

		for (; pair->name != NULL; pair++) {
			auto_free char *copy = strdup(pair->name);

			assert_non_null(copy);
			text_lower(copy);
			assert_string_equal(copy, pair->name);
			assert_true(cloud_host_pattern_valid(pair->name));
			assert_non_null(cloud_resource(cloud, pair->value));
			for (const struct cloud_pair *other = pair + 1;
			     other->name != NULL; other++)
				assert_string_not_equal(other->name,
							pair->name);
		}
	}
}

/* A host that two clouds claim would be sent one cloud's token for the
 * other's. */
static void no_host_is_in_two_clouds(void **state)
{
	for (const struct cloud *a = cloud_table; a->name; a++)
		for (const struct cloud *b = a + 1; b->name; b++)
			for (size_t i = 0; a->hosts[i].name; i++)
				for (size_t j = 0; b->hosts[j].name; j++)
					assert_string_not_equal(
						a->hosts[i].name,
						b->hosts[j].name);
}

static void every_alias_is_a_host_of_one_cloud_only(void **state)
{
	for (const struct cloud *a = cloud_table; a->name; a++)
		for (size_t i = 0; a->aliases[i] != NULL; i++) {
			assert_true(url_host_valid(a->aliases[i]));
			for (const struct cloud *b = cloud_table; b->name; b++)
				assert_string_not_equal(
					b->authority + strlen("https://"),
					a->aliases[i]);
		}
}

static void the_public_and_the_gov_cloud_are_what_they_are(void **state)
{
	static const char *const facts[][3] = {
		{ "AzureCloud", "arm", "https://management.azure.com/" },
		{ "AzureCloud", "graph", "https://graph.microsoft.com" },
		{ "AzureCloud", "devops",
		  "499b84ac-1321-427f-aa17-267ca6975798" },
		{ "AzureCloud", "aks", "6dae42f8-4368-4678-94ff-3960e28e3630" },
		{ "AzureUSGovernment", "arm",
		  "https://management.usgovcloudapi.net" },
		{ "AzureUSGovernment", "graph", "https://graph.microsoft.us" },
		{ "AzureChinaCloud", "arm",
		  "https://management.chinacloudapi.cn" },
		{ "AzureChinaCloud", "graph",
		  "https://microsoftgraph.chinacloudapi.cn" },
		{ "Bleu", "arm", "https://management.sovcloud-api.fr/" },
		{ "Delos", "graph", "https://graph.svc.sovcloud.de" },
	};

	for (size_t i = 0; i < array_size(facts); i++)
		assert_string_equal(cloud_resource(cloud_builtin(facts[i][0]),
						   facts[i][1]), facts[i][2]);
	assert_null(cloud_resource(cloud_builtin("AzureCloud"), "ARM"));
	assert_null(cloud_resource(cloud_builtin("AzureCloud"), ""));
	assert_null(cloud_resource(cloud_builtin("GovSG"), "arm"));
	assert_null(cloud_resource(cloud_builtin("AzureChinaCloud"),
				   "devops"));
}

/* Hosts.  As an adapter does: take apart, then look up. */
static const char *resource_of(const char *authority)
{
	char host[URL_HOST_MAX + 1];
	uint16_t port;

	if (!url_authority(authority, 443, host, &port))
		return NULL;
	return cloud_host_resource(cloud_builtin(CLOUD_DEFAULT), host, port);
}

static void azure_devops_is_known_by_its_hosts(void **state)
{
	static const char *const hosts[] = {
		"dev.azure.com", "DEV.Azure.COM", "dev.azure.com:443",
		"contoso.visualstudio.com", "CONTOSO.VisualStudio.com:443",
		"pkgs.dev.azure.com", "feeds.dev.azure.com",
		"vssps.dev.azure.com",
	};

	for (size_t i = 0; i < array_size(hosts); i++) {
		const char *resource = resource_of(hosts[i]);

		if (resource == NULL)
			fail_msg("'%s' has no resource", hosts[i]);
		assert_string_equal(resource, "devops");
	}
}

static void a_look_alike_has_no_resource(void **state)
{
	static const char *const hosts[] = {
		"dev.azure.com.evil.tld", "evildev.azure.com",
		"dev.azure.com.", "dev.azure.com:8443", "dev.azure.com:80",
		"dev.azure.com:", "dev.azure.com:0443x", "dev.azure.com:0",
		"visualstudio.com", ".visualstudio.com",
		"a.b.visualstudio.com", "xvisualstudio.com",
		"dev.azure.com@evil.tld", "user@dev.azure.com",
		"dev%2eazure.com", "dev.azure.com%2f", "dev.azure.com%00",
		"d\xd0\xb5v.azure.com", "xn--dv-mic.azure.com", "evil.tld",
		"dev.azure.co", "dev.azure.comm", "azure.com", "",
		"dev.azure.com\\evil.tld", "dev.azure.com/", "dev .azure.com",
		"dev.azure.com\n", "a.dev.azure.com", "[dev.azure.com]",
		"*.visualstudio.com", "dev_azure_com", "-.visualstudio.com",
		"contoso.visualstudio.com:444", "management.azure.com:8443",
		"x.management.azure.com", "vault.azure.net",
		"a.b.vault.azure.net", "core.windows.net",
		"blob.core.windows.net", "a.b.blob.core.windows.net",
	};

	for (size_t i = 0; i < array_size(hosts); i++)
		if (resource_of(hosts[i]) != NULL)
			fail_msg("'%s' has the resource %s", hosts[i],
				 resource_of(hosts[i]));
}

static void a_host_of_one_cloud_is_none_of_another(void **state)
{
	const struct cloud *gov = cloud_builtin("usgov");

	assert_null(cloud_host_resource(gov, "management.azure.com", 443));
	assert_null(cloud_host_resource(gov, "dev.azure.com", 443));
	assert_string_equal(cloud_host_resource(
		gov, "management.usgovcloudapi.net", 443), "arm");
	assert_string_equal(cloud_host_resource(
		gov, "a.blob.core.usgovcloudapi.net", 443), "storage");
}

static void a_pattern_is_a_host_a_port_or_one_label(void **state)
{
	static const char *const good[] = {
		"a.example", "a.example:8443", "*.a.example",
		"*.a.example:8443", "localhost", "A.Example", "10.0.0.1",
		"[::1]:8443",
	};
	static const char *const bad[] = {
		"", "*", "*.", "*.com", "*.*.example", "a.*.example",
		"*a.example", "a.example.", "a.example:", "a.example:0",
		"a.example:65536", "https://a.example", "a.example/x",
		"a b.example", "u@a.example", "*.[::1]", "a.example:80:80",
		"*..example", "a_b.example", "\xc3\xa9.example",
	};

	for (size_t i = 0; i < array_size(good); i++)
		if (!cloud_host_pattern_valid(good[i]))
			fail_msg("'%s' was refused", good[i]);
	for (size_t i = 0; i < array_size(bad); i++)
		if (cloud_host_pattern_valid(bad[i]))
			fail_msg("'%s' was taken", bad[i]);
}

static void a_pattern_covers_its_own_port_alone(void **state)
{
	assert_true(cloud_host_covers("a.example", "a.example", 443));
	assert_false(cloud_host_covers("a.example", "a.example", 80));
	assert_true(cloud_host_covers("a.example:8443", "a.example", 8443));
	assert_false(cloud_host_covers("a.example:8443", "a.example", 443));
	assert_true(cloud_host_covers("A.Example", "a.example", 443));
	assert_true(cloud_host_covers("*.a.example:8443", "b.a.example", 8443));
	assert_false(cloud_host_covers("*.a.example", "a.example", 443));
	assert_false(cloud_host_covers("*.a.example", "c.b.a.example", 443));
	assert_false(cloud_host_covers("*.a.example", "ba.example", 443));
	assert_false(cloud_host_covers("*.com", "a.com", 443));
}

/* Clouds of the user's own */

static struct cloud *parse(const char *text, struct error *err)
{
	static const struct json_source source = {
		.name = "stack.json", .is_file = true, .class = ERROR_CONFIG,
	};
	struct json_document *document =
		json_parse(text, strlen(text), &source, err);

	return document != NULL ? cloud_parse("stack", document, err) : NULL;
}

static void a_whole_cloud_is_read(void **state)
{
	struct error err;
	auto_cloud const struct cloud *cloud = parse(
		"{ // ours\n\"$schema\": \"x\",\n"
		"\"authority\": \"https://login.stack.example:8443\",\n"
		"\"type\": \"adfs\",\n\"aliases\": [\"sts.stack.example\"],\n"
		"\"federation_audience\": \"api://x\",\n"
		"\"resources\": {\"arm\": \"https://arm.stack.example/\"},\n"
		"\"hosts\": {\"arm.stack.example\": \"arm\",\n"
		"\"*.stack.example:8443\": \"arm\"}\n}\n", &err);

	assert_non_null(cloud);
	assert_string_equal(cloud->name, "stack");
	assert_string_equal(cloud->authority,
			    "https://login.stack.example:8443");
	assert_int_equal(cloud->type, CLOUD_ADFS);
	assert_string_equal(cloud->federation_audience, "api://x");
	assert_string_equal(cloud->aliases[0], "sts.stack.example");
	assert_null(cloud->aliases[1]);
	assert_null(cloud->spellings[0]);
	assert_null(cloud->closed);
	assert_string_equal(cloud_resource(cloud, "arm"),
			    "https://arm.stack.example/");
	assert_string_equal(cloud_host_resource(cloud, "arm.stack.example",
						443), "arm");
	assert_string_equal(cloud_host_resource(cloud, "x.stack.example",
						8443), "arm");
	assert_null(cloud_host_resource(cloud, "x.stack.example", 443));
}

static void an_authority_is_all_that_a_cloud_needs(void **state)
{
	struct error err;
	auto_cloud const struct cloud *cloud =
		parse("{\"authority\":\"https://a.example\"}", &err);

	assert_non_null(cloud);
	assert_int_equal(cloud->type, CLOUD_ENTRA);
	assert_null(cloud->aliases[0]);
	assert_null(cloud->resources[0].name);
	assert_null(cloud->hosts[0].name);
	assert_null(cloud_resource(cloud, "arm"));
	assert_null(cloud_host_resource(cloud, "a.example", 443));
}

#define A "\"authority\": \"https://a.example\",\n"
#define NOT_HTTPS "'authority' is not of the form https://HOST or " \
	"https://HOST:PORT"

static void a_wrong_cloud_is_told_with_its_line(void **state)
{
	static const char *const rows[][2] = {
		{ "{\n}", "stack.json:1: 'authority' is missing" },
		{ "[]", "stack.json:1: this is not a JSON object" },
		{ "{\n\"authority\": 5}",
		  "stack.json:2: 'authority' is not a string" },
		{ "{\n\"authority\": \"\"}", "stack.json:2: " NOT_HTTPS },
		{ "{\n\n\"authority\": \"http://a.example\"}",
		  "stack.json:3: " NOT_HTTPS },
		{ "{\"authority\": \"https://a.example/\"}",
		  "stack.json:1: " NOT_HTTPS },
		{ "{\"authority\": \"https://a.example/common\"}",
		  "stack.json:1: " NOT_HTTPS },
		{ "{\"authority\": \"https://u:p@a.example\"}",
		  "stack.json:1: " NOT_HTTPS },
		{ "{\"authority\": \"a.example\"}",
		  "stack.json:1: " NOT_HTTPS },
		{ "{\"authority\": \"https://a.example?\"}",
		  "stack.json:1: " NOT_HTTPS },
		{ "{" A "\"authorty\": \"x\"}",
		  "stack.json:2: 'authorty' is not a known key" },
		{ "{" A "\"type\": \"b2c\"}",
		  "stack.json:2: 'type' is neither \"entra\" nor \"adfs\"" },
		{ "{" A "\"type\": 1}", "stack.json:2: 'type' is not a string" },
		{ "{" A "\"aliases\": \"x\"}",
		  "stack.json:2: 'aliases' is not an array" },
		{ "{" A "\"aliases\": [\"a.example\",\n\"https://x\"]}",
		  "stack.json:2: 'aliases' holds 'https://x', which is not a "
		  "host" },
		{ "{" A "\"resources\": []}",
		  "stack.json:2: 'resources' is not an object" },
		{ "{" A "\"resources\": {\n\"a\": 1}}",
		  "stack.json:3: 'resources.a' is not a string" },
		{ "{" A "\"resources\": {\n\"a\": \"b c\"}}",
		  "stack.json:3: 'resources.a' is not a resource: a name on "
		  "the left, a URI on the right" },
		{ "{" A "\"resources\": {\n\"a b\": \"c\"}}",
		  "stack.json:3: 'resources.a b' is not a resource: a name on "
		  "the left, a URI on the right" },
		{ "{" A "\"resources\": {\"arm\": \"x\"},\n"
		  "\"hosts\": {\n\"*.com\": \"arm\"}}",
		  "stack.json:4: 'hosts.*.com' is not a host, a host:port or "
		  "*.suffix" },
		{ "{" A "\"hosts\": {\n\n\"a.example\": \"arm\"}}",
		  "stack.json:4: 'hosts.a.example' names the resource 'arm', "
		  "which is not under 'resources'" },
		{ "{" A "\"hosts\": {\"a.example\": null}}",
		  "stack.json:2: 'hosts.a.example' is not a string" },
		{ "{" A "\"federation_audience\": {}}",
		  "stack.json:2: 'federation_audience' is not a string" },
		{ "{" A "\"type\": \"entra\",\n\"type\": \"adfs\"}",
		  "stack.json:3: a key stands twice in one object" },
	};

	for (size_t i = 0; i < array_size(rows); i++) {
		struct error err = { 0 };

		if (parse(rows[i][0], &err) != NULL)
			fail_msg("'%s' was taken", rows[i][0]);
		assert_string_equal(err.message, rows[i][1]);
		assert_int_equal(err.class, ERROR_CONFIG);
	}
}

static void a_slip_in_a_key_is_corrected(void **state)
{
	struct error err;

	assert_null(parse("{\"autority\": \"https://a.example\"}", &err));
	assert_string_equal(err.hint, "did you mean 'authority'?");
}

static void freeing_leaves_built_in_clouds_alone(void **state)
{
	cloud_free(NULL);
	cloud_free(cloud_builtin(CLOUD_DEFAULT));
	assert_string_equal(cloud_builtin(CLOUD_DEFAULT)->name, CLOUD_DEFAULT);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_authority_is_a_bare_https_host),
		cmocka_unit_test(
			every_name_and_spelling_finds_its_cloud_in_any_case),
		cmocka_unit_test(what_other_tools_call_the_clouds_is_known),
		cmocka_unit_test(only_the_german_cloud_is_closed),
		cmocka_unit_test(every_resource_is_one_and_stands_once),
		cmocka_unit_test(every_host_is_a_pattern_and_has_its_resource),
		cmocka_unit_test(no_host_is_in_two_clouds),
		cmocka_unit_test(every_alias_is_a_host_of_one_cloud_only),
		cmocka_unit_test(the_public_and_the_gov_cloud_are_what_they_are),
		cmocka_unit_test(azure_devops_is_known_by_its_hosts),
		cmocka_unit_test(a_look_alike_has_no_resource),
		cmocka_unit_test(a_host_of_one_cloud_is_none_of_another),
		cmocka_unit_test(a_pattern_is_a_host_a_port_or_one_label),
		cmocka_unit_test(a_pattern_covers_its_own_port_alone),
		cmocka_unit_test(a_whole_cloud_is_read),
		cmocka_unit_test(an_authority_is_all_that_a_cloud_needs),
		cmocka_unit_test(a_wrong_cloud_is_told_with_its_line),
		cmocka_unit_test(a_slip_in_a_key_is_corrected),
		cmocka_unit_test(freeing_leaves_built_in_clouds_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

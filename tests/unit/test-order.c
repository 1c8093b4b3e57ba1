/* SPDX-License-Identifier: MIT */
/* Tests of an order's key and of its passage to the sign-in program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/order.h"
#include "model/scope.h"
#include "sample.h"

static void set_scopes(struct order *order, const char *first,
		       const char *second)
{
	const char *const scopes[] = { first, second, NULL };
	struct error err;

	strv_free(order->scopes);
	order->scopes = scope_sorted(scopes, &err);
	assert_non_null(order->scopes);
}

static void change_cloud(struct order *order)
{
	sample_set(&order->cloud, "AzureChinaCloud");
}

static void change_authority(struct order *order)
{
	sample_set(&order->authority, "https://login.microsoftonline.us");
}

static void change_tenant(struct order *order)
{
	sample_set(&order->tenant, "fabrikam.com");
}

static void change_client(struct order *order)
{
	sample_set(&order->client_id, "11111111-2222-3333-4444-555555555556");
}

static void drop_client(struct order *order)
{
	free(order->client_id);
	order->client_id = NULL;
}

static void change_method(struct order *order)
{
	sample_set(&order->method, "certificate");
}

static void change_path(struct order *order)
{
	sample_set(&order->credential.path, "/nowhere/secret2");
}

static void store_credential(struct order *order)
{
	credential_clear(&order->credential);
	sample_set(&order->credential.name, "/nowhere/secret");
}

static void run_credential(struct order *order)
{
	const char *const words[] = { "/nowhere/secret", NULL };

	credential_clear(&order->credential);
	order->credential.kind = CREDENTIAL_COMMAND;
	order->credential.command = credential_words(words);
}

static void run_other_words(struct order *order)
{
	const char *const words[] = { "/nowhere/secret", "x", NULL };

	credential_clear(&order->credential);
	order->credential.kind = CREDENTIAL_COMMAND;
	order->credential.command = credential_words(words);
}

static void change_scope(struct order *order)
{
	set_scopes(order, "https://graph.microsoft.com/.default", NULL);
}

static void drop_a_slash(struct order *order)
{
	set_scopes(order, "https://management.azure.com/.default", NULL);
}

static void add_scope(struct order *order)
{
	set_scopes(order, "https://management.azure.com//.default", "openid");
}

static void all_that_says_whose_token_for_what_is_in_the_key(void **state)
{
	static void (*const changes[])(struct order *order) = {
		change_cloud, change_authority, change_tenant, change_client,
		drop_client, change_method, change_path, store_credential,
		run_credential, run_other_words, change_scope, drop_a_slash,
		add_scope,
	};
	char seen[array_size(changes) + 1][HASH_SIZE];

	for (size_t i = 0; i <= array_size(changes); i++) {
		auto_order struct order order = sample_order();

		if (i > 0)
			changes[i - 1](&order);
		sample_seal(&order);
		assert_int_equal(strlen(order.key_hash), HASH_SIZE - 1);
		memcpy(seen[i], order.key_hash, HASH_SIZE);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
}

static void what_passes_over_the_look_up_is_not_in_the_key(void **state)
{
	auto_order struct order order = sample_order(), other = sample_order();

	sample_set(&other.principal, "another-name");
	other.claims = strdup("{\"access_token\":{}}");
	other.force_refresh = other.interactive = true;
	other.min_validity_s = 60;
	sample_seal(&other);
	assert_string_equal(order.key, other.key);
	assert_string_equal(order.key_hash, other.key_hash);
	assert_string_equal(order.claims_hash, "");
	assert_int_equal(strlen(other.claims_hash), HASH_SIZE - 1);
}

static void the_order_of_scopes_does_not_matter(void **state)
{
	auto_order struct order order = sample_order(), other = sample_order();

	set_scopes(&order, "openid", "offline_access");
	set_scopes(&other, "offline_access", "openid");
	sample_seal(&order);
	sample_seal(&other);
	assert_string_equal(order.key, other.key);
}

static void words_of_a_command_do_not_run_together(void **state)
{
	static const char *const one[] = { "/bin/x", "a", "b", NULL };
	static const char *const two[] = { "/bin/x", "a b", NULL };
	static const char *const three[] = { "/bin/x", "a,1:b", NULL };
	static const char *const *const all[] = { one, two, three };
	char seen[array_size(all)][HASH_SIZE];

	for (size_t i = 0; i < array_size(all); i++) {
		auto_order struct order order = sample_order();

		credential_clear(&order.credential);
		order.credential.kind = CREDENTIAL_COMMAND;
		order.credential.command = credential_words(all[i]);
		sample_seal(&order);
		memcpy(seen[i], order.key_hash, HASH_SIZE);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(seen[i], seen[j]);
	}
}

static bool read_text(const char *text, struct order *ret_order,
		      struct error *err)
{
	static const struct json_source source = { .name = "the job",
						   .class = ERROR_USAGE };
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, err);
	struct json root;

	return document != NULL && json_root(document, &root, err) &&
	       order_read(root, ret_order, err);
}

static bool pass_on(const struct order *order, struct order *ret_back,
		    struct error *err)
{
	auto_secret struct secret text = SECRET_INIT;

	json_begin(&text, NULL, '{');
	order_write(order, &text);
	json_end(&text, '}');
	return read_text(secret_expose(&text), ret_back, err);
}

static void what_was_written_is_read_back(void **state)
{
	auto_order struct order order = sample_order(), back = ORDER_INIT;
	struct error err;

	order.type = CLOUD_ADFS;
	order.claims = strdup("{\"access_token\":{\"nbf\":{\"value\":\"1\"}}}");
	order.interactive = true;
	set_scopes(&order, "openid", "offline_access");
	sample_seal(&order);
	assert_true(pass_on(&order, &back, &err));
	assert_string_equal(back.principal, order.principal);
	assert_string_equal(back.cloud, order.cloud);
	assert_int_equal(back.type, CLOUD_ADFS);
	assert_string_equal(back.authority, order.authority);
	assert_string_equal(back.tenant, order.tenant);
	assert_string_equal(back.client_id, order.client_id);
	assert_string_equal(back.method, order.method);
	assert_string_equal(back.credential.path, order.credential.path);
	assert_string_equal(back.scopes[0], "offline_access");
	assert_string_equal(back.scopes[1], "openid");
	assert_null(back.scopes[2]);
	assert_string_equal(back.claims, order.claims);
	assert_true(back.interactive);
	assert_string_equal(back.key, order.key);
	assert_string_equal(back.key_hash, order.key_hash);
	assert_string_equal(back.claims_hash, order.claims_hash);
}

static void every_kind_of_credential_passes(void **state)
{
	static void (*const kinds[])(struct order *order) = {
		store_credential, run_other_words, drop_client,
	};

	for (size_t i = 0; i < array_size(kinds); i++) {
		auto_order struct order order = sample_order();
		auto_order struct order back = ORDER_INIT;
		struct error err;

		kinds[i](&order);
		sample_seal(&order);
		assert_true(pass_on(&order, &back, &err));
		assert_int_equal(back.credential.kind, order.credential.kind);
		assert_string_equal(back.key, order.key);
	}
}

static void an_authority_that_is_none_is_refused(void **state)
{
	static const char *const authorities[] = {
		"", "login.microsoftonline.com",
		"http://login.microsoftonline.com",
		"https://login.microsoftonline.com/",
		"https://login.microsoftonline.com/x",
		"https://login.microsoftonline.com?x",
		"https://login.microsoftonline.com#x",
		"https://user@login.microsoftonline.com",
		"https://login.microsoftonline.com\\@evil.example",
		"https://", "https://a..b", "https://a:0", "file:///etc",
	};

	for (size_t i = 0; i < array_size(authorities); i++) {
		auto_order struct order order = sample_order();
		auto_order struct order back = ORDER_INIT;
		struct error err = { 0 };

		sample_set(&order.authority, authorities[i]);
		sample_seal(&order);
		if (pass_on(&order, &back, &err))
			fail_msg("'%s' was taken", authorities[i]);
		assert_string_equal(err.message, "the job: field "
				    "'order.authority' is not an authority");
	}
}

static void a_tenant_that_is_none_is_refused(void **state)
{
	static const char *const tenants[] = {
		"", ".", "..", "a/b", "contoso.com/", "contoso.com?x", "a b",
		"contoso.com.", "%2e%2e", "::1", "a\nb",
	};

	for (size_t i = 0; i < array_size(tenants); i++) {
		auto_order struct order order = sample_order();
		auto_order struct order back = ORDER_INIT;
		struct error err = { 0 };

		sample_set(&order.tenant, tenants[i]);
		sample_seal(&order);
		if (pass_on(&order, &back, &err))
			fail_msg("'%s' was taken", tenants[i]);
		assert_string_equal(err.message, "the job: field "
				    "'order.tenant' is not a tenant");
	}
}

#define STORED "{\"kind\":\"stored\",\"name\":\"p\"}"
#define HEAD "{\"order\":{\"principal\":\"p\",\"cloud\":\"c\"," \
	"\"authority\":\"https://a.example\",\"tenant\":\"t.example\"," \
	"\"method\":\"m\""

static void what_is_not_a_whole_order_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}", "{\"order\":[]}", "{\"order\":{}}",
		HEAD "}}",
		HEAD ",\"credential\":" STORED "}}",
		HEAD ",\"scopes\":[\"s\"]}}",
		HEAD ",\"credential\":" STORED ",\"scopes\":[]}}",
		HEAD ",\"credential\":" STORED ",\"scopes\":[\"\"]}}",
		HEAD ",\"credential\":" STORED ","
		"\"scopes\":[\"a b\"]}}",
		HEAD ",\"credential\":" STORED ",\"scopes\":[1]}}",
		HEAD ",\"credential\":{},\"scopes\":[\"s\"]}}",
		HEAD ",\"credential\":{\"command\":[]},\"scopes\":[\"s\"]}}",
		HEAD ",\"credential\":{\"kind\":\"stored\",\"name\":1},\"scopes\":[\"s\"]}}",
		HEAD ",\"credential\":" STORED ",\"scopes\":[\"s\"],"
		"\"interactive\":1}}",
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_order struct order order = ORDER_INIT;
		struct error err = { 0 };

		if (read_text(texts[i], &order, &err))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

static void the_least_order_is_read(void **state)
{
	auto_order struct order order = ORDER_INIT;
	struct error err;

	assert_true(read_text(HEAD ",\"credential\":" STORED ","
			      "\"scopes\":[\"s\"],\"new\":1}}", &order, &err));
	assert_null(order.client_id);
	assert_null(order.claims);
	assert_false(order.interactive);
	assert_int_equal(order.type, CLOUD_ENTRA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			all_that_says_whose_token_for_what_is_in_the_key),
		cmocka_unit_test(what_passes_over_the_look_up_is_not_in_the_key),
		cmocka_unit_test(the_order_of_scopes_does_not_matter),
		cmocka_unit_test(words_of_a_command_do_not_run_together),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(every_kind_of_credential_passes),
		cmocka_unit_test(an_authority_that_is_none_is_refused),
		cmocka_unit_test(a_tenant_that_is_none_is_refused),
		cmocka_unit_test(what_is_not_a_whole_order_is_refused),
		cmocka_unit_test(the_least_order_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

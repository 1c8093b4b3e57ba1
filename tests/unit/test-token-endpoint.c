/* SPDX-License-Identifier: MIT */
/*
 * Tests of asking the token endpoint and of what its answers come to.  HTTP
 * and the clock are doubles: answers are queued, and sleeping turns the clock.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/clock.h"
#include "base/str.h"
#include "sample.h"
#include "signin/http.h"
#include "signin/token-endpoint.h"

#define HOST "login.example"
#define ID "11111111-0000-4000-8000-000000000000"
#define NOW_S 1900000000

static struct {
	int64_t steady_ms;
	int sleeps;
	struct {
		long status;		/* 0: the network fails */
		const char *body;
		int64_t retry_after_s;
		const char *location;
	} answers[4];
	int asked;
	char url[256];
	char form[1024];
	char request_ids[4][RANDOM_UUID_SIZE];
} world;

int64_t clock_now_ms(void)
{
	return NOW_S * INT64_C(1000);
}

int64_t clock_now_s(void)
{
	return NOW_S;
}

int64_t clock_steady_ms(void)
{
	return world.steady_ms;
}

void clock_sleep_ms(int64_t span_ms)
{
	world.steady_ms += span_ms;
	world.sleeps++;
}

void http_answer_clear(struct http_answer *answer)
{
	secret_clear(&answer->body);
}

bool http_send(const struct transport *transport,
	       const struct http_request *request, int64_t deadline_ms,
	       struct http_answer *ret_answer, struct error *err)
{
	int i = world.asked++;

	assert_true(i < (int)array_size(world.answers));
	snprintf(world.url, sizeof(world.url), "%s", request->url);
	snprintf(world.form, sizeof(world.form), "%s",
		 secret_expose(request->form));
	snprintf(world.request_ids[i], RANDOM_UUID_SIZE, "%s",
		 request->request_id);
	if (world.answers[i].status == 0) {
		error_set(err, ERROR_NETWORK, "the network is down");
		err->transient = true;
		return false;
	}
	ret_answer->status = world.answers[i].status;
	ret_answer->retry_after_s = world.answers[i].retry_after_s;
	if (world.answers[i].location != NULL)
		snprintf(ret_answer->location, sizeof(ret_answer->location),
			 "%s", world.answers[i].location);
	return secret_append(&ret_answer->body, world.answers[i].body);
}

static int set_up(void **state)
{
	memset(&world, 0, sizeof(world));
	return 0;
}

/* Bodies */

struct outcome {
	struct token token;
	int64_t refresh_in_s;
	struct error err;
};

#define auto_outcome __attribute__((cleanup(outcome_clear)))

static void outcome_clear(struct outcome *outcome)
{
	token_clear(&outcome->token);
}

static bool read_body(const char *body, long status, struct outcome *outcome)
{
	auto_secret struct secret text = SECRET_INIT;

	*outcome = (struct outcome){ .token = TOKEN_INIT };
	assert_true(secret_append(&text, body));
	return token_endpoint_read(&text, status, HOST, ID,
				   NOW_S * INT64_C(1000) + 999,
				   &outcome->token, &outcome->refresh_in_s,
				   &outcome->err);
}

static void refuses(const char *body, long status, enum error_class class,
		    const char *message)
{
	auto_outcome struct outcome outcome;

	if (read_body(body, status, &outcome))
		fail_msg("'%s' was taken", body);
	if (strstr(outcome.err.message, message) == NULL)
		fail_msg("'%s' said: %s", body, outcome.err.message);
	assert_int_equal(outcome.err.class, class);
	assert_int_equal(outcome.token.access_token.length, 0);
}

#define GOOD "\"token_type\":\"Bearer\",\"access_token\":\"aB.c-_~+/=\""

static void a_success_is_a_token(void **state)
{
	auto_outcome struct outcome outcome;

	assert_true(read_body("{" GOOD ",\"expires_in\":3599,"
			      "\"ext_expires_in\":3599}", 200, &outcome));
	assert_string_equal(secret_expose(&outcome.token.access_token),
			    "aB.c-_~+/=");
	assert_string_equal(outcome.token.type, "Bearer");
	assert_int_equal(outcome.token.obtained_at_ms,
			 NOW_S * INT64_C(1000) + 999);
	assert_int_equal(outcome.token.expires_at, NOW_S + 3599);
	assert_int_equal(outcome.refresh_in_s, 0);
}

static void the_time_of_renewal_is_handed_on(void **state)
{
	auto_outcome struct outcome outcome;

	assert_true(read_body("{" GOOD ",\"expires_in\":86399,"
			      "\"refresh_in\":43199}", 200, &outcome));
	assert_int_equal(outcome.refresh_in_s, 43199);
}

static void the_token_type_may_be_written_in_any_case(void **state)
{
	auto_outcome struct outcome outcome;

	assert_true(read_body("{\"token_type\":\"bearer\","
			      "\"access_token\":\"t\",\"expires_in\":1}", 200,
			      &outcome));
	assert_string_equal(outcome.token.type, "Bearer");
}

static void unknown_members_do_not_matter(void **state)
{
	auto_outcome struct outcome outcome;

	assert_true(read_body("{" GOOD ",\"expires_in\":60,\"scope\":5,"
			      "\"error\":null,\"error_description\":[],"
			      "\"new\":{\"error\":\"x\"}}", 200, &outcome));
}

static void each_oauth_error_has_its_class(void **state)
{
	static const struct {
		const char *error;
		enum error_class class;
	} rows[] = {
		{ "invalid_request", ERROR_REFUSED },
		{ "invalid_client", ERROR_REFUSED },
		{ "unauthorized_client", ERROR_REFUSED },
		{ "unsupported_grant_type", ERROR_REFUSED },
		{ "invalid_scope", ERROR_REFUSED },
		{ "invalid_resource", ERROR_REFUSED },
		{ "access_denied", ERROR_REFUSED },
		{ "something_new", ERROR_REFUSED },
		{ "", ERROR_REFUSED },
		{ "invalid_grant", ERROR_SIGNIN },
		{ "interaction_required", ERROR_SIGNIN },
		{ "login_required", ERROR_SIGNIN },
		{ "consent_required", ERROR_SIGNIN },
		{ "temporarily_unavailable", ERROR_NETWORK },
		{ "server_error", ERROR_NETWORK },
	};
	static const long statuses[] = { 200, 400, 401, 403 };

	for (size_t i = 0; i < array_size(rows); i++) {
		for (size_t j = 0; j < array_size(statuses); j++) {
			auto_outcome struct outcome outcome;
			char body[128];

			snprintf(body, sizeof(body), "{\"error\":\"%s\"}",
				 rows[i].error);
			refuses(body, statuses[j], rows[i].class,
				rows[i].class == ERROR_NETWORK ?
				"cannot sign anybody in now: no reason given" :
				"refused the sign-in: no reason given");
			assert_false(read_body(body, statuses[j], &outcome));
			assert_string_equal(outcome.err.oauth, rows[i].error);
			assert_int_equal(outcome.err.aadsts, 0);
		}
	}
}

static void an_overloaded_authority_is_a_passing_fault(void **state)
{
	static const long statuses[] = { 408, 429, 500, 502, 503, 504 };

	for (size_t i = 0; i < array_size(statuses); i++) {
		refuses("{\"error\":\"invalid_request\"}", statuses[i],
			ERROR_NETWORK, "cannot sign anybody in now");
		if (statuses[i] == 408)
			continue;
		refuses("<html>busy</html>", statuses[i], ERROR_NETWORK,
			"is unavailable (HTTP status ");
		refuses("", statuses[i], ERROR_NETWORK, "is unavailable");
		refuses("{" GOOD ",\"expires_in\":60}", statuses[i],
			ERROR_NETWORK, "is unavailable");
	}
}

static void a_known_code_is_explained(void **state)
{
	auto_outcome struct outcome outcome;

	assert_false(read_body(
		"{\"error\":\"invalid_client\",\"error_description\":"
		"\"AADSTS7000215: Invalid client secret provided. Trace ID: x\","
		"\"error_codes\":[7000215],\"correlation_id\":\"abc\"}", 401,
		&outcome));
	assert_string_equal(outcome.err.message,
			    "the authority '" HOST "' refused the sign-in: "
			    "AADSTS7000215: the client secret is wrong "
			    "(invalid_client, correlation id abc)");
	assert_non_null(strstr(outcome.err.hint, "secret's value"));
	assert_int_equal(outcome.err.aadsts, 7000215);
	assert_string_equal(outcome.err.oauth, "invalid_client");
}

static void an_unknown_code_is_told_in_the_authoritys_words(void **state)
{
	auto_outcome struct outcome outcome;

	assert_false(read_body(
		"{\"error\":\"invalid_request\",\"error_description\":"
		"\"AADSTS99999999: The moon is full. Trace ID: t "
		"Correlation ID: c Timestamp: now\"}", 400, &outcome));
	assert_string_equal(outcome.err.message,
			    "the authority '" HOST "' refused the sign-in: "
			    "AADSTS99999999: The moon is full "
			    "(invalid_request, correlation id " ID ")");
	assert_string_equal(outcome.err.hint, "https://" HOST
			    "/error?code=99999999 tells more");
}

static void only_the_first_line_of_a_description_is_told(void **state)
{
	refuses("{\"error\":\"e\",\"error_description\":"
		"\"AADSTS99999999: One.\\r\\nTrace ID: t\\r\\nTwo\"}", 400,
		ERROR_REFUSED, ": AADSTS99999999: One (e, ");
	refuses("{\"error\":\"e\",\"error_description\":\"Plain words\"}", 400,
		ERROR_REFUSED, "refused the sign-in: Plain words (e, ");
	refuses("{\"error\":\"e\",\"error_description\":\"\"}", 400,
		ERROR_REFUSED, "no reason given");
	refuses("{\"error\":\"e\",\"error_description\":\"AADSTS\"}", 400,
		ERROR_REFUSED, "no reason given");
	refuses("{\"error\":\"e\",\"error_description\":7}", 400,
		ERROR_REFUSED, "no reason given");
}

static void what_an_authority_says_cannot_steer_a_terminal(void **state)
{
	auto_outcome struct outcome outcome;

	assert_false(read_body(
		"{\"error\":\"e\\u001b[2J\",\"error_description\":"
		"\"\\u001b]0;x\\u0007 \\u009b1m\",\"correlation_id\":\"\\n\"}",
		400, &outcome));
	assert_null(strpbrk(outcome.err.message, "\033\a\n\x9b"));
	assert_null(strpbrk(outcome.err.oauth, "\033\a\n"));
}

static void a_long_error_is_cut_between_characters(void **state)
{
	auto_outcome struct outcome outcome;
	auto_str struct str body = STR_INIT;
	char copy[sizeof(outcome.err.oauth)];

	str_append(&body, "{\"error\":\"x");
	for (int i = 0; i < 500; i++)
		str_append(&body, "\xc3\xa9");
	str_append(&body, "\",\"error_description\":\"x");
	for (int i = 0; i < 2000; i++)
		str_append(&body, "\xe2\x82\xac");
	str_append(&body, "\"}");
	assert_false(read_body(body.data, 400, &outcome));
	assert_int_equal(outcome.err.class, ERROR_REFUSED);
	memcpy(copy, outcome.err.oauth, sizeof(copy));
	assert_int_equal(strlen(copy) % 2, 1);
	assert_memory_equal(copy + strlen(copy) - 2, "\xc3\xa9", 2);
}

static void what_is_no_answer_of_an_authority_is_told(void **state)
{
	static const char *const bodies[] = {
		"", " ", "<!DOCTYPE html><title>Log in</title>", "OK", "null",
		"[]", "\"x\"", "{", "{\"error\":", "{} {}", "\xff\xfe",
		"{\"error\":\"e\",\"error\":\"f\"}", "{\"error\":{}}",
		"{\"error\":{\"code\":\"x\",\"message\":\"y\"}}",
		"{\"error\":5}", "{\"error\":[\"x\"]}",
		"{\"a\":[[[[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]]]}",
		"{\"a\":NaN}",
	};
	static const long statuses[] = { 200, 400, 404, 407 };

	for (size_t i = 0; i < array_size(bodies); i++)
		for (size_t j = 0; j < array_size(statuses); j++)
			refuses(bodies[i], statuses[j], ERROR_NETWORK,
				"gave an answer that cannot be used: ");
	refuses("{}", 400, ERROR_NETWORK, "it holds no error");
	refuses("{" GOOD ",\"expires_in\":60}", 201, ERROR_NETWORK,
		"it holds no error (HTTP status 201, request id " ID ")");
}

static void a_token_that_is_none_is_refused(void **state)
{
	static const struct {
		const char *body, *message;
	} rows[] = {
		{ "{}", "it has no access_token" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60}",
		  "it has no access_token" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":null}", "it has no access_token" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":5}", "'access_token' is not a string" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":{\"a\":\"b\"}}",
		  "'access_token' is not a string" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"\"}", "characters that no token has" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"a b\"}", "characters that no token has" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"a\\r\\nhost=evil\"}",
		  "characters that no token has" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"a\\n\"}", "characters that no token has" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"a\\u0000b\"}", "\\u0000" },
		{ "{\"token_type\":\"Bearer\",\"expires_in\":60,"
		  "\"access_token\":\"\xc3\xa9\"}",
		  "characters that no token has" },
		{ "{\"expires_in\":60,\"access_token\":\"t\"}",
		  "is not Bearer" },
		{ "{\"token_type\":\"mac\",\"expires_in\":60,"
		  "\"access_token\":\"t\"}", "is not Bearer" },
		{ "{\"token_type\":\"Bearer \",\"expires_in\":60,"
		  "\"access_token\":\"t\"}", "is not Bearer" },
		{ "{\"token_type\":1,\"expires_in\":60,"
		  "\"access_token\":\"t\"}", "'token_type' is not a string" },
		{ "{" GOOD "}", "it has no expires_in" },
		{ "{" GOOD ",\"expires_in\":null}", "it has no expires_in" },
		{ "{" GOOD ",\"expires_in\":\"3600\"}",
		  "'expires_in' is not a whole number" },
		{ "{" GOOD ",\"expires_in\":3600.5}",
		  "'expires_in' is not a whole number" },
		{ "{" GOOD ",\"expires_in\":0}", "'expires_in' is not between" },
		{ "{" GOOD ",\"expires_in\":-1}",
		  "'expires_in' is not between" },
		{ "{" GOOD ",\"expires_in\":9223372036854775807}",
		  "'expires_in' is not between" },
		{ "{" GOOD ",\"expires_in\":99999999999999999999}",
		  "'expires_in' is not between" },
		{ "{" GOOD ",\"expires_in\":60,\"refresh_in\":-1}",
		  "'refresh_in' is not between" },
		{ "{" GOOD ",\"expires_in\":60,\"refresh_in\":\"30\"}",
		  "'refresh_in' is not a whole number" },
		{ "{" GOOD ",\"expires_in\":60,\"expires_in\":60}",
		  "stands twice" },
	};

	for (size_t i = 0; i < array_size(rows); i++)
		refuses(rows[i].body, 200, ERROR_NETWORK, rows[i].message);
}

static void an_error_beside_a_token_wins(void **state)
{
	refuses("{" GOOD ",\"expires_in\":60,\"error\":\"invalid_client\"}",
		200, ERROR_REFUSED, "refused the sign-in");
}

static void no_message_holds_a_token(void **state)
{
	static const char *const bodies[] = {
		"{\"token_type\":\"mac\",\"access_token\":\"Canary\"}",
		"{\"token_type\":\"Bearer\",\"access_token\":\"Canary \"}",
		"{\"access_token\":\"Canary\",\"error\":\"e\"}",
		"{\"access_token\":\"Canary\"",
	};

	for (size_t i = 0; i < array_size(bodies); i++) {
		auto_outcome struct outcome outcome;

		assert_false(read_body(bodies[i], 200, &outcome));
		assert_null(strstr(outcome.err.message, "Canary"));
		assert_null(strstr(outcome.err.hint, "Canary"));
	}
}

/* Asking */

static bool ask_as(struct order *order, struct outcome *outcome)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_secret struct secret form = SECRET_INIT;

	*outcome = (struct outcome){ .token = TOKEN_INIT };
	assert_true(secret_append(&form, "grant_type=client_credentials"));
	return token_endpoint_ask(order, &transport, 25000, &form,
				  &outcome->token, &outcome->refresh_in_s,
				  &outcome->err);
}

static bool ask(struct outcome *outcome)
{
	auto_order struct order order = sample_order();

	return ask_as(&order, outcome);
}

static void queue(int i, long status, const char *body)
{
	world.answers[i].status = status;
	world.answers[i].body = body;
}

static const char token[] = "{" GOOD ",\"expires_in\":3600}";

static void the_form_goes_to_the_tenants_endpoint(void **state)
{
	auto_outcome struct outcome outcome;

	queue(0, 200, token);
	assert_true(ask(&outcome));
	assert_string_equal(world.url, "https://login.microsoftonline.com/"
			    "contoso.com/oauth2/v2.0/token");
	assert_string_equal(world.form, "grant_type=client_credentials"
			    "&client_id=" SAMPLE_CLIENT "&scope=https%3A%2F%2F"
			    "management.azure.com%2F%2F.default");
	assert_int_equal(world.asked, 1);
	assert_int_equal(outcome.token.expires_at, NOW_S + 3600);
}

static void claims_go_along_and_adfs_has_its_own_endpoint(void **state)
{
	auto_order struct order order = sample_order();
	auto_outcome struct outcome outcome;

	order.type = CLOUD_ADFS;
	order.claims = strdup("{}");
	queue(0, 200, token);
	assert_true(ask_as(&order, &outcome));
	assert_string_equal(world.url, "https://login.microsoftonline.com/"
			    "adfs/oauth2/token");
	assert_non_null(strstr(world.form, "&claims=%7B%7D"));
}

static void a_passing_fault_is_tried_once_more(void **state)
{
	auto_outcome struct outcome outcome;

	queue(0, 0, NULL);
	queue(1, 200, token);
	assert_true(ask(&outcome));
	assert_int_equal(world.asked, 2);
	assert_in_range(world.steady_ms, 400, 800);
	assert_string_not_equal(world.request_ids[0], world.request_ids[1]);
}

static void it_is_not_tried_for_ever(void **state)
{
	auto_outcome struct outcome outcome;

	queue(0, 500, "");
	queue(1, 503, "");
	assert_false(ask(&outcome));
	assert_int_equal(world.asked, 2);
	assert_int_equal(outcome.err.class, ERROR_NETWORK);
	assert_int_equal(outcome.err.retry_after_s, 0);
}

static void a_refusal_is_not_tried_again(void **state)
{
	auto_outcome struct outcome outcome;

	queue(0, 401, "{\"error\":\"invalid_client\"}");
	assert_false(ask(&outcome));
	assert_int_equal(world.asked, 1);
	assert_int_equal(outcome.err.class, ERROR_REFUSED);
}

static void a_pause_that_was_asked_for_is_told_and_kept(void **state)
{
	static const struct {
		long status;
		int64_t told_s, kept_s;
	} rows[] = { { 429, 17, 17 }, { 429, 0, 60 }, { 503, 5, 5 } };

	for (size_t i = 0; i < array_size(rows); i++) {
		auto_outcome struct outcome outcome;

		set_up(state);
		queue(0, rows[i].status, "too many");
		world.answers[0].retry_after_s = rows[i].told_s;
		assert_false(ask(&outcome));
		assert_int_equal(world.asked, 1);
		assert_int_equal(outcome.err.class, ERROR_NETWORK);
		assert_int_equal(outcome.err.retry_after_s, rows[i].kept_s);
	}
}

static void near_the_deadline_there_is_no_second_try(void **state)
{
	auto_outcome struct outcome outcome;

	world.steady_ms = 24500;
	queue(0, 0, NULL);
	assert_false(ask(&outcome));
	assert_int_equal(world.asked, 1);
	assert_int_equal(world.sleeps, 0);
}

static void a_redirect_is_not_followed(void **state)
{
	static const long statuses[] = { 301, 302, 303, 307, 308 };

	for (size_t i = 0; i < array_size(statuses); i++) {
		auto_outcome struct outcome outcome;

		set_up(state);
		for (int j = 0; j < 2; j++) {
			queue(j, statuses[i], token);
			world.answers[j].location = "https://evil.example/";
		}
		assert_false(ask(&outcome));
		assert_int_equal(outcome.err.class, ERROR_NETWORK);
		assert_non_null(strstr(outcome.err.message,
				       "'https://evil.example/', which is not "
				       "followed"));
		assert_non_null(strstr(world.url, "login.microsoftonline.com"));
	}
}

#define TEST(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_success_is_a_token),
		TEST(the_time_of_renewal_is_handed_on),
		TEST(the_token_type_may_be_written_in_any_case),
		TEST(unknown_members_do_not_matter),
		TEST(each_oauth_error_has_its_class),
		TEST(an_overloaded_authority_is_a_passing_fault),
		TEST(a_known_code_is_explained),
		TEST(an_unknown_code_is_told_in_the_authoritys_words),
		TEST(only_the_first_line_of_a_description_is_told),
		TEST(what_an_authority_says_cannot_steer_a_terminal),
		TEST(a_long_error_is_cut_between_characters),
		TEST(what_is_no_answer_of_an_authority_is_told),
		TEST(a_token_that_is_none_is_refused),
		TEST(an_error_beside_a_token_wins),
		TEST(no_message_holds_a_token),
		TEST(the_form_goes_to_the_tenants_endpoint),
		TEST(claims_go_along_and_adfs_has_its_own_endpoint),
		TEST(a_passing_fault_is_tried_once_more),
		TEST(it_is_not_tried_for_ever),
		TEST(a_refusal_is_not_tried_again),
		TEST(a_pause_that_was_asked_for_is_told_and_kept),
		TEST(near_the_deadline_there_is_no_second_try),
		TEST(a_redirect_is_not_followed),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

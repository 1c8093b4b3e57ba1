/* SPDX-License-Identifier: MIT */
/* Tests of the answers, to the letter. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/answer.h"
#include "sample.h"

#define NOW_S INT64_C(1895828400)	/* 2030-01-28T11:00:00Z */

static void answers(enum request_form form, int64_t lifetime_s, int64_t now_s,
		    const char *line)
{
	auto_token struct token token =
		sample_token("eyJ0.a-_", NOW_S * 1000, lifetime_s);
	auto_order struct order order = sample_order();
	auto_secret struct secret text = SECRET_INIT;

	assert_true(answer_format(form, &order, &token, now_s, &text));
	assert_string_equal(secret_expose(&text), line);
}

static void a_token_is_told_in_full(void **state)
{
	answers(REQUEST_TOKEN, 3600, NOW_S,
		"{\"apiVersion\":\"lanyard/v1\",\"kind\":\"Token\",\"status\":{"
		"\"token\":\"eyJ0.a-_\",\"tokenType\":\"Bearer\","
		"\"expirationTimestamp\":\"2030-01-28T12:00:00Z\","
		"\"expiresOn\":1895832000,\"principal\":\"ci\","
		"\"cloud\":\"AzureCloud\",\"tenant\":\"contoso.com\","
		"\"scopes\":[\"https://management.azure.com//.default\"]}}\n");
}

#define EXEC(version, date) \
	"{\"apiVersion\":\"client.authentication.k8s.io/" version "\"," \
	"\"kind\":\"ExecCredential\",\"status\":{" \
	"\"expirationTimestamp\":\"" date "\",\"token\":\"eyJ0.a-_\"}}\n"

static void kubectl_is_answered_in_its_own_version(void **state)
{
	answers(REQUEST_EXEC_V1, 3600, NOW_S,
		EXEC("v1", "2030-01-28T11:59:00Z"));
	answers(REQUEST_EXEC_V1BETA1, 3600, NOW_S,
		EXEC("v1beta1", "2030-01-28T11:59:00Z"));
}

static void to_kubectl_the_expiry_is_told_a_minute_early(void **state)
{
	answers(REQUEST_EXEC_V1, 240, NOW_S,
		EXEC("v1", "2030-01-28T11:03:00Z"));
	answers(REQUEST_EXEC_V1, 3600, NOW_S + 3360,
		EXEC("v1", "2030-01-28T11:59:00Z"));
}

static void of_a_short_rest_a_quarter_is_kept_back(void **state)
{
	answers(REQUEST_EXEC_V1, 120, NOW_S,
		EXEC("v1", "2030-01-28T11:01:30Z"));
	answers(REQUEST_EXEC_V1, 3600, NOW_S + 3560,
		EXEC("v1", "2030-01-28T11:59:50Z"));
	answers(REQUEST_EXEC_V1, 1, NOW_S, EXEC("v1", "2030-01-28T11:00:01Z"));
	answers(REQUEST_EXEC_V1, 0, NOW_S, EXEC("v1", "2030-01-28T11:00:00Z"));
	answers(REQUEST_EXEC_V1, 0, NOW_S + 999,
		EXEC("v1", "2030-01-28T11:00:00Z"));
}

static void what_could_break_a_line_is_escaped(void **state)
{
	auto_token struct token token = sample_token("t", NOW_S * 1000, 60);
	auto_order struct order order = sample_order();
	auto_secret struct secret text = SECRET_INIT;

	sample_set(&order.tenant, "a\n\"b\\");
	assert_true(answer_format(REQUEST_TOKEN, &order, &token, NOW_S, &text));
	assert_non_null(strstr(secret_expose(&text),
			       "\"tenant\":\"a\\u000a\\\"b\\\\\""));
	assert_ptr_equal(strchr(secret_expose(&text), '\n'),
			 secret_expose(&text) + text.length - 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_told_in_full),
		cmocka_unit_test(kubectl_is_answered_in_its_own_version),
		cmocka_unit_test(to_kubectl_the_expiry_is_told_a_minute_early),
		cmocka_unit_test(of_a_short_rest_a_quarter_is_kept_back),
		cmocka_unit_test(what_could_break_a_line_is_escaped),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

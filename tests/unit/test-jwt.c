/* SPDX-License-Identifier: MIT */
/* Tests of what a JWT says of itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "base/base64.h"
#include "base/cleanup.h"
#include "model/jwt.h"

/* A token with that payload. */
static void make(const char *payload, struct secret *ret_token)
{
	assert_true(secret_append(ret_token, "e30."));
	assert_true(base64_encode_url(payload, strlen(payload), ret_token));
	assert_true(secret_append(ret_token, ".c2ln"));
}

static void says(const char *payload, const char *summary)
{
	auto_secret struct secret token = SECRET_INIT;
	auto_free char *text = NULL;

	make(payload, &token);
	text = jwt_summary(&token);
	if (summary == NULL)
		assert_null(text);
	else
		assert_string_equal(text, summary);
}

static void the_summary_tells_issuer_subject_audience_and_times(void **state)
{
	says("{\"iss\":\"https://a\",\"sub\":\"pod\",\"aud\":\"api://x\","
	     "\"nbf\":1700000000,\"exp\":1700003600}",
	     "issuer 'https://a', subject 'pod', audience 'api://x', valid "
	     "from 2023-11-14T22:13:20Z, until 2023-11-14T23:13:20Z");
}

static void of_several_audiences_the_first_is_told(void **state)
{
	says("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[\"one\",\"two\"]}",
	     "issuer 'i', subject 's', audience 'one'");
	says("{\"iss\":\"i\",\"sub\":\"s\",\"aud\":[]}",
	     "issuer 'i', subject 's', audience '?'");
}

static void what_is_missing_is_a_question_mark(void **state)
{
	says("{}", "issuer '?', subject '?', audience '?'");
	says("{\"iss\":1,\"sub\":{},\"aud\":2,\"exp\":\"soon\",\"nbf\":-1}",
	     "issuer '?', subject '?', audience '?'");
}

static void what_is_no_object_says_nothing(void **state)
{
	says("[]", NULL);
	says("", NULL);
	says("{\"iss\":\"a\",\"iss\":\"b\"}", NULL);
}

static void what_is_no_jwt_is_refused(void **state)
{
	static const char *const wrong[] = {
		"", ".", "a", "a.b", "opaque", "e30.%%%.x", "e30.e30",
	};

	for (size_t i = 0; i < array_size(wrong); i++) {
		auto_secret struct secret token = SECRET_INIT;
		auto_free char *text = NULL;
		struct error err = { 0 };
		struct json root;

		assert_true(secret_append(&token, wrong[i]));
		text = jwt_summary(&token);
		assert_null(text);
		assert_null(jwt_payload(&token, &root, &err));
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

static void the_payload_is_read(void **state)
{
	auto_json struct json_document *document = NULL;
	auto_secret struct secret token = SECRET_INIT;
	const char *text = NULL;
	struct error err;
	struct json root;

	make("{\"appid\":\"me\"}", &token);
	document = jwt_payload(&token, &root, &err);
	assert_non_null(document);
	assert_true(json_get_string(root, "appid", &text, &err));
	assert_string_equal(text, "me");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(
			the_summary_tells_issuer_subject_audience_and_times),
		cmocka_unit_test(of_several_audiences_the_first_is_told),
		cmocka_unit_test(what_is_missing_is_a_question_mark),
		cmocka_unit_test(what_is_no_object_says_nothing),
		cmocka_unit_test(what_is_no_jwt_is_refused),
		cmocka_unit_test(the_payload_is_read),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

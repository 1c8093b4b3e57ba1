/* SPDX-License-Identifier: MIT */
/* Tests of how tokens age, and of their passage as JSON. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/token.h"
#include "sample.h"

#define BEGAN_S 1900000000
#define BEGAN_MS (BEGAN_S * INT64_C(1000))

/* Lifetimes, and the margin that the default wish leaves of each. */
static const struct {
	int64_t life_s;
	int64_t margin_s;
} lives[] = {
	{ 60, 15 }, { 600, 150 }, { 3600, 300 }, { 86400, 300 },
};

/* The age in seconds at which a token stops to be fresh, to the millisecond. */
static void fresh_until(const struct token *token, int64_t wish_s, int64_t age_s)
{
	int64_t end_ms = BEGAN_MS + age_s * 1000;

	assert_true(token_fresh(token, wish_s, BEGAN_MS));
	assert_true(token_fresh(token, wish_s, end_ms - 1));
	assert_false(token_fresh(token, wish_s, end_ms));
	assert_false(token_fresh(token, wish_s, end_ms + 1000000));
}

static void a_token_is_fresh_until_the_default_margin(void **state)
{
	for (size_t i = 0; i < array_size(lives); i++) {
		auto_token struct token token =
			sample_token("t", BEGAN_MS, lives[i].life_s);

		fresh_until(&token, -1, lives[i].life_s - lives[i].margin_s);
	}
}

static void a_wish_moves_the_margin(void **state)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, 3600);

	fresh_until(&token, 0, 3600);
	fresh_until(&token, 1, 3599);
	fresh_until(&token, 600, 3000);
}

static void no_wish_takes_more_than_a_quarter_of_the_lifetime(void **state)
{
	for (size_t i = 0; i < array_size(lives); i++) {
		auto_token struct token token =
			sample_token("t", BEGAN_MS, lives[i].life_s);

		fresh_until(&token, 86400, lives[i].life_s / 4 * 3);
		fresh_until(&token, INT64_MAX, lives[i].life_s / 4 * 3);
	}
}

static void a_token_from_the_future_is_distrusted(void **state)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, 3600);

	assert_true(token_fresh(&token, -1, BEGAN_MS - 10000));
	assert_false(token_fresh(&token, -1, BEGAN_MS - 10001));
	assert_false(token_fresh(&token, -1, 0));
}

static void an_expired_token_is_never_fresh(void **state)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, 3600);

	for (int64_t obtained_s = -9000; obtained_s <= 9; obtained_s++) {
		token.expires_at = BEGAN_S;
		token.obtained_at_ms = BEGAN_MS + obtained_s * 1000;
		assert_false(token_fresh(&token, -1, BEGAN_MS));
		assert_false(token_fresh(&token, 0, BEGAN_MS + 1));
		assert_false(token_fresh(&token, 300, BEGAN_MS + 1000));
	}
}

static void a_token_ages_from_its_refresh_time_on(void **state)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, 3600);

	assert_false(token_ageing(&token, BEGAN_MS));
	assert_false(token_ageing(&token, token.refresh_at * 1000 - 1));
	assert_true(token_ageing(&token, token.refresh_at * 1000));
	assert_true(token_ageing(&token, token.expires_at * 1000));
}

/* Draws often, for a token of that lifetime, and gives the bounds. */
static void draw(int64_t life_s, int64_t refresh_in_s, int64_t *least,
		 int64_t *most)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, life_s);

	*least = INT64_MAX;
	*most = 0;
	for (int i = 0; i < 10000; i++) {
		int64_t age;

		token_draw_refresh(&token, refresh_in_s, 0);
		age = token.refresh_at - BEGAN_S;
		*least = age < *least ? age : *least;
		*most = age > *most ? age : *most;
	}
}

static void renewal_is_drawn_between_half_and_two_thirds(void **state)
{
	for (size_t i = 0; i < array_size(lives); i++) {
		int64_t life_s = lives[i].life_s, least, most;

		draw(life_s, 0, &least, &most);
		assert_in_range(least, life_s / 2, life_s / 2 + life_s / 50);
		assert_in_range(most, life_s * 2 / 3 - life_s / 50,
				life_s * 2 / 3 + 1);
	}
}

static void the_authority_names_the_latest_time_of_renewal(void **state)
{
	int64_t least, most;

	draw(86400, 43200, &least, &most);
	assert_in_range(least, 28800, 29500);
	assert_in_range(most, 37700, 38400);
}

static void a_useless_refresh_time_of_the_authority_is_passed_over(void **state)
{
	static const int64_t useless[] = { -1, 3600, 3601, 86400 };

	for (size_t i = 0; i < array_size(useless); i++) {
		int64_t least, most;

		draw(3600, useless[i], &least, &most);
		assert_in_range(least, 1800, 2400);
		assert_in_range(most, 1800, 2400);
	}
}

/* A ninth of the time in which the token is fresh at the least. */
static void renewal_always_leaves_a_window_before_the_margin(void **state)
{
	for (size_t i = 0; i < array_size(lives); i++) {
		int64_t life_s = lives[i].life_s, least, most;
		int64_t fresh_s = life_s - lives[i].margin_s;
		const int64_t named[] = { 0, 1, life_s / 2, life_s * 9 / 10,
					  life_s - 1, life_s };

		for (size_t j = 0; j < array_size(named); j++) {
			draw(life_s, named[j], &least, &most);
			assert_in_range(least, 0, most);
			assert_true(most <= fresh_s - fresh_s / 9);
		}
	}
}

static void the_shortest_tokens_are_drawn_for_without_harm(void **state)
{
	for (int64_t life_s = 1; life_s < 12; life_s++) {
		int64_t least, most;

		draw(life_s, 0, &least, &most);
		assert_in_range(least, 0, life_s);
		assert_in_range(most, least, life_s);
	}
}

static void the_same_token_again_is_not_ageing_before_its_time(void **state)
{
	auto_token struct token token = sample_token("t", BEGAN_MS, 3600);

	token_draw_refresh(&token, 1800, token.expires_at);
	assert_false(token_ageing(&token, token.expires_at * 1000 - 1));
	token_draw_refresh(&token, 1800, token.expires_at - 1);
	assert_false(token_ageing(&token, token.expires_at * 1000 - 1));
	token_draw_refresh(&token, 1800, token.expires_at - 3);
	assert_true(token_ageing(&token, BEGAN_MS + 1800 * 1000));
}

static bool parse(const char *text, struct token *ret_token,
		  struct error *err)
{
	static const struct json_source source = { .name = "the entry",
						   .class = ERROR_STORE };
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, err);
	struct json root;

	return document != NULL && json_root(document, &root, err) &&
	       token_read(root, ret_token, err);
}

static void what_was_written_is_read_back(void **state)
{
	auto_token struct token token = sample_token("aA0-._~+/=", BEGAN_MS + 7,
						     3600);
	auto_token struct token back = TOKEN_INIT;
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	memset(token.claims_hash, 'c', HASH_SIZE - 1);
	json_begin(&text, NULL, '{');
	token_write(&token, &text);
	json_end(&text, '}');
	assert_true(parse(secret_expose(&text), &back, &err));
	assert_string_equal(secret_expose(&back.access_token), "aA0-._~+/=");
	assert_string_equal(back.type, "Bearer");
	assert_int_equal(back.obtained_at_ms, BEGAN_MS + 7);
	assert_int_equal(back.expires_at, token.expires_at);
	assert_int_equal(back.refresh_at, token.refresh_at);
	assert_string_equal(back.claims_hash, token.claims_hash);
}

static void what_holds_no_token_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}",
		"{\"token\":\"t\",\"type\":\"Bearer\"}",
		"{\"type\":\"Bearer\",\"expires_at\":9}",
		"{\"token\":\"t\",\"expires_at\":9}",
		"{\"token\":\"\",\"type\":\"Bearer\",\"expires_at\":9}",
		"{\"token\":\"a b\",\"type\":\"Bearer\",\"expires_at\":9}",
		"{\"token\":\"a\\r\\nb\",\"type\":\"Bearer\",\"expires_at\":9}",
		"{\"token\":\"t\",\"type\":\"sixteenletters16\","
		"\"expires_at\":9}",
		"{\"token\":\"t\",\"type\":\"Bearer\",\"expires_at\":9,"
		"\"claims\":\"123456789012345678901234567890123\"}",
		"{\"token\":1,\"type\":\"Bearer\",\"expires_at\":9}",
		"{\"token\":\"t\",\"type\":[],\"expires_at\":9}",
		"{\"token\":\"t\",\"type\":\"Bearer\",\"expires_at\":-9}",
		"{\"token\":\"t\",\"type\":\"Bearer\",\"expires_at\":\"9\"}",
		"{\"token\":\"t\",\"type\":\"Bearer\","
		"\"expires_at\":9223372036854775807}",
		"{\"token\":\"t\",\"type\":\"Bearer\",\"expires_at\":9,"
		"\"refresh_at\":1e3}",
		"{\"token\":\"t\",\"type\":\"Bearer\",\"expires_at\":9,"
		"\"obtained_at_ms\":-1}",
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_token struct token token = TOKEN_INIT;
		struct error err = { 0 };

		if (parse(texts[i], &token, &err))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(err.class, ERROR_STORE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_is_fresh_until_the_default_margin),
		cmocka_unit_test(a_wish_moves_the_margin),
		cmocka_unit_test(
			no_wish_takes_more_than_a_quarter_of_the_lifetime),
		cmocka_unit_test(a_token_from_the_future_is_distrusted),
		cmocka_unit_test(an_expired_token_is_never_fresh),
		cmocka_unit_test(a_token_ages_from_its_refresh_time_on),
		cmocka_unit_test(renewal_is_drawn_between_half_and_two_thirds),
		cmocka_unit_test(the_authority_names_the_latest_time_of_renewal),
		cmocka_unit_test(
			a_useless_refresh_time_of_the_authority_is_passed_over),
		cmocka_unit_test(
			renewal_always_leaves_a_window_before_the_margin),
		cmocka_unit_test(the_shortest_tokens_are_drawn_for_without_harm),
		cmocka_unit_test(
			the_same_token_again_is_not_ageing_before_its_time),
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(what_holds_no_token_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

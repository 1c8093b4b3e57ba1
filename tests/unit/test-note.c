/* SPDX-License-Identifier: MIT */
/* Tests of the notes that failed sign-ins leave. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "home.h"
#include "sample.h"
#include "store/note.h"

#define NOW_MS INT64_C(1900000000123)

static struct {
	struct store store;
	struct order order;
	char name[STORE_NAME_SIZE];
} given;

static int set_up(void **state)
{
	if (home_set_up(state) < 0 || !store_open(&given.store, true))
		return -1;
	given.order = sample_order();
	store_name(given.order.key_hash, STORE_NOTE, given.name);
	return chdir("cache");
}

static int tear_down(void **state)
{
	store_close(&given.store);
	order_clear(&given.order);
	return 0;
}

static struct error fault_of(enum error_class class, int64_t retry_after_s)
{
	struct error fault;

	error_set(&fault, class, "the authority said no");
	error_hint(&fault, "ask it nicely");
	fault.retry_after_s = retry_after_s;
	return fault;
}

static struct note note_of(enum error_class class, int64_t retry_after_s)
{
	const struct error fault = fault_of(class, retry_after_s);
	struct note note;

	note_make(&given.order, &fault, NOW_MS, &note);
	assert_int_equal(note.at_ms, NOW_MS);
	return note;
}

static void a_refusal_holds_for_a_minute(void **state)
{
	static const enum error_class classes[] = { ERROR_REFUSED,
						    ERROR_SIGNIN };

	for (size_t i = 0; i < array_size(classes); i++) {
		struct note note = note_of(classes[i], 0);

		assert_int_equal(note.until_ms, NOW_MS + 60000);
		assert_false(note.throttled);
	}
}

static void what_may_pass_holds_nobody_back(void **state)
{
	static const enum error_class classes[] = {
		ERROR_NETWORK, ERROR_STORE, ERROR_CONFIG, ERROR_INTERNAL,
		ERROR_USAGE, ERROR_INTERRUPTED,
	};

	for (size_t i = 0; i < array_size(classes); i++) {
		struct note note = note_of(classes[i], 0);

		assert_int_equal(note.until_ms, 0);
		assert_false(note.throttled);
	}
}

static void the_pause_that_was_asked_for_is_kept_up_to_an_hour(void **state)
{
	static const struct {
		int64_t asked_s, kept_s;
	} pauses[] = {
		{ 1, 1 }, { 59, 59 }, { 3599, 3599 }, { 3600, 3600 },
		{ 3601, 3600 }, { 86400, 3600 }, { INT64_MAX, 3600 },
	};

	for (size_t i = 0; i < array_size(pauses); i++) {
		struct note note = note_of(ERROR_NETWORK, pauses[i].asked_s);

		assert_int_equal(note.until_ms,
				 NOW_MS + pauses[i].kept_s * 1000);
		assert_true(note.throttled);
	}
	assert_int_equal(note_of(ERROR_REFUSED, 5).until_ms, NOW_MS + 5000);
}

static void a_pause_that_makes_no_sense_is_none(void **state)
{
	struct note note = note_of(ERROR_NETWORK, -5);

	assert_int_equal(note.until_ms, 0);
	assert_false(note.throttled);
	note = note_of(ERROR_NETWORK, INT64_MIN);
	assert_int_equal(note.until_ms, 0);
}

static void what_was_saved_is_loaded(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 17), back;

	snprintf(note.fault.oauth, sizeof(note.fault.oauth), "invalid_client");
	note.fault.aadsts = 7000215;
	assert_true(note_save(&given.store, &given.order, &note));
	assert_true(note_load(&given.store, &given.order, &back));
	assert_int_equal(back.fault.class, ERROR_REFUSED);
	assert_string_equal(back.fault.message, "the authority said no");
	assert_string_equal(back.fault.hint, "ask it nicely");
	assert_string_equal(back.fault.oauth, "invalid_client");
	assert_int_equal(back.fault.aadsts, 7000215);
	assert_int_equal(back.fault.retry_after_s, 17);
	assert_int_equal(back.at_ms, NOW_MS);
	assert_int_equal(back.until_ms, NOW_MS + 17000);
	assert_true(back.throttled);
	assert_string_equal(back.claims_hash, "");
}

static void a_removed_note_is_gone(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 0), back;

	assert_false(note_load(&given.store, &given.order, &back));
	assert_true(note_save(&given.store, &given.order, &note));
	note_remove(&given.store, &given.order);
	assert_false(note_load(&given.store, &given.order, &back));
	note_remove(&given.store, &given.order);
	assert_int_not_equal(access(given.name, F_OK), 0);
}

static void a_note_for_other_claims_is_none(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 0), back;
	auto_order struct order claims = sample_order();

	claims.claims = strdup("{\"access_token\":{}}");
	sample_seal(&claims);
	assert_true(note_save(&given.store, &given.order, &note));
	assert_false(note_load(&given.store, &claims, &back));

	note_make(&claims, &note.fault, NOW_MS, &note);
	assert_true(note_save(&given.store, &claims, &note));
	assert_false(note_load(&given.store, &given.order, &back));
	assert_true(note_load(&given.store, &claims, &back));
	assert_string_equal(back.claims_hash, claims.claims_hash);
}

static void a_note_for_another_key_is_none(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 0), back;
	auto_order struct order other = sample_order();
	char name[STORE_NAME_SIZE];

	sample_set(&other.tenant, "fabrikam.com");
	sample_seal(&other);
	assert_true(note_save(&given.store, &other, &note));
	store_name(other.key_hash, STORE_NOTE, name);
	assert_int_equal(rename(name, given.name), 0);
	assert_false(note_load(&given.store, &given.order, &back));
}

static void a_note_that_cannot_be_read_is_none(void **state)
{
	static const char *const texts[] = {
		"", "{}", "[]", "{\"key\":", "not json", "{\"key\":1}",
		"{\"class\":\"refused\",\"message\":\"m\"}",
		"{\"key\":\"k\",\"class\":\"refused\",\"message\":\"m\"}",
	};
	struct note back;

	for (size_t i = 0; i < array_size(texts); i++) {
		home_put(given.name, texts[i], 0600);
		assert_false(note_load(&given.store, &given.order, &back));
	}
}

static void a_note_that_is_a_link_or_may_be_read_by_others_is_none(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 0), back;

	assert_true(note_save(&given.store, &given.order, &note));
	assert_int_equal(chmod(given.name, 0644), 0);
	assert_false(note_load(&given.store, &given.order, &back));
	assert_int_equal(chmod(given.name, 0600), 0);
	assert_true(note_load(&given.store, &given.order, &back));
	assert_int_equal(rename(given.name, "elsewhere"), 0);
	assert_int_equal(symlink("elsewhere", given.name), 0);
	assert_false(note_load(&given.store, &given.order, &back));
}

static void without_a_store_there_is_no_note(void **state)
{
	struct note note = note_of(ERROR_REFUSED, 0), back;
	const struct store none = STORE_INIT;

	assert_false(note_save(&none, &given.order, &note));
	assert_false(note_load(&none, &given.order, &back));
	note_remove(&none, &given.order);
	assert_int_equal(back.until_ms, 0);
}

static void the_longest_words_of_an_authority_are_kept(void **state)
{
	struct note note = note_of(ERROR_REFUSED, INT64_MAX), back;

	memset(note.fault.message, '"', sizeof(note.fault.message) - 1);
	memset(note.fault.hint, '\\', sizeof(note.fault.hint) - 1);
	memset(note.fault.oauth, 'e', sizeof(note.fault.oauth) - 1);
	note.fault.aadsts = INT32_MAX;
	assert_true(note_save(&given.store, &given.order, &note));
	assert_true(note_load(&given.store, &given.order, &back));
	assert_string_equal(back.fault.message, note.fault.message);
	assert_string_equal(back.fault.hint, note.fault.hint);
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(a_refusal_holds_for_a_minute),
		TEST(what_may_pass_holds_nobody_back),
		TEST(the_pause_that_was_asked_for_is_kept_up_to_an_hour),
		TEST(a_pause_that_makes_no_sense_is_none),
		TEST(what_was_saved_is_loaded),
		TEST(a_removed_note_is_gone),
		TEST(a_note_for_other_claims_is_none),
		TEST(a_note_for_another_key_is_none),
		TEST(a_note_that_cannot_be_read_is_none),
		TEST(a_note_that_is_a_link_or_may_be_read_by_others_is_none),
		TEST(without_a_store_there_is_no_note),
		TEST(the_longest_words_of_an_authority_are_kept),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

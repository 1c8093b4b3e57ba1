/* SPDX-License-Identifier: MIT */
/* Tests of the token cache. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <errno.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/file.h"
#include "home.h"
#include "sample.h"
#include "store/cache.h"
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
	store_name(given.order.key_hash, STORE_TOKEN, given.name);
	return chdir("cache");
}

static int tear_down(void **state)
{
	store_close(&given.store);
	order_clear(&given.order);
	return 0;
}

static void save(const struct order *order, const char *text)
{
	auto_token struct token token = sample_token(text, NOW_MS, 3600);

	assert_true(cache_save(&given.store, order, &token));
}

static void is_a_hit(const char *text)
{
	auto_token struct token token = TOKEN_INIT;

	assert_true(cache_load(&given.store, &given.order, &token));
	assert_string_equal(secret_expose(&token.access_token), text);
}

static void is_a_miss(void)
{
	auto_token struct token token = TOKEN_INIT;

	assert_false(cache_load(&given.store, &given.order, &token));
	assert_int_equal(token.access_token.length, 0);
}

/* The entry's text as it lies on disk. */
static void read_entry(struct secret *ret_text)
{
	assert_true(file_read_own(given.store.folder, given.name, SECRET_MAX,
				  ret_text));
}

static void what_was_saved_is_loaded(void **state)
{
	auto_token struct token token = sample_token("a.b-c", NOW_MS, 3600);
	auto_token struct token back = TOKEN_INIT;

	memset(token.claims_hash, 'c', HASH_SIZE - 1);
	assert_true(cache_save(&given.store, &given.order, &token));
	assert_true(cache_load(&given.store, &given.order, &back));
	assert_string_equal(secret_expose(&back.access_token), "a.b-c");
	assert_string_equal(back.type, "Bearer");
	assert_int_equal(back.obtained_at_ms, token.obtained_at_ms);
	assert_int_equal(back.expires_at, token.expires_at);
	assert_int_equal(back.refresh_at, token.refresh_at);
	assert_string_equal(back.claims_hash, token.claims_hash);
}

static void a_later_token_takes_the_place_of_an_earlier_one(void **state)
{
	save(&given.order, "first");
	save(&given.order, "second");
	is_a_hit("second");
}

static void loading_clears_what_was_in_the_token(void **state)
{
	auto_token struct token token = sample_token("old", 1, 1);

	save(&given.order, "new");
	assert_true(cache_load(&given.store, &given.order, &token));
	assert_string_equal(secret_expose(&token.access_token), "new");
}

static void an_entry_is_for_its_owner_alone(void **state)
{
	struct stat info;

	umask(0);
	save(&given.order, "t");
	assert_int_equal(stat(given.name, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(stat(".", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
}

static void another_key_under_the_same_name_is_a_miss(void **state)
{
	auto_order struct order other = sample_order();
	char name[STORE_NAME_SIZE];

	sample_set(&other.tenant, "fabrikam.com");
	sample_seal(&other);
	save(&other, "theirs");
	store_name(other.key_hash, STORE_TOKEN, name);
	assert_int_equal(rename(name, given.name), 0);
	is_a_miss();
}

static void what_is_no_entry_is_a_miss(void **state)
{
	static const char *const texts[] = {
		"", " ", "{}", "[]", "null", "0", "not json",
		"{\"version\":1}", "{\"version\":\"1\"}",
		"{\"version\":1,\"version\":1}",
	};

	is_a_miss();
	for (size_t i = 0; i < array_size(texts); i++) {
		home_put(given.name, texts[i], 0600);
		is_a_miss();
	}
}

static void every_truncated_entry_is_a_miss(void **state)
{
	auto_secret struct secret text = SECRET_INIT;

	save(&given.order, "t");
	read_entry(&text);
	while (text.length > 1) {
		secret_cut(&text, text.length - 1);
		text.data[text.length] = '\0';
		home_put(given.name, secret_expose(&text), 0600);
		is_a_miss();
	}
}

static void an_entry_of_another_version_is_a_miss(void **state)
{
	auto_secret struct secret text = SECRET_INIT;

	save(&given.order, "t");
	read_entry(&text);
	assert_memory_equal(text.data, "{\"version\":1,", 13);
	text.data[11] = '2';
	home_put(given.name, text.data, 0600);
	is_a_miss();
	text.data[11] = '1';
	home_put(given.name, text.data, 0600);
	is_a_hit("t");
}

static void an_entry_with_a_foreign_byte_in_its_token_is_a_miss(void **state)
{
	auto_secret struct secret text = SECRET_INIT;

	save(&given.order, "token");
	read_entry(&text);
	strstr(text.data, "\"token\":\"token\"")[10] = ' ';
	home_put(given.name, text.data, 0600);
	is_a_miss();
}

static void a_huge_file_is_a_miss(void **state)
{
	auto_secret struct secret text = SECRET_INIT;

	save(&given.order, "t");
	read_entry(&text);
	while (text.length <= 256 << 10)
		assert_true(secret_append(&text, "                "));
	home_put(given.name, secret_expose(&text), 0600);
	is_a_miss();
	secret_cut(&text, 256 << 10);
	text.data[text.length] = '\0';
	home_put(given.name, secret_expose(&text), 0600);
	is_a_hit("t");
}

static void a_link_is_a_miss_even_to_our_own_entry(void **state)
{
	save(&given.order, "t");
	assert_int_equal(rename(given.name, "elsewhere"), 0);
	assert_int_equal(symlink("elsewhere", given.name), 0);
	is_a_miss();
}

static void saving_replaces_a_link_and_not_its_target(void **state)
{
	struct stat info;

	home_put("elsewhere", "untouched", 0600);
	assert_int_equal(symlink("elsewhere", given.name), 0);
	save(&given.order, "t");
	is_a_hit("t");
	assert_int_equal(stat("elsewhere", &info), 0);
	assert_int_equal(info.st_size, strlen("untouched"));
}

static void what_is_not_a_file_is_a_miss(void **state)
{
	assert_int_equal(mkdir(given.name, 0700), 0);
	is_a_miss();
	assert_int_equal(rmdir(given.name), 0);
	assert_int_equal(mkfifo(given.name, 0600), 0);
	is_a_miss();
}

static void what_others_may_read_or_write_is_a_miss(void **state)
{
	static const mode_t modes[] = { 0640, 0604, 0620, 0602, 0610, 0777 };

	for (size_t i = 0; i < array_size(modes); i++) {
		save(&given.order, "t");
		assert_int_equal(chmod(given.name, modes[i]), 0);
		is_a_miss();
	}
}

static void what_belongs_to_somebody_else_is_a_miss(void **state)
{
	save(&given.order, "t");
	if (chown(given.name, 12345, (gid_t)-1) < 0)
		skip();
	is_a_miss();
}

/* Forgets the tokens of a principal of which only the name is known. */
static void forgets(const struct store *store, const char *name, int expected)
{
	char label[32];
	struct principal principal = { .name = label };
	int count;

	snprintf(label, sizeof(label), "%s", name != NULL ? name : "");
	assert_true(cache_forget(store, name != NULL ? &principal : NULL,
				 &count));
	assert_int_equal(count, expected);
}

static void without_a_store_nothing_is_kept(void **state)
{
	auto_token struct token token = sample_token("t", NOW_MS, 3600);
	const struct store none = STORE_INIT;

	assert_false(cache_save(&none, &given.order, &token));
	assert_false(cache_load(&none, &given.order, &token));
	forgets(&none, NULL, 0);
	assert_string_equal(secret_expose(&token.access_token), "t");
}

static void a_folder_that_takes_no_file_is_told(void **state)
{
	auto_token struct token token = sample_token("t", NOW_MS, 3600);

	assert_int_equal(rmdir("../cache"), 0);
	assert_false(cache_save(&given.store, &given.order, &token));
	assert_int_equal(errno, ENOENT);
	is_a_miss();
}

struct walked {
	int count;
	int stop_after;
	char last[64];
};

static bool count_entry(const struct cache_entry *entry, void *context)
{
	struct walked *walked = context;

	walked->count++;
	snprintf(walked->last, sizeof(walked->last), "%s", entry->principal);
	return walked->count != walked->stop_after;
}

/* Saves a token for each of three principals, in tenants of their own. */
static void save_three(void)
{
	static const char *const names[] = { "ann", "bob", "ann" };
	static const char *const tenants[] = { "a.example", "b.example",
					       "c.example" };

	for (size_t i = 0; i < array_size(names); i++) {
		auto_order struct order order = sample_order();

		sample_set(&order.principal, names[i]);
		sample_set(&order.tenant, tenants[i]);
		sample_seal(&order);
		save(&order, "t");
	}
}

static bool check_entry(const struct cache_entry *entry, void *context)
{
	int *count = context;

	assert_string_equal(entry->principal, "ci");
	assert_string_equal(entry->cloud, "AzureCloud");
	assert_string_equal(entry->tenant, "contoso.com");
	assert_string_equal(entry->scopes,
			    "https://management.azure.com//.default");
	assert_int_equal(entry->obtained_at_ms, NOW_MS);
	assert_int_equal(entry->expires_at, NOW_MS / 1000 + 3600);
	assert_int_equal(entry->refresh_at, NOW_MS / 1000 + 1800);
	++*count;
	return true;
}

static void a_walk_tells_what_an_entry_is(void **state)
{
	int count = 0;

	save(&given.order, "t");
	assert_true(cache_walk(&given.store, check_entry, &count));
	assert_int_equal(count, 1);
}

static void a_walk_passes_over_what_is_no_entry(void **state)
{
	struct walked walked = { 0 };

	assert_true(cache_walk(&given.store, count_entry, &walked));
	assert_int_equal(walked.count, 0);
	save_three();
	home_put("x.token", "{\"version\":1,\"principal\":5}", 0600);
	home_put("y.token", "", 0600);
	home_put("z.lock", "", 0600);
	home_put("token", "", 0600);
	assert_int_equal(symlink(given.name, "l.token"), 0);
	assert_int_equal(mkdir("d.token", 0700), 0);
	assert_true(cache_walk(&given.store, count_entry, &walked));
	assert_int_equal(walked.count, 3);
}

static void a_walk_ends_when_it_is_told_to(void **state)
{
	struct walked walked = { .stop_after = 2 };

	save_three();
	assert_true(cache_walk(&given.store, count_entry, &walked));
	assert_int_equal(walked.count, 2);
}

static void a_principal_is_forgotten_and_no_other(void **state)
{
	struct walked walked = { 0 };

	save_three();
	forgets(&given.store, "nobody", 0);
	forgets(&given.store, "ann", 2);
	assert_true(cache_walk(&given.store, count_entry, &walked));
	assert_int_equal(walked.count, 1);
	assert_string_equal(walked.last, "bob");
}

static void forgetting_all_leaves_only_locks(void **state)
{
	struct walked walked = { 0 };

	save_three();
	home_put("broken.token", "x", 0600);
	home_put("a.lock", "", 0600);
	home_put("a.note", "", 0600);
	forgets(&given.store, NULL, 4);
	assert_true(cache_walk(&given.store, count_entry, &walked));
	assert_int_equal(walked.count, 0);
	assert_int_equal(access("a.lock", F_OK), 0);
	assert_int_not_equal(access("a.note", F_OK), 0);
	assert_int_not_equal(access("broken.token", F_OK), 0);
}

static void a_twin_is_forgotten_by_what_it_signs_in_with(void **state)
{
	static const char text[] = "{\"method\":\"client-secret\","
		"\"tenant\":\"contoso.com\",\"client_id\":\"" SAMPLE_CLIENT
		"\",\"client_secret_file\":\"/nowhere/secret\"}";
	auto_principal struct principal twin = { 0 };
	struct error err;
	int count;

	save_three();
	save(&given.order, "t");
	assert_true(principal_parse("twin", "/x/twin.json", text, strlen(text),
				    &twin, &err));
	assert_true(cache_forget(&given.store, &twin, &count));
	assert_int_equal(count, 1);
	is_a_miss();
}

static void what_killed_writers_left_is_forgotten(void **state)
{
	save(&given.order, "t");
	assert_int_equal(link(given.name, ".new-0123456789abcdef"), 0);
	home_put(".new-half", "{\"version\":1,\"access_to", 0600);
	forgets(&given.store, "nobody", 0);
	assert_int_not_equal(access(".new-half", F_OK), 0);
	forgets(&given.store, "ci", 1);
	assert_int_not_equal(access(".new-0123456789abcdef", F_OK), 0);
	home_put(".new-whole", "x", 0600);
	forgets(&given.store, NULL, 0);
	assert_int_not_equal(access(".new-whole", F_OK), 0);
}

static void what_cannot_be_removed_is_told(void **state)
{
	int count = 0;

	save(&given.order, "t");
	assert_int_equal(mkdir("d.token", 0700), 0);
	assert_false(cache_forget(&given.store, NULL, &count));
	assert_int_equal(errno, EISDIR);
	assert_int_equal(count, 1);
	is_a_miss();
}

static void forgetting_a_principal_lifts_its_back_off(void **state)
{
	struct error fault;
	struct note note;

	error_set(&fault, ERROR_REFUSED, "no");
	note_make(&given.order, &fault, NOW_MS, &note);
	assert_true(note_save(&given.store, &given.order, &note));
	forgets(&given.store, "ci", 0);
	assert_false(note_load(&given.store, &given.order, &note));
}

#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		TEST(what_was_saved_is_loaded),
		TEST(a_later_token_takes_the_place_of_an_earlier_one),
		TEST(loading_clears_what_was_in_the_token),
		TEST(an_entry_is_for_its_owner_alone),
		TEST(another_key_under_the_same_name_is_a_miss),
		TEST(what_is_no_entry_is_a_miss),
		TEST(every_truncated_entry_is_a_miss),
		TEST(an_entry_of_another_version_is_a_miss),
		TEST(an_entry_with_a_foreign_byte_in_its_token_is_a_miss),
		TEST(a_huge_file_is_a_miss),
		TEST(a_link_is_a_miss_even_to_our_own_entry),
		TEST(saving_replaces_a_link_and_not_its_target),
		TEST(what_is_not_a_file_is_a_miss),
		TEST(what_others_may_read_or_write_is_a_miss),
		TEST(what_belongs_to_somebody_else_is_a_miss),
		TEST(without_a_store_nothing_is_kept),
		TEST(a_folder_that_takes_no_file_is_told),
		TEST(a_walk_tells_what_an_entry_is),
		TEST(a_walk_passes_over_what_is_no_entry),
		TEST(a_walk_ends_when_it_is_told_to),
		TEST(a_principal_is_forgotten_and_no_other),
		TEST(forgetting_all_leaves_only_locks),
		TEST(a_twin_is_forgotten_by_what_it_signs_in_with),
		TEST(what_killed_writers_left_is_forgotten),
		TEST(what_cannot_be_removed_is_told),
		TEST(forgetting_a_principal_lifts_its_back_off),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}

/* SPDX-License-Identifier: MIT */
/* Tests of finding certificates in the stores, and of keeping them. */
#include "home.h"

#include <errno.h>

#include "base/cleanup.h"
#include "base/str.h"
#include "certificate-maker.h"
#include "keys/certificate-store.h"

#define OURS "data/certs"
#define SYSTEM "system/certs"
#define DOTNET "user/.dotnet/corefx/cryptography/x509stores/my"

static struct pair pair, other;

static int set_up(void **state)
{
	if (home_set_up(state) != 0)
		return -1;
	setenv("HOME", home_path("user"), 1);
	return 0;
}

static const char *name_of(const char *folder, const char *suffix)
{
	static char name[256];

	snprintf(name, sizeof(name), "%s/%s%s", folder,
		 thumb(pair.crt, GNUTLS_DIG_SHA1), suffix);
	return name;
}

static void put_pair(const char *path, const struct pair *what)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_key(&pem, what->key, NULL);
	add_crt(&pem, what->crt);
	home_put(path, secret_expose(&pem), 0600);
}

static void put_sealed(const char *path, const char *password)
{
	struct pfx pfx = { .key = pair.key, .crts = { pair.crt },
			   .password = password,
			   .cipher = GNUTLS_PKCS_USE_PBES2_AES_256 };

	home_put(path, "", 0600);
	put_pfx(path, &pfx);
}

static void finds(const char *spec, const char *path)
{
	auto_certificate struct certificate *found = NULL;
	auto_free char *whole = str_new("thumbprint:%s", spec);
	struct error err = { 0 };

	if (!certificate_open(whole, NULL, &found, &err))
		fail_msg("'%s' was not found: %s", spec, err.message);
	assert_string_equal(certificate_facts(found)->where, home_path(path));
	assert_string_equal(certificate_facts(found)->sha1,
			    thumb(pair.crt, GNUTLS_DIG_SHA1));
}

static void misses(const char *part)
{
	struct certificate *found = NULL;
	struct error err = { 0 };

	assert_false(certificate_store_find(thumb(pair.crt, GNUTLS_DIG_SHA1),
					    NULL, &found, &err));
	assert_null(found);
	assert_int_equal(err.class, ERROR_CONFIG);
	if (strstr(err.message, part) == NULL &&
	    strstr(err.hint, part) == NULL)
		fail_msg("'%s' is not in '%s' (%s)", part, err.message,
			 err.hint);
}

/* With colons and in lower case, as OpenSSL prints it. */
static char *spread(const char *hex)
{
	auto_str struct str out = STR_INIT;

	for (; hex[0] != '\0'; hex += 2)
		str_format(&out, "%s%c%c", out.length > 0 ? ":" : "",
			   hex[0] | (hex[0] > '9' ? 32 : 0),
			   hex[1] | (hex[1] > '9' ? 32 : 0));
	return str_take(&out);
}

static void it_is_found_by_either_thumbprint_however_written(void **state)
{
	auto_free char *sha1 = spread(thumb(pair.crt, GNUTLS_DIG_SHA1));
	auto_free char *sha256 = spread(thumb(pair.crt, GNUTLS_DIG_SHA256));
	char path[256];

	snprintf(path, sizeof(path), "%s", name_of(OURS, ".pem"));
	put_pair(path, &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), path);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA256), path);
	finds(sha1, path);
	finds(sha256, path);
}

static void each_store_is_looked_into_ours_first(void **state)
{
	put_sealed(name_of(DOTNET, ".pfx"), NULL);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(DOTNET, ".pfx"));
	finds(thumb(pair.crt, GNUTLS_DIG_SHA256), name_of(DOTNET, ".pfx"));
	put_pair(name_of(SYSTEM, ".PEM"), &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(SYSTEM, ".PEM"));
	put_pair(name_of(OURS, ".pem"), &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(OURS, ".pem"));
}

static void the_ordinal_names_of_dotnet_are_known(void **state)
{
	put_sealed(name_of(DOTNET, ".1.pfx"), "");
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(DOTNET, ".1.pfx"));
}

static void an_administrator_may_name_files_freely(void **state)
{
	put_pair(SYSTEM "/build.pem", &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), SYSTEM "/build.pem");
	finds(thumb(pair.crt, GNUTLS_DIG_SHA256), SYSTEM "/build.pem");
}

static void a_name_is_only_a_hint(void **state)
{
	put_pair(name_of(OURS, ".pem"), &other);
	misses("certificate not found");
	put_pair(SYSTEM "/right.pem", &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), SYSTEM "/right.pem");
}

static void what_is_not_found_names_thumbprint_and_places(void **state)
{
	misses(thumb(pair.crt, GNUTLS_DIG_SHA1));
	misses(home_path(OURS));
	misses(home_path(SYSTEM));
	misses(home_path(DOTNET));
	misses("lanyard cert import");
}

static void one_without_a_key_says_so_unless_a_copy_has_it(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;

	add_crt(&pem, pair.crt);
	home_put(name_of(SYSTEM, ".pem"), secret_expose(&pem), 0600);
	misses("has no private key");
	put_sealed(name_of(DOTNET, ".pfx"), NULL);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(DOTNET, ".pfx"));
}

static void a_file_of_ours_that_others_may_read_is_not_used(void **state)
{
	put_pair(name_of(OURS, ".pem"), &pair);
	assert_int_equal(chmod(name_of(OURS, ".pem"), 0640), 0);
	misses("cannot be read");
}

static void a_link_in_our_store_is_not_followed(void **state)
{
	put_pair("elsewhere.pem", &pair);
	home_put(OURS "/x", "", 0600);
	assert_int_equal(symlink(home_path("elsewhere.pem"),
				 name_of(OURS, ".pem")), 0);
	misses("cannot be read");
}

static void a_broken_file_beside_it_does_no_harm_and_is_told(void **state)
{
	home_put(SYSTEM "/broken.pem", "rubbish", 0600);
	home_put(SYSTEM "/notes.txt", "rubbish", 0600);
	misses("one there could not be read");
	put_pair(SYSTEM "/x.pem", &pair);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), SYSTEM "/x.pem");
}

static bool give(void *context, const char *what, struct secret *ret,
		 struct error *err)
{
	return secret_append(ret, context);
}

static void a_password_opens_the_file_that_the_thumbprint_names(void **state)
{
	char word[] = "word";
	const struct certificate_password password = { .read = give,
						       .context = word };
	auto_certificate struct certificate *found = NULL;
	struct error err = { 0 };

	put_sealed(name_of(SYSTEM, ".pfx"), "word");
	misses("needs a password");
	assert_true(certificate_store_find(thumb(pair.crt, GNUTLS_DIG_SHA1),
					   &password, &found, &err));
}

static void what_is_kept_is_found_and_private_and_can_be_removed(void **state)
{
	auto_certificate struct certificate *made = NULL;
	auto_secret struct secret pem = SECRET_INIT;
	auto_free char *path = NULL, *again = NULL;
	struct error err = { 0 };
	struct stat info;

	add_key(&pem, pair.key, NULL);
	add_crt(&pem, pair.crt);
	assert_true(certificate_read(&pem, "x", NULL, &made, &err));
	assert_true(certificate_store_save(made, &path, &err));
	assert_string_equal(path, home_path(name_of(OURS, ".pem")));
	assert_int_equal(stat(path, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(stat(OURS, &info), 0);
	assert_int_equal(info.st_mode & 07777, 0700);
	finds(thumb(pair.crt, GNUTLS_DIG_SHA1), name_of(OURS, ".pem"));
	assert_true(certificate_store_save(made, &again, &err));
	assert_int_equal(certificate_store_remove(
				 certificate_facts(made)->sha1, &err),
			 FILE_OK);
	assert_int_equal(certificate_store_remove(
				 certificate_facts(made)->sha1, &err),
			 FILE_ABSENT);
	misses("certificate not found");
}

static void a_folder_that_is_not_private_keeps_nothing(void **state)
{
	auto_certificate struct certificate *made = NULL;
	auto_secret struct secret pem = SECRET_INIT;
	char *path = NULL;
	struct error err = { 0 };

	add_key(&pem, pair.key, NULL);
	add_crt(&pem, pair.crt);
	assert_true(certificate_read(&pem, "x", NULL, &made, &err));
	home_put(OURS "/x", "", 0600);
	assert_int_equal(chmod(OURS, 0755), 0);
	assert_false(certificate_store_save(made, &path, &err));
	assert_int_equal(err.class, ERROR_STORE);
	assert_null(path);
}

struct seen {
	int certificates;
	int faults;
	int most;
};

static bool count(const struct certificate *certificate,
		  const struct error *fault, void *context)
{
	struct seen *seen = context;

	if (certificate != NULL)
		seen->certificates++;
	else
		seen->faults++;
	return seen->certificates + seen->faults < seen->most;
}

static void walking_sees_all_stores_and_tells_what_is_broken(void **state)
{
	auto_secret struct secret pem = SECRET_INIT;
	struct seen seen = { .most = 100 };

	put_pair(OURS "/a.pem", &pair);
	put_pair(SYSTEM "/b.pem", &other);
	put_sealed(DOTNET "/c.pfx", NULL);
	home_put(SYSTEM "/d.pem", "rubbish", 0600);
	add_crt(&pem, pair.crt);
	home_put(DOTNET "/no-key.pem", secret_expose(&pem), 0600);
	certificate_store_walk(count, &seen);
	assert_int_equal(seen.certificates, 3);
	assert_int_equal(seen.faults, 1);
	seen = (struct seen){ .most = 1 };
	certificate_store_walk(count, &seen);
	assert_int_equal(seen.certificates + seen.faults, 1);
}

static int make_pairs(void **state)
{
	pair = make_pair("pair", GNUTLS_PK_RSA, NULL);
	other = make_pair("other", GNUTLS_PK_RSA, NULL);
	return scratch_enter(state);
}

static int free_pairs(void **state)
{
	free_pair(&pair);
	free_pair(&other);
	return scratch_leave(state);
}

#define test(name) cmocka_unit_test_setup(name, set_up)

int main(void)
{
	const struct CMUnitTest tests[] = {
		test(it_is_found_by_either_thumbprint_however_written),
		test(each_store_is_looked_into_ours_first),
		test(the_ordinal_names_of_dotnet_are_known),
		test(an_administrator_may_name_files_freely),
		test(a_name_is_only_a_hint),
		test(what_is_not_found_names_thumbprint_and_places),
		test(one_without_a_key_says_so_unless_a_copy_has_it),
		test(a_file_of_ours_that_others_may_read_is_not_used),
		test(a_link_in_our_store_is_not_followed),
		test(a_broken_file_beside_it_does_no_harm_and_is_told),
		test(a_password_opens_the_file_that_the_thumbprint_names),
		test(what_is_kept_is_found_and_private_and_can_be_removed),
		test(a_folder_that_is_not_private_keeps_nothing),
		test(walking_sees_all_stores_and_tells_what_is_broken),
	};

	return cmocka_run_group_tests(tests, make_pairs, free_pairs);
}

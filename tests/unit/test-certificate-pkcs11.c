/* SPDX-License-Identifier: MIT */
/*
 * Tests of keys in tokens, with SoftHSM as the token.  Each test runs in a
 * process of its own, as a program would, since a module keeps its log-ins.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>

#include <cmocka.h>
#include <gnutls/pkcs11.h>

#include "base/cleanup.h"
#include "certificate-maker.h"
#include "keys/certificate.h"

#define URI "pkcs11:token=work;object=ci"
#define PIN "135790"
#define INITIALISE "softhsm2-util --init-token --free --label work " \
		   "--pin " PIN " --so-pin 24680246 >/dev/null"

static const char *module;

/* What is asked for a PIN. */
struct pin {
	const char *value;
	int asked;
	char what[128];
};

static bool give(void *context, const char *what, struct secret *ret,
		 struct error *err)
{
	struct pin *pin = context;

	pin->asked++;
	snprintf(pin->what, sizeof(pin->what), "%s", what);
	return secret_append(ret, pin->value);
}

static void find_module(void)
{
	static const char *const places[] = {
		"/usr/lib/softhsm/libsofthsm2.so",
		"/usr/lib64/pkcs11/libsofthsm2.so",
		"/usr/lib/pkcs11/libsofthsm2.so",
		"/usr/local/lib/softhsm/libsofthsm2.so",
	};

	for (size_t i = 0; i < array_size(places) && module == NULL; i++)
		if (access(places[i], R_OK) == 0)
			module = places[i];
	if (system("command -v softhsm2-util >/dev/null") != 0)
		module = NULL;
}

static void configure(const char *mechanisms)
{
	char text[PATH_MAX + 256];

	snprintf(text, sizeof(text), "directories.tokendir = %s/tokens\n"
		 "objectstore.backend = file\nlog.level = ERROR\n"
		 "slots.mechanisms = %s\n", scratch.path, mechanisms);
	put_file("softhsm.conf", text, strlen(text));
}

static void load_module(void)
{
	assert_int_equal(gnutls_pkcs11_init(GNUTLS_PKCS11_FLAG_MANUAL, NULL),
			 0);
	assert_int_equal(gnutls_pkcs11_add_provider(module, NULL), 0);
}

static int give_user_pin(void *context, int attempt, const char *url,
			 const char *label, unsigned int flags, char *room,
			 size_t size)
{
	snprintf(room, size, "%s", PIN);
	return attempt > 0 ? -1 : 0;
}

/* Makes a token with a key and its certificate. */
static void make_token(void)
{
	struct pair pair = make_pair("ci", GNUTLS_PK_RSA, NULL);
	static const char url[] = "pkcs11:token=work";

	load_module();
	gnutls_pkcs11_set_pin_function(give_user_pin, NULL);
	assert_int_equal(gnutls_pkcs11_copy_x509_privkey(
				 url, pair.key, "ci",
				 GNUTLS_KEY_DIGITAL_SIGNATURE,
				 GNUTLS_PKCS11_OBJ_FLAG_MARK_PRIVATE |
				 GNUTLS_PKCS11_OBJ_FLAG_MARK_SENSITIVE |
				 GNUTLS_PKCS11_OBJ_FLAG_LOGIN), 0);
	assert_int_equal(gnutls_pkcs11_copy_x509_crt(
				 url, pair.crt, "ci",
				 GNUTLS_PKCS11_OBJ_FLAG_LOGIN), 0);
	assert_int_equal(gnutls_pkcs11_copy_x509_privkey(
				 url, pair.key, "lonely",
				 GNUTLS_KEY_DIGITAL_SIGNATURE,
				 GNUTLS_PKCS11_OBJ_FLAG_MARK_PRIVATE |
				 GNUTLS_PKCS11_OBJ_FLAG_LOGIN), 0);
	free_pair(&pair);
}

/* Runs a part of a test in a process of its own, which says by its status
 * what went wrong. */
static void apart(int (*part)(void))
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		load_module();
		_exit(part());
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

#define check(what)                                                      \
	do {                                                             \
		if (!(what)) {                                           \
			fprintf(stderr, "line %d: %s: %s\n", __LINE__,   \
				#what, err.message);                     \
			return 1;                                        \
		}                                                        \
	} while (0)

static bool open_with(const char *uri, struct pin *pin, bool attended,
		      struct certificate **ret, struct error *err)
{
	const struct certificate_password password = {
		.read = give, .context = pin, .attended = attended,
	};

	*err = (struct error){ 0 };
	return certificate_open(uri, pin != NULL ? &password : NULL, ret, err);
}

static int sign_both(void)
{
	auto_certificate struct certificate *found = NULL;
	auto_secret struct secret one = SECRET_INIT, two = SECRET_INIT;
	auto_secret struct secret pem = SECRET_INIT;
	struct pin pin = { .value = PIN };
	struct error err;

	check(open_with(URI, &pin, false, &found, &err));
	check(strcmp(certificate_facts(found)->subject, "CN=ci") == 0);
	check(certificate_facts(found)->bits == 2048);
	check(certificate_sign(found, CERTIFICATE_PS256, "x", 1, &one, &err) ==
	      CERTIFICATE_SIGNED);
	check(one.length == 256);
	check(certificate_sign(found, CERTIFICATE_RS256, "x", 1, &two, &err) ==
	      CERTIFICATE_SIGNED);
	check(pin.asked == 1);
	check(strcmp(pin.what, "PIN of the token 'work'") == 0);
	check(!certificate_pem(found, true, &pem, &err));
	check(certificate_pem(found, false, &pem, &err));
	return 0;
}

static int sign_without_pss(void)
{
	auto_certificate struct certificate *found = NULL;
	auto_secret struct secret one = SECRET_INIT, two = SECRET_INIT;
	struct pin pin = { .value = PIN };
	struct error err;

	check(open_with(URI, &pin, false, &found, &err));
	check(certificate_sign(found, CERTIFICATE_PS256, "x", 1, &one, &err) ==
	      CERTIFICATE_NO_PSS);
	check(one.length == 0);
	check(err.class == ERROR_STORE);
	check(certificate_sign(found, CERTIFICATE_RS256, "x", 1, &two, &err) ==
	      CERTIFICATE_SIGNED);
	check(two.length == 256);
	return 0;
}

static int name_what_is_not_there(void)
{
	auto_certificate struct certificate *found = NULL;
	struct pin pin = { .value = PIN };
	struct error err;

	check(!open_with("pkcs11:token=gone;object=ci", &pin, false, &found,
			 &err));
	check(err.class == ERROR_STORE);
	check(strstr(err.message, "is absent (tokens present: 'work')"));
	check(pin.asked == 0);
	check(!open_with("pkcs11:token=work;object=none", &pin, false, &found,
			 &err));
	check(err.class == ERROR_CONFIG);
	check(strstr(err.message, "has no private key that fits"));
	check(!open_with("pkcs11:token=work", &pin, false, &found, &err));
	check(err.class == ERROR_CONFIG);
	check(!open_with("pkcs11:%%%", &pin, false, &found, &err));
	check(err.class == ERROR_CONFIG);
	check(strstr(err.message, "is not a PKCS#11 URI"));
	return 0;
}

static int put_the_pin_into_the_uri(void)
{
	auto_certificate struct certificate *found = NULL;
	struct error err;

	check(!open_with(URI "?pin-value=" PIN, NULL, false, &found, &err));
	check(err.class == ERROR_CONFIG);
	check(strstr(err.message, PIN) == NULL);
	return 0;
}

static int give_no_pin(void)
{
	auto_certificate struct certificate *found = NULL;
	struct error err;

	check(!open_with(URI, NULL, false, &found, &err));
	check(err.class == ERROR_STORE);
	check(strstr(err.message, "needs a PIN"));
	return 0;
}

static int give_a_wrong_pin(void)
{
	auto_certificate struct certificate *found = NULL;
	struct pin pin = { .value = "000000" };
	struct error err;

	check(!open_with(URI, &pin, false, &found, &err));
	check(err.class == ERROR_STORE);
	check(strstr(err.message, "is wrong; it was tried once"));
	check(pin.asked == 1);
	return 0;
}

static int give_another_wrong_pin(void)
{
	auto_certificate struct certificate *found = NULL;
	struct pin pin = { .value = "111111" };
	struct error err;

	check(!open_with(URI, &pin, false, &found, &err));
	check(err.class == ERROR_STORE);
	check(strstr(err.message, "was given a wrong PIN before"));
	check(pin.asked == 0);
	return 0;
}

static int give_the_right_pin_by_hand(void)
{
	auto_certificate struct certificate *found = NULL;
	struct pin pin = { .value = PIN };
	struct error err;

	check(open_with(URI, &pin, true, &found, &err));
	check(pin.asked == 1);
	return 0;
}

static int open_another_name_of_the_same(void)
{
	auto_certificate struct certificate *found = NULL;
	struct pin pin = { .value = PIN };
	struct error err;

	check(open_with("pkcs11:object=lonely;type=private", &pin, false,
			&found, &err));
	check(strcmp(certificate_facts(found)->subject, "CN=ci") == 0);
	certificate_free(steal(found));
	check(open_with(URI ";type=cert", &pin, false, &found, &err));
	return 0;
}

static void need_module(void)
{
	if (module != NULL)
		return;
	print_message("SoftHSM (softhsm2) is not installed\n");
	skip();
}

static void a_key_in_a_token_signs_in_both_ways(void **state)
{
	need_module();
	apart(sign_both);
}

static void a_token_without_pss_says_so_and_signs_the_other_way(void **state)
{
	need_module();
	configure("CKM_RSA_PKCS,CKM_RSA_PKCS_KEY_PAIR_GEN");
	apart(sign_without_pss);
	configure("ALL");
}

static void what_is_not_there_is_told_without_asking_for_a_pin(void **state)
{
	need_module();
	apart(name_what_is_not_there);
}

static void a_pin_in_the_uri_is_refused(void **state)
{
	need_module();
	apart(put_the_pin_into_the_uri);
}

static void a_pin_that_is_not_given_is_told(void **state)
{
	need_module();
	apart(give_no_pin);
}

static void a_wrong_pin_is_tried_once_and_no_other_unwatched(void **state)
{
	need_module();
	apart(give_a_wrong_pin);
	apart(give_another_wrong_pin);
	apart(give_the_right_pin_by_hand);
	apart(sign_both);
}

static void the_certificate_is_found_by_the_key_not_by_the_name(void **state)
{
	need_module();
	apart(open_another_name_of_the_same);
}

static int set_up(void **state)
{
	int status;
	pid_t pid;

	find_module();
	if (scratch_enter(state) != 0 || mkdir("tokens", 0700) < 0)
		return -1;
	if (module == NULL)
		return 0;
	configure("ALL");
	setenv("SOFTHSM2_CONF", "softhsm.conf", 1);
	if (system(INITIALISE) != 0)
		return -1;
	pid = fork();
	if (pid == 0) {
		make_token();
		_exit(0);
	}
	return waitpid(pid, &status, 0) == pid && status == 0 ? 0 : -1;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_key_in_a_token_signs_in_both_ways),
		cmocka_unit_test(a_token_without_pss_says_so_and_signs_the_other_way),
		cmocka_unit_test(what_is_not_there_is_told_without_asking_for_a_pin),
		cmocka_unit_test(a_pin_in_the_uri_is_refused),
		cmocka_unit_test(a_pin_that_is_not_given_is_told),
		cmocka_unit_test(a_wrong_pin_is_tried_once_and_no_other_unwatched),
		cmocka_unit_test(the_certificate_is_found_by_the_key_not_by_the_name),
	};

	return cmocka_run_group_tests(tests, set_up, scratch_leave);
}

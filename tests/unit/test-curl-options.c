/* SPDX-License-Identifier: MIT */
/* Tests of looking through curl's arguments: what passes, and what does not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "../../plugins/curl/options.h"

#define ARM "https://management.azure.com/"
#define WORDS(...) (const char *const[]){ __VA_ARGS__, NULL }

/* main() gets words that could be written to; these are left alone. */
static bool look_through(const char *const *words, struct target *ret_target,
			 struct error *err)
{
	char *const *arguments;

	memcpy(&arguments, &words, sizeof(arguments));
	return options_check(arguments, ret_target, err);
}

static void passes(const char *const *words, const char *host, unsigned int port,
		   int count)
{
	struct target target;
	struct error err;

	if (!look_through(words, &target, &err))
		fail_msg("%s", err.message);
	assert_string_equal(target.host, host);
	assert_int_equal(target.port, port);
	assert_int_equal(target.count, count);
}

static void fails(const char *const *words, const char *why)
{
	struct target target;
	struct error err;

	if (look_through(words, &target, &err))
		fail_msg("'%s' ... was taken", words[0]);
	assert_int_equal(err.class, ERROR_USAGE);
	if (strstr(err.message, why) == NULL)
		fail_msg("'%s' does not say '%s'", err.message, why);
}

static void one_url_is_enough(void **state)
{
	passes(WORDS(ARM), "management.azure.com", 443, 1);
	passes(WORDS("HTTPS://A.Example:8443/x?y#z"), "a.example", 8443, 1);
	passes(WORDS("--url", ARM), "management.azure.com", 443, 1);
}

static void urls_of_one_host_go_together(void **state)
{
	passes(WORDS(ARM "a", "--url", ARM "b", "https://MANAGEMENT.azure.com"
		     ":443/c"), "management.azure.com", 443, 3);
	fails(WORDS(ARM, "https://graph.microsoft.com/"), "different hosts");
	fails(WORDS(ARM, "https://management.azure.com:8443/"),
	      "different hosts");
}

static void no_url_is_too_few(void **state)
{
	fails(WORDS(NULL), "no URL");
	fails(WORDS("-s"), "no URL");
	/* A value is no URL, and a URL may be a value. */
	fails(WORDS("-o", ARM), "no URL");
}

static void a_url_that_can_be_read_in_two_ways_is_refused(void **state)
{
	static const char *const urls[] = {
		"management.azure.com", "//management.azure.com/",
		"https:/management.azure.com/", "https://u@a.example/",
		"https://a.example./", "https://a.example:/",
		"https://{a,b}.example/", "https://[a-b].example/",
		"https://a.example\\@b.example/", "https://a.example /",
		"https://a%2eexample/", "ftp://a.example/", "file:///x", "-",
		"", "@file", "https://a.example\n",
	};

	for (size_t i = 0; i < array_size(urls); i++)
		fails(WORDS(urls[i]), "is not a URL");
	fails(WORDS("http://a.example/"), "over https only");
}

static void patterns_in_the_path_pass(void **state)
{
	passes(WORDS(ARM "{a,b}/[1-3]"), "management.azure.com", 443, 1);
}

static void short_options_may_stand_together(void **state)
{
	passes(WORDS("-sSfL", ARM), "management.azure.com", 443, 1);
	passes(WORDS("-sSo", "file", ARM), "management.azure.com", 443, 1);
	passes(WORDS("-sofile", ARM), "management.azure.com", 443, 1);
	passes(WORDS("-XPOST", "-dx", ARM), "management.azure.com", 443, 1);
	fails(WORDS("-sSv", ARM), "'-sSv'");
	fails(WORDS("-vs", ARM), "'-vs'");
	fails(WORDS("-s-v", ARM), "'-s-v'");
}

static void a_value_is_not_looked_at_as_an_option(void **state)
{
	passes(WORDS("-d", "-v", ARM), "management.azure.com", 443, 1);
	passes(WORDS("-o-v", ARM), "management.azure.com", 443, 1);
	passes(WORDS("--data", "--next", ARM), "management.azure.com", 443, 1);
	passes(WORDS("-d", "https://evil.example/", ARM),
	       "management.azure.com", 443, 1);
}

static void a_flag_takes_no_value(void **state)
{
	fails(WORDS("--location", "https://evil.example/", ARM),
	      "different hosts");
	fails(WORDS("-L", "https://evil.example/", ARM), "different hosts");
}

static void a_value_must_be_there(void **state)
{
	fails(WORDS(ARM, "-o"), "needs a value");
	fails(WORDS(ARM, "--header"), "needs a value");
	fails(WORDS(ARM, "--url"), "needs a value");
	fails(WORDS(ARM, "-sH"), "needs a value");
}

static void only_exact_spellings_pass(void **state)
{
	static const char *const words[] = {
		"--", "---", "--dat", "--DATA", "--data=x", "--loc",
		"--location-t", "--location-trusted", "--no-location",
		"--sil", "--no-silent", "--verbose", "--insecure", "--next",
		"--config", "--netrc", "--user", "--oauth2-bearer",
		"--variable", "--expand-url", "--a-later-option", "-0", "-1",
		"-:", "-k", "-K", "-n", "-q", "-u", "-v", "-x", "-E", "-U",
		"-t", "-\303\244",
	};

	for (size_t i = 0; i < array_size(words); i++)
		fails(WORDS(words[i], "x", ARM), "known to be harmless");
}

static void headers_of_our_own_are_refused(void **state)
{
	static const char *const headers[] = {
		"Authorization: x", "authorization:x", "AUTHORIZATION :x",
		"Authorization", "Authorization;", "Authorization\t: x",
		"Host: x", "host:", "Proxy-Authorization: x",
	};

	for (size_t i = 0; i < array_size(headers); i++)
		fails(WORDS("-H", headers[i], ARM), "is not yours to set");
	fails(WORDS("-HAuthorization: x", ARM), "is not yours to set");
	fails(WORDS("-sH", "Host: x", ARM), "is not yours to set");
	fails(WORDS("--header", "Host: x", ARM), "is not yours to set");
}

static void other_headers_pass(void **state)
{
	passes(WORDS("-H", "Accept: text/plain", "--header",
		     "X-Authorization: x", "-HHosts: x", "-H",
		     "x-ms-authorization-auxiliary: Bearer y", "-H", "X:\ty",
		     ARM), "management.azure.com", 443, 1);
}

static void a_header_cannot_hide_another(void **state)
{
	fails(WORDS("-H", "X: y\r\nAuthorization: z", ARM),
	      "control character");
	fails(WORDS("-H", "X: y\nHost: z", ARM), "control character");
	fails(WORDS("-H", " Authorization: z", ARM), "has no name");
	fails(WORDS("-H", "\tx", ARM), "has no name");
	fails(WORDS("-H", ": x", ARM), "has no name");
	fails(WORDS("-H", "", ARM), "has no name");
	fails(WORDS("-H", "@file", ARM), "from a file");
}

static void what_stands_in_the_head_has_one_line(void **state)
{
	fails(WORDS("-A", "x\r\nHost: y", ARM), "control character");
	fails(WORDS("-e", "x\nHost: y", ARM), "control character");
	fails(WORDS("-X", "GET / HTTP/1.1\r\nHost: y\r\n", ARM),
	      "control character");
	fails(WORDS("-r", "0-1\nHost: y", ARM), "control character");
	passes(WORDS("-d", "a\r\nb", ARM), "management.azure.com", 443, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(one_url_is_enough),
		cmocka_unit_test(urls_of_one_host_go_together),
		cmocka_unit_test(no_url_is_too_few),
		cmocka_unit_test(a_url_that_can_be_read_in_two_ways_is_refused),
		cmocka_unit_test(patterns_in_the_path_pass),
		cmocka_unit_test(short_options_may_stand_together),
		cmocka_unit_test(a_value_is_not_looked_at_as_an_option),
		cmocka_unit_test(a_flag_takes_no_value),
		cmocka_unit_test(a_value_must_be_there),
		cmocka_unit_test(only_exact_spellings_pass),
		cmocka_unit_test(headers_of_our_own_are_refused),
		cmocka_unit_test(other_headers_pass),
		cmocka_unit_test(a_header_cannot_hide_another),
		cmocka_unit_test(what_stands_in_the_head_has_one_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

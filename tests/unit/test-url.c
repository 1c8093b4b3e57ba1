/* SPDX-License-Identifier: MIT */
/* Tests of taking URLs apart: above all, of hosts that look like others. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "base/url.h"

static void parses_to(const char *text, const char *scheme, const char *host,
		      unsigned int port, const char *path)
{
	struct url url;

	assert_true(url_parse(text, &url));
	assert_string_equal(url.scheme, scheme);
	assert_string_equal(url.host, host);
	assert_int_equal(url.port, port);
	assert_string_equal(url.path, path);
}

static void refuse_all(const char *const *urls, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		struct url url;

		if (url_parse(urls[i], &url))
			fail_msg("'%s' was taken", urls[i]);
	}
}

static void a_url_falls_into_its_parts(void **state)
{
	parses_to("https://dev.azure.com/org/_git/x?y#z", "https",
		  "dev.azure.com", 443, "/org/_git/x?y#z");
	parses_to("http://169.254.169.254/metadata", "http",
		  "169.254.169.254", 80, "/metadata");
	parses_to("https://localhost:8443", "https", "localhost", 8443, "");
	parses_to("https://a-b.c1?q=/x", "https", "a-b.c1", 443, "?q=/x");
	parses_to("https://a.b#https://c.d", "https", "a.b", 443,
		  "#https://c.d");
	parses_to("https://a.b/@c:d", "https", "a.b", 443, "/@c:d");
}

static void scheme_and_host_are_lower_cased(void **state)
{
	parses_to("HTTPS://Dev.AZURE.com/Org", "https", "dev.azure.com", 443,
		  "/Org");
}

static void the_default_port_may_be_given(void **state)
{
	parses_to("https://dev.azure.com:443/", "https", "dev.azure.com", 443,
		  "/");
	parses_to("http://a:1/", "http", "a", 1, "/");
	parses_to("https://a:65535", "https", "a", 65535, "");
}

static void an_ipv6_address_stands_in_brackets(void **state)
{
	parses_to("http://[::1]:50342/x", "http", "::1", 50342, "/x");
	parses_to("http://[FE80::A]", "http", "fe80::a", 80, "");
	parses_to("http://[::ffff:127.0.0.1]", "http", "::ffff:127.0.0.1", 80,
		  "");
}

static void brackets_hold_nothing_but_an_ipv6_address(void **state)
{
	static const char *const urls[] = {
		"http://[::1", "http://::1/", "http://[::1]x",
		"http://[::1]:", "http://[::1]:0", "http://[::1].evil.tld",
		"http://[]", "http://[a.b]", "http://[127.0.0.1]",
		"http://[fe80::1%25eth0]", "http://[fe80::1%eth0]",
		"http://[v1.a:b]", "http://[::1]]", "http://[[::1]]",
		"http://[1:2]",
	};

	refuse_all(urls, array_size(urls));
}

static void user_information_is_refused(void **state)
{
	static const char *const urls[] = {
		"https://dev.azure.com@evil.tld/", "https://u:p@dev.azure.com/",
		"https://@dev.azure.com/", "https://dev.azure.com:443@evil.tld",
		"https://dev.azure.com%40evil.tld/",
		"https://evil.tld\\@dev.azure.com/",
	};

	refuse_all(urls, array_size(urls));
}

static void a_host_in_disguise_is_refused(void **state)
{
	static const char *const urls[] = {
		"https://dev.azure.com./", "https://.visualstudio.com/",
		"https://dev..azure.com/", "https://dev%2eazure.com/",
		"https://dev.azure.com%2eevil.tld/",
		"https://dev.azure.com%00.evil.tld/",
		"https://dev.azure.com\\.evil.tld/",
		"https://d\xd0\xb5v.azure.com/", "https://dev\xe3\x80\x82.azure.com",
		"https://dev_azure.com/", "https://-dev.azure.com/",
		"https://dev-.azure.com/", "https://dev.azure.com-/",
		"https://dev.-azure.com/", "https://dev.azure.com;evil.tld/",
		"https://dev.azure.com,evil.tld/", "https://*.azure.com/",
		"https://dev.azure.com&evil", "https://dev.azure.com!",
	};

	refuse_all(urls, array_size(urls));
}

static void a_look_alike_is_another_host(void **state)
{
	parses_to("https://dev.azure.com.evil.tld/", "https",
		  "dev.azure.com.evil.tld", 443, "/");
	parses_to("https://evildev.azure.com/", "https", "evildev.azure.com",
		  443, "/");
	parses_to("https://evil.tld/dev.azure.com/_git/x", "https", "evil.tld",
		  443, "/dev.azure.com/_git/x");
	parses_to("https://xn--dv-nlc.azure.com/", "https",
		  "xn--dv-nlc.azure.com", 443, "/");
	parses_to("https://dev.azure.com:8443/", "https", "dev.azure.com",
		  8443, "/");
}

static void a_port_is_a_number_from_1_to_65535(void **state)
{
	static const char *const urls[] = {
		"https://a:", "https://a:/", "https://a:0", "https://a:65536",
		"https://a:99999", "https://a:443443", "https://a:-1",
		"https://a:+1", "https://a:1x", "https://a:0x1bb",
		"https://a:443:443", "https://a:%34", "https://:443",
		"https://a:00000", "https://a: 443",
	};

	refuse_all(urls, array_size(urls));
}

static void controls_blanks_and_backslashes_are_refused_anywhere(void **state)
{
	char text[64];
	struct url url;

	for (int c = 1; c <= 0x20; c++) {
		snprintf(text, sizeof(text), "https://a.b/x%cy", c);
		assert_false(url_parse(text, &url));
		snprintf(text, sizeof(text), "https://a%c.b/x", c);
		assert_false(url_parse(text, &url));
		snprintf(text, sizeof(text), "%chttps://a.b/", c);
		assert_false(url_parse(text, &url));
	}
	assert_false(url_parse("https://a.b/x\x7f", &url));
	assert_false(url_parse("https://a.b/x\\y", &url));
	assert_false(url_parse("https:\\\\a.b/", &url));
}

static void other_schemes_and_relative_urls_are_refused(void **state)
{
	static const char *const urls[] = {
		"", "https", "https:", "https:/", "https://", "https:///x",
		"https:a.b", "https:/a.b", "//a.b/", "/x", "a.b", "a.b:443",
		"ftp://a.b/", "file:///etc/passwd", "httpss://a.b",
		"httpx://a.b", "ssh://a.b", "://a.b", "https ://a.b",
		"averyveryverylongscheme://a.b", "https://?x", "https://#x",
		"javascript:https://a.b",
	};

	refuse_all(urls, array_size(urls));
}

static void labels_and_names_have_their_limits(void **state)
{
	char name[300];

	memset(name, 'a', sizeof(name));
	name[63] = '\0';
	assert_true(url_host_valid(name));
	name[63] = 'a';
	name[64] = '\0';
	assert_false(url_host_valid(name));

	memset(name, 'a', sizeof(name));
	for (size_t i = 63; i < sizeof(name); i += 64)
		name[i] = '.';
	name[253] = '\0';
	assert_true(url_host_valid(name));
	name[253] = 'a';
	name[254] = '\0';
	assert_false(url_host_valid(name));
}

static void a_host_longer_than_the_room_is_refused(void **state)
{
	char text[1024] = "https://";
	struct url url;

	for (size_t i = 8; i < 1000; i++)
		text[i] = i % 2 ? 'a' : '.';
	assert_false(url_parse(text, &url));
}

static void a_number_at_the_end_means_an_ipv4_address(void **state)
{
	assert_true(url_host_valid("127.0.0.1"));
	assert_true(url_host_valid("255.255.255.255"));
	assert_true(url_host_valid("1.2.3.4.example"));
	assert_true(url_host_valid("3com"));
	assert_true(url_host_valid("0xa.example"));
	assert_true(url_host_valid("0b1e"));
	assert_false(url_host_valid("127.1"));
	assert_false(url_host_valid("2130706433"));
	assert_false(url_host_valid("0x7f000001"));
	assert_false(url_host_valid("0x7f.0.0.1"));
	assert_false(url_host_valid("127.0.0.0x1"));
	assert_false(url_host_valid("0177.0.0.1"));
	assert_false(url_host_valid("256.0.0.1"));
	assert_false(url_host_valid("1.2.3.4.5"));
	assert_false(url_host_valid("example.1"));
}

static void an_empty_host_is_none(void **state)
{
	assert_false(url_host_valid(""));
	assert_false(url_host_valid("."));
	assert_false(url_host_valid("-"));
	assert_false(url_host_valid(":"));
	assert_true(url_host_valid("a"));
	assert_true(url_host_valid("::"));
}

static void an_authority_is_a_host_and_perhaps_a_port(void **state)
{
	char host[URL_HOST_MAX + 1];
	uint16_t port;

	assert_true(url_authority("Dev.Azure.Com", 443, host, &port));
	assert_string_equal(host, "dev.azure.com");
	assert_int_equal(port, 443);
	assert_true(url_authority("a.b:8080", 443, host, &port));
	assert_string_equal(host, "a.b");
	assert_int_equal(port, 8080);
	assert_true(url_authority("[::1]:80", 443, host, &port));
	assert_string_equal(host, "::1");
	assert_int_equal(port, 80);
}

static void an_authority_holds_nothing_else(void **state)
{
	static const char *const texts[] = {
		"", "a.b/", "a.b/x", "a.b?x", "a.b#x", "u@a.b", "https://a.b",
		"a.b.", ".a.b", "a b", "a.b:", "a.b:0", ":80", "::1", "[::1",
		"a.b\n", "a.b:80\n", "a.b:80/", "dev%2eazure.com",
	};
	char host[URL_HOST_MAX + 1];
	uint16_t port;

	for (size_t i = 0; i < array_size(texts); i++)
		if (url_authority(texts[i], 443, host, &port))
			fail_msg("'%s' was taken", texts[i]);
}

static void a_plain_pattern_fits_the_same_host_only(void **state)
{
	assert_true(url_host_matches("dev.azure.com", "dev.azure.com"));
	assert_false(url_host_matches("evildev.azure.com", "dev.azure.com"));
	assert_false(url_host_matches("dev.azure.com.evil.tld",
				      "dev.azure.com"));
	assert_false(url_host_matches("a.dev.azure.com", "dev.azure.com"));
	assert_false(url_host_matches("azure.com", "dev.azure.com"));
	assert_false(url_host_matches("dev.azure.com.", "dev.azure.com"));
	assert_false(url_host_matches("", "dev.azure.com"));
}

static void a_star_stands_for_exactly_one_label(void **state)
{
	static const char pattern[] = "*.visualstudio.com";

	assert_true(url_host_matches("contoso.visualstudio.com", pattern));
	assert_false(url_host_matches("visualstudio.com", pattern));
	assert_false(url_host_matches(".visualstudio.com", pattern));
	assert_false(url_host_matches("a.b.visualstudio.com", pattern));
	assert_false(url_host_matches("xvisualstudio.com", pattern));
	assert_false(url_host_matches("contoso.xvisualstudio.com", pattern));
	assert_false(url_host_matches("contoso.visualstudio.com.evil.tld",
				      pattern));
	assert_false(url_host_matches("contoso.visualstudio.com.", pattern));
	assert_false(url_host_matches("com", pattern));
	assert_false(url_host_matches("", pattern));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_url_falls_into_its_parts),
		cmocka_unit_test(scheme_and_host_are_lower_cased),
		cmocka_unit_test(the_default_port_may_be_given),
		cmocka_unit_test(an_ipv6_address_stands_in_brackets),
		cmocka_unit_test(brackets_hold_nothing_but_an_ipv6_address),
		cmocka_unit_test(user_information_is_refused),
		cmocka_unit_test(a_host_in_disguise_is_refused),
		cmocka_unit_test(a_look_alike_is_another_host),
		cmocka_unit_test(a_port_is_a_number_from_1_to_65535),
		cmocka_unit_test(controls_blanks_and_backslashes_are_refused_anywhere),
		cmocka_unit_test(other_schemes_and_relative_urls_are_refused),
		cmocka_unit_test(labels_and_names_have_their_limits),
		cmocka_unit_test(a_host_longer_than_the_room_is_refused),
		cmocka_unit_test(a_number_at_the_end_means_an_ipv4_address),
		cmocka_unit_test(an_empty_host_is_none),
		cmocka_unit_test(an_authority_is_a_host_and_perhaps_a_port),
		cmocka_unit_test(an_authority_holds_nothing_else),
		cmocka_unit_test(a_plain_pattern_fits_the_same_host_only),
		cmocka_unit_test(a_star_stands_for_exactly_one_label),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

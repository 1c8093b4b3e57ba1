/* SPDX-License-Identifier: MIT */
/* Tests of the passage of a transport to the sign-in program. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "base/cleanup.h"
#include "model/transport.h"

static bool read_text(const char *text, struct transport *ret_transport,
		      struct error *err)
{
	static const struct json_source source = { .name = "the job",
						   .class = ERROR_USAGE };
	auto_json struct json_document *document =
		json_parse(text, strlen(text), &source, err);
	struct json root;

	return document != NULL && json_root(document, &root, err) &&
	       transport_read(root, ret_transport, err);
}

static void pass_on(const struct transport *transport,
		    struct transport *ret_back)
{
	auto_secret struct secret text = SECRET_INIT;
	struct error err;

	json_begin(&text, NULL, '{');
	transport_write(transport, &text);
	json_end(&text, '}');
	assert_true(read_text(secret_expose(&text), ret_back, &err));
}

static void what_was_written_is_read_back(void **state)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_transport struct transport back = TRANSPORT_INIT;

	transport.ca_file = strdup("/etc/\"ca\".pem");
	transport.ca_folder = strdup("/etc/certs");
	transport.wait_ms = 600000;
	pass_on(&transport, &back);
	assert_string_equal(back.ca_file, transport.ca_file);
	assert_string_equal(back.ca_folder, "/etc/certs");
	assert_int_equal(back.wait_ms, 600000);
}

static void the_usual_transport_names_no_certificates(void **state)
{
	auto_transport struct transport transport = TRANSPORT_INIT;
	auto_transport struct transport back = TRANSPORT_INIT;

	pass_on(&transport, &back);
	assert_null(back.ca_file);
	assert_null(back.ca_folder);
	assert_int_equal(back.wait_ms, 30000);
}

static void a_sign_in_ends_before_its_callers_stop_waiting(void **state)
{
	struct transport transport = TRANSPORT_INIT;

	assert_int_equal(transport_limit_ms(&transport), 20000);
	for (int64_t wait_ms = 1000; wait_ms <= 600000; wait_ms += 999) {
		transport.wait_ms = wait_ms;
		assert_in_range(transport_limit_ms(&transport), wait_ms / 2,
				wait_ms - 100);
	}
}

static void what_is_no_transport_is_refused(void **state)
{
	static const char *const texts[] = {
		"{}", "{\"transport\":null}", "{\"transport\":[]}",
		"{\"transport\":{\"ca_file\":1}}",
		"{\"transport\":{\"ca_folder\":{}}}",
		"{\"transport\":{\"wait_ms\":-1}}",
		"{\"transport\":{\"wait_ms\":2147483648}}",
		"{\"transport\":{\"wait_ms\":\"1\"}}",
	};

	for (size_t i = 0; i < array_size(texts); i++) {
		auto_transport struct transport transport = TRANSPORT_INIT;
		struct error err = { 0 };

		if (read_text(texts[i], &transport, &err))
			fail_msg("'%s' was taken", texts[i]);
		assert_int_equal(err.class, ERROR_USAGE);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_was_written_is_read_back),
		cmocka_unit_test(the_usual_transport_names_no_certificates),
		cmocka_unit_test(a_sign_in_ends_before_its_callers_stop_waiting),
		cmocka_unit_test(what_is_no_transport_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}

# SPDX-License-Identifier: MIT
#
# How tests are run. They speak TAP; automake's driver reads it and leaves a
# .trs and a .log file a test, from which tests/summary makes the last word.
# Unit tests are programs, integration tests are shell scripts named *.t.

EXTRA_DIST += %D%/run-unit %D%/summary

TEST_EXTENSIONS = .t
TEST_SUITE_LOG = %D%/test-suite.log
TAP_DRIVER = env AM_TAP_AWK='$(AWK)' $(SHELL) \
	$(top_srcdir)/contrib/build-aux/tap-driver.sh
LOG_DRIVER = $(TAP_DRIVER)
T_LOG_DRIVER = $(TAP_DRIVER)
LOG_COMPILER = sh $(srcdir)/tests/run-unit
T_LOG_COMPILER = sh

# Nothing of the developer's own may reach a test: neither the home, nor a
# desktop session, nor settings of the tools that lanyard serves.
TEST_HOME = $(abs_top_builddir)/tests/home
FOREIGN_VARIABLES = ^(XDG_|AZURE_|ARM_|GIT_|LANYARD_|CURL_|SSL_CERT_|IDENTITY_|MSI_|IMDS_|ACTIONS_|SYSTEM_|AUTHORITY_|KUBE|[A-Za-z]*_(proxy|PROXY)$$|CREDENTIALS_DIRECTORY$$|NETRC$$|DBUS_|DISPLAY$$|WAYLAND_|BROWSER$$|SSH_ASKPASS|SSH_TTY$$|LANG|LC_)
AM_TESTS_ENVIRONMENT = \
	for variable in `$(AWK) -v foreign='$(FOREIGN_VARIABLES)' \
		'BEGIN { for (name in ENVIRON) \
			if (name ~ /^[A-Za-z_][A-Za-z_0-9]*$$/ && \
			    name ~ foreign) print name }' </dev/null`; \
	do unset $$variable; done; \
	mkdir -p '$(TEST_HOME)'; \
	HOME='$(TEST_HOME)'; export HOME; \
	top_srcdir='$(abs_top_srcdir)'; export top_srcdir; \
	top_builddir='$(abs_top_builddir)'; export top_builddir; \
	CMOCKA_MESSAGE_OUTPUT=TAP; export CMOCKA_MESSAGE_OUTPUT; \
	LC_ALL=C; export LC_ALL;

# automake's rule but for its end: what the verdict is says the summary, which
# comes after everything else and whose last line is the last of `make check`.
check-TESTS: $(check_PROGRAMS) $(check_LIBRARIES)
	@rm -f $(TEST_LOGS) $(TEST_LOGS:.log=.trs) $(TEST_SUITE_LOG)
	@$(MAKE) $(AM_MAKEFLAGS) $(TEST_SUITE_LOG) TEST_LOGS='$(TEST_LOGS)' || :

check:
	@$(SHELL) $(srcdir)/tests/summary $(TEST_LOGS)

check-am: can-check

can-check:
	@if test -n '$(missing_for_check)'; then \
		echo 'No test was run: they need $(missing_for_check) or later.'; \
		echo 'hint: install that, and run configure again.'; \
		echo '0 passed, 1 failed, 0 skipped'; \
		exit 1; \
	fi
.PHONY: can-check

clean-tests:
	rm -rf tests/home
.PHONY: clean-tests

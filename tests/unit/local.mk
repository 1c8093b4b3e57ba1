# SPDX-License-Identifier: MIT
#
# A unit test is one line here: tests/unit/test-x is built from test-x.c and
# linked with UNIT_LIBS. One that needs other sources or libraries gets its own
# %C%_test_x_SOURCES and %C%_test_x_LDADD.

UNIT_LIBS = $(FRONT_LIBS) $(CMOCKA_LIBS)
LDADD = $(UNIT_LIBS)
AM_CPPFLAGS += $(CMOCKA_CFLAGS)

UNIT_TESTS = \
	%D%/test-base64 \
	%D%/test-clock \
	%D%/test-error \
	%D%/test-file \
	%D%/test-folder \
	%D%/test-form \
	%D%/test-harden \
	%D%/test-hash \
	%D%/test-json \
	%D%/test-json-get \
	%D%/test-json-scan \
	%D%/test-json-write \
	%D%/test-lock \
	%D%/test-log \
	%D%/test-manual \
	%D%/test-random \
	%D%/test-secret \
	%D%/test-spawn \
	%D%/test-str \
	%D%/test-text \
	%D%/test-url \
	%D%/test-wipe

%C%_test_wipe_SOURCES = \
	$(PROGRAM_SOURCES) \
	%D%/test-wipe.c

EXTRA_DIST += %D%/json-check.h %D%/scratch.h

check_PROGRAMS += $(UNIT_TESTS)
TESTS += $(UNIT_TESTS)

# SPDX-License-Identifier: MIT
#
# `make bench` builds the programs and the benchmarks' own (BENCHMARKS),
# then runs tests/bench/run in the environment of the tests.

BENCHMARKS = %D%/floor %D%/nothing %D%/pair

%C%_floor_CFLAGS = $(AM_CFLAGS) $(JSON_C_CFLAGS)
%C%_floor_LDADD = $(JSON_C_LIBS)
%C%_nothing_LDADD =
%C%_pair_LDADD =

EXTRA_PROGRAMS += $(BENCHMARKS)
EXTRA_DIST += %D%/run

bench: all-am $(BENCHMARKS) tests/authority/authority$(EXEEXT)
	@$(AM_TESTS_ENVIRONMENT) $(top_srcdir)/tests/bench/run
.PHONY: bench

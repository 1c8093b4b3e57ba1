# SPDX-License-Identifier: MIT
#
# `make check-interop`: Microsoft's own client against the test authority. Not
# a part of `make check`, since npm fetches that client.

EXTRA_DIST += \
	%D%/interop.mjs \
	%D%/managed-identity.mjs \
	%D%/package-lock.json \
	%D%/package.json \
	%D%/points.mjs \
	%D%/relay.mjs \
	%D%/run

check-interop: tests/authority/authority$(EXEEXT) tests/authority/issuer$(EXEEXT)
	@top_srcdir='$(abs_top_srcdir)' top_builddir='$(abs_top_builddir)' \
		$(SHELL) $(srcdir)/%D%/run
.PHONY: check-interop

clean-local: clean-interop
clean-interop:
	rm -rf tests/interop/build
.PHONY: clean-interop

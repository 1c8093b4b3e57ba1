# SPDX-License-Identifier: MIT
#
# Shell scripts that print TAP; what they source goes to EXTRA_DIST alone.

INTEGRATION_TESTS = \
	%D%/floors.t \
	%D%/linkage.t \
	%D%/kubectl.t \
	%D%/git-protocol.t \
	%D%/git.t \
	%D%/curl.t \
	%D%/token.t

TESTS += $(INTEGRATION_TESTS)
EXTRA_DIST += $(INTEGRATION_TESTS) %D%/lib.sh

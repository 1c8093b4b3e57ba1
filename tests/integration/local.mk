# SPDX-License-Identifier: MIT
#
# Shell scripts that print TAP; what they source goes to EXTRA_DIST alone.

INTEGRATION_TESTS = \
	%D%/ageing.t \
	%D%/cert.t \
	%D%/certificate.t \
	%D%/configuration.t \
	%D%/curl.t \
	%D%/environment.t \
	%D%/faults.t \
	%D%/federation.t \
	%D%/flight.t \
	%D%/floors.t \
	%D%/forget.t \
	%D%/git.t \
	%D%/git-protocol.t \
	%D%/hygiene.t \
	%D%/kubectl.t \
	%D%/linkage.t \
	%D%/managed-identity.t \
	%D%/principal.t \
	%D%/request.t \
	%D%/store.t \
	%D%/token.t \
	%D%/verbs.t

TESTS += $(INTEGRATION_TESTS)
EXTRA_DIST += $(INTEGRATION_TESTS) %D%/lib.sh

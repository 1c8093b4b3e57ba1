#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The main job: a principal, a request, a token; then the cached one.

# What lib.sh calls, or takes without arguments.
# shellcheck disable=SC2119
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

run add_principal demo
check "a principal is added by one command" status_is 0

ask '{"principal":"demo","resource":"arm"}'
check "lanyard get answers with a Token" stdout_has \
	'^{"apiVersion":"lanyard/v1","kind":"Token","status":{"token":"eyJ[^"]*","tokenType":"Bearer","expirationTimestamp":"20..-..-..T..:..:..Z","expiresOn":[0-9]*,"principal":"demo","cloud":"AzureCloud"'
check "and nothing on stderr" stderr_is_empty
check "the answer is one line" test "$(wc -l <"$work/stdout")" -eq 1
cp "$work/stdout" "$work/first"

ask '{"principal":"demo","resource":"arm"}'
check "the second answer is the same token" cmp -s "$work/stdout" "$work/first"
check "one token request was made" test "$(token_requests)" -eq 1
check "by one connection" test "$(grep -c '"event":"connect"' "$work/authority/journal.jsonl")" -eq 1

run lanyard token -p demo -r arm
check "lanyard token prints the same token" grep -q "\"$(cat "$work/stdout")\"" "$work/first"
run lanyard token -r arm
check "the only principal there is need not be named" status_is 0
run lanyard token -p demo -r arm --format header
check "as a header" stdout_has '^Authorization: Bearer eyJ'
run lanyard token -p demo -r arm --format claims
check "as claims it shows the audience" stdout_has '^audience  *https://management.azure.com/$'
check "and never the token" sh -c "! grep -q eyJ '$work/stdout'"

run lanyard token -p demo -r arm --force-refresh
check "--force-refresh brings another token" sh -c "! grep -q \"\$(cat '$work/stdout')\" '$work/first'"
check "by a second request" test "$(token_requests)" -eq 2

run lanyard cache list
check "the cache lists it" stdout_has '^demo  *AzureCloud '
run lanyard cache clear -p demo
check "clearing says how many" stdout_has '^1 token forgotten$'
run lanyard cache list
check "and it is gone" sh -c "! grep -q demo '$work/stdout'"
finish

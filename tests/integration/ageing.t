#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Ageing: a token is served without a word to anybody while it is fresh,
# renewed behind its callers' backs when it ages, and waited for only when it
# is about to expire.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

CROWD=50
request='{"apiVersion":"lanyard/v1","kind":"TokenRequest","spec":{"principal":"demo","resource":"arm"}}'
slow='{"token":{"fault":"delay","milliseconds":3000}}'
LANYARD_LOG_FILE=$work/log
export LANYARD_LOG_FILE

entry() { cat "$LANYARD_HOME"/cache/*.token; }
# A number of the cache entry.
of_entry() { entry | sed "s/.*\"$1\":\([0-9]*\).*/\1/"; }
# Puts another number there.
set_entry() {
	for file in "$LANYARD_HOME"/cache/*.token; do
		sed "s/\"$1\":[0-9]*/\"$1\":$2/" "$file" >"$work/entry"
		cat "$work/entry" >"$file"
	done
}
cold() {
	rm -rf "$LANYARD_HOME/cache"
	faults "${1-{\}}"
	lanyard get <"$work/plain" >"$work/old"
	old=$(token_in "$work/old")
	before=$(token_requests)
}
token_in() { sed 's/.*"token":"\([^"]*\)".*/\1/' "$1"; }
requests() { echo $(($(token_requests) - before)); }
get() { within 60 lanyard get <"$work/plain"; }
is_old() { [ "$status" -eq 0 ] && [ "$(token_in "$work/stdout")" = "$old" ]; }
is_new() { [ "$status" -eq 0 ] && ! is_old; }
until_true() {
	left=$(($1 * 20))
	shift
	until "$@"; do
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
		sleep 0.05
	done
}
entry_is_new() { entry >"$work/entry" && [ "$(token_in "$work/entry")" != "$old" ]; }
landed() { flock -n "$(echo "$LANYARD_HOME"/cache/*.lock)" true; }

run add_principal demo
printf '%s' "$request" >"$work/plain"

# --- how long a token is fresh

# life LIFETIME FRESH AGEING STALE: ages of a token of that lifetime.
life() {
	cold "{\"lifetime\":$1}"
	age "$2"
	get
	check "a token for $1 s is the answer after $2 s" is_old
	check "and nobody is asked" test "$(requests)" -eq 0
	cold "{\"lifetime\":$1}"
	age "$3"
	get
	check "a token for $1 s is still the answer after $3 s" is_old
	check "and renewed meanwhile" until_true 10 entry_is_new
	check "by one request" test "$(requests)" -eq 1
	cold "{\"lifetime\":$1}"
	age "$4"
	get
	check "a token for $1 s is not the answer after $4 s, a new one is" is_new
	check "by one request" test "$(requests)" -eq 1
}
life 60 20 40 50
life 600 250 420 470
life 86400 28000 40000 86150

cold '{"lifetime":3600,"refresh_in":1000}'
check "when it ages says the authority, less a random share" sh -c "
	span=\$(($(of_entry refresh_at) - $(of_entry obtained_at_ms) / 1000))
	[ \$span -ge 660 ] && [ \$span -le 900 ]"

# --- renewal behind the caller's back

cold
age 2500
faults "$slow"
get
check "an ageing token is the answer" is_old
check "at once, although the authority takes three seconds" test "$spent_ms" -lt 1500
check "nothing is said of it" stderr_is_empty
check "the renewal replaces it" until_true 20 entry_is_new
get
check "the next caller has the new one" is_new
check "by one request in all" test "$(requests)" -eq 1

cold
age 2500
faults "$slow"
began=$(date +%s%N)
lanyard get <"$work/plain" 2>&1 | cat >"$work/piped"
spent_ms=$((($(date +%s%N) - began) / 1000000))
check "the renewal does not hold the caller's stdout and stderr" test "$spent_ms" -lt 1500
check "although it is under way" sh -c "! flock -n '$LANYARD_HOME'/cache/*.lock true"
until_true 20 entry_is_new

cold
age 2500
faults "$slow"
pids=
i=0
while [ $i -lt $CROWD ]; do
	i=$((i + 1))
	lanyard get <"$work/plain" >"$work/crowd.$i" 2>&1 3>&- &
	pids="$pids $!"
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
check "of $CROWD callers on an ageing token none fails" test $failed -eq 0
check "all have the token in hand" test "$(for file in "$work"/crowd.* "$work/old"; do token_in "$file"; done | sort -u | wc -l)" -eq 1
until_true 20 entry_is_new
check "and it is renewed once" test "$(requests)" -eq 1

# --- the renewing process

cold
age 2500
faults "$slow"
LANYARD_LOG=debug lanyard get <"$work/plain" >"$work/stdout" 2>/dev/null 7>"$work/other" 8<"$work/plain"
renewer=$(sed -n 's/.*behind the caller.s back (process \([0-9]*\)).*/\1/p' "$work/log")
# Once it has a socket it has done what it does with its descriptors.
sleep 0.5
check "the renewing process has a session of its own" test \
	"$(cut -d' ' -f6 "/proc/$renewer/stat")" -eq "$renewer"
if links=$(ls -l "/proc/$renewer/fd" 2>/dev/null); then
	echo "$links" | sed 's/.* \([0-9]* -> .*\)/\1/' >"$work/links"
	check "it has /dev/null on 0 to 2" test "$(grep -c '^[012] -> /dev/null$' "$work/links")" -eq 3
	check "and the lock" grep -q '^3 -> .*/cache/.*\.lock$' "$work/links"
	check "and besides only what it made itself" sh -c "
		! grep -v -e '^total' -e '^[0-3] -> ' -e '-> $LANYARD_HOME/cache$' -e '-> socket:' -e '-> anon_inode:' -e '-> pipe:' \
			-e '-> $work/log$' '$work/links' | grep ."
	check "it holds no pipe of its caller's" sh -c "
		! ls -l /proc/$$/fd | sed -n 's/.*\(pipe:.*\)/\1/p' | grep -F -f - '$work/links'"
else
	skip "it has /dev/null on 0 to 2" "only root can see"
	skip "and the lock" "only root can see"
	skip "and besides only what it made itself" "only root can see"
	skip "it holds no pipe of its caller's" "only root can see"
fi
until_true 20 entry_is_new

# --- once in a while

cold
age 2500
faults '{"token":{"fault":"error","error":"temporarily_unavailable","aadsts":90033,"status":503}}'
get
check "if the authority is down the token in hand is the answer" is_old
until_true 20 landed
asked=$(requests)
check "it was asked twice" test "$asked" -eq 2
for i in 1 2 3; do get; done
check "the token stays the answer" is_old
check "nothing is said of it" stderr_is_empty
check "nobody asks again within 30 s" test "$(requests)" -eq "$asked"
age 31
get
until_true 20 landed
check "after 30 s somebody does" test "$(requests)" -gt "$asked"
age 900
asked=$(requests)
get
check "past the margin it is still better than nothing" is_old
check "but for a warning" stderr_has "^lanyard: warning: no new token could be had, the old one serves for another [0-9]* s: "
check "the authority was asked again" test "$(requests)" -gt "$asked"
faults
get
check "and when it is back there is a new one" is_new
check "without a warning" stderr_is_empty

# A renewal that brings the same expiry, as metadata services do for hours.
try=0
while :; do
	try=$((try + 1))
	cold
	age 2500
	while [ "$(date +%N | cut -c1)" -ge 3 ]; do sleep 0.05; done
	now=$(date +%s)
	faults "{\"lifetime\":$(($(of_entry expires_at) - now + 1))}"
	get
	until_true 20 entry_is_new
	[ $try -lt 5 ] || break
	[ "$(of_entry expires_at)" -ne "$(of_entry refresh_at)" ] || break
done
check "a renewal that did not move the expiry is the last" test \
	"$(of_entry expires_at)" -eq "$(of_entry refresh_at)"
before=$(token_requests)
faults
age 40
get
until_true 10 landed
check "nobody asks again, although 30 s have passed" test "$(requests)" -eq 0

# --- how long it must last

want() {
	ask "{\"principal\":\"demo\",\"resource\":\"arm\",\"minValiditySeconds\":$1}"
}
cold
age 3000
want 500
check "a token that lasts for as long as is wished is the answer" is_old
until_true 10 entry_is_new
cold
age 3000
want 700
check "one that does not is replaced" is_new
want 86400
check "more than a quarter of its life cannot be wished for" test "$(requests)" -eq 1
cold
age 3560
want 0
check "who wishes for nothing takes it to its end" is_old
until_true 10 entry_is_new
cold
age 3300
get
check "who says nothing wishes for five minutes" is_new

# --- clocks

cold
age -3600
get
check "a token from the future is not believed" is_new
check "it is replaced by one request" test "$(requests)" -eq 1
cold
age 4000
get
check "one that has expired is not, either" is_new
cold
age 2500
set_entry refresh_at 1
touch -d "@$(($(date +%s) + 4000))" "$LANYARD_HOME"/cache/*.lock
get
check "a lock from the future does not keep a token from being renewed" until_true 10 entry_is_new
finish

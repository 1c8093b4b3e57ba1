#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Flights: however many callers want the token of one key at once, and whatever
# becomes of some of them, one sign-in serves them all and nobody waits longer
# than the time limit.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

CROWD=200
# Sanitized programs start so slowly that the last would come after the first
# flight is over.
! grep -q '^#define LANYARD_SANITIZE' "$top_builddir/config.h" || CROWD=40
request='{"apiVersion":"lanyard/v1","kind":"TokenRequest","spec":{"principal":"demo","resource":"arm"}}'

# Programs of this test's own, so that it can tell whether one still runs: a
# program that does cannot be written to.
mkdir "$work/bin"
cp "$top_builddir/helper/cli/lanyard" "$top_builddir/helper/signin/lanyard-signin" "$work/bin/"
PATH=$work/bin:$PATH
LANYARD_EXEC_PATH=$work/bin
LANYARD_LOG=debug
LANYARD_LOG_FILE=$work/log
export LANYARD_LOG LANYARD_LOG_FILE

runs() { ! (: >>"$work/bin/$1") 2>/dev/null; }

# until_true SECONDS COMMAND...: waits until it succeeds.
until_true() {
	left=$(($1 * 20))
	shift
	until "$@"; do
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
		sleep 0.05
	done
}
nobody_runs() { ! runs lanyard && ! runs lanyard-signin; }

# begin_crowd NUMBER COMMAND...: starts so many at once; $pids are theirs.
begin_crowd() {
	rm -rf "$work/crowd"
	mkdir "$work/crowd"
	number=$1
	shift
	pids=
	began=$(date +%s%N)
	i=0
	while [ $i -lt "$number" ]; do
		i=$((i + 1))
		"$@" <"$work/request" >"$work/crowd/$i.out" 2>"$work/crowd/$i.err" 3>&- &
		pids="$pids $!"
	done
}

# end_crowd: waits for all; $work/statuses has a line of number and status for
# each, and $spent_ms is how long the last took.
end_crowd() {
	i=0
	for pid in $pids; do
		i=$((i + 1))
		wait "$pid" 2>/dev/null
		echo "$i $?"
	done >"$work/statuses"
	spent_ms=$((($(date +%s%N) - began) / 1000000))
}

ended_with() { awk -v status="$1" '$2 == status' "$work/statuses" | wc -l; }
all_end_with() { [ "$(ended_with "$1")" -eq "$(wc -l <"$work/statuses")" ]; }
all_within() { [ "$spent_ms" -le $(($1 * 1000)) ]; }
# How many different answers there are, those of the killed apart.
answers() { sort -u "$work"/crowd/*.out | wc -l; }
all_say() { [ "$(grep -le "$1" "$work"/crowd/*.err | wc -l)" -eq "$(wc -l <"$work/statuses")" ]; }

# The processes whose parent is $1.
children_of() {
	cat /proc/[0-9]*/stat 2>/dev/null | awk -v parent="$1" '$4 == parent { print $1 }'
}

# Leaves $leader, the caller of $pids who has a child, and that $child.
find_leader() {
	leader=
	for pid in $pids; do
		child=$(children_of "$pid")
		[ -z "$child" ] || leader=$pid
		[ -z "$child" ] || return 0
	done
	return 1
}

cold() {
	rm -rf "$LANYARD_HOME/cache"
	before=$(token_requests)
}
requests() { echo $(($(token_requests) - before)); }
sign_ins() { grep -c 'signing in at' "$work/log"; }
settings() { printf '%s\n' "$1" >"$LANYARD_HOME/config/lanyard.json"; }

run add_principal demo
printf '%s' "$request" >"$work/request"

# --- a cold key

cold
begin_crowd $CROWD lanyard get
end_crowd
check "$CROWD callers on a cold key all succeed" all_end_with 0
check "they print one and the same answer" test "$(answers)" -eq 1
check "by one token request" test "$(requests)" -eq 1

cold
faults '{"token":{"fault":"delay","milliseconds":2000}}'
begin_crowd $CROWD lanyard get
check "among $CROWD callers one leads the flight" until_true 5 find_leader
kill -KILL "$leader" 2>/dev/null
killed=$leader
# shellcheck disable=SC2086 # a list of numbers
for pid in $(printf '%s\n' $pids | awk -v leader="$leader" '
	BEGIN { srand() }
	$1 != leader { print rand(), $1 }' | sort | head -n 19 | cut -d' ' -f2); do
	kill -KILL "$pid" 2>/dev/null
	killed="$killed $pid"
	sleep "0.0$(($(date +%N | cut -c4) + 1))"
done
end_crowd
check "20 of them are killed, the leader first" test "$(ended_with 137)" -eq 20
check "all the others succeed" test "$(ended_with 0)" -eq $((CROWD - 20))
check "with one and the same answer" test "$(answers)" -eq 1
check "and one token request was made" test "$(requests)" -eq 1
check "nothing is left running" until_true 10 nobody_runs

cold
begin_crowd 30 lanyard get
until_true 5 find_leader
kill -KILL "$child" 2>/dev/null
end_crowd
check "if the sign-in program is killed nobody waits for it" all_within 15
check "each caller has a token or is told what happened" sh -c "
	while read -r number status; do
		[ \$status -eq 0 ] || grep -q 'gave no answer (status 137)' '$work/crowd/'\$number.err || exit 1
	done <'$work/statuses'"
run lanyard get <"$work/request"
check "the next caller has one" status_is 0
check "by two token requests at most" test "$(requests)" -le 2
faults

# --- forced renewals

faults '{"token":{"fault":"delay","milliseconds":1500}}'
run lanyard get <"$work/request"
before=$(token_requests)
begin_crowd 30 lanyard token -p demo -r arm --force-refresh
end_crowd
check "30 forced renewals at once succeed" all_end_with 0
check "and share a request or two" test "$(requests)" -le 2
check "none of them is given the old token" sh -c "
	! grep -qF \"\$(sed 's/.*\"token\":\"\([^\"]*\)\".*/\1/' '$work/stdout')\" '$work'/crowd/*.out"
faults

# --- authorities that are of no use

cold
faults '{"token":{"fault":"error","error":"invalid_client","aadsts":7000215,"status":401}}'
begin_crowd $CROWD lanyard get
end_crowd
check "$CROWD callers who are refused all end with status 6" all_end_with 6
check "they are told why" all_say 'AADSTS7000215: the client secret is wrong'
check "by one request" test "$(requests)" -eq 1
check "and nothing on stdout" test "$(cat "$work"/crowd/*.out | wc -c)" -eq 0

cold
settings '{"timeout_seconds": 5}'
faults '{"token":{"fault":"hang"}}'
begin_crowd $CROWD lanyard get
end_crowd
check "$CROWD callers behind an authority that hangs all end with status 5" all_end_with 5
check "they wait once, not one after the other" all_within 15
check "they are told of the host" all_say "'login.microsoftonline.com': it did not answer in time"
check "by one request or two" test "$(requests)" -le 2
faults

cold
settings '{}'
signed_in=$(sign_ins)
begin_crowd $CROWD env https_proxy=http://127.0.0.1:1 lanyard get
end_crowd
check "$CROWD callers who cannot connect all end with status 5" all_end_with 5
check "they wait once, not one after the other" all_within 20
check "they are told of the proxy" all_say "'login.microsoftonline.com': the proxy on the way to it cannot be connected to"
check "they share a few attempts" test $(($(sign_ins) - signed_in)) -le 8
check "nothing was asked of the authority" test "$(requests)" -eq 0

# --- a sign-in that is stopped

cold
settings '{"timeout_seconds": 9}'
faults '{"token":{"fault":"delay","milliseconds":500,"times":1}}'
begin_crowd 1 lanyard get
until_true 5 find_leader
kill -STOP "$child"
within 15 lanyard get <"$work/request"
check "a caller goes past a sign-in that is stopped" status_is 0
check "within his time limit" test "$spent_ms" -le 9500
cp "$work/stdout" "$work/first"
within 2 lanyard get <"$work/request"
check "the next one is answered from the cache at once" cmp -s "$work/stdout" "$work/first"
end_crowd
check "the first one ends, too, with the token of the other" test "$(ended_with 0)" -eq 1
faults

# --- a caller that is stopped: his child goes on, and holds the flight alone

cold
settings '{"timeout_seconds": 12}'
faults '{"token":{"fault":"delay","milliseconds":700,"times":1}}'
begin_crowd 1 lanyard get
until_true 5 find_leader
kill -STOP "$leader"
within 6 lanyard get <"$work/request"
check "behind a caller that is stopped another has the token" status_is 0
check "by the first one's request" test "$(requests)" -eq 1
kill -CONT "$leader"
end_crowd
faults

# --- callers who want different things of a key: one time limit for each

cold
settings '{"timeout_seconds": 4}'
faults '{"token":{"fault":"hang"}}'
begin_crowd 1 lanyard get
until_true 5 find_leader
within 6 lanyard token -p demo -r arm --claims '{"access_token":{}}'
check "behind a flight of other claims he is done with his own time" status_is 5
check "and not after both" test "$spent_ms" -le 5500
end_crowd
faults

# --- callers of the first hour after a login: where tokens rest must not depend
# on whether the folder is there

settings '{}'
run lanyard cache clear
export XDG_RUNTIME_DIR="$work/run" XDG_CONFIG_HOME="$LANYARD_HOME/config" \
	XDG_CACHE_HOME="$work/xdg-cache" XDG_STATE_HOME="$LANYARD_HOME/state"
own_home=$LANYARD_HOME
mkdir -m 700 "$XDG_RUNTIME_DIR" "$XDG_CACHE_HOME" "$XDG_CACHE_HOME/lanyard" "$XDG_CONFIG_HOME/lanyard"
cp -r "$own_home/config/principals" "$XDG_CONFIG_HOME/lanyard/"
unset LANYARD_HOME
before=$(token_requests)
begin_crowd 30 lanyard get
end_crowd
check "in a fresh runtime folder 30 callers all succeed" all_end_with 0
check "by one request" test $(($(token_requests) - before)) -eq 1
LANYARD_HOME=$own_home
export LANYARD_HOME
unset XDG_RUNTIME_DIR XDG_CONFIG_HOME XDG_CACHE_HOME XDG_STATE_HOME

# --- what is left

check "nothing is left running" until_true 10 nobody_runs
check "no temporary file is left" sh -c "
	! find '$LANYARD_HOME' -type f ! -name '*.token' ! -name '*.lock' \
		! -name '*.note' ! -name '*.pause' ! -name '*.overtake' \
		! -name '*.json' ! -name collected | grep ."
check "no lock is held" sh -c "
	for lock in '$LANYARD_HOME'/cache/*.lock; do flock -n \"\$lock\" true || exit 1; done"
finish

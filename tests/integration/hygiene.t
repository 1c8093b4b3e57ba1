#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Hygiene: secrets and tokens are where they belong and nowhere else, whatever
# the programs are told to log and however poor the surroundings are.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

secret=$(cat "$work/authority/client-secret")
log=$work/log
mkdir "$work/seen"

# Where what is printed is kept apart from what is searched.
outside=$(mktemp -d "${TMPDIR:-/tmp}/lanyard-test.XXXXXX") || exit 1
trap 'rm -rf "$outside"; clean_up' EXIT

# A token on stdout, into $outside/tokens; the story on stderr, into $work/seen.
story() {
	name=$1
	shift
	status=0
	LANYARD_LOG=debug "$@" >"$outside/token" 2>"$work/seen/$name" || status=$?
	cat "$outside/token" >>"$outside/tokens"
}
# The files that hold any of the lines of a file; none is success.
holds_none() {
	! grep -rlFf "$1" "$work" 2>/dev/null | grep -v "$2" | grep .
}
until_true() {
	left=$(($1 * 20))
	shift
	until "$@"; do
		left=$((left - 1))
		[ $left -gt 0 ] || return 1
		sleep 0.05
	done
}
sanitized() { grep -q '^#define LANYARD_SANITIZE' "$top_builddir/config.h"; }
entry_differs() { ! cmp -s "$work"/lanyard/cache/*.token "$outside/entry"; }

# --- canaries

run add_principal demo
story cold lanyard token -p demo -r arm
check "the story of a sign-in is told" grep -q 'signing in at https://login.microsoftonline.com' "$work/seen/cold"
story cached lanyard token -p demo -r arm
story forced lanyard token -p demo -r arm --force-refresh -v
age 3000
cp "$LANYARD_HOME"/cache/*.token "$outside/entry"
LANYARD_LOG_FILE=$log story ageing lanyard token -p demo -r arm
until_true 10 entry_differs
LANYARD_LOG_FILE=$log story file lanyard token -p demo -r graph
check "the story goes to a file where one is named" test -s "$log" -a ! -s "$work/seen/file"
check "which is ours alone" test "$(stat -c %a "$log")" = 600
printf '%s' "$secret" | story kept lanyard principal add kept --tenant "$tenant" --client-id "$client" --secret-file -
story stored lanyard token -p kept -r arm
printf '{"method":"client-secret","tenant":"%s","client_id":"%s","client_secret_command":["/bin/cat","%s"]}' \
	"$tenant" "$client" "$work/authority/client-secret" >"$LANYARD_HOME/config/principals/told.json"
story command lanyard token -p told -r arm
faults '{"token":{"fault":"error","error":"invalid_client","aadsts":7000215,"description":"As was sent."}}'
story refused lanyard token -p demo -r vault
faults '{"token":{"fault":"wrong-type","variant":"expires-string"}}'
story strange lanyard token -p demo -r storage
faults '{"token":{"fault":"cut"}}'
story cut lanyard token -p demo -r monitor
faults
# What is not dumpable only root can trace.
if [ "$(id -u)" -eq 0 ] && strace -o "$work/trace" -f true 2>/dev/null; then
	story traced strace -f -v -s 65536 -e trace=execve -o "$work/trace" lanyard token -p told -r arm --force-refresh
	check "programs are executed, and seen to be" grep -q 'execve(".*lanyard-signin"' "$work/trace"
else
	skip "programs are executed, and seen to be" "only root with strace(1) can see it"
fi

printf '%s\n' "$secret" >"$outside/secret"
sed -n '/^eyJ/p' "$outside/tokens" | sort -u >"$outside/needles"
# The signature alone gives a token away, too.
sed 's/.*\.//' "$outside/needles" | cut -c1-100 >"$outside/signatures"
check "several tokens were had" test "$(wc -l <"$outside/needles")" -ge 5
check "the secret is in no output, log, argument, environment or file but its own" \
	holds_none "$outside/secret" "^$work/\(authority/client-secret\|lanyard/state/secrets/kept\)\$"
check "tokens are in none but the cache" \
	holds_none "$outside/needles" "^$work/lanyard/cache/[0-9a-f]*\.token\$"
check "nor are parts of them" \
	holds_none "$outside/signatures" "^$work/lanyard/cache/[0-9a-f]*\.token\$"
check "files of ours are for us alone" sh -c "
	! find '$LANYARD_HOME' -type f -perm /077 ! -name told.json | grep . &&
	! find '$LANYARD_HOME' -mindepth 1 -type d -perm /077 | grep ."

# --- the process

SSLKEYLOGFILE=$work/keys lanyard token -p demo -r arm --force-refresh >/dev/null
check "TLS keys are not written, even if that is asked for" test ! -e "$work/keys"

faults '{"token":{"fault":"delay","milliseconds":1500}}'
# shellcheck disable=SC3045 # every shell of today has it
(ulimit -c unlimited 2>/dev/null; exec lanyard token -p demo -r arm --force-refresh) >/dev/null 3>&- &
caller=$!
sleep 0.5
child=$(cat /proc/[0-9]*/stat 2>/dev/null | awk -v parent=$caller '$4 == parent { print $1 }')
for pid in $caller $child; do
	check "process $(cat "/proc/$pid/comm") leaves no core" grep -q '^Max core file size  *0 ' "/proc/$pid/limits"
	if [ "$(id -u)" -eq 0 ] || sanitized; then
		skip "and others of its user cannot look into it" "it cannot be told here"
	else
		check "and others of its user cannot look into it" test ! -r "/proc/$pid/environ"
	fi
done
wait $caller
faults

token_only() { [ "$(grep -c '^eyJ' "$work/stdout")" -eq 1 ] && [ "$(wc -l <"$work/stdout")" -eq 1 ]; }
for closed in '<&-' '2>&-' '<&- 2>&-' '<&- 2>&- 3>&-'; do
	: >"$work/stderr"
	status=0
	eval "lanyard token -p demo -r arm --force-refresh >'$work/stdout' $closed" || status=$?
	check "with $closed a token is printed, and nothing else" token_only
done
lanyard principal add closed --tenant "$tenant" --client-id "$client" --secret-file "$work/authority/client-secret" <&- >&- 2>&-
run lanyard token -p closed -r arm
check "a file that is written with all of them closed holds no message" token_only
(umask 000; lanyard principal add open --tenant "$tenant" --client-id "$client" --secret-file "$work/authority/client-secret" >/dev/null)
check "the umask does not matter" test "$(stat -c %a "$LANYARD_HOME/config/principals/open.json")" = 600
(umask 777; lanyard token -p open -r arm --force-refresh >"$work/stdout" 2>"$work/stderr")
check "not even a foolish one" token_only

# --- limits

# ends_well: a token, or a sentence; never a crash.
ends_well() {
	if [ "$status" -eq 0 ]; then
		token_only
	else
		[ "$status" -lt 126 ] && [ -s "$work/stderr" ] && [ ! -s "$work/stdout" ]
	fi
}
for limit in 5 6 8 10 11 12 14 20; do
	run sh -c "ulimit -n $limit; exec lanyard token -p demo -r arm --force-refresh" 3>&-
	check "with room for $limit descriptors it ends well" ends_well
	run sh -c "ulimit -n $limit; exec lanyard token -p demo -r arm" 3>&-
	check "with room for $limit descriptors a cached token is printed" token_only
done
for limit in 0 1; do
	{ sh -c "ulimit -f $limit; exec lanyard token -p demo -r arm --force-refresh" 2>&1 >&4 |
		cat >"$work/stderr"; } 4>&1 | cat >"$work/stdout"
	check "with files of $limit blocks at most it ends well" sh -c "[ -s '$work/stdout' ] || [ -s '$work/stderr' ]"
done
for limit in 20000 40000 80000; do
	if sanitized; then
		skip "with $limit KiB of memory it ends well" "sanitizers need more"
		continue
	fi
	run sh -c "ulimit -v $limit; exec lanyard token -p demo -r arm --force-refresh"
	check "with $limit KiB of memory it ends well" ends_well
done

# --- the log file

rm -f "$log"
ln -s "$work/target" "$log"
LANYARD_LOG=debug LANYARD_LOG_FILE=$log run lanyard token -p demo -r arm
check "a log file is not opened through a link" test ! -e "$work/target"
check "which is warned of" stderr_has "^lanyard: warning: the log file '$log' cannot be opened: "
check "and no reason not to answer" token_only
rm "$log"
mkfifo "$log"
LANYARD_LOG=debug LANYARD_LOG_FILE=$log within 20 lanyard token -p demo -r arm
check "nor is a pipe waited for" token_only
rm "$log"
: >"$log"
chmod 666 "$log"
LANYARD_LOG=debug LANYARD_LOG_FILE=$log run lanyard token -p demo -r arm
check "a log of one's own is appended to" grep -q 'a cached token is the answer' "$log"
LANYARD_LOG=debug LANYARD_LOG_FILE=/dev/full run lanyard token -p demo -r arm
check "a full disk for the log does not matter" token_only
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Forgetting: what is said to be gone is gone, tokens and secrets, wherever
# they lay; and what could not be removed is told.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

cache=$LANYARD_HOME/cache
state=$LANYARD_HOME/state
principals=$LANYARD_HOME/config/principals
secret=$(cat "$work/authority/client-secret")
files() { find "$@" \( -name '*.token' -o -name '.new-*' \) 2>/dev/null | wc -l; }
add() { run lanyard principal add "$@" --tenant "$tenant" --client-id "$client"; }
# add_stored NAME SECRET [OPTION...]
add_stored() {
	name=$1
	printf '%s\n' "$2" >"$work/given"
	shift 2
	run lanyard principal add "$name" --tenant "$tenant" --client-id "$client" \
		--secret-file - "$@" <"$work/given"
}

# --- a folder that cannot be used

add_principal demo
lanyard token -p demo -r arm >/dev/null
chmod 750 "$cache"
for words in 'cache clear' 'cache clear -p demo' 'principal remove demo'; do
	# shellcheck disable=SC2086 # words
	run lanyard $words
	check "$words: a folder that others may read is told" status_is 7
	check "$words: by its name" stderr_has "^lanyard: the folder of tokens '$cache' cannot be used"
	check "$words: with what to do" stderr_has "^hint: .*chmod 700 '$cache'"
	check "$words: and nothing is gone" test "$(files "$cache")" -eq 1 -a -e "$principals/demo.json"
done
run lanyard cache list
check "cache list tells it, too" status_is 7
run lanyard principal add demo --replace --tenant "$tenant" --client-id "$client" \
	--secret-file "$work/authority/client-secret"
check "principal add goes on with a warning" sh -c "[ $status -eq 0 ] && grep -q '^lanyard: warning: the folder of tokens' '$work/stderr'"
chmod 700 "$cache"
cp "$(find "$cache" -name '*.token')" "$cache/.new-0123456789abcdef"
run lanyard cache clear
check "then it can be cleared" stdout_has '^1 token forgotten$'
check "of what killed writers left, too" test "$(files "$cache")" -eq 0
mkdir "$cache/x.token"
run lanyard cache clear
check "what cannot be removed is told" status_is 7
rmdir "$cache/x.token"

# --- principals with one credential

add_principal twin
lanyard token -p twin -r arm >/dev/null
run lanyard token -p demo -r arm -v
check "two principals with one credential share their tokens" stderr_has 'a cached token is the answer'
run lanyard principal remove demo
check "removing one forgets what it could have used" test "$(files "$cache")" -eq 0

# --- both folders

(
	unset LANYARD_HOME
	add_principal demo
	lanyard token -p demo -r arm >/dev/null
	mkdir -m 700 "$work/runtime"
	XDG_RUNTIME_DIR=$work/runtime
	export XDG_RUNTIME_DIR
	lanyard token -p demo -r graph >/dev/null
	lanyard cache list --json >"$work/list"
	lanyard cache clear >"$work/said"
	XDG_RUNTIME_DIR='' lanyard token -p demo -r arm >/dev/null
	lanyard token -p demo -r graph >/dev/null
	files "$HOME/.cache" "$work/runtime" >"$work/before"
	lanyard principal remove demo >/dev/null
)
check "a token that cron cached is listed beside the others" \
	test "$(grep -o '"principal"' "$work/list" | wc -l)" -eq 2
check "and forgotten with them" grep -q '^2 tokens forgotten$' "$work/said"
check "(there were two again)" test "$(cat "$work/before")" -eq 2
check "also with its principal" test "$(files "$HOME/.cache" "$work/runtime")" -eq 0

# --- secrets

add_stored ci one
add ci --replace
check "a secret is not handed on to who takes the name" test ! -e "$state/secrets/ci"
add_stored ci one --replace
rm "$principals/ci.json"
run lanyard principal remove ci
check "a secret without its principal can be removed" status_is 0
check "and is gone" test ! -e "$state/secrets/ci"
run lanyard principal remove ci
fails_with "then there is nothing left to remove" 3 "^lanyard: there is no file of yours"
add_stored ci one
rm "$principals/ci.json"
add ci
check "a leftover is not taken for a new principal's" test ! -e "$state/secrets/ci"
rm -f "$principals/ci.json"

add_stored ci one
rm "$state/secrets/ci"
mkdir "$state/secrets/ci"
for round in first second; do
	run lanyard principal remove ci
	check "a secret that cannot be removed is told, the $round time" status_is 7
done
check "and keeps its principal" test -e "$principals/ci.json"
rmdir "$state/secrets/ci"
run lanyard principal remove ci
check "which can be removed afterwards" status_is 0

add_stored ci one
rm "$principals/ci.json"
mkdir -p "$principals/ci.json/x"
add_stored ci two --replace
check "a file that cannot be written is told" status_is 3
check "and the secret is the one before" test "$(cat "$state/secrets/ci")" = one
rm -r "$principals/ci.json"

# --- the default

rm -f "$state/secrets/ci"
add_stored one "$secret"
add_stored other "$secret"
lanyard principal default other >/dev/null
chmod 755 "$state"
for words in 'token -r arm' 'principal default' 'principal remove other'; do
	# shellcheck disable=SC2086 # words
	run lanyard $words
	fails_with "$words: a default that cannot be read is told" 7 "^lanyard: the default principal cannot be read from '$state'"
	check "$words: with what to do" stderr_has "^hint: .*chmod 700 '$state'"
done
run lanyard principal list
check "principal list shows the others all the same" stdout_has '^one '
check "but says so" status_is 7
chmod 700 "$state"
run lanyard principal remove other
check "and then it goes on" status_is 0

# --- a home that is none

cd "$work" || exit 1
run env LANYARD_HOME=relative lanyard principal add lost --tenant "$tenant" --client-id "$client"
fails_with "a relative LANYARD_HOME is refused" 3 "^lanyard: LANYARD_HOME is 'relative', which is not a full path"
run env LANYARD_EXEC_PATH=relative lanyard token -p one -r arm
fails_with "so is a relative LANYARD_EXEC_PATH" 3 "^lanyard: LANYARD_EXEC_PATH is 'relative'"
finish

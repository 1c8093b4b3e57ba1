#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The shared folder: whatever is wrong with it costs a sign-in and at most one
# warning, never the token; what can be healed is healed.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

cache=$LANYARD_HOME/cache
is_root() { [ "$(id -u)" -eq 0 ]; }
get() { run lanyard token -p demo -r arm; }
entry() { find "$cache" -name '*.token'; }
requests() { echo $(($(token_requests) - before)); }
cold() {
	rm -rf "$cache"
	get
	before=$(token_requests)
}
# survives SENTENCE WARNINGS: the token comes, with so many lines on stderr.
survives() {
	if [ "$status" -eq 0 ] && [ "$(wc -l <"$work/stdout")" -eq 1 ] &&
		[ "$(wc -l <"$work/stderr")" -eq "$2" ] &&
		[ "$(grep -c '^lanyard\(-signin\)\{0,1\}: warning: ' "$work/stderr")" -eq "$2" ]; then
		pass "$1"
	else
		miss "$1"
	fi
}

run add_principal demo

# --- entries

# broken SENTENCE COMMAND...: after COMMAND, which is given the entry's path.
broken() {
	sentence=$1
	shift
	cold
	"$@" "$(entry)"
	get
	survives "an entry that is $sentence counts as absent" 0
	get
	check "an entry that is $sentence: it is healed by one sign-in" test "$(requests)" -eq 1
}
empty() { : >"$1"; }
garbage() { head -c 500 /dev/urandom >"$1"; }
cut_short() { head -c 200 "$1" >"$work/cut" && cat "$work/cut" >"$1"; }
huge() { head -c 1000000 /dev/zero >>"$1"; }
edited() {
	expression=$1
	sed "$expression" "$2" >"$work/edited" && cat "$work/edited" >"$2"
}
linked() { mv "$1" "$work/linked" && ln -s "$work/linked" "$1"; }
dangling() { rm "$1" && ln -s /nowhere/at-all "$1"; }
pipe() { rm "$1" && mkfifo -m 600 "$1"; }
given_away() { chown 65534 "$1"; }
broken "empty" empty
broken "garbage" garbage
broken "cut short" cut_short
broken "huge" huge
broken "of another version" edited 's/"version":1/"version":2/'
broken "for another key" edited 's/"key":"cloud=AzureCloud/"key":"cloud=Other/'
broken "without a token" edited 's/"token":"[^"]*"/"token":""/'
broken "split by a newline in its token" edited 's/"token":"/&\\n/'
broken "dated in words" edited 's/"expires_at":[0-9]*/"expires_at":"soon"/'
broken "dated beyond all years" edited 's/"obtained_at_ms":[0-9]*/"obtained_at_ms":9000000000000000/'
broken "a link" linked
check "what the link led to is as it was" test -s "$work/linked"
broken "a link to nowhere" dangling
broken "a pipe" pipe
broken "readable by others" chmod 0644
broken "writable by others" chmod 0622
if is_root; then
	broken "another user's" given_away
else
	skip "an entry that is another user's counts as absent" "only root can make one"
	skip "an entry that is another user's: it is healed by one sign-in" "only root can make one"
fi

cold
rm "$(entry)"
mkdir "$(echo "$cache"/*.lock | sed 's/lock$/token/')"
get
survives "a folder in an entry's place costs a warning" 1
check "which says why" stderr_has '^lanyard-signin: warning: the token cannot be kept: '
rmdir "$cache"/*.token

# --- locks and notes

cold
lock=$(cd "$cache" && echo *.lock)
rm "$(entry)" "$cache/$lock"
mkdir "$cache/$lock"
get
survives "a folder in a lock's place is no matter" 0
rmdir "$cache/$lock"
rm -f "$cache"/*.token
ln -s "$work/elsewhere" "$cache/$lock"
get
survives "a link in a lock's place is no matter" 0
check "nothing is written through it" test ! -e "$work/elsewhere"
rm "$cache/$lock"
cold
rm "$(entry)"
printf 'nonsense' >"$cache/${lock%.lock}.note"
chmod 600 "$cache/${lock%.lock}.note"
get
survives "a note that is nonsense counts as absent" 0
check "and is gone after a sign-in" test ! -e "$cache/${lock%.lock}.note"

# --- the folder

rm -rf "$cache"
: >"$cache"
get
survives "a file in the folder's place costs a warning" 1
check "which says what follows" stderr_has '^lanyard: warning: tokens cannot be kept, so each call signs in anew'
rm "$cache"
mkdir -m 755 "$cache"
get
survives "a folder that others may look into is not used, which costs a warning" 1
check "nothing is put there" test -z "$(ls -A "$cache")"
rmdir "$cache"
mkdir -m 700 "$work/other"
ln -s "$work/other" "$cache"
get
survives "a link in the folder's place is not followed, which costs a warning" 1
check "nothing is put there" test -z "$(ls -A "$work/other")"
rm "$cache"
get
survives "what is not there is made" 0
check "for us alone" test "$(stat -c %a "$cache")" = 700
check "like what is in it" sh -c "[ \"\$(stat -c %a '$cache'/*.token '$cache'/*.lock | sort -u)\" = 600 ]"
(umask 000; lanyard token -p demo -r graph >/dev/null)
check "whatever the umask" sh -c "[ \"\$(stat -c %a '$cache'/*.token '$cache'/*.lock | sort -u)\" = 600 ]"
env -u HOME "$(command -v lanyard)" token -p demo -r arm >"$work/stdout" 2>"$work/stderr"
status=$?
survives "no home is needed" 0

# As somebody who is not root where we are.
# shellcheck disable=SC2016 # the inner shell's
if ! is_root; then
	as_user=
elif chmod 711 "$work" && chmod 755 "$work/authority" && chmod 644 "$work/authority/ca.pem" &&
	setpriv --reuid=65534 --regid=65534 --clear-groups sh -c '"$0" --version' "$top_builddir/helper/signin/lanyard-signin" >/dev/null 2>&1; then
	as_user="setpriv --reuid=65534 --regid=65534 --clear-groups"
	rm -rf "$cache"
	cp "$work/authority/client-secret" "$LANYARD_HOME/secret"
	chown -R 65534:65534 "$LANYARD_HOME"
	sed -i "s#$work/authority/client-secret#$LANYARD_HOME/secret#" "$LANYARD_HOME/config/principals/demo.json"
else
	as_user=none
fi
if [ "$as_user" != none ]; then
	rm -rf "$cache"
	chmod 500 "$LANYARD_HOME"
	run $as_user lanyard token -p demo -r arm
	survives "a folder that cannot be made costs a warning" 1
	chmod 700 "$LANYARD_HOME"
	run $as_user lanyard token -p demo -r arm
	before=$(token_requests)
	chmod 500 "$cache"
	run $as_user lanyard token -p demo -r arm
	survives "one that cannot be written to can still be read" 0
	check "without a sign-in" test "$(requests)" -eq 0
	run $as_user lanyard token -p demo -r graph
	survives "a new token that cannot be kept costs a warning" 1
	run $as_user lanyard token -p demo -r graph
	check "and the next caller a sign-in" test "$(requests)" -eq 2
	chmod 700 "$cache"
else
	for sentence in "a folder that cannot be made costs a warning" \
		"one that cannot be written to can still be read" "without a sign-in" \
		"a new token that cannot be kept costs a warning" "and the next caller a sign-in"; do
		skip "$sentence" "there is no way to be another user here"
	done
fi
if is_root; then
	chown -R 0:0 "$LANYARD_HOME"
	chmod 700 "$work"
fi

# --- file systems

# on_disk OPTIONS COMMAND: with a small file system of its own for the cache.
on_disk() {
	mkdir -p "$cache" && chmod 700 "$cache"
	run unshare -m sh -c "mount --make-rprivate / &&
		mount -t tmpfs -o size=64k,mode=0700 none '$cache' || exit 99
		$1"
}
if is_root && unshare -m sh -c 'mount --make-rprivate / && mount -t tmpfs none /mnt' 2>/dev/null; then
	rm -rf "$cache"
	on_disk "dd if=/dev/zero of='$cache/fill' bs=1k 2>/dev/null
		lanyard token -p demo -r arm"
	survives "a full disk costs a warning" 1
	check "which says so" stderr_has 'warning: the token cannot be kept: No space left on device'
	on_disk "lanyard token -p demo -r arm >'$work/first'
		dd if=/dev/zero of='$cache/fill' bs=1k 2>/dev/null
		lanyard token -p demo -r graph >/dev/null 2>&1
		ls -A '$cache' | grep -v -e '\.token$' -e '\.lock$' -e '^collected$' -e '^fill$' >&2
		lanyard token -p demo -r arm >'$work/second'
		cmp '$work/first' '$work/second' && cat '$work/second'"
	survives "a disk that fills up takes nothing of what was there, and no litter stays" 0
	on_disk "lanyard token -p demo -r arm >/dev/null
		mount -o remount,ro '$cache'
		lanyard token -p demo -r arm >/dev/null
		lanyard token -p demo -r graph"
	survives "a disk that is read-only costs a warning" 1
	check "which says so" stderr_has 'warning: the token cannot be kept: Read-only file system'
else
	for sentence in "a full disk costs a warning" "which says so" \
		"a disk that fills up takes nothing of what was there, and no litter stays" \
		"a disk that is read-only costs a warning" "which says so"; do
		skip "$sentence" "file systems cannot be mounted here"
	done
fi

# --- what is old

# made NAME DAYS: a file in the folder, so many days old.
made() {
	: >"$cache/$1"
	chmod 600 "$cache/$1"
	touch -d "@$(($(date +%s) - $2))" "$cache/$1"
}
rm -rf "$cache"
mkdir -m 700 "$cache"
zeros=00000000000000000000000000000000
made $zeros.token 172900
made 1$zeros.token 170000
made $zeros.note 7300
made 1$zeros.note 7000
made $zeros.lock 9000000
temporary=$(sed -n 's/^#define FILE_TEMPORARY "\(.*\)".*/\1/p' "$top_srcdir/helper/base/file.h")
made "${temporary}0123456789abcdef" 700
made "${temporary}fedcba9876543210" 500
made "something-else" 9000000
get
check "a sign-in removes tokens of two days ago" test ! -e "$cache/$zeros.token"
check "notes of two hours ago" test ! -e "$cache/$zeros.note"
check "temporary files of ten minutes ago" test ! -e "$cache/${temporary}0123456789abcdef"
check "no younger ones" test -e "$cache/1$zeros.token" -a -e "$cache/1$zeros.note" \
	-a -e "$cache/${temporary}fedcba9876543210"
check "never a lock" test -e "$cache/$zeros.lock"
check "nor what is not ours" test -e "$cache/something-else"
made $zeros.token 172900
lanyard token -p demo -r graph >/dev/null
check "not more than once an hour" test -e "$cache/$zeros.token"
touch -d "@$(($(date +%s) - 3700))" "$cache/collected"
lanyard token -p demo -r vault >/dev/null
check "but then again" test ! -e "$cache/$zeros.token"
finish

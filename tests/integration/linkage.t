#!/bin/sh
# SPDX-License-Identifier: MIT
#
# What users start stays small: it links the C library and json-c alone, and is
# hardened. All programs answer --help and --version.

. "${top_srcdir:?}/tests/integration/lib.sh"

front="helper/cli/lanyard plugins/git/git-credential-lanyard
	plugins/kubectl/kubectl-lanyard plugins/curl/lanyard-curl"
libexec=helper/signin/lanyard-signin
tools=helper/tools/lanyard-cert

# Why the linkage says nothing in this build, if so.
reason=
if grep -q '^#define LANYARD_SANITIZE' "$top_builddir/config.h"; then
	reason="sanitizers bring libraries of their own"
elif ! command -v readelf >/dev/null 2>&1; then
	reason="there is no readelf"
fi

# dynamic PROGRAM: its dynamic section, in $work/dynamic.
dynamic() { LC_ALL=C readelf -dW "$top_builddir/$1" >"$work/dynamic" 2>/dev/null; }
needed() { sed -n 's/.*(NEEDED).*\[\(.*\)\]$/\1/p' "$work/dynamic"; }

for program in $front; do
	name=${program##*/}
	if [ -n "$reason" ]; then
		skip "$name links libc and json-c alone" "$reason"
		continue
	fi
	dynamic "$program"
	if [ -z "$(needed)" ]; then
		skip "$name links libc and json-c alone" "it is linked statically"
		continue
	fi
	# The loader itself is a part of the C library.
	strangers=$(needed | grep -v '^libc\.\|^libc-\|^libjson-c\.\|^ld-\|^libgcov' | tr '\n' ' ')
	check "$name links libc and json-c alone${strangers:+, but has $strangers}" test -z "$strangers"
	check "$name does link json-c" sh -c "grep -q 'libjson-c' '$work/dynamic'"
done

for program in $front $libexec $tools; do
	name=${program##*/}
	if [ -n "$reason" ]; then
		skip "$name is hardened" "$reason"
		continue
	fi
	dynamic "$program"
	LC_ALL=C readelf -hlW "$top_builddir/$program" >"$work/headers" 2>/dev/null
	check "$name is position-independent" grep -q 'Type: *DYN' "$work/headers"
	if [ -n "$(needed)" ]; then
		check "$name binds its symbols at the start" grep -q 'BIND_NOW\|FLAGS_1.*NOW' "$work/dynamic"
	fi
	check "$name has relocations made read-only" grep -q GNU_RELRO "$work/headers"
	check "$name has a stack that is not executable" sh -c \
		"grep GNU_STACK '$work/headers' | grep -q ' RW  *0x'"
	check "$name names no folder to look for libraries in" \
		sh -c "! grep -q 'RPATH\|RUNPATH' '$work/dynamic'"
done

for program in $front $libexec $tools; do
	name=${program##*/}
	run "$top_builddir/$program" --help </dev/null
	# `lanyard cert` is the name by which users know lanyard-cert.
	check "$name --help tells its usage" stdout_has "^usage: $(echo "$name" | tr - .)"
	check "$name --help has status 0" status_is 0
	run "$top_builddir/$program" --version </dev/null
	check "$name --version is one line, with its name" stdout_has "^$name [0-9]"
	check "$name --version has status 0" status_is 0
	check "$name --version says nothing else" stderr_is_empty
done

# --- started by hand

run "$top_builddir/$libexec" </dev/null
check "lanyard-signin without a job tells its caller so" stdout_has '^{"error":{"class":"usage"'
check "with status 2" status_is 2

# on_terminal COMMAND: with a terminal as stdin and stdout; what it printed is
# in $work/stdout.
on_terminal() {
	run script -qec "$1" /dev/null </dev/null
}
if command -v script >/dev/null 2>&1 && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	on_terminal "lanyard get"
	check "lanyard get on a terminal says how it is used" stdout_has 'usage\|terminal'
	check "with status 2" status_is 2
	on_terminal "$top_builddir/$libexec"
	check "lanyard-signin on a terminal says how it is used" stdout_has 'usage'
	check "with status 2" status_is 2
else
	skip "lanyard get on a terminal says how it is used" "there is no script(1)"
	skip "lanyard-signin on a terminal says how it is used" "there is no script(1)"
fi
finish

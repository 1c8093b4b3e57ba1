#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The house keeps its order: a floor includes only itself and what lies under
# it, a file knows at most one third-party library and only in its place, every
# source names its licence, and files stay readable in length.

set -u
cd "${top_srcdir:-$(dirname "$0")/../..}" || exit 1

points=0

# Succeeds as a test point called $1 when $2, the list of offences, is empty.
nothing_in() {
	points=$((points + 1))
	if [ -z "$2" ]; then
		echo "ok $points - $1"
	else
		echo "not ok $points - $1"
		printf '%s\n' "$2" | sed 's/^/# /'
	fi
}

sources_in() {
	find "$@" -type f -name '*.[ch]' | sort
}

# floor FOLDER MAY-USE...: what the sources of FOLDER include of other floors.
floor() {
	folder=$1
	shift
	[ -d "$folder" ] || return 0
	sources_in "$folder" | while read -r file; do
		awk -v file="$file" -v own="${folder##*/}" -v may=" $* " '
		/^[ \t]*#[ \t]*include[ \t]*"[^"]*\// {
			split($0, quoted, "\"")
			split(quoted[2], path, "/")
			if (path[1] != own && !index(may, " " path[1] " "))
				print file ":" FNR ": includes " quoted[2]
		}' "$file"
	done
}

front='base model config store acquire'
nothing_in "base uses no other floor" "$(floor helper/base)"
nothing_in "model uses base" "$(floor helper/model base)"
nothing_in "config uses base and model" "$(floor helper/config base model)"
nothing_in "store uses base and model" "$(floor helper/store base model)"
nothing_in "acquire uses what lies under it" \
	"$(floor helper/acquire base model config store)"
# shellcheck disable=SC2086 # a list of words
nothing_in "cli uses the floors of the front" "$(floor helper/cli $front)"
nothing_in "keys uses base and model" "$(floor helper/keys base model)"
nothing_in "signin uses base, model, store and keys" \
	"$(floor helper/signin base model store keys)"
# shellcheck disable=SC2086
nothing_in "tools use the other floors" \
	"$(floor helper/tools $front keys signin cli)"
# shellcheck disable=SC2086
nothing_in "plugins use the floors of the front, and no other plugin" \
	"$(for plugin in plugins/*/; do floor "${plugin%/}" $front; done)"

# The third-party libraries that a file includes, and where each may be.
libraries=$(
	sources_in helper plugins | while read -r file; do
		awk -v file="$file" '
		function library(header) {
			if (header ~ /^(json-c\/|json\.h$)/) return "json-c"
			if (header ~ /^curl\//) return "libcurl"
			if (header ~ /^(gnutls|p11-kit)/) return "gnutls"
			if (header ~ /^microhttpd/) return "libmicrohttpd"
			if (header ~ /^libsecret\//) return "libsecret"
			return ""
		}
		/^[ \t]*#[ \t]*include[ \t]*</ {
			split($0, part, /[<>]/)
			name = library(part[2])
			if (name != "" && !seen[name]++)
				print file, name
		}' "$file"
	done
)
nothing_in "a file includes one third-party library at most" \
	"$(echo "$libraries" | awk 'NF && ++n[$1] == 2 { print $1 }')"
nothing_in "a third-party library is included only in its place" \
	"$(echo "$libraries" | awk '
	$2 == "json-c" && $1 ~ /^helper\/base\/json[^\/]*$/ { next }
	$2 == "libcurl" && $1 == "helper/signin/http.c" { next }
	$2 == "gnutls" && $1 ~ /^helper\/(keys|signin)\// { next }
	$2 == "libmicrohttpd" && $1 == "helper/signin/listener.c" { next }
	$2 == "libsecret" && $1 ~ /^helper\/tools\// { next }
	NF { print $1 ": includes " $2 }')"

nothing_in "a source opens with its licence" \
	"$(find helper plugins tests contrib bootstrap Makefile.am configure.ac \
		\( -name build-aux -o -name '.?*' \) -prune -o -type f -print |
		sort | while read -r file; do
		case $file in
		*.[ch] | *.am | *.ac | *.m4 | *.mk | *.sh | *.t) ;;
		*)
			case $(head -n 1 "$file" | tr -d '\000') in
			'#!'*) ;;
			*) continue ;;
			esac
			;;
		esac
		head -n 2 "$file" | grep -q 'SPDX-License-Identifier: MIT' ||
			echo "$file"
	done)"

nothing_in "no source is longer than 500 lines" \
	"$(sources_in helper plugins | while read -r file; do
		awk -v file="$file" \
			'END { if (NR > 500) print file ": " NR " lines" }' "$file"
	done)"

echo "1..$points"

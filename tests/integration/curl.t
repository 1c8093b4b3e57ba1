#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The door for curl: the real curl calls with a token what the token is for,
# and nothing else is called with it. What curl is handed is looked at by a
# program of this test's own that stands in for it.

. "${top_srcdir:?}/tests/integration/lib.sh"
command -v curl >/dev/null 2>&1 || skip_all "there is no curl"

mkdir -p "$work/authority" "$work/stand-in" "$LANYARD_HOME/config"
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/authority/client-secret"
chmod 600 "$work/authority/client-secret"
cat >"$work/configuration.json" <<-END
	{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"],
	    "clients": [ { "client_id": "$client",
	        "secret_files": ["$work/authority/client-secret"] } ] } ],
	  "hosts": { "api.private.example": "api://private" } }
END
start_authority --configuration "$work/configuration.json"
add_principal demo
arm=https://management.azure.com

# What stands in for curl tells what it was given, and says so on stdout.
cat >"$work/stand-in/curl" <<-END
	#!/bin/sh
	tr '\\0' '\\n' </proc/\$\$/cmdline >"$work/seen-arguments"
	tr '\\0' '\\n' </proc/\$\$/environ >"$work/seen-environment"
	ls -l /proc/\$\$/fd >"$work/seen-descriptors"
	umask >"$work/seen-umask"
	[ "\$2" != -K ] || cat "\$3" >"$work/seen-config"
	[ "\$2" != -K ] || cat "\$3" >"$work/seen-config-again"
	echo stand-in
	exit 43
END
chmod 755 "$work/stand-in/curl"
real_path=$PATH
stand_in_path=$work/stand-in:$PATH

# --- what is refused: before a token is fetched, and without curl

PATH=$stand_in_path

# refused SENTENCE PATTERN ARGUMENT...
refused() {
	sentence=$1 pattern=$2
	shift 2
	run lanyard-curl "$@" </dev/null
	fails_with "$sentence" 125 "$pattern"
}

while read -r option value; do
	# shellcheck disable=SC2086 # a value, or none
	refused "the option $option is refused" \
		"^lanyard-curl: the curl option '$option' is not one" \
		"$option" $value "$arm/"
done <<-'END'
	-v
	--trace -
	--trace-ascii -
	--trace-time
	--libcurl -
	--stderr -
	-k
	--insecure
	-K /dev/null
	--config /dev/null
	--location-trusted
	--location-trus
	--location-t
	--no-location
	--unix-socket /tmp/x
	--abstract-unix-socket x
	--connect-to ::evil.example:
	--resolve management.azure.com:443:127.0.0.1
	--doh-url https://evil.example/
	--dns-servers 127.0.0.1
	--next
	-:
	-u a:b
	--user a:b
	--oauth2-bearer x
	--anyauth
	--negotiate
	--aws-sigv4 x
	-x http://evil.example:1
	--proxy http://evil.example:1
	--preproxy socks5://evil.example:1
	--socks5 evil.example
	--socks5-hostname evil.example
	--proxy-header X:y
	-U a:b
	--noproxy *
	-n
	--netrc
	--netrc-file /dev/null
	--netrc-optional
	-E /dev/null
	--cert /dev/null
	--key /dev/null
	--url-query a=b
	--variable a=b
	--expand-url https://evil.example/
	--proto =http
	--proto-redir =http
	--ftp-port -
	--haproxy-protocol
	--alt-svc /dev/null
	--hsts /dev/null
	--egd-file /dev/null
	--engine x
	--interface lo
	-q
	--disable
	-t x=y
	-M
	-V
	-Q x
	--request-target http://evil.example/
	--max-time=1
	--verb
	--dat x
END
refused "--verbose among curl's options is refused" "'--verbose'" -s --verbose "$arm/"
refused "a refused letter in a cluster is refused" "'-sSv'" -sSv "$arm/"
refused "and at its front" "'-kfs'" -kfs "$arm/"
refused "an option behind the URL is looked at too" "'-v'" "$arm/" -v
refused "curl's own '--' is refused" "'--'" -s -- "$arm/"
refused "a value that is missing is said to be" "'-o' needs a value" "$arm/" -o

refused "an Authorization header is refused" "'Authorization'" -H 'Authorization: x' "$arm/"
refused "whatever its case and place" "'aUTHORIZATION'" -s "-HaUTHORIZATION : x" "$arm/"
refused "also when it is to be taken away" "'Authorization'" --header 'Authorization:' "$arm/"
refused "or to be empty" "'Authorization'" -H 'Authorization;' "$arm/"
refused "a Host header is refused" "'Host'" -H 'Host: evil.example' "$arm/"
refused "a Proxy-Authorization header is refused" "'Proxy-Authorization'" \
	-H 'Proxy-Authorization: x' "$arm/"
refused "headers from a file are refused" "@/dev/null" -H @/dev/null "$arm/"
refused "a header that begins with a blank is refused" "has no name" -H ' x' "$arm/"
lines=$(printf 'X: y\r\nHost: evil.example')
refused "a header of two lines is refused" "'-H' holds a control" -H "$lines" "$arm/"
refused "a user agent of two lines is refused" "'-A' holds a control" -A "$lines" "$arm/"
refused "a method of two lines is refused" "'-X' holds a control" -X "$lines" "$arm/"

refused "an unknown host is refused" "'evil.example' port 443 is not a host" https://evil.example/
check "with a hint how to allow it" stderr_has '^hint: .*lanyard.json'
while read -r url; do
	refused "$url is refused" "^lanyard-curl: '" "$url"
done <<-'END'
	https://management.azure.com.evil.example/
	https://evil.example/management.azure.com
	https://evil.example?https://management.azure.com/
	https://evil.example#@management.azure.com/
	https://evilmanagement.azure.com/
	https://x.management.azure.com/
	https://azure.com/
	https://management.azure.com:8443/
	https://management.azure.com@evil.example/
	https://user@management.azure.com/
	https://user:pass@management.azure.com/
	https://management.azure.com./
	https://management.azure.com:/
	https://management.azure.com:443:1/
	https://management%2eazure.com/
	https://management.azure.com%2f@evil.example/
	https://{management.azure.com,evil.example}/
	https://management.azure.[a-c]om/
	https://management.azure.com\@evil.example/
	https:/management.azure.com/
	https:management.azure.com/
	https:///management.azure.com/
	//management.azure.com/
	management.azure.com
	management.azure.com/x
	ftp://management.azure.com/
	file:///etc/passwd
	https://management.usgovcloudapi.net/
	https://127.0.0.1/
	https://[::1]/
	https://visualstudio.com/
	https://a.b.visualstudio.com/
	-
END
refused "http is refused" "over https only" http://management.azure.com/
refused "an empty URL is refused" "is not a URL" ""
refused "a URL with a blank is refused" "is not a URL" "$arm/ https://evil.example/"
refused "a second URL of another host is refused" "different hosts" "$arm/" https://graph.microsoft.com/
refused "also when it is the first" "different hosts" https://evil.example/ "$arm/"
refused "also behind --url" "different hosts" --url "$arm/" --url https://evil.example/
refused "--url with a file is refused" "is not a URL" --url @/dev/null
refused "a call without a URL is refused" "no URL" -s
run lanyard-curl
check "without arguments it says how it is used" stderr_has '^usage:'
check "and its status is its own" status_is 125
run lanyard-curl -p
fails_with "an option without its value is misuse" 125 "^lanyard-curl: the option '-p' needs a value"
check "with a hint" stderr_has "^hint: 'lanyard-curl --help' tells more"
run env LANYARD_HOME=relative lanyard-curl "$arm/"
fails_with "a relative LANYARD_HOME is refused" 125 "^lanyard-curl: LANYARD_HOME is 'relative'"
refused "a principal that does not exist is an error of its own" "'nobody'" -p nobody "$arm/"
check "none of this made a token request" test "$(token_requests)" -eq 0
check "nor ran curl" test ! -e "$work/seen-arguments"

# --- what curl is handed

AZURE_CLIENT_SECRET=hush-hush ARM_CLIENT_SECRET=hush-hush SSLKEYLOGFILE=$work/keys
export AZURE_CLIENT_SECRET ARM_CLIENT_SECRET SSLKEYLOGFILE
umask 022
run lanyard-curl -p demo -sS -X GET "$arm/x"
unset AZURE_CLIENT_SECRET ARM_CLIENT_SECRET SSLKEYLOGFILE
check "curl is run" stdout_has '^stand-in$'
check "and its exit status is the call's" status_is 43
token=$(lanyard token -p demo -r arm)
check "its configuration has the token of the host's resource" \
	grep -qxF "header = \"Authorization: Bearer $token\"" "$work/seen-config"
printf '%s\n' 'proto = "=https"' 'proto-redir = "=https"' no-location-trusted >"$work/rules"
tail -n +2 "$work/seen-config" >"$work/seen-rules"
check "and that nothing but https is spoken" cmp -s "$work/rules" "$work/seen-rules"
check "it can be read once only" test ! -s "$work/seen-config-again"
check "the token is in no argument" sh -c "! grep -qF '$token' '$work/seen-arguments'"
check "nor in the environment" sh -c "! grep -qF '$token' '$work/seen-environment'"
# The interpreter and the script stand before the arguments.
check "curl's own configuration is left out first of all" \
	test "$(sed -n 3p "$work/seen-arguments")" = -q
check "the arguments are passed on as they are" test \
	"$(tail -n +6 "$work/seen-arguments" | tr '\n' ' ')" = "-sS -X GET $arm/x "
check "secrets of the environment are not handed on" \
	sh -c "! grep -q hush-hush '$work/seen-environment'"
check "nor is the file for TLS keys" sh -c "! grep -q SSLKEYLOGFILE '$work/seen-environment'"
check "the caller's umask is given back" grep -qx 0022 "$work/seen-umask"
check "no file of lanyard's is open in curl" \
	sh -c "! grep -q '$LANYARD_HOME' '$work/seen-descriptors'"
# pipes FILE: how many pipes stand above the standard descriptors; the shell
# has copies of some.
pipes() { awk '/pipe:/ && $9 > 2 && !seen[$NF]++ { n++ } END { print n + 0 }' "$1"; }
ls -l /proc/$$/fd >"$work/own-descriptors"
check "of pipes there is one more than the caller's" test \
	"$(pipes "$work/seen-descriptors")" -eq $(($(pipes "$work/own-descriptors") + 1))

mkdir "$work/here"
cp "$work/stand-in/curl" "$work/here/curl"
rm -f "$work"/seen-*
# Only folders without a curl, but for the one we are in.
mkdir "$work/bin"
ln -s "$(command -v lanyard-curl)" "$work/bin/lanyard-curl"
for folder in "" . here; do
	run sh -c "cd '$work/here' && PATH='$folder:$work/bin:$folder' && export PATH &&
		exec '$work/bin/lanyard-curl' -s '$arm/'"
	fails_with "curl is not taken from the working folder (PATH has '$folder')" 125 \
		"there is no curl"
done
check "and did not run" test ! -e "$work/seen-arguments"
PATH=$real_path

# --- the real curl

lanyard cache clear >/dev/null
before=$(token_requests)
run lanyard-curl "$arm/subscriptions?api-version=2022-12-01" -sS
check "a GET is answered" stdout_has '"host":"management.azure.com","aud":"https://management.azure.com/"'
check "with status 0" status_is 0
check "and -sS keeps curl quiet" stderr_is_empty
run lanyard-curl -p demo -sS HTTPS://Management.AZURE.com:443/x
check "upper case and the default port are the same host" stdout_has '"aud":'
run lanyard-curl -- -sS "$arm/x"
check "'--' ends lanyard-curl's own options" stdout_has '"aud":'
run lanyard-curl -sS -d '{"a":1}' -H 'Content-Type: application/json' "$arm/x"
check "a POST sends what -d says" stdout_has '"length":7'
check "as a POST" sh -c "tail -n 1 '$work/authority/journal.jsonl' | grep -q '\"method\":\"POST\"'"
run lanyard-curl -sSX DELETE "$arm/x"
check "-X chooses the method" \
	sh -c "tail -n 1 '$work/authority/journal.jsonl' | grep -q '\"method\":\"DELETE\"'"
printf 'upload' >"$work/upload"
run lanyard-curl -sS -T "$work/upload" "$arm/"
check "-T uploads a file" stdout_has '"length":6'
check "under its name" sh -c "tail -n 1 '$work/authority/journal.jsonl' | grep -q '\"path\":\"/upload\"'"
printf hello >"$work/input"
run lanyard-curl -sS -d @- "$arm/x" <"$work/input"
check "stdin stays curl's: -d @-" stdout_has '"length":5'
run sh -c "printf streamed | lanyard-curl -sS -T - '$arm/x'"
check "stdin stays curl's: -T -" stdout_has '"length":8'
run lanyard-curl -sS "$arm/[1-3]" "$arm/x" -o "$work/out-#1" -o "$work/out-x"
check "several URLs of one host are called" \
	cat "$work/out-1" "$work/out-2" "$work/out-3" "$work/out-x"
check "what curl writes has the caller's permissions" \
	test "$(stat -c %a "$work/out-x")" = 644
run lanyard-curl -sS -w '%{http_code}\n' -o /dev/null --url "$arm/x" --max-time 20 --retry 1
check "options with values go through" stdout_has '^200$'
check "all this took one token request" test "$(token_requests)" -eq $((before + 1))

run lanyard-curl -sS https://myvault.vault.azure.net/secrets
check "another host brings the token of another resource" stdout_has '"aud":"https://vault.azure.net"'

# --- redirects and curl's own configuration

run lanyard-curl -sSL "$arm/redirect-to?url=https://evil.example/leak"
check "-L follows a redirect to another host" stdout_has '"host":"evil.example"'
check "without the token" sh -c "grep '\"path\":\"/leak\"' '$work/authority/journal.jsonl' |
	grep -q '\"authorization\":null'"
run lanyard-curl -sSL "$arm/redirect-to?url=$arm:8443/leak-port"
check "nor does it go to another port of the host" \
	sh -c "grep '\"path\":\"/leak-port\"' '$work/authority/journal.jsonl' |
		grep -q '\"authorization\":null'"
run lanyard-curl -sSL "$arm/redirect-to?url=http://management.azure.com/leak"
check "a redirect to http is not followed" status_is 1
for folder in "$HOME" "$HOME/.config" "$HOME/curl"; do
	mkdir -p "$folder"
	printf '%s\n' location-trusted verbose 'header = "X-Rc: 1"' \
		"trace-ascii = \"$work/trace\"" >"$folder/.curlrc"
	cp "$folder/.curlrc" "$folder/curlrc"
done
export CURL_HOME="$HOME/curl"
run lanyard-curl -sSL "$arm/redirect-to?url=https://evil.example/leak-2"
unset CURL_HOME
check "a curlrc with location-trusted changes nothing" \
	sh -c "grep '\"path\":\"/leak-2\"' '$work/authority/journal.jsonl' |
		grep -q '\"authorization\":null'"
check "nor does its verbose" stderr_is_empty
check "nor its trace" test ! -e "$work/trace"
rm -rf "$HOME"/.curlrc "$HOME"/curlrc "$HOME/.config" "$HOME/curl"

# --- curl's exit status

faults '{"resource":{"fault":"status","status":404}}'
run lanyard-curl -sS -f "$arm/x"
check "-f and a 404 is curl's 22" status_is 22
run lanyard-curl -sS -o /dev/null "$arm/x"
check "without -f a 404 is 0" status_is 0
faults '{"resource":{"fault":"error"}}'
run lanyard-curl -sS -f "$arm/x"
check "-f and a 401 is curl's 22" status_is 22
faults '{"resource":{"fault":"hang"}}'
run lanyard-curl -sS -m 1 "$arm/x"
check "a time that is up is curl's 28" status_is 28
faults
run env https_proxy=http://127.0.0.1:1 lanyard-curl -sS "$arm/x"
check "a refused connection is curl's 7" status_is 7
run lanyard-curl -sS "$arm/[1-"
check "a pattern that cannot be read is curl's 3" status_is 3
run lanyard-curl -sS --cacert /dev/null "$arm/x"
check "a certificate that is not trusted is curl's 60 or 77" \
	sh -c "[ $status -eq 60 ] || [ $status -eq 77 ]"

# --- a private host

run lanyard-curl -sS https://api.private.example/x
fails_with "a private host is refused as long as nobody named it" 125 "api.private.example"
echo '{ "hosts": { "api.private.example": "api://private" } }' >"$LANYARD_HOME/config/lanyard.json"
run lanyard-curl -sS https://api.private.example/x
check "one that lanyard.json names gets the token of its resource" stdout_has '"aud":"api://private"'
run lanyard-curl -sS https://api.private.example.evil.example/x
fails_with "and its look-alike does not" 125 "api.private.example.evil.example"

# --- no token, no call

lanyard cache clear >/dev/null
PATH=$stand_in_path
rm -f "$work"/seen-*
faults '{"token":{"fault":"error","error":"invalid_client","aadsts":7000215,"status":401}}'
run lanyard-curl -sS "$arm/x"
fails_with "a refused sign-in is told in one line" 125 "AADSTS7000215"
check "and curl is not run" test ! -e "$work/seen-arguments"
finish

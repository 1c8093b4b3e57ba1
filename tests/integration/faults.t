#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Whatever comes from the authority, or does not come: the right class, nothing
# on stdout, a first line that names the host and what is wrong with it, within
# the time limit, and nothing lost of what was there before.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"

# Each fault has a login host of its own, so that many can be had at once.
mkdir -p "$work/authority" "$LANYARD_HOME/config/clouds"
chmod 700 "$LANYARD_HOME" "$LANYARD_HOME/config"
secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
expired=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && printf '%s\n' "$secret" >"$work/authority/client-secret")
cat >"$work/configuration.json" <<END
{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"], "clients": [
	{ "client_id": "$client", "secrets": ["$secret"], "expired_secrets": ["$expired"] } ] } ],
  "hosts": { "*.faulty.example": "login" } }
END
start_authority --configuration "$work/configuration.json"

settings() { printf '%s\n' "$1" >"$LANYARD_HOME/config/lanyard.json"; }

# cloud NAME: a cloud of that name, whose authority is NAME.faulty.example.
cloud() {
	printf '{"authority":"https://%s.faulty.example","resources":{"arm":"https://management.azure.com/"}}\n' \
		"$1" >"$LANYARD_HOME/config/clouds/$1.json"
}
get() { run lanyard token -p demo "$@"; }
log_in() { run lanyard token -p demo -r arm "$@"; }
cold() {
	rm -rf "$LANYARD_HOME/cache"
	before=$(token_requests)
}
requests() { echo $(($(token_requests) - before)); }

run add_principal demo
run lanyard token -p demo -r graph
cp "$work/stdout" "$work/kept"

# --- answers that are of no use

# Name, fault, what the first line says after the host.
cat >"$work/wrong" <<'END'
cut|{"fault":"cut"}|its answer was cut off
reset|{"fault":"reset"}|the connection broke
garbage|{"fault":"garbage"}|gave an answer that cannot be used
html|{"fault":"html"}|gave an answer that cannot be used: .*not valid JSON
empty|{"fault":"empty"}|gave an answer that cannot be used
huge|{"fault":"huge"}|its answer is larger than 1048576 bytes
endless|{"fault":"huge","variant":"chunked"}|its answer is larger than 1048576 bytes
redirect|{"fault":"redirect"}|answered with a redirect to 'https://evil.example/', which is not followed
s500|{"fault":"status","status":500}|is unavailable (HTTP status 500
s502|{"fault":"status","status":502,"body":"Bad gateway"}|is unavailable (HTTP status 502
s503|{"fault":"status"}|is unavailable (HTTP status 503
s404|{"fault":"status","status":404,"body":"Not here"}|gave an answer that cannot be used
s204|{"fault":"status","status":204}|gave an answer that cannot be used
no-token|{"fault":"no-token"}|has no access_token
deep|{"fault":"deep"}|nested too deeply
nul|{"fault":"nul"}|u0000
duplicate|{"fault":"duplicate"}|stands twice
duplicate-expires|{"fault":"duplicate","variant":"expires"}|stands twice
token-type|{"fault":"token-type"}|token_type.*is not Bearer
token-type-absent|{"fault":"token-type","variant":"absent"}|token_type.*is not Bearer
control|{"fault":"control"}|access_token.*characters that no token has
newline|{"fault":"control","variant":"newline"}|access_token.*characters that no token has
raw|{"fault":"control","variant":"raw"}|control character
space|{"fault":"control","variant":"space"}|access_token.*characters that no token has
utf-8|{"fault":"control","variant":"utf-8"}|access_token.*characters that no token has
bad-utf-8|{"fault":"control","variant":"bad-utf-8"}|not valid UTF-8
expires-string|{"fault":"wrong-type"}|expires_in.*is not a whole number
expires-word|{"fault":"wrong-type","variant":"expires-word"}|expires_in.*is not a whole number
expires-float|{"fault":"wrong-type","variant":"expires-float"}|expires_in.*is not a whole number
expires-zero|{"fault":"wrong-type","variant":"expires-zero"}|expires_in.*is not between
expires-negative|{"fault":"wrong-type","variant":"expires-negative"}|expires_in.*is not between
expires-huge|{"fault":"wrong-type","variant":"expires-huge"}|expires_in.*is not between
expires-exponent|{"fault":"wrong-type","variant":"expires-exponent"}|expires_in.*is not a whole number
expires-null|{"fault":"wrong-type","variant":"expires-null"}|has no expires_in
expires-object|{"fault":"wrong-type","variant":"expires-object"}|expires_in.*is not a whole number
expires-boolean|{"fault":"wrong-type","variant":"expires-boolean"}|expires_in.*is not a whole number
expires-absent|{"fault":"wrong-type","variant":"expires-absent"}|has no expires_in
token-number|{"fault":"wrong-type","variant":"token-number"}|access_token.*is not a string
token-null|{"fault":"wrong-type","variant":"token-null"}|has no access_token
token-array|{"fault":"wrong-type","variant":"token-array"}|access_token.*is not a string
token-empty|{"fault":"wrong-type","variant":"token-empty"}|access_token
type-number|{"fault":"wrong-type","variant":"type-number"}|token_type.*is not a string
refresh-string|{"fault":"wrong-type","variant":"refresh-string"}|refresh_in.*is not a whole number
refresh-negative|{"fault":"wrong-type","variant":"refresh-negative"}|refresh_in.*is not between
array|{"fault":"wrong-type","variant":"array"}|gave an answer that cannot be used
string|{"fault":"wrong-type","variant":"string"}|gave an answer that cannot be used
number|{"fault":"wrong-type","variant":"number"}|gave an answer that cannot be used
null|{"fault":"wrong-type","variant":"null"}|gave an answer that cannot be used
truncated|{"fault":"wrong-type","variant":"truncated"}|gave an answer that cannot be used
trailing|{"fault":"wrong-type","variant":"trailing"}|gave an answer that cannot be used
END

# Writes $work/wrong as faults.json of a section.
all_faults() {
	faults "{\"$1\":[$(while IFS='|' read -r name fault _; do
		cloud "$name" >&2
		printf '%s,"host":"%s.faulty.example"},' "${fault%\}}" "$name"
	done <"$work/wrong" | sed 's/,$//')]}"
}

sanitized() { grep -q '^#define LANYARD_SANITIZE' "$top_builddir/config.h"; }

# Asks for a token of each cloud of $work/wrong, ten at once, with little room in
# memory (sanitizers take terabytes of addresses).
ask_all() {
	pids=
	count=0
	while IFS='|' read -r name _; do
		count=$((count + 1))
		# shellcheck disable=SC2086 # a list of numbers
		[ $((count % 10)) -ne 0 ] || wait $pids
		(
			# shellcheck disable=SC3045 # every shell of today has it
			sanitized || ulimit -v 1000000
			lanyard token -p demo -r arm -c "$name" >"$work/$name.out" 2>"$work/$name.err"
			echo $? >"$work/$name.status"
		) 3>&- &
		pids="$pids $!"
	done <"$work/wrong"
	# shellcheck disable=SC2086 # a list of numbers
	wait $pids
}

check_all() {
	while IFS='|' read -r name _ pattern; do
		status=$(cat "$work/$name.status")
		mv "$work/$name.out" "$work/stdout"
		mv "$work/$name.err" "$work/stderr"
		fails_with "$1 '$name': told, with its host" 5 \
			"^lanyard: principal 'demo': the authority '$name\.faulty\.example'.*$pattern"
		[ "$(sed -n 2p "$work/stderr" | cut -c1-6)" = 'hint: ' ] ||
			miss "$1 '$name': what to do is said"
	done <"$work/wrong"
}

all_faults token
began=$(date +%s)
ask_all
check_all "answer"
check "all within the time limit" test $(($(date +%s) - began)) -le 60

cat >"$work/wrong" <<'END'
lower|{"fault":"token-type","variant":"lower"}|
late|{"fault":"wrong-type","variant":"refresh-late"}|
delay|{"fault":"delay","milliseconds":700}|
END
all_faults token
ask_all
while IFS='|' read -r name _; do
	check "answer '$name': the token is taken" test "$(cat "$work/$name.status")" -eq 0
done <"$work/wrong"

# --- silence

settings '{"timeout_seconds": 3}'
cat >"$work/wrong" <<'END'
hang|{"fault":"hang"}|it did not answer in time
drip|{"fault":"drip"}|it did not answer in time
END
all_faults token
began=$(date +%s%N)
ask_all
spent_ms=$((($(date +%s%N) - began) / 1000000))
check_all "silence"
check "within the time limit of 3 s" test $spent_ms -le 10000

# --- on the way

cat >"$work/wrong" <<'END'
proxy-hangs|{"fault":"hang"}|it did not answer in time
proxy-resets|{"fault":"reset"}|the connection broke
proxy-502|{"fault":"refuse"}|502
proxy-403|{"fault":"status","status":403}|403
proxy-407|{"fault":"authenticate","credentials":"me:pass"}|407
END
all_faults relay
began=$(date +%s%N)
ask_all
spent_ms=$((($(date +%s%N) - began) / 1000000))
cp "$work/proxy-407.err" "$work/407"
check_all "proxy"
check "within the time limit of 3 s" test $spent_ms -le 10000
check "a proxy that wants to know who one is: the hint says where to tell it" \
	grep -q '^hint: .*https_proxy' "$work/407"
https_proxy=http://me:pass@${AUTHORITY_PROXY#http://} log_in -c proxy-407
check "and with that it works" status_is 0
https_proxy=http://me:wrong-word@${AUTHORITY_PROXY#http://} log_in -c proxy-407 --force-refresh
fails_with "a wrong password at the proxy is a network fault" 5 "'proxy-407.faulty.example'.*407"
check "which does not tell the password" sh -c "! grep -q wrong-word '$work/stderr'"
settings '{}'
faults

https_proxy=http://127.0.0.1:1 within 30 lanyard token -p demo -r arm
fails_with "a proxy that is not there is told of" 5 \
	"'login.microsoftonline.com': the proxy on the way to it cannot be connected to"
check "and what to check" stderr_has '^hint: https_proxy names it'
cloud closed
sed 's/closed.faulty.example/localhost:1/' "$LANYARD_HOME/config/clouds/closed.json" >"$work/closed"
cat "$work/closed" >"$LANYARD_HOME/config/clouds/closed.json"
https_proxy='' within 30 lanyard token -p demo -r arm -c closed
fails_with "a port where nobody listens is told of" 5 "'localhost': it cannot be connected to"

# Without a network at all, so that no name server is asked for such names.
if unshare -rn true 2>/dev/null; then
	cloud nowhere
	https_proxy='' within 30 unshare -rn "$(command -v lanyard)" token -p demo -r arm -c nowhere
	fails_with "a name that cannot be resolved is told of" 5 \
		"'nowhere.faulty.example': its name cannot be resolved"
	check "and what to check" stderr_has '^hint: check the network and its name service'
else
	skip "a name that cannot be resolved is told of" "no network namespaces here"
	skip "and what to check" "no network namespaces here"
fi
https_proxy=http://127.0.0.1:1 get -r graph
check "nothing is lost of what was there before" cmp -s "$work/stdout" "$work/kept"

# --- later

cold
faults '{"token":{"fault":"status","times":1}}'
log_in
check "after one 503 it is tried again" status_is 0
check "by a second request" test "$(requests)" -eq 2
cold
faults '{"token":{"fault":"status"}}'
log_in
check "after two it is given up" status_is 5
check "by two requests" test "$(requests)" -eq 2
log_in
check "the next caller tries anew" test "$(requests)" -eq 4

cold
faults '{"token":{"fault":"status","status":429,"retry_after":"1800","times":1}}'
log_in
fails_with "a pause that the authority asks for is told of" 5 \
	"'login.microsoftonline.com' is unavailable (HTTP status 429"
check "it is not tried again" test "$(requests)" -eq 1
log_in
fails_with "the next caller is told the same" 5 \
	"'login.microsoftonline.com' is unavailable (HTTP status 429"
check "and for how long" stderr_has '^hint: .* try again in 1[78][0-9][0-9] s$'
log_in --force-refresh
check "a forced renewal is held back, too" status_is 5
check "nobody asks meanwhile" test "$(requests)" -eq 1
lanyard token -p demo -r graph >"$work/stdout"
check "a token for something else is not held back" test "$(requests)" -eq 2

cold
faults '{"token":{"fault":"status","status":429,"retry_after":"2","times":1}}'
log_in
sleep 2.1
log_in
check "once the pause is over it is tried again" status_is 0

cold
date=$(LC_ALL=C date -u -d "@$(($(date +%s) + 600))" '+%a, %d %b %Y %H:%M:%S GMT')
faults "{\"token\":{\"fault\":\"status\",\"status\":503,\"retry_after\":\"$date\",\"times\":1}}"
log_in
log_in
fails_with "a pause may be given as a date" 5 "HTTP status 503"
check "and is kept" stderr_has '^hint: .* try again in [56][0-9][0-9] s$'
check "by one request" test "$(requests)" -eq 1
for pause in -5 0 soon '' 99999999999999999999; do
	cold
	faults "{\"token\":{\"fault\":\"status\",\"status\":429,\"retry_after\":\"$pause\",\"times\":1}}"
	log_in
	log_in
	fails_with "a pause of '$pause' is a pause, too" 5 "HTTP status 429"
	check "of an hour at most" test "$(sed -n 's/^hint: .* in \([0-9]*\) s$/\1/p' "$work/stderr")" -le 3600
done

# --- refusals

cold
faults
principal=$LANYARD_HOME/config/principals/demo.json
cp -p "$principal" "$work/demo.json"
(umask 077 && echo 'not-the-secret' >"$work/secret")
add_principal demo --replace --secret-file "$work/secret"
log_in
fails_with "a wrong secret is a refusal, with its code and meaning" 6 \
	"^lanyard: principal 'demo': the authority 'login.microsoftonline.com' refused the sign-in: AADSTS7000215: the client secret is wrong (invalid_client, correlation id [0-9a-f-]*)$"
check "the hint says what to do" stderr_has "^hint: give the secret's value, not its id"
check "the secret is not told" sh -c "! grep -q not-the-secret '$work/stderr'"
log_in
fails_with "the next caller is told the same" 6 "AADSTS7000215"
check "without a second request" test "$(requests)" -eq 1
log_in --force-refresh
check "a forced renewal asks" test "$(requests)" -eq 2
sleep 0.02
printf '%s' "$secret" >"$work/secret"
log_in
check "once the secret is mended the next caller is let through" status_is 0
check "at once" test "$(requests)" -eq 3

# refusal SENTENCE PATTERN: after what was wrong was set.
refusal() {
	cold
	log_in
	fails_with "$1" 6 "'login.microsoftonline.com' refused the sign-in: $2"
	check "$1: and what to do" sh -c "[ \$(sed -n '2s/^hint: //p' '$work/stderr' | wc -c) -gt 20 ]"
	log_in
	check "$1: it is asked once" test "$(requests)" -eq 1
}
printf '%s' "$expired" >"$work/secret"
refusal "an expired secret" "AADSTS7000222: the client secret has expired"
printf '%s' "$secret" >"$work/secret"
add_principal demo --replace --client-id 33333333-3333-4333-8333-333333333333
refusal "an unknown application" "AADSTS700016: the application is not known in this tenant"
add_principal demo --replace --tenant fabrikam.example
refusal "an unknown tenant" "AADSTS90002: the tenant was not found"
add_principal demo --replace
cold
get -r https://nothing.example/
fails_with "an unknown resource" 6 "refused the sign-in: AADSTS500011: the resource is not known in this tenant"
cold
faults '{"token":{"fault":"error","error":"invalid_grant","aadsts":999999,"description":"\u001b[31mNew\u0007 words\r\nof a server."}}'
log_in
fails_with "a code that is new is told in the authority's words" 4 "AADSTS999999: .*New.* words"
check "without the control characters in them" sh -c "! tr -d '\n' <'$work/stderr' | grep -q '[[:cntrl:]]'"

# A minute later.
for note in "$LANYARD_HOME"/cache/*.note; do
	sed 's/"until_ms":[0-9]*/"until_ms":'"$(date +%s)000/" "$note" >"$work/note"
	cat "$work/note" >"$note"
done
faults
log_in
check "after a minute a refused caller is let through" status_is 0

# --- an outage

age 3400
https_proxy=http://127.0.0.1:1 log_in
check "a token about to expire survives an outage" status_is 0
check "with a warning that says so" stderr_has '^lanyard: warning: no new token could be had, the old one serves for another'
https_proxy=http://127.0.0.1:1 log_in --force-refresh
check "not for those who want another" status_is 5
age 300
https_proxy=http://127.0.0.1:1 log_in
check "nor once it has expired" status_is 5

cold
faults '{"clock_skew":-600}'
log_in
check "a clock that differs is warned of" stderr_has "^lanyard-signin: warning: this machine's clock is [56][0-9][0-9] s ahead of that of 'login.microsoftonline.com'$"
check "and the token taken nevertheless" status_is 0
faults

# --- what asking again cannot mend is asked once

for name in redirect html garbage no-token; do
	cold
	faults "{\"token\":{\"fault\":\"$name\"}}"
	log_in
	check "$name: the secret is sent once" test "$(requests)" -eq 1
done
faults

# --- a pause is kept whatever the claims

cold
faults '{"token":{"fault":"status","status":429,"retry_after":"600","times":1}}'
log_in
log_in --claims '{"access_token":{}}'
fails_with "a pause holds for other claims, too" 5 'HTTP status 429'
log_in
log_in --force-refresh --claims '{"access_token":{"a":null}}'
check "nobody asks meanwhile" test "$(requests)" -eq 1
check "the seconds that are left are told" stderr_has '^hint: .*pause; try again in 5[0-9][0-9] s$\|^hint: .*600 s$'
faults

# --- without a setting or a variable the system's bundle is trusted

bundle=/etc/ssl/certs/ca-certificates.crt
if [ "$(id -u)" -eq 0 ] && [ -e $bundle ] &&
	unshare -m sh -c 'mount --make-rprivate /' 2>/dev/null; then
	cold
	run unshare -m sh -c "mount --make-rprivate / &&
		mount --bind '$AUTHORITY_CA' $bundle &&
		unset SSL_CERT_FILE CURL_CA_BUNDLE && exec lanyard token -p demo -r arm"
	check "the system's bundle is trusted where nothing else is named" status_is 0
else
	skip "the system's bundle is trusted where nothing else is named" \
		"it takes root, $bundle and a mount namespace"
fi

# --- certificates

# certificate KIND: an authority with such a certificate.
certificate() {
	stop_authority
	start_authority --configuration "$work/configuration.json" --certificate "$1"
	cold
	log_in
	fails_with "a certificate of kind '$1' is not trusted" 5 \
		"'login.microsoftonline.com': its certificate is not trusted"
	check "$1: the hint names CA bundle and clock" stderr_has "^hint: .*'ca_bundle'.*clock"
	check "$1: nothing was sent" test "$(requests)" -eq 0
}
certificate wrong-host
certificate expired
certificate unknown-ca
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Requests: what is no request, or asks for what there is not, is told with its
# place and the nearest right spelling; nothing of it reaches the authority.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

# give TEXT...: these texts on stdin of `lanyard get`, as printf writes them.
give() {
	# shellcheck disable=SC2059 # the texts hold escapes
	printf "$@" >"$work/request"
	run lanyard get <"$work/request"
}

# refused SENTENCE PATTERN: status 2, which is for requests.
refused() {
	fails_with "$1" 2 "^lanyard: $2"
}
hint_has() { sed -n 's/^hint: //p' "$work/stderr" | grep -qe "$1"; }
requests() { echo $(($(token_requests) - before)); }

run add_principal demo
run add_principal sovereign --cloud AzureUSGovernment
run add_principal robot --resource graph
before=$(token_requests)
head='"apiVersion":"lanyard/v1","kind":"TokenRequest"'

# --- what is no request

give ''
refused "an empty stdin" "the request is not valid JSON: there is nothing in it"
run lanyard get <&-
refused "a closed stdin" "the request"
give 'hello'
refused "words" "the request is not valid JSON: "
give '<html></html>'
refused "HTML" "the request is not valid JSON: "
give '[1, 2]'
refused "an array" "the request is not a JSON object"
give '"text"'
refused "a string" "the request is not a JSON object"
give 'null'
refused "null" "the request is not a JSON object"
give '{%s} {%s}' "$head" "$head"
refused "two documents" "the request is not valid JSON: "
give '{%s}garbage' "$head"
refused "a document with something behind it" "the request is not valid JSON: "
give '{%s' "$head"
refused "half a document" "the request is not valid JSON: "
give '{%s // a comment\n}' "$head"
refused "a comment" "the request is not valid JSON: comments are not allowed here"
give '{%s,}' "$head"
refused "a comma too many" "the request is not valid JSON: "
give "{'kind':'TokenRequest'}"
refused "single quotes" "the request is not valid JSON: "
give '{%s,"spec":{"minValiditySeconds":NaN}}' "$head"
refused "NaN" "the request is not valid JSON: "
give '{%s,"spec":{"principal":"demo","principal":"robot"}}' "$head"
refused "a key that stands twice" "the request is not valid JSON: a key stands twice"
give '{%s,"spec":{"principal":"demo","pr\\u0069ncipal":"robot"}}' "$head"
refused "a key that stands twice in disguise" "the request is not valid JSON: a key holds a backslash"
give '{%s,"spec":{"principal":"de\000mo"}}' "$head"
refused "NUL in a string" "the request is not valid JSON: a string holds a control character"
give '{%s}\000' "$head"
refused "NUL behind the document" "the request is not valid JSON: "
give '{%s,"spec":{"principal":"demo\\u0000"}}' "$head"
refused "an escaped NUL" "the request is not valid JSON: a string holds .u0000"
give '{%s,"spec":{"principal":"de\033[31mmo"}}' "$head"
refused "a control character" "the request is not valid JSON: a string holds a control character"
give '{%s,"spec":{"principal":"\303\050"}}' "$head"
refused "what is not UTF-8" "the request is not valid JSON: a string is not valid UTF-8"
give '{%s,"spec":{"principal":"\355\240\200"}}' "$head"
refused "a surrogate in UTF-8" "the request is not valid JSON: a string is not valid UTF-8"
give '{%s,"spec":{"principal":"\\ud800"}}' "$head"
refused "a lone surrogate" "principal '.*' is not a name"
give '{%s,"spec":{"principal":"\\udc00\\ud800"}}' "$head"
refused "surrogates the wrong way round" "principal '.*' is not a name"
give '\357\273\277{%s}' "$head"
refused "a byte order mark" "the request is not valid JSON: "
{ printf '{%s,"spec":' "$head"; awk 'BEGIN { while (i++ < 1000) printf "[" }'; } >"$work/request"
within 5 lanyard get <"$work/request"
refused "a depth of 1000" "the request is not valid JSON: values are nested too deeply"
{ printf '{%s,"pad":"' "$head"; head -c 2097152 /dev/zero | tr '\0' 'a'; printf '"}'; } >"$work/request"
within 5 lanyard get <"$work/request"
refused "two megabytes" "the request is larger than 1048576 bytes"
yes '{' | within 5 lanyard get
refused "input without end" "the request is larger than 1048576 bytes"
{
	printf '{%s,"spec":{' "$head"
	awk 'BEGIN { while (i++ < 70000) printf "\"k%d\":1,", i }'
	printf '"principal":"demo"}}'
} >"$work/request"
within 5 lanyard get <"$work/request"
refused "seventy thousand keys" "the request is not valid JSON: there are too many keys"
run lanyard get <"$work"
refused "a folder for stdin" "the request cannot be read: Is a directory"

# --- what is the wrong kind of request

give '{}'
refused "nothing in it" "the request: it has no 'kind'"
check "and it says how one begins" hint_has '"apiVersion": "lanyard/v1"'
give '{"kind":"TokenRequest"}'
refused "no version" "the request: it has no 'apiVersion'"
give '{"apiVersion":"lanyard/v1","kind":"Token"}'
refused "the wrong kind" "the request: field 'kind' is 'Token', neither TokenRequest nor ExecCredential"
give '{"apiVersion":"lanyard/v2","kind":"TokenRequest"}'
refused "the wrong version" "the request: field 'apiVersion' is 'lanyard/v2', not lanyard/v1"
give '{"apiVersion":"client.authentication.k8s.io/v1alpha1","kind":"ExecCredential"}'
refused "a version of kubectl's that is gone" "the request: field 'apiVersion' is '.*v1alpha1', neither"
give '{"apiVersion":1,"kind":"TokenRequest"}'
refused "a number for a version" "the request: field 'apiVersion' is not a string"
give '{"apiVersion":"lanyard/v1","kind":{}}'
refused "an object for a kind" "the request: field 'kind' is not a string"

# wrong FIELD VALUE PATTERN
wrong() {
	give '{%s,"spec":{"%s":%s}}' "$head" "$1" "$2"
	refused "$2 for $1" "the request: field 'spec\.$1' $3"
}
give '{%s,"spec":[]}' "$head"
refused "an array for spec" "the request: field 'spec' is not an object"
for field in principal cloud tenant resource claims; do
	wrong $field 7 "is not a string"
	wrong $field '["demo"]' "is not a string"
done
wrong scopes '"https://graph.microsoft.com/.default"' "is not an array"
wrong scopes '["https://graph.microsoft.com/.default",7]' "holds something that is not a string"
wrong interactive '"yes"' "is not true or false"
wrong interactive 1 "is not true or false"
wrong forceRefresh '"true"' "is not true or false"
wrong minValiditySeconds '"300"' "is not a whole number"
wrong minValiditySeconds 1.5 "is not a whole number"
wrong minValiditySeconds -1 "is not between 0 and 86400"
wrong minValiditySeconds 86401 "is not between 0 and 86400"
wrong minValiditySeconds 99999999999999999999 "is not between 0 and 86400"
exec='"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/v1"'
give '{%s,"spec":{"interactive":"no"}}' "$exec"
refused "a word for kubectl's interactive" "the request: field 'spec\.interactive' is not true or false"
give '{%s,"spec":{"cluster":{"config":{"resource":7}}}}' "$exec"
refused "a number in a kubeconfig's extension" "the request: field 'spec\.cluster\.config\.resource' is not a string"

# --- what there is not

ask '{"principal":"dmeo","resource":"arm"}'
fails_with "an unknown principal" 3 "^lanyard: principal 'dmeo' is not configured"
check "the nearest is offered" hint_has "did you mean 'demo'?"
check "with those there are" hint_has "configured are: demo, robot, sovereign"
ask '{"resource":"arm"}'
fails_with "no principal, where there are several" 3 "^lanyard: several principals are configured"
check "they are listed" hint_has "demo, robot, sovereign"
ask '{"principal":"demo","cloud":"AzureUSGoverment","resource":"arm"}'
fails_with "an unknown cloud" 3 "^lanyard: cloud 'AzureUSGoverment' is not known"
check "the nearest is offered" hint_has "did you mean 'AzureUSGovernment'?"
ask '{"principal":"sovereign","cloud":"AzureCloud","resource":"arm"}'
refused "a cloud that contradicts the principal's" \
	"the request asks for the cloud 'AzureCloud', but principal 'sovereign' lives in 'AzureUSGovernment'"
ask '{"principal":"demo","cloud":"","resource":"arm"}'
refused "an empty cloud" "cloud '' is not a name"
ask '{"principal":"","resource":"arm"}'
refused "an empty principal" "principal '' is not a name"
ask '{"principal":"demo","resource":"gaph"}'
refused "an unknown resource" "'gaph' is not a resource of the cloud 'AzureCloud'"
check "the nearest is offered" hint_has "did you mean 'graph'?"
ask '{"principal":"demo"}'
refused "neither resource nor scopes" "no resource was asked for, and principal 'demo' has none"
check "the aliases are listed" hint_has 'arm, .*graph'
ask '{"principal":"demo","resource":"arm","scopes":["https://graph.microsoft.com/.default"]}'
refused "both resource and scopes" "the request: field 'spec\.scopes' cannot stand beside 'resource'"
ask '{"principal":"demo","scopes":[]}'
refused "an empty list of scopes" "the request: field 'spec\.scopes' is an empty list"
ask '{"principal":"demo","scopes":["a b"]}'
refused "a scope with a blank" "'a b' is not a scope"
ask '{"principal":"demo","tenant":"../x","resource":"arm"}'
refused "a tenant that is a path" "the tenant '../x' is neither a GUID nor a domain"
ask '{"principal":"demo","tenant":"common","resource":"arm"}'
fails_with "a tenant that is none" 2 "needs a real tenant, not 'common'"
for name in ../x /etc/passwd demo/ .demo an-overlong-name-of-more-than-sixty-four-letters-is-not-a-name-here; do
	ask "{\"principal\":\"$name\",\"resource\":\"arm\"}"
	refused "a principal named '$name'" "principal '$name' is not a name"
	ask "{\"principal\":\"demo\",\"cloud\":\"$name\",\"resource\":\"arm\"}"
	refused "a cloud named '$name'" "cloud '$name' is not a name"
done
while read -r what resource; do
	ask "{\"principal\":\"demo\",\"resource\":\"$resource\"}"
	refused "a resource with $what" "'.*' is not a resource of the cloud"
done <<'END'
blanks https://a b/
quotes https://a\"b/
backslashes https://a\\b/
newlines https://a\nb/
escapes https://a\u001b[31mb/
controls https://a\u0085b/
accents a:\u00e9
nothing
END
check "control characters do not reach the terminal" sh -c "! tr -d '\\n' <'$work/stderr' | grep -q '[[:cntrl:]]'"
ask '{"principal":"demo","resource":"arm","claims":"not base64 !"}'
refused "claims that are neither base64 nor JSON" "the claims challenge is neither base64 nor JSON"
ask '{"principal":"demo","resource":"arm","claims":"e30gZ2FyYmFnZQ=="}'
refused "claims with something behind them" "the claims challenge is not valid JSON"
check "nothing of all this reached the authority" test "$(requests)" -eq 0

# --- what is right

give '{%s,"spec":{"principal":"robot","future":{"deep":[1]},"cloud":null,"tenant":null,"scopes":null,"claims":null,"minValiditySeconds":null,"forceRefresh":null},"more":7}' "$head"
check "unknown fields are ignored, null is as good as absent" status_is 0
check "a principal's own resource is the default" stdout_has '"scopes":\["https://graph.microsoft.com/.default"\]'
give '\n {%s ,\r\n\t"spec" : {"principal":"demo","resource":"arm"}}\n\n' "$head"
check "white space does not matter" status_is 0
{ printf '{%s,"spec":{"principal":"demo","resource":"arm"},"pad":"' "$head"; head -c 1000000 /dev/zero | tr '\0' 'a'; printf '"}'; } >"$work/request"
run lanyard get <"$work/request"
check "a megabyte is not too much" status_is 0
ask '{"principal":"demo","cloud":"AzurePublicCloud","scopes":["https://management.azure.com//.default"]}'
check "other tools' names of a cloud are known" stdout_has '"cloud":"AzureCloud"'
ask '{"principal":"demo","tenant":"contoso.example","resource":"arm"}'
check "a tenant may be named by its domain" stdout_has '"tenant":"contoso.example"'
(sleep 0.3; printf '{%s,"spec":{"princi' "$head"; sleep 0.3; printf 'pal":"demo","resource":"arm"}}') | run lanyard get
check "a request may come in pieces" grep -q '"kind":"Token"' "$work/stdout"

for version in v1 v1beta1; do
	give '{"kind":"ExecCredential","apiVersion":"client.authentication.k8s.io/%s","spec":{"interactive":false,"cluster":{"server":"https://k8s","config":{"principal":"demo","resource":"arm","interactive":true}}}}' $version
	check "an ExecCredential $version is answered in kind" stdout_has \
		"^{\"apiVersion\":\"client.authentication.k8s.io/$version\",\"kind\":\"ExecCredential\",\"status\":{\"expirationTimestamp\":\"20[^\"]*Z\",\"token\":\"eyJ[^\"]*\"}}\$"
done

before=$(token_requests)
ask '{"principal":"demo","resource":"arm","forceRefresh":true}'
check "forceRefresh passes over the cache" test "$(requests)" -eq 1
claims='{"access_token":{"nbf":{"essential":true,"value":"1700000000"}}}'
ask "{\"principal\":\"demo\",\"resource\":\"arm\",\"claims\":\"$(printf '%s' "$claims" | base64 | tr -d '\n')\"}"
check "so do claims" test "$(requests)" -eq 2
ask "{\"principal\":\"demo\",\"resource\":\"arm\",\"claims\":\"$(printf '%s' "$claims" | sed 's/"/\\"/g')\"}"
check "which may be JSON as they are" test "$(requests)" -eq 3
ask '{"principal":"demo","resource":"arm","claims":""}'
check "an empty challenge is none" test "$(requests)" -eq 3

# --- where the answer goes

printf '{%s,"spec":{"principal":"demo","resource":"arm"}}' "$head" >"$work/request"
status=0
lanyard get <"$work/request" >/dev/full 2>"$work/stderr" || status=$?
check "a full disk for stdout is an error" status_is 1
check "that is explained" stderr_has '^lanyard: the answer cannot be written: No space left on device'
status=0
lanyard get <"$work/request" 2>"$work/stderr" >&- || status=$?
check "a closed stdout is an error" status_is 1
check "that is explained" stderr_has '^lanyard: the answer cannot be written: '
status=0
{ lanyard get <"$work/request" 2>"$work/stderr" || echo $? >"$work/status"; } | :
check "a reader that left is one, too, or was fast enough" sh -c "
	[ ! -e '$work/status' ] || [ \$(cat '$work/status') -eq 1 ]"
run lanyard get <"$work/request" 2>&-
check "nobody has to listen to stderr" status_is 0
finish

#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The verbs: what they print, what they keep, and that a mistake is told with
# the way out of it.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority

secret=$(cat "$work/authority/client-secret")
state=$LANYARD_HOME/state
principals=$LANYARD_HOME/config/principals
tokens() { find "$LANYARD_HOME/cache" -name '*.token' 2>/dev/null | wc -l; }
hint_has() { sed -n 's/^hint: //p' "$work/stderr" | grep -qe "$1"; }
# JSON is looked at with what there is.
is_json() {
	if command -v jq >/dev/null; then
		jq -e . <"$work/stdout"
	elif command -v node >/dev/null; then
		node -e 'JSON.parse(require("fs").readFileSync(0))' <"$work/stdout"
	else
		grep -q '^[[{].*[]}]$' "$work/stdout"
	fi
}
# misuse PATTERN COMMAND...: status 2, and where to read more.
misuse() {
	pattern=$1
	shift
	run "$@" </dev/null
	fails_with "$*" 2 "^lanyard: $pattern"
	[ "$(sed -n 2p "$work/stderr" | cut -c1-6)" = 'hint: ' ] || miss "$*: a hint"
}

# --- wrong usage

run lanyard
fails_with "without a verb there is the usage" 2 '^usage: lanyard '
misuse "there is no verb 'tokne'" lanyard tokne
check "the nearest is offered" hint_has "did you mean 'token'?"
misuse "there is no verb 'frobnicate'" lanyard frobnicate
misuse "there is no option '--frobnicate'" lanyard --frobnicate
misuse "get: it takes no argument 'demo'" lanyard get demo
misuse "get: there is no option '--json'" lanyard get --json
misuse "token: it takes no argument 'arm'" lanyard token arm
misuse "token: there is no option '-x'" lanyard token -x
misuse "token: there is no option '-x'" lanyard token -vx
misuse "token: there is no option '--frob'" lanyard token --frob
misuse "token: the option '--format' needs a value" lanyard token --format
misuse "token: the option '-p' needs a value" lanyard token -p
misuse "token: there is no format 'xml'" lanyard token --format xml
for seconds in -1 soon 1.5 86401 99999999999999999999 ''; do
	misuse "token: '$seconds' is not a number of seconds" lanyard token --min-validity "$seconds"
done
misuse "cache: say what to do: list, clear" lanyard cache
misuse "cache: there is no 'lsit'" lanyard cache lsit
misuse "cache: 'list' takes no argument 'x'" lanyard cache list x
misuse "cache: 'clear' takes no argument 'x'" lanyard cache clear x
misuse "cache: there is no option '--all'" lanyard cache clear --all
misuse "principal '../x' is not a name" lanyard cache clear -p ../x
misuse "principal: say what to do: list, show, add, remove, default" lanyard principal
misuse "principal: there is no 'ad'; did you mean 'add'?" lanyard principal ad
misuse "principal: 'show' takes one name" lanyard principal show
misuse "principal: 'show' takes one name" lanyard principal show a b
misuse "principal: 'remove' takes one name" lanyard principal remove
misuse "principal: there is no option '--json'" lanyard principal remove --json x
misuse "principal: 'default' takes one name" lanyard principal default a b
misuse "principal: 'list' takes no argument 'x'" lanyard principal list x
misuse "principal: 'add' takes one name" lanyard principal add
for option in '--secret hunter2' --secret=hunter2 '--client-secret hunter2' --client-secret=hunter2; do
	# shellcheck disable=SC2086 # words
	misuse "principal: a secret is not taken as an argument" lanyard principal add x $option
	check "a secret is not repeated" sh -c "! grep -q hunter2 '$work/stderr'"
done
misuse "principal: there is no option '--password'" lanyard principal add x --password=hunter2
check "a secret is not repeated" sh -c "! grep -q hunter2 '$work/stderr'"
misuse "principal '../x' is not a name" lanyard principal add ../x
misuse "principal 'a b' is not a name" lanyard principal add 'a b'
misuse "principal '../x' is not a name" lanyard principal remove ../x
misuse "cloud: say what to do: list, show" lanyard cloud
misuse "cloud: 'show' takes one name" lanyard cloud show a b
misuse "cloud: there is no option '-j'" lanyard cloud list -j

# Such mistakes have no hint of their own: --help is near enough.
# shellcheck disable=SC2089,SC2090 # the quotes are the messages' own
for words in "the method 'client-secret' needs --tenant|--client-id $client" \
	"the method 'client-secret' needs --client-id|--tenant $tenant" \
	"the tenant '../x' is neither a GUID nor a domain|--tenant ../x --client-id $client" \
	"the client id 'x' is not a GUID|--tenant $tenant --client-id x" \
	"there is no method 'password'|--method password --tenant $tenant --client-id $client" \
	"'amr' is not a resource|--tenant $tenant --client-id $client -r amr" \
	"the secret file '/nowhere' does not exist|--tenant $tenant --client-id $client --secret-file /nowhere"; do
	# shellcheck disable=SC2086 # options
	run lanyard principal add demo ${words#*|}
	fails_with "add: ${words%%|*}" 2 "^lanyard: .*${words%%|*}"
done
run lanyard principal add demo --tenant "$tenant" --client-id "$client" --cloud Nowhere
fails_with "add: an unknown cloud" 3 "^lanyard: cloud 'Nowhere' is not known"
check "nothing was written" test ! -e "$principals/demo.json"
run lanyard principal show nobody
fails_with "show: an unknown principal" 3 "^lanyard: principal 'nobody' is not configured"
check "with the way to make it" hint_has "lanyard principal add nobody"
run lanyard principal remove nobody
fails_with "remove: an unknown principal" 3 "^lanyard: there is no file of yours for the principal 'nobody'"
run lanyard principal default nobody
fails_with "default: an unknown principal" 3 "^lanyard: principal 'nobody' is not configured"
run lanyard cloud show AzureChinaCluod
fails_with "show: an unknown cloud" 3 "^lanyard: cloud 'AzureChinaCluod' is not known"
check "the nearest is offered" hint_has "did you mean 'AzureChinaCloud'?"

# --- help

for verb in '' get token cache principal cloud; do
	# shellcheck disable=SC2086 # none or one
	run lanyard $verb --help
	check "lanyard $verb --help prints its usage" stdout_has "^usage: lanyard"
	check "and nothing on stderr" stderr_is_empty
done
run lanyard --version
check "lanyard --version prints one line" test "$(grep -c '^lanyard [0-9]' "$work/stdout")" -eq 1
for verb in '--help' 'cloud list' 'cloud show' 'principal list' 'cache list'; do
	status=0
	# shellcheck disable=SC2086 # words
	lanyard $verb >/dev/full 2>"$work/stderr" || status=$?
	check "lanyard $verb to a full disk is an error" status_is 1
done

# --- principals

add() { run lanyard principal add "$@" --tenant "$tenant" --client-id "$client"; }
add demo --secret-file "$work/authority/client-secret" --resource arm
check "add says where the file is" stdout_has "^principal 'demo' is in $principals/demo.json\$"
check "the file is ours alone" test "$(stat -c %a "$principals/demo.json")" = 600
check "it holds the path of the secret, not the secret" sh -c "
	grep -q '\"client_secret_file\": \"$work/authority/client-secret\"' '$principals/demo.json' &&
	! grep -q '$secret' '$principals/demo.json'"
add demo --secret-file "$work/authority/client-secret"
fails_with "add does not replace" 2 "^lanyard: principal 'demo' exists already ($principals/demo.json)"
check "it says how to" hint_has "add --replace"
cd "$work/authority" || exit 1
add relative --secret-file client-secret
cd / || exit 1
run lanyard token -p relative -r arm
check "a relative path is meant from where one is" status_is 0
add later
check "a principal may be added without a secret" stdout_has "no client secret yet"
run lanyard token -p later -r arm
fails_with "which is told of when it is needed" 3 "principal 'later': no client secret is stored for it"

# kept SENTENCE NAME: after its secret was given by another way than a file.
kept() {
	check "$1" test "$(cat "$state/secrets/$2")" = "$secret"
	check "$1: in a file of mode 600" test "$(stat -c %a "$state/secrets/$2")" = 600
	run lanyard token -p "$2" -r arm
	check "$1: and works" status_is 0
}
printf '%s\n' "$secret" | lanyard principal add piped --tenant "$tenant" --client-id "$client" --secret-file - >/dev/null
kept "a secret from stdin is kept" piped
lanyard principal add held --tenant "$tenant" --client-id "$client" --secret-file fd:7 \
	7<"$work/authority/client-secret" >/dev/null
kept "a secret from a descriptor is kept" held
if command -v script >/dev/null && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	(sleep 1; printf '%s\n' "$secret"; sleep 1) | script -qec "lanyard principal add typed --tenant $tenant --client-id $client --secret-file -" \
		/dev/null >"$work/terminal" 2>&1
	kept "a secret that is typed is kept" typed
	check "it is not shown" sh -c "grep -q 'Client secret: ' '$work/terminal' && ! grep -q '$secret' '$work/terminal'"
else
	for sentence in "is kept" "is kept: in a file of mode 600" "is kept: and works" "is not shown"; do
		skip "a secret that is typed $sentence" "no script(1)"
	done
fi
for source in fd:99 fd: fd:x fd:-1; do
	add bad --secret-file $source
	check "there is no descriptor '$source'" sh -c "[ $status -eq 2 ] && [ ! -e '$principals/bad.json' ]"
done
printf 'one\ntwo\n' | run lanyard principal add bad --tenant "$tenant" --client-id "$client" --secret-file -
check "two lines are no secret" grep -q '^lanyard: the secret is not a single line' "$work/stderr"
: | run lanyard principal add bad --tenant "$tenant" --client-id "$client" --secret-file -
check "nothing is no secret" grep -q '^lanyard: the secret is empty' "$work/stderr"
cp "$work/authority/client-secret" "$work/open"
chmod 644 "$work/open"
add bad --secret-file "$work/open"
fails_with "a secret that others can read is not taken" 3 "'$work/open' holds a secret and may be read by others"
check "nothing was written" test ! -e "$principals/bad.json" -a ! -e "$state/secrets/bad"

run lanyard principal list
check "list has a row for each" stdout_has '^demo  *client-secret  *(any)  *1111'
check "and a head" stdout_has '^PRINCIPAL  *METHOD  *CLOUD  *TENANT  *CLIENT ID$'
run lanyard principal list --json
check "list --json is JSON" is_json
check "with each" sh -c "grep -q '\"name\":\"demo\"' '$work/stdout' && grep -q '\"name\":\"piped\"' '$work/stdout'"
run lanyard principal show demo
check "show tells where the secret is" stdout_has "^secret  *the file $work/authority/client-secret\$"
run lanyard principal show piped
check "or that we keep it" stdout_has "^secret  *kept by lanyard in $state/secrets/piped\$"
check "never the secret" sh -c "! grep -q '$secret' '$work/stdout'"
run lanyard principal show demo --json
check "show --json is JSON" is_json
printf '{"method":7}\n' >"$principals/broken.json"
run lanyard principal list
check "one broken file does not hide the others" stdout_has '^piped '
check "it is told of" stderr_has "^lanyard: $principals/broken.json:1: 'method' is not a string"
check "by the status, too" status_is 3
rm "$principals/broken.json"

run lanyard principal default
check "there is no default at first" stdout_has '^(none)$'
run lanyard principal default piped
check "one can be chosen" stdout_has "^'piped' is the default principal now\$"
run lanyard principal default
check "and is remembered" stdout_has '^piped$'
run lanyard principal list
check "list shows it" stdout_has '^piped (default) '
run lanyard token -r arm --format json
check "it is who signs in" stdout_has '"principal":"piped"'

lanyard cache clear >/dev/null
lanyard token -p demo -r arm >/dev/null
lanyard token -p piped -r arm >/dev/null
check "two tokens are kept" test "$(tokens)" -eq 2
add demo --replace --secret-file "$work/authority/client-secret"
check "replacing a principal forgets its tokens, and only those" test "$(tokens)" -eq 1
run lanyard principal remove piped
check "removing says so" stdout_has "^principal 'piped' is removed, with its cached tokens\$"
check "and removes its token" test "$(tokens)" -eq 0
check "its secret" test ! -e "$state/secrets/piped"
check "its file" test ! -e "$principals/piped.json"
run lanyard principal default
check "and that it was the default" stdout_has '^(none)$'
printf '%s' "$secret" | lanyard principal add held --replace --tenant "$tenant" --client-id "$client" --secret-file "$work/authority/client-secret" >/dev/null
check "a secret that is no longer used is not kept" test ! -e "$state/secrets/held"
run lanyard principal remove demo
check "removing leaves the secret's own file alone" test -s "$work/authority/client-secret"
add demo --secret-file "$work/authority/client-secret"

# --- tokens

run lanyard token -p demo -r arm
check "a token is one word on one line" test "$(grep -c '^eyJ[A-Za-z0-9_.-]*$' "$work/stdout")" -eq 1
token=$(cat "$work/stdout")
run lanyard token -p demo -r arm --format raw
check "raw is the same" test "$(cat "$work/stdout")" = "$token"
run lanyard token -p demo -r arm --format header
check "header is a line for curl -H @-" test "$(cat "$work/stdout")" = "Authorization: Bearer $token"
run lanyard token -p demo -r arm --format json
check "json is JSON" is_json
check "and the answer of lanyard get" stdout_has "^{\"apiVersion\":\"lanyard/v1\",\"kind\":\"Token\",\"status\":{\"token\":\"$token\""
run lanyard token -p demo -r arm --format claims
check "claims tell the audience" stdout_has '^audience  *https://management.azure.com/$'
run lanyard token -p demo -s https://graph.microsoft.com/.default --format json
check "scopes may be named" stdout_has '"scopes":\["https://graph.microsoft.com/.default"\]'
run lanyard token -p demo -r arm -s https://graph.microsoft.com/.default
fails_with "not with a resource, too" 2 "'resource' and 'scopes' exclude each other"
run lanyard token -p demo -r arm -v
check "-v tells the story" stderr_has '^lanyard\[[0-9]*\] +[0-9]*ms: a cached token is the answer'
check "without the token" sh -c "! grep -qF '$token' '$work/stderr'"

# --- the cache

run lanyard cache list
check "cache list has a row for each token" stdout_has '^demo  *AzureCloud  *[0-9-]*  *https://management.azure.com//.default  *in [0-9]* min$'
check "never the token" sh -c "! grep -q eyJ '$work/stdout'"
run lanyard cache list --json
check "cache list --json is JSON" is_json
check "never with the token" sh -c "! grep -q eyJ '$work/stdout'"
printf '%s' "$secret" | lanyard principal add other --tenant "$tenant" --client-id "$client" --secret-file - >/dev/null
lanyard token -p other -r arm >/dev/null
before=$(tokens)
run lanyard cache clear -p other
check "cache clear -p forgets those of one" test "$(tokens)" -eq $((before - 1))
run lanyard cache clear
check "cache clear forgets all" test "$(tokens)" -eq 0
check "and says how many" stdout_has "^$((before - 1)) tokens* forgotten\$"
run lanyard cache list --json
check "an empty list is a list" test "$(cat "$work/stdout")" = '[]'
rm -rf "$LANYARD_HOME/cache"
run lanyard cache list
check "a cache that is not there is empty" status_is 0
run lanyard cache clear
check "and can be cleared" stdout_has '^0 tokens forgotten$'

# --- clouds

run lanyard cloud list
check "cloud list has the clouds" test "$(grep -c -e '^AzureCloud ' -e '^AzureUSGovernment ' -e '^AzureChinaCloud ' "$work/stdout")" -eq 3
run lanyard cloud list --json
check "cloud list --json is JSON" is_json
run lanyard cloud show AzureUSGovernment
check "cloud show has the authority" stdout_has '^authority  *https://login.microsoftonline.us$'
check "and the resources" stdout_has '^resource arm  *https://management.usgovcloudapi.net'
run lanyard cloud show azurepubliccloud --json
check "cloud show --json is JSON" is_json
check "by any of its names" stdout_has '"name":"AzureCloud"'
mkdir -p "$LANYARD_HOME/config/clouds"
printf '{"authority":"http://x"}' >"$LANYARD_HOME/config/clouds/bad.json"
run lanyard cloud list
check "one broken file does not hide the others" stdout_has '^AzureCloud '
check "it is told of" stderr_has "clouds/bad.json:1: 'authority'"

# --- terminals

red=$(printf '\033[31m')
rm "$LANYARD_HOME/config/clouds/bad.json"
printf '{"authority":"https://login.x.example","resources":{"arm":"https://x"}}' >"$LANYARD_HOME/config/clouds/$red.json"
printf '{"method":"client-secret","tenant":"%s","client_id":"%s","client_secret_file":"/tmp/\302\233 31m\\u001b[31m"}' \
	"$tenant" "$client" >"$principals/odd.json"
printf '{"\302\2331m":7}' >"$principals/worse.json"
quiet() {
	cat "$work/stdout" "$work/stderr" | tr -d '\n' >"$work/printed"
	! LC_ALL=C grep -q -e '[[:cntrl:]]' -e "$(printf '\302\233')" "$work/printed"
}
for words in 'cloud list' 'principal list' 'principal show odd' 'principal show worse' 'token -p odd -r arm' \
	"token -p $red" "$red" "cloud show $red" "token --format $red" "principal $red" \
	"token -p demo -r $red" "token -p demo -s $red" "token -p demo -r arm -t $red" "token --$red"; do
	# shellcheck disable=SC2086 # words
	run lanyard $words
	check "no control character is printed by 'lanyard $(printf %s "$words" | tr '\033' '?')'" quiet
done
finish

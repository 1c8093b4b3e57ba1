#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Configuration: faults are told with file, line and the nearest right
# spelling; files that others could have written are not believed, secrets that
# others can read not used; the user's files go before the system's.

# Functions are given to check(); those of lib.sh may be called without words.
# shellcheck disable=SC2317,SC2119,SC2120
. "${top_srcdir:?}/tests/integration/lib.sh"

mkdir -p "$work/authority"
secret=$(od -An -N16 -tx1 /dev/urandom | tr -d ' \n')
(umask 077 && printf '%s\n' "$secret" >"$work/authority/client-secret")
cat >"$work/configuration.json" <<END
{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"], "clients": [
	{ "client_id": "$client", "secrets": ["$secret"] } ] } ],
  "hosts": { "login.private.example": "login", "api.private.example": "https://api.private.example" } }
END
start_authority --configuration "$work/configuration.json"

config=$LANYARD_HOME/config
principals=$config/principals
mkdir -p "$principals" "$config/clouds" "$LANYARD_HOME/system/principals" "$LANYARD_HOME/system/clouds"
chmod -R go-rwx "$LANYARD_HOME"
is_root() { [ "$(id -u)" -eq 0 ]; }

whole="\"method\":\"client-secret\",\"tenant\":\"$tenant\",\"client_id\":\"$client\",\"resource\":\"arm\",
\"client_secret_file\":\"$work/authority/client-secret\""

# principal TEXT: the file of the principal 'demo', from its beginning.
principal() {
	rm -rf "$principals/demo.json" "$LANYARD_HOME/cache"
	printf '%s\n' "$1" >"$principals/demo.json"
}
get() { run lanyard token -p demo -r arm "$@" </dev/null; }
# wrong SENTENCE LINE PATTERN: the file is told of, with that line.
wrong() {
	get
	fails_with "$1" 3 "^lanyard: $principals/demo.json:$2: $3"
}
hint_has() { sed -n 's/^hint: //p' "$work/stderr" | grep -qe "$1"; }

# --- the file of a principal

principal "{$whole}"
get
check "a principal's file is all that is needed" status_is 0
principal "// a comment
{ /* one
  of two lines */ $whole // the last
}
// after the end"
get
check "comments may stand anywhere between the words" status_is 0
principal "{\"method\":\"client-secret\",
\"tennant\":\"$tenant\"}"
wrong "an unknown key" 2 "'tennant' is not a known key"
check "the nearest is offered" hint_has "did you mean 'tenant'?"
principal "{\"method\":\"client-secret\",

\"unheard_of\":\"blue\"}"
wrong "a key like no other" 3 "'unheard_of' is not a known key"
check "those there are are listed" hint_has "method, .*client_id"
principal "{\"tenant\":\"$tenant\"}"
wrong "no method" 1 "'method' is missing"
check "those there are are listed" hint_has "client-secret"
principal '{"method":"client-secert"}'
wrong "an unknown method" 1 "'method' is 'client-secert', which is not a known method"
check "the nearest is offered" hint_has "did you mean 'client-secret'?"
principal "{\"method\":\"client-secret\",\"client_id\":\"$client\"}"
wrong "no tenant" 1 "'tenant' is missing"
principal "{\"method\":\"client-secret\",\"tenant\":\"$tenant\"}"
wrong "no client id" 1 "'client_id' is missing"
for key in cloud tenant client_id resource client_secret_file; do
	principal "{$(printf '%s' "$whole" | tr ',' '\n' | grep -v -e "\"$key\"" -e '^$' | tr '\n' ',')
\"$key\":7}"
	get
	fails_with "a number for '$key'" 3 "demo.json:2: '$key' is not a string"
done
principal '{
"method":7}'
wrong "a number for 'method'" 2 "'method' is not a string"
principal "{$whole,
\"client_secret_command\":\"pass show ci\"}"
wrong "a command that is not an array" 3 "'client_secret_command' is not an array"
principal "{$whole,
\"client_secret_command\":[\"/bin/echo\"]}"
wrong "two sources of one secret" 3 "'client_secret_command' and 'client_secret_file' exclude each other"
principal "{\"method\":\"client-secret\",\"tenant\":\"../x\"}"
wrong "a tenant that is a path" 1 "'tenant' is neither a GUID nor a domain"
principal "{\"method\":\"client-secret\",\"tenant\":\"$tenant\",
\"client_id\":\"demo\"}"
wrong "a client id that is no GUID" 2 "'client_id' is not a GUID"
check "it is said where to find it" hint_has "Application (client) ID"
principal "{$whole,
\"tenant\":\"$tenant\"}"
wrong "a key that stands twice" 3 "a key stands twice"
principal "{$whole,}"
wrong "a comma too many" 2 ".*"
principal "{$whole"
wrong "half a file" "[0-9]" ".*"
principal "{$whole} /* no end"
wrong "a comment without an end" 3 "a comment does not end"
principal "[]"
wrong "an array" 1 "this is not a JSON object"
principal ""
wrong "an empty file" "[0-9]" "there is nothing in it"
principal "{$whole}$(head -c 300000 /dev/zero | tr '\0' ' ')x"
get
fails_with "a huge file" 3 "^lanyard: '$principals/demo.json' is larger than 262144 bytes"

# --- whose file it is

principal "{$whole}"
for mode in 0660 0602 0622; do
	chmod $mode "$principals/demo.json"
	get
	fails_with "a file of mode $mode is not believed" 3 "demo.json' may be written by others (mode $mode)"
	check "and what to do" hint_has "^chmod go-w '$principals/demo.json'"
done
chmod 0644 "$principals/demo.json"
get
check "others may read it" status_is 0
if is_root; then
	chown 65534 "$principals/demo.json"
	get
	fails_with "a file of another user is not believed" 3 "demo.json' belongs to another user (uid 65534)"
else
	skip "a file of another user is not believed" "only root can make one"
fi
rm -f "$principals/demo.json"
mkfifo "$principals/demo.json"
within 5 lanyard token -p demo -r arm
fails_with "a pipe in its place" 3 "demo.json' is not a regular file"
rm "$principals/demo.json"
mkdir "$principals/demo.json"
get
fails_with "a folder in its place" 3 "demo.json' is not a regular file"
rmdir "$principals/demo.json"
ln -s /nowhere/at-all "$principals/demo.json"
get
fails_with "a link to nowhere" 3 "'demo'"
rm "$principals/demo.json"
printf '{%s}' "$whole" >"$work/elsewhere.json"
ln -s "$work/elsewhere.json" "$principals/demo.json"
get
check "a link to a file of ours will do" status_is 0
rm "$principals/demo.json"

# --- the secret

value=$work/value
keys="\"method\":\"client-secret\",\"tenant\":\"$tenant\",\"client_id\":\"$client\""
principal "{$keys,\"client_secret_file\":\"$value\"}"
get
fails_with "a secret file that is not there" 3 "the secret file '$value' does not exist"
check "and what to do" hint_has "mode 600"

# secret FORMAT: the secret file, as printf writes it.
secret() {
	rm -rf "$LANYARD_HOME/cache" "$value"
	# shellcheck disable=SC2059 # the texts hold escapes
	(umask 077 && printf "$1" >"$value")
	get
}
for ending in '' '\n' '\r\n'; do
	secret "$secret$ending"
	check "a secret may end with '$(printf '%s' "$ending" | tr '\134' '/')'" status_is 0
done
secret ''
fails_with "an empty secret" 3 "the secret file '$value' is empty"
secret '\n'
fails_with "a secret that is only a line's end" 3 "the secret file '$value' is empty"
secret "$secret\nsecond\n"
fails_with "two lines" 3 "the secret file '$value' holds more than one line"
check "the secret is not told" sh -c "! grep -q '$secret' '$work/stderr'"
secret "$secret\000tail"
fails_with "NUL in it" 3 "the secret file '$value' holds"
secret "$secret"
for mode in 0644 0640 0604; do
	rm -rf "$LANYARD_HOME/cache"
	chmod $mode "$value"
	if is_root && [ $mode = 0640 ]; then
		get
		check "a secret of root's of mode 0640 is used" status_is 0
		continue
	fi
	get
	fails_with "a secret of mode $mode is not used" 3 "'$value' holds a secret and may be read by others (mode $mode)"
	check "and what to do" hint_has "^chmod 600 '$value'"
done
chmod 0600 "$value"
get
check "mode 0600 is right" status_is 0
rm "$value"
mkfifo "$value"
chmod 600 "$value"
rm -rf "$LANYARD_HOME/cache"
within 5 lanyard token -p demo -r arm
fails_with "a pipe in its place" 3 "'$value' is not a regular file"
rm "$value"

# As Kubernetes mounts secrets: a link to a link to a folder to a file.
volume=$work/volume
mkdir -p "$volume/..2030_01_31"
ln -s ..2030_01_31 "$volume/..data"
ln -s ..data/client-secret "$volume/client-secret"
principal "{$keys,\"client_secret_file\":\"$volume/client-secret\"}"
(umask 077 && printf '%s' "$secret" >"$volume/..2030_01_31/client-secret")
for mode in 0400 0440 0640; do
	rm -rf "$LANYARD_HOME/cache"
	chmod $mode "$volume/..2030_01_31/client-secret"
	if ! is_root && [ $mode != 0400 ]; then
		skip "a mounted secret of mode $mode is used" "only root can make one"
		continue
	fi
	get
	check "a mounted secret of mode $mode is used" status_is 0
done

# The same for somebody who is not root, by his group.
as_nobody="setpriv --reuid=65534 --regid=65534 --clear-groups"
# shellcheck disable=SC2016 # the inner shell's
if is_root && chmod 711 "$work" && chmod 755 "$work/authority" && $as_nobody sh -c '"$0" --version' "$top_builddir/helper/signin/lanyard-signin" >/dev/null 2>&1; then
	chmod 755 "$volume" "$volume/..2030_01_31"
	chown -h root:65534 "$volume/..2030_01_31/client-secret"
	mkdir -p "$work/theirs/config/principals"
	cp "$principals/demo.json" "$work/theirs/config/principals/"
	chown -R 65534:65534 "$work/theirs"
	chmod -R go-rwx "$work/theirs"
	for mode in 0440 0640; do
		rm -rf "$work/theirs/cache"
		chmod $mode "$volume/..2030_01_31/client-secret"
		# shellcheck disable=SC2086 # words
		run env LANYARD_HOME="$work/theirs" $as_nobody lanyard token -p demo -r arm
		check "a secret of root's of mode $mode is used by its group" status_is 0
	done
	rm -rf "$work/theirs/cache"
	chmod 0444 "$volume/..2030_01_31/client-secret"
	# shellcheck disable=SC2086 # words
	run env LANYARD_HOME="$work/theirs" $as_nobody lanyard token -p demo -r arm
	fails_with "one of mode 0444 is not" 3 "holds a secret and may be read by others (mode 0444)"
	check "and what to do" hint_has "mode 0440"
	chmod 700 "$work"
else
	skip "a secret of root's is used by its group" "only root can make one"
fi

# --- a command for the secret

command=$work/command
# script TEXT: a principal whose secret is what that prints.
script() {
	printf '#!/bin/sh\n%s\n' "$1" >"$command"
	chmod 700 "$command"
	principal "{$keys,\"client_secret_command\":[\"$command\",\"one word\",\"\$HOME\"]}"
}
script "echo '$secret'"
get
check "a command may print the secret" status_is 0
script "[ \"\$1\" = 'one word' ] && [ \"\$2\" = '\$HOME' ] && [ \$# = 2 ] && echo '$secret'"
get
check "its words are taken as they are" status_is 0
script "env >'$work/seen.env'; ls -l /proc/self/fd >'$work/seen.fds'; cat >'$work/seen.stdin'; echo '$secret'"
AZURE_CLIENT_SECRET=canary ARM_CLIENT_SECRET=canary HOME=$HOME get 7<"$work/configuration.json" 8>&1
check "it needs nothing on stdin" status_is 0
check "it is given no secret of the environment" sh -c "grep -q ^HOME= '$work/seen.env' && ! grep -q canary '$work/seen.env'"
check "it is given no descriptor above 2" sh -c "
	[ \$(grep -c ' -> ' '$work/seen.fds') -eq 4 ] && grep -q ' 3 -> /proc/' '$work/seen.fds'"
script "echo 'no such entry' >&2; exit 3"
get
fails_with "a command that fails" 3 "no such entry"
check "is told of with its status" stderr_has "the command '$command' failed with status 3"
script "exit 0"
get
fails_with "a command that prints nothing" 3 "the output of '$command' is empty"
script "echo '$secret'; echo more"
get
fails_with "a command that prints two lines" 3 "the output of '$command' holds more than one line"
script "while :; do echo '$secret'; done"
within 10 lanyard token -p demo -r arm
fails_with "a command that prints without end" 3 "the command '$command' printed more than 65536 bytes"
script "kill -SEGV \$\$"
get
fails_with "a command that crashes" 3 "the command '$command' failed with status 139"
echo '{"timeout_seconds": 2}' >"$config/lanyard.json"
script "sleep 30 & echo \$! >'$work/sleeper'; sleep 30"
within 10 lanyard token -p demo -r arm
fails_with "a command that hangs" 3 "the command '$command' did not end in time"
sleep 0.1
check "is killed with all that it started" sh -c "! kill -0 \$(cat '$work/sleeper') 2>/dev/null || grep -q '^State:.Z' /proc/\$(cat '$work/sleeper')/status"
rm "$config/lanyard.json"
principal "{$keys,\"client_secret_command\":[\"$work/nothing\"]}"
get
fails_with "a command that is not there" 3 "the command '$work/nothing' cannot be started: No such file or directory"
for words in '["pass","show"]' '[]' '["./x"]'; do
	principal "{$keys,\"client_secret_command\":$words}"
	get
	fails_with "a command $words" 3 "'client_secret_command' does not begin with the full path of a program"
done
principal "{$keys}"
get
fails_with "no secret at all" 3 "no client secret is stored for it (looked in '$LANYARD_HOME/state/secrets/demo')"
mkdir "$work/credentials"
(umask 077 && printf '%s' "$secret" >"$work/credentials/demo")
CREDENTIALS_DIRECTORY=$work/credentials get
check "the service manager's folder is looked into" status_is 0

# --- the system's files

rm "$principals/demo.json"
mv "$work/elsewhere.json" "$LANYARD_HOME/system/principals/demo.json"
rm -rf "$LANYARD_HOME/cache"
get
check "the system may have principals" status_is 0
principal '{"method":"client-secret"}'
wrong "a user's file takes the place of the system's whole" 1 "'tenant' is missing"
rm "$principals/demo.json"
settings() { printf '%s\n' "$1" >"$config/lanyard.json"; }
system_settings() { printf '%s\n' "$1" >"$LANYARD_HOME/system/lanyard.json"; }
unset SSL_CERT_FILE CURL_CA_BUNDLE
settings '{"timeout_seconds": 20}'
system_settings "{\"ca_bundle\": \"$AUTHORITY_CA\", \"timeout_seconds\": 1}"
rm -rf "$LANYARD_HOME/cache"
faults '{"token":{"fault":"delay","milliseconds":1500}}'
get
check "settings are merged key by key, the user's first" status_is 0
faults
settings "{\"ca_bundle\": \"$AUTHORITY_CA\"}"
system_settings '{"ca_bundle": "/nowhere.pem"}'
get --force-refresh
check "the user's CA bundle goes before the system's" status_is 0
rm "$config/lanyard.json"
get --force-refresh
fails_with "a CA bundle that is not there" 3 "the CA bundle '/nowhere.pem' cannot be opened: No such file or directory"
rm "$LANYARD_HOME/system/lanyard.json"
SSL_CERT_FILE=$AUTHORITY_CA
export SSL_CERT_FILE

# wrong_settings SENTENCE TEXT PATTERN
wrong_settings() {
	settings "$2"
	get --force-refresh
	fails_with "settings: $1" 3 "^lanyard: $config/lanyard.json:[0-9]: $3"
}
wrong_settings "an unknown key" '{
"ca_bundel":"/x"}' "'ca_bundel' is not a known key"
check "the nearest is offered" hint_has "did you mean 'ca_bundle'?"
wrong_settings "a relative path" '{"ca_bundle":"ca.pem"}' "'ca_bundle' is not a full path"
wrong_settings "no time at all" '{"timeout_seconds":0}' "'timeout_seconds' is not between 1 and 600"
wrong_settings "a word for a time" '{"timeout_seconds":"3"}' "'timeout_seconds' is not a whole number"
wrong_settings "a host that is a URL" '{"hosts":{"https://x.example/":"https://x.example"}}' \
	"'hosts.https://x.example/' is not a host"
wrong_settings "all of a top-level domain" '{"hosts":{"*.com":"https://x.example"}}' "'hosts.*.com' is not a host"
wrong_settings "a resource that is a number" '{"hosts":{"x.example":7}}' "'hosts.x.example' does not name a resource"
get
check "a cached token does not need them" status_is 0
rm "$config/lanyard.json"

# --- clouds

# cloud TEXT: the cloud file 'private'.
cloud() { printf '%s\n' "$1" >"$config/clouds/private.json"; }
cloud '{ // ours
"authority": "https://login.private.example", "resources": {"api": "https://api.private.example"},
"hosts": {"api.private.example": "api"}}'
run lanyard token -p demo -c private -r api --format claims
check "a cloud of one's own may have its own authority" stdout_has '^audience  *https://api.private.example$'
check "which is asked" sh -c "grep '\"host\":\"login.private.example\"' '$work/authority/journal.jsonl' | grep -q /token"
run lanyard token -p demo -c private -r arm
fails_with "it has the resources that it says" 2 "'arm' is not a resource of the cloud 'private'"
mv "$config/clouds/private.json" "$LANYARD_HOME/system/clouds/private.json"
run lanyard token -p demo -c private -r api
check "the system may have clouds, too" status_is 0

# wrong_cloud SENTENCE TEXT PATTERN
wrong_cloud() {
	cloud "$2"
	run lanyard token -p demo -c private -r api
	fails_with "a cloud: $1" 3 "^lanyard: $config/clouds/private.json:[0-9]: $3"
}
wrong_cloud "no authority" '{}' "'authority' is missing"
wrong_cloud "plain http" '{"authority":"http://login.private.example"}' "'authority' is not of the form"
wrong_cloud "a tenant in the authority" '{"authority":"https://login.private.example/contoso"}' "'authority' is not of the form"
wrong_cloud "user-info in the authority" '{"authority":"https://me@login.private.example"}' "'authority' is not of the form"
wrong_cloud "an unknown key" '{"authority":"https://login.private.example",
"resource":{}}' "'resource' is not a known key"
check "the nearest is offered" hint_has "did you mean 'resources'?"
wrong_cloud "an unknown type" '{"authority":"https://x.example","type":"okta"}' "'type' is neither"
wrong_cloud "a host for a resource that is not there" \
	'{"authority":"https://x.example","hosts":{"y.example":"api"}}' "'hosts.y.example' names the resource 'api', which is not under 'resources'"
wrong_cloud "an alias that is a URL" '{"authority":"https://x.example","aliases":["https://y.example"]}' "'aliases' holds"
wrong_cloud "a number for a resource" '{"authority":"https://x.example","resources":{"api":7}}' "'resources.api' is not a string"
rm "$config/clouds/private.json"
printf '{"authority":"https://login.private.example"}' >"$config/clouds/AzureCloud.json"
get --force-refresh
check "a file does not take the place of a built-in cloud" sh -c "
	tail -n 1 '$work/authority/journal.jsonl' | grep -q login.microsoftonline.com"
rm "$config/clouds/AzureCloud.json"
run lanyard token -p demo -c AzureGermanCloud -r arm
fails_with "the German cloud is gone" 3 "the cloud 'AzureGermanCloud' is gone: .*2021"

# --- which principal

get_any() { run lanyard get <"$work/any"; }
printf '{"apiVersion":"lanyard/v1","kind":"TokenRequest","spec":{"resource":"arm"}}' >"$work/any"
get_any
check "the only principal there is need not be named" stdout_has '"principal":"demo"'
printf '{%s}' "$whole" >"$principals/second.json"
get_any
fails_with "of several one must be named" 3 "several principals are configured"
run lanyard principal default second
get_any
check "or one of them is the default" stdout_has '"principal":"second"'
LANYARD_PRINCIPAL=demo get_any
check "LANYARD_PRINCIPAL goes before the default" stdout_has '"principal":"demo"'
LANYARD_PRINCIPAL=nobody get_any
fails_with "but must be there" 3 "principal 'nobody' is not configured"
LANYARD_PRINCIPAL=../x get_any
fails_with "and be a name" 2 "principal '../x' is not a name"
rm "$principals/second.json"
get_any
fails_with "a default that is gone is told of" 3 "principal 'second' is not configured"
rm "$LANYARD_HOME/system/principals/demo.json"
rm -r "$LANYARD_HOME/state"
get_any
fails_with "with none at all it is said how to make one" 3 "no principal is configured"
check "by the very command" hint_has "lanyard principal add NAME --tenant TENANT"

# --- where the files are

unset LANYARD_HOME
XDG_CONFIG_HOME=$work/xdg/config
XDG_STATE_HOME=$work/xdg/state
XDG_CACHE_HOME=$work/xdg/cache
XDG_RUNTIME_DIR=$work/xdg/run
export XDG_CONFIG_HOME XDG_STATE_HOME XDG_CACHE_HOME XDG_RUNTIME_DIR
mkdir -p "$work/xdg"
mkdir -m 700 "$XDG_RUNTIME_DIR"
printf '%s' "$secret" | lanyard principal add demo --tenant "$tenant" --client-id "$client" --secret-file - >/dev/null
check "principals are below XDG_CONFIG_HOME" test -f "$XDG_CONFIG_HOME/lanyard/principals/demo.json"
check "their secrets are below XDG_STATE_HOME" test -f "$XDG_STATE_HOME/lanyard/secrets/demo"
tokens() { find "$1" -name '*.token' 2>/dev/null | wc -l; }
get
check "tokens are below XDG_RUNTIME_DIR" test "$(tokens "$XDG_RUNTIME_DIR")" -eq 1
rm -r "$XDG_RUNTIME_DIR/lanyard"
chmod 755 "$XDG_RUNTIME_DIR"
get
check "unless others may look into it" test "$(tokens "$XDG_RUNTIME_DIR")" -eq 0
check "then they are below XDG_CACHE_HOME" test "$(tokens "$XDG_CACHE_HOME")" -eq 1
chmod 700 "$XDG_RUNTIME_DIR"
rm -rf "$XDG_CACHE_HOME" "$XDG_RUNTIME_DIR/lanyard"
if is_root; then
	chown 65534 "$XDG_RUNTIME_DIR"
	get
	check "or it belongs to somebody else" test "$(tokens "$XDG_RUNTIME_DIR")$(tokens "$XDG_CACHE_HOME")" = 01
	chown 0 "$XDG_RUNTIME_DIR"
else
	skip "or it belongs to somebody else" "only root can make that"
fi
rm -rf "$XDG_CACHE_HOME"
rmdir "$XDG_RUNTIME_DIR"
get
check "or it is not there; it is not made" test ! -e "$XDG_RUNTIME_DIR"
check "then, too, they are below XDG_CACHE_HOME" test "$(tokens "$XDG_CACHE_HOME")" -eq 1
unset XDG_CACHE_HOME XDG_RUNTIME_DIR
get
check "without variables they are below the home" test "$(tokens "$HOME/.cache/lanyard")" -eq 1
cd "$work" || exit 1
XDG_CACHE_HOME=relative get --force-refresh
check "a variable that is not a full path is ignored" test ! -e "$work/relative"
finish

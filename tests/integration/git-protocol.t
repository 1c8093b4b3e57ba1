#!/bin/sh
# SPDX-License-Identifier: MIT
#
# git's credential protocol, spoken through pipes: what newer gits than the
# one installed say, and what no git says but somebody else might.

# What lib.sh calls, or takes without arguments.
# shellcheck disable=SC2119,SC2317
. "${top_srcdir:?}/tests/integration/lib.sh"
start_authority
add_principal demo

ours='protocol=https\nhost=dev.azure.com\n'

# say OPERATION TEXT...: TEXT, in printf's notation, to the helper.
say() {
	operation=$1
	shift
	# shellcheck disable=SC2059 # that is what it is for
	printf "$@" >"$work/input"
	run git-credential-lanyard "$operation" <"$work/input"
}

is_silent() { status_is 0 && stdout_is_empty && stderr_is_empty; }

# silent SENTENCE OPERATION TEXT...
silent() {
	sentence=$1
	shift
	say "$@"
	check "$sentence" is_silent
}

# refuses SENTENCE PATTERN TEXT...: a whole request that is not understood.
refuses() {
	sentence=$1 pattern=$2
	shift 2
	say get "$@"
	fails_with "$sentence" 2 "^git-credential-lanyard: .*$pattern"
}

# --- before any token is fetched

run git-credential-lanyard capability </dev/null
printf 'version 0\ncapability authtype\n' >"$work/expected"
check "the capability action names authtype" cmp -s "$work/stdout" "$work/expected"
check "with status 0" status_is 0

while read -r host; do
	silent "silence for the host '$host'" get 'protocol=https\nhost=%s\n' "$host"
done <<-'END'
	dev.azure.com.evil.example
	evildev.azure.com
	evil-dev.azure.com
	dev.azure.com.
	dev.azure.com:8443
	dev.azure.com:80
	dev.azure.com:
	dev.azure.com:0443x
	dev.azure.com:443:443
	azure.com
	x.dev.azure.com
	visualstudio.com
	.visualstudio.com
	a.b.visualstudio.com
	xvisualstudio.com
	contoso.visualstudio.com.
	contoso.visualstudio.com.evil.example
	dev.azure.com@evil.example
	user@dev.azure.com
	dev%2eazure%2ecom
	dev.azure.com%2eevil.example
	dev.azure.com/
	dev.azure.com\.evil.example
	https://dev.azure.com
	dev.аzure.com
	xn--dev-azure.com
	[dev.azure.com]
	management.azure.com
	github.com
	example.com
	127.0.0.1
	[::1]
	*
	*.visualstudio.com
END
silent "silence for an empty host" get 'protocol=https\nhost=\n'
silent "silence without a host" get 'protocol=https\n'
silent "silence without a protocol" get 'host=dev.azure.com\n'
silent "silence for an empty protocol" get 'protocol=\nhost=dev.azure.com\n'
silent "silence for an empty request" get ''
silent "silence for http" get 'protocol=http\nhost=dev.azure.com\n'
silent "silence for ssh" get 'protocol=ssh\nhost=dev.azure.com\n'
silent "silence for another tool's protocol" get 'protocol=cert\nhost=\npath=/dev.azure.com\n'
silent "silence for a path that looks like Azure Repos" get \
	'protocol=https\nhost=evil.example\npath=dev.azure.com/_git/x\n'
silent "the last of two hosts counts, as in git" get \
	'protocol=https\nhost=dev.azure.com\nhost=evil.example\n'
silent "what stands behind the blank line does not" get \
	'protocol=https\nhost=evil.example\n\nhost=dev.azure.com\n'
silent "keys are told apart by case" get 'protocol=https\nHost=dev.azure.com\n'

silent "store is silent" store "$ours"'username=x\npassword=y\n'
silent "store of another host is silent" store 'protocol=https\nhost=example.com\n'
silent "store of nonsense is silent" store 'nonsense\n'
silent "an unknown operation is silent" approve-later "$ours"
silent "erase without a password is silent" erase "$ours"
silent "erase for another host is silent" erase \
	'protocol=https\nhost=example.com\npassword=x\n'
silent "erase with nothing cached is silent" erase "$ours"'password=x\n'

# What is not exactly our host over https is somebody else's business.
silent "a carriage return makes another host" get 'protocol=https\nhost=dev.azure.com\rx\n'
silent "also two before the line feed" get 'protocol=https\nhost=dev.azure.com\r\r\n'
silent "so does a tab" get 'protocol=https\nhost=\tdev.azure.com\n'
silent "and DEL makes another protocol" get 'protocol=https\177\nhost=dev.azure.com\n'
foreign='protocol=https\nhost=github.com\n'
for operation in get erase; do
	silent "$operation: a foreign request may hold a line without '='" "$operation" "$foreign"'nonsense\n'
	silent "$operation: a foreign request may hold a tab" "$operation" "$foreign"'username=a\tb\n'
	silent "$operation: a foreign request may hold a NUL" "$operation" "$foreign"'path=a\000b\n'
done
run env LANYARD_HOME=relative git-credential-lanyard get <<END
protocol=https
host=github.com
END
check "a foreign host is met with silence whatever is set" is_silent
run env LANYARD_HOME=relative git-credential-lanyard get <<END
protocol=https
host=dev.azure.com
END
fails_with "for ours, a relative LANYARD_HOME is refused" 3 "LANYARD_HOME is 'relative'"
refuses "a line without '=' is refused" "no '='" "$ours"'nonsense\n'
refuses "a NUL is refused" "NUL" "$ours"'path=a\000host=b\n'
refuses "an escape in a user name is refused" "'username' holds a control" \
	"$ours"'username=\033[2J\n'
refuses "a tab in a user name is refused" "'username' holds a control" \
	"$ours"'username=a\tb\n'
check "and nothing of it reaches the terminal" \
	sh -c "! LC_ALL=C grep -q '[[:cntrl:]]' '$work/stderr'"

# long BYTES: a line of so many, its end included.
long() { printf "path=%0$(($1 - 6))d\\n" 0; }
check "(a line of 65535 bytes is one)" test "$(long 65535 | wc -c)" -eq 65535
{ printf 'protocol=https\nhost=example.com\n' && long 65535; } >"$work/input"
run git-credential-lanyard get <"$work/input"
check "a line of 65535 bytes is read" is_silent
{ printf 'protocol=https\nhost=dev.azure.com\n' && long 65536; } >"$work/input"
run git-credential-lanyard get <"$work/input"
fails_with "a line of 65536 bytes is refused" 2 "longer than 65535 bytes"
{ printf 'protocol=https\nhost=github.com\n' && long 70000; } >"$work/input"
run git-credential-lanyard get <"$work/input"
check "but for a foreign host it is nothing" is_silent
endless() { head -c 1100000 /dev/zero | tr '\0' 'a' | fold -w 1000 | sed 's/^/k=/'; }
{ printf 'protocol=https\nhost=github.com\n' && endless; } >"$work/input"
run git-credential-lanyard get <"$work/input"
check "a foreign request without end is nothing" is_silent
{ printf 'protocol=https\nhost=dev.azure.com\n' && endless; } >"$work/input"
run git-credential-lanyard get <"$work/input"
fails_with "a request without end is refused" 2 "larger than"
for at in 255 1023 1024 4095 4096 65500; do
	say get "protocol=https\nhost=evil.example\nwwwauth[]=%0${at}dhost=dev.azure.com\n" 0
	check "a key inside a long line is none (byte $at)" is_silent
done
check "none of this made a token request" test "$(token_requests)" -eq 0

# --- the answer

say get "$ours"
check "a git without authtype gets user name and password" status_is 0
sed 's/=eyJ[A-Za-z0-9_.-]*$/=TOKEN/; s/=[0-9]\{10\}$/=TIME/' "$work/stdout" >"$work/shape"
printf 'username=lanyard\npassword=TOKEN\npassword_expiry_utc=TIME\n\n' >"$work/expected"
check "with an expiry and a blank line at the end" cmp -s "$work/shape" "$work/expected"
check "and nothing on stderr" stderr_is_empty
expiry=$(sed -n 's/^password_expiry_utc=//p' "$work/stdout")
check "the expiry is about an hour away" test $((expiry - $(date +%s))) -gt 3000 -a \
	$((expiry - $(date +%s))) -le 3600
token=$(sed -n 's/^password=//p' "$work/stdout")

say get 'capability[]=authtype\ncapability[]=state\n'"$ours"'path=contoso/_git/x\nwwwauth[]=Basic realm="x"\n'
sed 's/=eyJ[A-Za-z0-9_.-]*$/=TOKEN/; s/=[0-9]\{10\}$/=TIME/' "$work/stdout" >"$work/shape"
printf '%s\n' 'capability[]=authtype' authtype=Bearer ephemeral=1 credential=TOKEN \
	password_expiry_utc=TIME "" >"$work/expected"
check "a git with authtype gets a token that nobody may store" cmp -s "$work/shape" "$work/expected"
check "the same token" grep -qxF "credential=$token" "$work/stdout"
say get 'capability[]=state\n'"$ours"
check "another capability alone changes nothing" stdout_has '^password='
say get 'capability[]=authtype\ncapability[]=\n'"$ours"
check "an empty capability takes the others back" stdout_has '^password='
say get "$ours"'username=contoso\n'
check "a user name that git has stays" stdout_has '^username=contoso$'
say get "$ours"'username=id://x\n'
check "but for one that Basic has no room for" stdout_has '^username=lanyard$'
say get 'capability[]=authtype\n'"$ours"'username=contoso\n'
check "beside a Bearer token no user name is given" sh -c "! grep -q ^username '$work/stdout'"

for host in DEV.azure.com dev.azure.com:443 contoso.visualstudio.com \
	Contoso.VisualStudio.COM:443; do
	say get 'protocol=https\nhost=%s\n' "$host"
	check "$host is ours" grep -qxF "password=$token" "$work/stdout"
done
say get 'protocol=https\r\nhost=dev.azure.com\r\n\r\n'
check "lines may end in CR LF" grep -qxF "password=$token" "$work/stdout"
say get 'protocol=https\nhost=dev.azure.com'
check "the last line may end with the input" grep -qxF "password=$token" "$work/stdout"
say get "$ours"'later-key=x\nlater[]=y\nquit=1\ncontinue=1\nstate[]=other:1\n'
check "unknown keys are ignored" grep -qxF "password=$token" "$work/stdout"
say get 'host=evil.example\nhost=dev.azure.com\nprotocol=https\n'
check "the order of the keys does not matter" grep -qxF "password=$token" "$work/stdout"

mkfifo "$work/pipe"
{
	exec 3>&-
	# shellcheck disable=SC2059
	printf "$ours\n"
	exec sleep 20
} >"$work/pipe" &
writer=$!
within 5 git-credential-lanyard get <"$work/pipe"
check "a blank line ends the request, although the pipe stays open" test "$spent_ms" -le 5000
check "and it is answered" grep -qxF "password=$token" "$work/stdout"
kill "$writer" 2>/dev/null
wait "$writer" 2>/dev/null

( trap '' PIPE && git-credential-lanyard get <"$work/input" >/dev/full ) 2>"$work/stderr"
check "an answer that cannot be written is no success" test $? -ne 0

head -c 60000 /dev/zero | tr '\0' 'a' | sed "s/^/protocol=https\nhost=example.com\npath=/" |
	git-credential-lanyard store
check "a store is read to its end" test $? -eq 0
check "all this made one token request" test "$(token_requests)" -eq 1

# --- erase

silent "erase of another password is silent" erase "$ours"'username=lanyard\npassword=x%s\n' "$token"
silent "also of the start of ours" erase "$ours"'password=%s\n' "${token%?}"
silent "also of ours for a host of another" erase \
	'protocol=https\nhost=example.com\npassword=%s\n' "$token"
say get "$ours"
check "none of them forgot anything" grep -qxF "password=$token" "$work/stdout"
silent "erase of our password is silent" erase "$ours"'username=lanyard\npassword=%s\n' "$token"
say get 'capability[]=authtype\n'"$ours"
check "and forgets it" sh -c "! grep -qF 'credential=$token' '$work/stdout' &&
	grep -q '^credential=eyJ' '$work/stdout'"
token=$(sed -n 's/^credential=//p' "$work/stdout")
silent "erase takes the Bearer form too" erase \
	'capability[]=authtype\nauthtype=Bearer\ncredential=%s\n'"$ours" "$token"
lanyard cache list >"$work/list"
check "and forgets that" sh -c "! grep -q 499b84ac '$work/list'"

# --- what goes wrong

LANYARD_HOME=$work/empty
say get "$ours"
fails_with "without a principal nothing is printed, and the first line says it all" 3 \
	'^git-credential-lanyard: .*principal'
check "a hint says what to do" stderr_has '^hint: '
silent "a foreign host is met with silence all the same" get 'protocol=https\nhost=example.com\n'
silent "and erase is silent" erase "$ours"'password=x\n'
say get "$ours"
LANYARD_HOME=$work/lanyard

https_proxy=http://127.0.0.1:1
say get "$ours"
https_proxy=$AUTHORITY_PROXY
fails_with "an authority that cannot be reached is a network fault" 5 \
	'^git-credential-lanyard: .*login.microsoftonline.com'
lanyard cache clear >/dev/null
faults '{"token":{"fault":"error","error":"invalid_client","aadsts":7000215,"status":401}}'
say get 'capability[]=authtype\n'"$ours"
fails_with "a refused sign-in is told with its code" 6 '^git-credential-lanyard: .*AADSTS7000215'
faults
lanyard cache clear >/dev/null

before=$(token_requests)
add_principal china --cloud AzureChinaCloud
printf '%b' "$ours" >"$work/input"
run git-credential-lanyard -p china get <"$work/input"
fails_with "a principal of another cloud is explained" 2 \
	"'dev.azure.com' port 443 is not a host that a token of principal 'china' may go to (cloud 'AzureChinaCloud')"
run git-credential-lanyard -p china erase <"$work/input"
check "its erase is silent" is_silent
check "no token was asked for" test "$(token_requests)" -eq "$before"
run git-credential-lanyard get erase <"$work/input"
fails_with "two operations are one too many" 2 "^git-credential-lanyard: it takes one operation, not 'erase' as well"
run git-credential-lanyard --bogus get <"$work/input"
fails_with "an option that is none is misuse" 2 "^git-credential-lanyard: there is no option '--bogus'"
check "with a hint" stderr_has "^hint: 'git-credential-lanyard --help' tells more"
run git-credential-lanyard <"$work/input"
check "and none is one too few" status_is 2

# --- as git's own test suite looks at helpers: stdout and stderr to the letter

if command -v git >/dev/null 2>&1; then
	cat >"$work/askpass" <<-'END'
		#!/bin/sh
		echo "askpass: $*" >&2
		what=$(echo "$1" | cut -d' ' -f1 | tr A-Z a-z)
		echo "askpass-$what"
	END
	chmod 755 "$work/askpass"
	GIT_ASKPASS=$work/askpass
	export GIT_ASKPASS
	printf 'protocol=https\nhost=example.com\n' >"$work/input"
	run git -c credential.helper=lanyard credential fill <"$work/input"
	printf '%s\n' protocol=https host=example.com username=askpass-username \
		password=askpass-password >"$work/expected"
	check "helper (lanyard) has no existing data" cmp -s "$work/stdout" "$work/expected"
	printf "askpass: %s for 'https://%sexample.com': \n" Username "" \
		Password askpass-username@ >"$work/expected"
	check "helper (lanyard) leaves the asking to git" cmp -s "$work/stderr" "$work/expected"
	printf 'protocol=https\nhost=example.com\nusername=u\npassword=p\n' >"$work/input"
	run git -c credential.helper=lanyard credential approve <"$work/input"
	check "helper (lanyard) stores in silence" is_silent
	run git -c credential.helper=lanyard credential reject <"$work/input"
	check "helper (lanyard) forgets in silence" is_silent
	printf 'protocol=https\nhost=victim.example\nwwwauth[]=%01013dhost=dev.azure.com\n' 0 >"$work/input"
	run git -c credential.helper=lanyard credential fill <"$work/input"
	check "helper (lanyard) does not split long lines" stdout_has '^username=askpass-username$'
else
	skip "helper (lanyard) is as git's test suite wants it" "there is no git"
fi
finish

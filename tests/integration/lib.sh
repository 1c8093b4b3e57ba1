# SPDX-License-Identifier: MIT
# shellcheck shell=sh
#
# What the integration tests share; each sources it first. A test is a script
# of points in TAP: `check "a sentence" COMMAND...` is one. It has a folder of
# its own, $work, with a LANYARD_HOME in it, and an authority where it starts
# one; all of it is gone at the end, whatever the end is.

set -u

: "${top_srcdir:?}" "${top_builddir:?}"
points=0
authority=
work=$(mktemp -d "${TMPDIR:-/tmp}/lanyard-test.XXXXXX") || exit 1
exec 3>&1

PATH=$top_builddir/helper/cli:$top_builddir/plugins/git:$top_builddir/plugins/kubectl:$top_builddir/plugins/curl:$PATH
LANYARD_EXEC_PATH=$work/libexec
LANYARD_HOME=$work/lanyard
HOME=$work/home
GIT_CONFIG_NOSYSTEM=1
GIT_TERMINAL_PROMPT=0
export PATH LANYARD_EXEC_PATH LANYARD_HOME HOME GIT_CONFIG_NOSYSTEM GIT_TERMINAL_PROMPT
mkdir -p "$HOME" "$LANYARD_EXEC_PATH"
for program in signin/lanyard-signin tools/lanyard-cert cli/lanyard; do
	ln -s "$top_builddir/helper/$program" "$LANYARD_EXEC_PATH"
done

# The tenant and the client of the authority's default configuration.
tenant=11111111-1111-4111-8111-111111111111
client=22222222-2222-4222-8222-222222222222
export tenant client

clean_up() {
	stop_authority
	rm -rf "$work"
}
trap clean_up EXIT
trap 'exit 1' HUP INT TERM

# --- points

pass() {
	points=$((points + 1))
	echo "ok $points - $1" >&3
}

# What was seen goes along as diagnostics.
miss() {
	points=$((points + 1))
	echo "not ok $points - $1" >&3
	for file in "$work/stdout" "$work/stderr"; do
		[ -s "$file" ] || continue
		echo "# ${file##*/}:" >&3
		head -n 20 "$file" | cut -c1-300 | sed 's/^/#   /' >&3
	done
}

# check SENTENCE COMMAND...: a point that COMMAND succeeds.
check() {
	sentence=$1
	shift
	if "$@" >"$work/check" 2>&1; then
		pass "$sentence"
	else
		miss "$sentence"
		head -n 20 "$work/check" | cut -c1-300 | sed 's/^/#   /' >&3
	fi
}

skip() {
	points=$((points + 1))
	echo "ok $points - $1 # SKIP $2" >&3
}

skip_all() {
	echo "1..0 # SKIP $1" >&3
	exit 0
}

# The last line of each test.
finish() {
	echo "1..$points" >&3
	exit 0
}

# --- running programs

# run COMMAND...: leaves $status, and what it printed in $work/stdout and
# $work/stderr. Its stdin is the caller's.
run() {
	status=0
	"$@" >"$work/stdout" 2>"$work/stderr" || status=$?
}

# within SECONDS COMMAND...: the same, and a failure if it took longer.
within() {
	limit=$1
	shift
	began=$(date +%s%N)
	run "$@"
	spent_ms=$((($(date +%s%N) - began) / 1000000))
	[ "$spent_ms" -le $((limit * 1000)) ]
}

status_is() { [ "$status" -eq "$1" ]; }
stdout_is_empty() { [ ! -s "$work/stdout" ]; }
stdout_has() { grep -qe "$1" "$work/stdout"; }
stderr_has() { grep -qe "$1" "$work/stderr"; }
stderr_is_empty() { [ ! -s "$work/stderr" ]; }

# fails_with SENTENCE STATUS PATTERN: after run(): the status, nothing on
# stdout, and the pattern on the first line of stderr.
fails_with() {
	if [ "$status" -eq "$2" ] && stdout_is_empty &&
		head -n 1 "$work/stderr" | grep -qe "$3"; then
		pass "$1"
	else
		echo "# status $status, not $2, or no '$3' on the first line" >&3
		miss "$1"
	fi
}

# --- the authority

# start_authority [OPTION...]: starts one in $work/authority; its addresses are
# in the environment of what is run afterwards.
start_authority() {
	mkdir -p "$work/authority"
	"$top_builddir/tests/authority/authority" --directory "$work/authority" "$@" \
		</dev/null >"$work/authority/output" 2>&1 3>&- &
	authority=$!
	tries=0
	until [ -e "$work/authority/ready" ]; do
		tries=$((tries + 1))
		if [ $tries -gt 200 ] || ! kill -0 "$authority" 2>/dev/null; then
			echo "Bail out! the test authority did not start" >&3
			cat "$work/authority/output" >&2
			exit 1
		fi
		sleep 0.05
	done
	# shellcheck disable=SC1091 # made by the authority
	. "$work/authority/environment"
	https_proxy=$AUTHORITY_PROXY
	SSL_CERT_FILE=$AUTHORITY_CA
	GIT_SSL_CAINFO=$AUTHORITY_CA
	CURL_CA_BUNDLE=$AUTHORITY_CA
	# Nothing of the system's is trusted beside: it could have the same name.
	unset SSL_CERT_DIR
	GIT_SSL_CAPATH=$work/no-certificates
	mkdir -p "$GIT_SSL_CAPATH"
	export https_proxy SSL_CERT_FILE GIT_SSL_CAINFO GIT_SSL_CAPATH CURL_CA_BUNDLE AUTHORITY_METADATA
}

stop_authority() {
	[ -n "$authority" ] || return 0
	kill "$authority" 2>/dev/null
	wait "$authority" 2>/dev/null
	authority=
	rm -f "$work/authority/ready"
}

# faults JSON: what the authority does wrong from now on; none without JSON.
faults() {
	if [ $# -eq 0 ]; then
		rm -f "$work/authority/faults.json"
		return
	fi
	printf '%s\n' "$1" >"$work/authority/faults.new"
	mv "$work/authority/faults.new" "$work/authority/faults.json"
}

# The number of token requests that the authority has seen so far.
token_requests() {
	grep -c '"path":"/[^"]*/token"' "$work/authority/journal.jsonl" 2>/dev/null || :
}

# The lines of the journal for a host.
journal_of() {
	grep -e "\"host\":\"$1" "$work/authority/journal.jsonl"
}

# --- the principal that most tests use

# add_principal NAME [OPTION...]: one of the default client.
add_principal() {
	name=$1
	shift
	lanyard principal add "$name" --tenant "$tenant" --client-id "$client" \
		--secret-file "$work/authority/client-secret" "$@" >/dev/null
}

# write_principal NAME JSON: its file, and what was cached or noted of it gone.
write_principal() {
	mkdir -p "$LANYARD_HOME/config/principals"
	printf '%s\n' "$2" >"$LANYARD_HOME/config/principals/$1.json"
	lanyard cache clear -p "$1" >/dev/null 2>&1 || :
}

# sign_in NAME [OPTION...]: a new token for arm, whatever was said before.
sign_in() {
	run lanyard token -p "$1" -r arm --force-refresh --format claims
}

# gives_token: after sign_in(): it did, and said nothing else.
gives_token() {
	status_is 0 && stderr_is_empty && stdout_has '^audience  *https://management.azure.com'
}

# ask JSON-SPEC: a TokenRequest with that spec on stdin of `lanyard get`.
ask() {
	printf '{"apiVersion":"lanyard/v1","kind":"TokenRequest","spec":%s}' "$1" >"$work/request"
	run lanyard get <"$work/request"
}

# age SECONDS: moves all that is cached so many seconds into the past, as if
# that time had gone by.
age() {
	for file in "$LANYARD_HOME"/cache/*.token; do
		[ -e "$file" ] || continue
		awk -v age="$1" '{
			out = ""
			while (match($0, /"(obtained_at_ms|expires_at|refresh_at)":[0-9]+/)) {
				field = substr($0, RSTART, RLENGTH)
				split(field, part, ":")
				shift = part[1] ~ /_ms/ ? age * 1000 : age
				out = out substr($0, 1, RSTART - 1) part[1] ":" \
					sprintf("%.0f", part[2] - shift)
				$0 = substr($0, RSTART + RLENGTH)
			}
			print out $0
		}' "$file" >"$file.aged" && chmod 600 "$file.aged" && mv "$file.aged" "$file"
	done
	for file in "$LANYARD_HOME"/cache/*.lock; do
		[ ! -e "$file" ] || touch -d "@$(($(stat -c %Y "$file") - $1))" "$file"
	done
}

# --- the doors

# opens_doors WHOSE NAME: three points that the principal's tokens open a
# repository, a cluster and an API, each by its tool, which knows no method.
opens_doors() {
	LANYARD_PRINCIPAL=$2
	export LANYARD_PRINCIPAL
	if ! command -v git >/dev/null 2>&1; then
		skip "git reads with $1" "there is no git"
	else
		if [ ! -e "$work/authority/repositories/contoso/tools/_git/demo.git" ]; then
			mkdir -p "$work/authority/repositories/contoso/tools/_git"
			git init -q --bare "$work/authority/repositories/contoso/tools/_git/demo.git"
		fi
		run git -c credential.helper= -c "credential.helper=$top_builddir/plugins/git/git-credential-lanyard" \
			ls-remote https://dev.azure.com/contoso/tools/_git/demo </dev/null
		check "git reads with $1" sh -c "[ $status -eq 0 ] && [ ! -s '$work/stderr' ]"
	fi
	if ! command -v kubectl >/dev/null 2>&1; then
		skip "kubectl asks a cluster with $1" "there is no kubectl"
	else
		cat >"$work/doors-kubeconfig" <<-END
			{ "apiVersion": "v1", "kind": "Config", "current-context": "demo",
			  "contexts": [ { "name": "demo", "context": { "cluster": "demo", "user": "demo" } } ],
			  "clusters": [ { "name": "demo", "cluster": {
			      "server": "https://demo.hcp.westeurope.azmk8s.io",
			      "certificate-authority": "$AUTHORITY_CA" } } ],
			  "users": [ { "name": "demo", "user": { "exec": {
			      "apiVersion": "client.authentication.k8s.io/v1beta1",
			      "command": "$top_builddir/plugins/kubectl/kubectl-lanyard",
			      "args": [ "get-token" ], "interactiveMode": "IfAvailable",
			      "provideClusterInfo": true } } } ] }
		END
		run kubectl --kubeconfig "$work/doors-kubeconfig" --cache-dir "$work/kube-cache" \
			--request-timeout 15s get namespaces </dev/null
		check "kubectl asks a cluster with $1" stdout_has '^default '
	fi
	if ! command -v curl >/dev/null 2>&1; then
		skip "lanyard-curl calls an API with $1" "there is no curl"
	else
		run lanyard-curl -sS https://management.azure.com/subscriptions?api-version=2022-12-01 </dev/null
		check "lanyard-curl calls an API with $1" stdout_has '"aud":"https://management.azure.com'
	fi
	unset LANYARD_PRINCIPAL
}

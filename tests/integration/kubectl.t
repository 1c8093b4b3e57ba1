#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The door for kubectl: the real kubectl (or the one that $KUBECTL names) asks
# a cluster with a token, by either version of the protocol that it knows;
# then the plugin by itself, with requests that kubectl would not make, and
# with those that a hostile kubeconfig would.

# What lib.sh calls, or takes without arguments.
# shellcheck disable=SC2119,SC2317
. "${top_srcdir:?}/tests/integration/lib.sh"

aks=6dae42f8-4368-4678-94ff-3960e28e3630
arc=6256c85f-0aad-4d50-b960-e6e9b21efe35
own=0a1b2c3d-1111-4222-8333-444455556666
other_tenant=33333333-3333-4333-8333-333333333333
group=client.authentication.k8s.io
server=https://demo.hcp.westeurope.azmk8s.io
journal=$work/authority/journal.jsonl

mkdir -p "$work/authority" "$LANYARD_HOME/config"
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/authority/client-secret"
chmod 600 "$work/authority/client-secret"
clients="[ { \"client_id\": \"$client\", \"secret_files\": [\"$work/authority/client-secret\"] } ]"
cat >"$work/configuration.json" <<-END
	{ "tenants": [
	    { "id": "$tenant", "domains": ["contoso.example"], "clients": $clients },
	    { "id": "$other_tenant", "domains": ["fabrikam.example"], "clients": $clients } ],
	  "hosts": { "k8s.private.example": "$own", "k8s2.private.example": "api://my-cluster",
	      "api.private.example": "api://my-api" } }
END
start_authority --configuration "$work/configuration.json"
add_principal demo

# info VERSION [CONFIG]: what kubectl would say, with a cluster's extension.
info() {
	printf '{"apiVersion":"%s/%s","kind":"ExecCredential","spec":{"interactive":false,"cluster":{"server":"%s","config":%s}}}' \
		"$group" "$1" "$server" "${2:-null}"
}

# plugin INFO [ARGUMENT...]
plugin() {
	said=$1
	shift
	run env KUBERNETES_EXEC_INFO="$said" kubectl-lanyard get-token "$@" </dev/null
}

answers() {
	stdout_has "^{\"apiVersion\":\"$group/$1\",\"kind\":\"ExecCredential\",\"status\":{\"expirationTimestamp\":\"20..-..-..T..:..:..Z\",\"token\":\"eyJ[A-Za-z0-9_.-]*\"}}\$" &&
		[ "$(wc -l <"$work/stdout")" -eq 1 ] && status_is 0 && stderr_is_empty
}
last_scope() {
	grep '"grant_type":"client' "$journal" | tail -n 1 | sed 's/.*"scope":"\([^"]*\)".*/\1/'
}

# --- what a hostile kubeconfig asks for: refused before a token is fetched

echo '{ "hosts": { "api.private.example": "api://my-api", "b.private.example": "batch",
	"c.private.example": "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee" } }' >"$LANYARD_HOME/config/lanyard.json"

while read -r resource; do
	plugin "$(info v1 "{\"resource\":\"$resource\"}")"
	fails_with "a kubeconfig gets no token of '$resource'" 2 \
		"^kubectl-lanyard: tokens for '.*' go to hosts of its own"
done <<-END
	arm
	graph
	devops
	vault
	storage
	sql
	databricks
	https://management.azure.com
	https://management.azure.com/
	https://management.azure.com//
	https://MANAGEMENT.azure.com/
	HTTPS://management.azure.com/
	https://management.core.windows.net/
	https://management.usgovcloudapi.net
	https://graph.microsoft.com
	https://graph.windows.net/
	https://outlook.office365.com
	https://evil.example
	http://evil.example
	api://https://graph.microsoft.com
	797f4846-ba00-4fd7-ba43-dac1f8f63013
	797F4846-BA00-4FD7-BA43-DAC1F8F63013
	00000003-0000-0000-c000-000000000000
	00000003-0000-0000-C000-000000000000
	00000002-0000-0000-c000-000000000000
	00000002-0000-0ff1-ce00-000000000000
	499b84ac-1321-427f-aa17-267ca6975798
	api://499b84ac-1321-427f-aa17-267ca6975798
	API://499b84ac-1321-427f-aa17-267ca6975798
	spn:00000003-0000-0000-c000-000000000000
	api://00000003-0000-0000-c000-000000000000/x
	api://
	api:///
	api:x
	urn:x
	ms-appx:x
	batch
	api://my-api
	api://my-api/
	API://MY-API
	aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee
	api://aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee
	spn:AAAAAAAA-bbbb-4ccc-8ddd-eeeeeeeeeeee
END
while read -r scopes; do
	plugin "$(info v1 "{\"scopes\":[$scopes]}")"
	fails_with "nor one of the scopes $scopes" 2 "^kubectl-lanyard: tokens for"
done <<-END
	"https://management.azure.com/.default"
	"https://graph.microsoft.com/User.Read"
	"https://graph.microsoft.com//.default"
	"https://evil.example/.default"
	"00000003-0000-0000-c000-000000000000/.default"
	"00000003-0000-0000-c000-000000000000/x/.default"
	"00000003-0000-0000-c000-000000000000//.default"
	"797F4846-ba00-4fd7-ba43-dac1f8f63013///.default"
	"00000003-0000-0000-c000-000000000000"
	"User.Read"
	".default"
	"/.default"
	"//.default"
	"openid"
	"Mail.Read","openid","offline_access"
	"$aks/.default","https://graph.microsoft.com/User.Read"
	"$aks/.default","User.Read"
	"$aks/.default","00000003-0000-0000-c000-000000000000/.default"
	"api://my-api/.default"
	"api://my-api//.default"
END
plugin "$(info v1)" --resource arm
fails_with "nor do the plugin's arguments get one" 2 "tokens for 'https://management.azure.com/'"
plugin "$(info v1)" --server-id 00000003-0000-0000-c000-000000000000
fails_with "also by --server-id" 2 "tokens for '00000003-"
plugin "$(info v1 '{"resource":"nonsense"}')"
fails_with "a resource that does not exist is named" 2 "'nonsense' is not a resource"
plugin "$(info v1 '{"resource":["aks"]}')"
fails_with "a field of the wrong type is named" 2 "spec.cluster.config.resource"
plugin "$(info v1 '{"resource":"aks","scopes":["x/.default"]}')"
fails_with "resource and scopes exclude each other" 2 "cannot stand beside 'resource'"
plugin "$(info v1 '{"principal":"../../etc/passwd"}')"
fails_with "a principal is a name, not a path" 2 "not a name"
plugin "$(info v1 '{"cloud":"https://evil.example"}')"
check "a cloud is a name, not an address" sh -c "[ $status -ne 0 ] && [ ! -s '$work/stdout' ]"
plugin "$(info v1 '{"tenant":"evil.example/x"}')"
fails_with "a tenant is a name, not a path" 2 "neither a GUID nor a domain"
plugin "$(info v1 '{"authority":"https://evil.example","client_secret_file":"/etc/passwd"}')" -p nobody
check "a principal that does not exist is no success" sh -c "[ $status -eq 3 ]"

# --- requests that cannot be understood

# misunderstood SENTENCE PATTERN INFO
misunderstood() {
	plugin "$3"
	fails_with "$1" 2 "^kubectl-lanyard: KUBERNETES_EXEC_INFO.*$2"
}
misunderstood "an unknown version is refused" "v1alpha1" "$(info v1alpha1)"
misunderstood "a version of another group is refused" "apiVersion" \
	'{"apiVersion":"v1","kind":"ExecCredential","spec":{}}'
misunderstood "another kind is refused" "'Pod'" "{\"apiVersion\":\"$group/v1\",\"kind\":\"Pod\"}"
misunderstood "text that is not JSON is refused" "" 'nonsense'
misunderstood "half a document is refused" "" "{\"apiVersion\":\"$group/v1\","
misunderstood "two documents are refused" "" "$(info v1)$(info v1)"
misunderstood "a key that stands there twice is refused" "twice" \
	"{\"apiVersion\":\"$group/v1\",\"kind\":\"ExecCredential\",\"kind\":\"ExecCredential\"}"
misunderstood "an array is refused" "" '[]'
misunderstood "a number as version is refused" "apiVersion" '{"apiVersion":1,"kind":"ExecCredential"}'
misunderstood "a spec that is no object is refused" "spec" \
	"{\"apiVersion\":\"$group/v1\",\"kind\":\"ExecCredential\",\"spec\":[]}"
misunderstood "depth without end is refused" "" "$(info v1 "$(printf '%0200d' 0 | sed 's/0/[/g')")"
check "none of this made a token request" test "$(token_requests)" -eq 0

# --- the answer

run env -u KUBERNETES_EXEC_INFO kubectl-lanyard get-token </dev/null
check "without a request the answer is v1beta1" answers v1beta1
check "for AKS" test "$(last_scope)" = "$aks/.default"
plugin ""
check "also for an empty one" answers v1beta1
plugin "$(info v1)"
check "v1 is answered with v1" answers v1
plugin "$(info v1beta1)"
check "v1beta1 is answered with v1beta1" answers v1beta1
plugin '{"apiVersion":null,"kind":"ExecCredential","spec":{"interactive":false}}'
check "a null version counts as v1beta1" answers v1beta1
plugin "{\"apiVersion\":\"$group/v1\",\"kind\":\"ExecCredential\"}"
check "a spec may be left out" answers v1
plugin "$(info v1 '{"later":{"a":[1]},"authority":"https://evil.example"}')"
check "unknown fields are ignored" answers v1
plugin "$(info v1 "{\"resource\":\"$aks\"}")"
check "the server may be named by its id" answers v1
big=$(head -c 90000 /dev/zero | tr '\0' 'A')
plugin "{\"apiVersion\":\"$group/v1\",\"kind\":\"ExecCredential\",\"spec\":{\"interactive\":false,\"cluster\":{\"server\":\"$server\",\"certificate-authority-data\":\"$big\",\"config\":null}}}"
check "a large CA bundle in the request does no harm" answers v1
check "one token request was made for all this" test "$(token_requests)" -eq 1

expiry=$(date -u -d "$(sed 's/.*Timestamp":"\([^"]*\)".*/\1/' "$work/stdout")" +%s)
ask '{"principal":"demo","resource":"aks"}'
real=$(sed 's/.*"expiresOn":\([0-9]*\).*/\1/' "$work/stdout")
check "the expiry is told 60 seconds early" test "$expiry" -eq $((real - 60))

mkfifo "$work/pipe"
( exec 3>&- && exec sleep 20 ) >"$work/pipe" &
writer=$!
within 5 env KUBERNETES_EXEC_INFO="$(info v1 | sed 's/false/true/')" \
	kubectl-lanyard get-token --force-refresh <"$work/pipe"
check "stdin is never read, not even when a person may be there" test "$spent_ms" -le 5000
check "and the answer is there" answers v1
kill "$writer" 2>/dev/null
wait "$writer" 2>/dev/null
run kubectl-lanyard get-token <&-
check "a closed stdin does no harm" answers v1beta1

plugin "$(info v1 '{"resource":"arc"}')"
check "arc is a cluster's resource" test "$(last_scope)" = "$arc/.default"
check "and answered" answers v1
plugin "$(info v1 "{\"resource\":\"$own\"}")"
check "so is the id of a server of one's own" answers v1
check "which is asked for as it stands" test "$(last_scope)" = "$own/.default"
plugin "$(info v1)" --server-id "$own"
check "also by --server-id" answers v1
plugin "$(info v1 '{"resource":"api://my-cluster"}')"
check "so is an api:// name" answers v1
plugin "$(info v1 '{"scopes":["api://my-cluster/.default"]}')"
check "also as a scope" answers v1
before=$(token_requests)
plugin "$(info v1 '{"tenant":"fabrikam.example"}')"
check "the cluster's extension chooses the tenant" \
	sh -c "tail -n 2 '$journal' | grep -q '\"path\":\"/fabrikam.example/oauth2'"
plugin "$(info v1 '{"tenant":"fabrikam.example"}')" --tenant-id "$tenant"
check "the command line wins over it" test "$(token_requests)" -eq $((before + 1))
check "and is answered" answers v1
plugin "$(info v1 '{"principal":"second"}')"
fails_with "the extension chooses the principal" 3 "'second'"
plugin "$(info v1 '{"principal":"second"}')" -p demo
check "and the command line wins here too" answers v1
plugin "$(info v1 '{"cloud":"AzureChinaCloud"}')"
check "and the cloud, where the principal leaves it open" \
	sh -c "grep -q '\"host\":\"login.partner.microsoftonline.cn\"' '$journal'"

run kubectl-lanyard
check "without a verb it says how it is used" stderr_has '^usage:'
check "with status 2" status_is 2
run kubectl-lanyard convert-kubeconfig
fails_with "another verb is misuse" 2 "^kubectl-lanyard: .*not 'convert-kubeconfig'"
run kubectl-lanyard get-token --bogus=hunter2
fails_with "so is another option" 2 "^kubectl-lanyard: there is no option '--bogus'\$"
check "with a hint" stderr_has "^hint: 'kubectl-lanyard --help' tells more"
run env LANYARD_HOME=relative kubectl-lanyard get-token
fails_with "a relative LANYARD_HOME is refused" 3 "^kubectl-lanyard: LANYARD_HOME is 'relative'"

faults '{"token":{"fault":"error","error":"invalid_client","aadsts":7000215,"status":401}}'
plugin "$(info v1)" --force-refresh
fails_with "a refused sign-in is status 6, with its code" 6 "^kubectl-lanyard: .*AADSTS7000215"
faults
run env LANYARD_HOME="$work/empty" kubectl-lanyard get-token
fails_with "no principal is status 3" 3 "^kubectl-lanyard: .*principal"

# --- the real kubectl

without_kubectl() {
	skip "kubectl asks a cluster by v1 and v1beta1" "$1"
	finish
}

kubectl=${KUBECTL:-$(command -v kubectl || :)}
[ -n "$kubectl" ] || without_kubectl "there is no kubectl"
# As 'v1.32.4' in any of the forms that its versions print.
version=$("$kubectl" version --client 2>/dev/null | grep -o 'v1\.[0-9]*' | head -n 1)
[ -n "$version" ] || without_kubectl "'$kubectl version --client' tells no version"
minor=${version#v1.}
echo "# kubectl $version" >&3

# kubeconfig VERSION COMMAND EXTENSION [ARGUMENT...]
kubeconfig() {
	api=$1 command=$2 extension=$3
	shift 3
	arguments='"get-token"'
	for argument; do
		arguments="$arguments,\"$argument\""
	done
	cat >"$work/kubeconfig" <<-END
		{ "apiVersion": "v1", "kind": "Config", "current-context": "demo",
		  "contexts": [ { "name": "demo", "context": { "cluster": "demo", "user": "demo" } } ],
		  "clusters": [ { "name": "demo", "cluster": { "server": "$server",
		      "certificate-authority": "$AUTHORITY_CA",
		      "extensions": [ { "name": "$group/exec", "extension": $extension } ] } } ],
		  "users": [ { "name": "demo", "user": { "exec": {
		      "apiVersion": "$group/$api", "command": "$command", "args": [ $arguments ],
		      "interactiveMode": "IfAvailable", "provideClusterInfo": true } } } ] }
	END
}
ask_cluster() {
	run "$kubectl" --kubeconfig "$work/kubeconfig" --cache-dir "$work/kube-cache" \
		--request-timeout 15s get namespaces </dev/null
}
sees_namespaces() { status_is 0 && stdout_has '^default '; }
plugin_path=$top_builddir/plugins/kubectl/kubectl-lanyard
lanyard cache clear >/dev/null
before=$(token_requests)

if [ "$minor" -ge 22 ]; then
	kubeconfig v1 kubectl-lanyard '{}'
	ask_cluster
	check "kubectl lists namespaces by v1" sees_namespaces
	kubeconfig v1 "$plugin_path" '{}' --principal demo
	ask_cluster
	check "also with the plugin named by its path" sees_namespaces
else
	skip "kubectl lists namespaces by v1" "kubectl $version is older than v1.22"
	skip "also with the plugin named by its path" "kubectl $version is older than v1.22"
fi
kubeconfig v1beta1 kubectl-lanyard '{}' -p demo
ask_cluster
check "kubectl lists namespaces by v1beta1" sees_namespaces
kubeconfig v1beta1 "$plugin_path" '{}'
ask_cluster
check "also with the plugin named by its path" sees_namespaces
check "all of them by one token request" test "$(token_requests)" -eq $((before + 1))

if [ "$minor" -ge 20 ]; then
	kubeconfig v1beta1 kubectl-lanyard '{ "tenant": "fabrikam.example" }'
	ask_cluster
	check "a cluster's extension chooses the tenant" \
		sh -c "grep '\"grant_type\":\"client' '$journal' | tail -n 1 | grep -q '\"path\":\"/fabrikam.example/'"
	kubeconfig v1beta1 kubectl-lanyard '{ "resource": "arm" }'
	before=$(token_requests)
	ask_cluster
	check "one that asks for another service's token gets none" test "$(token_requests)" -eq "$before"
	check "kubectl shows why" \
		stderr_has "^kubectl-lanyard: tokens for 'https://management.azure.com/' go to hosts"
	check "and fails" sh -c "[ $status -ne 0 ]"
else
	skip "a cluster's extension is read" "kubectl $version is older than v1.20"
fi
kubeconfig v1beta1 kubectl-lanyard '{}' --principal nobody
ask_cluster
check "kubectl shows our first line" stderr_has "^kubectl-lanyard: .*'nobody'"
check "and our exit status" stderr_has 'exit code 3\|exit status 3'
finish

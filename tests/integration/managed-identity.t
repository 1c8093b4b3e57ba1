#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Managed identity: the metadata service of each kind of machine, with its
# quirks and its faults; and machines that have none.

# The folder of Arc's agent is a fixed one: where that is possible, this test runs
# among mounts of its own, with an empty folder in its place.
# What lib.sh calls or takes without arguments, and words that are no variables.
# shellcheck disable=SC2119,SC2317
arc_folder=/var/opt/azcmagent/tokens
if [ -z "${OWN_MOUNTS:-}" ] && command -v unshare >/dev/null 2>&1; then
	for way in "unshare -m" "unshare -rm"; do
		# shellcheck disable=SC2086
		if $way mount -t tmpfs none /var/opt 2>/dev/null; then
			exec $way env OWN_MOUNTS=yes sh "$0"
		fi
	done
fi

. "${top_srcdir:?}/tests/integration/lib.sh"
if [ -n "${OWN_MOUNTS:-}" ]; then
	mount -t tmpfs none /var/opt && mkdir -p $arc_folder || OWN_MOUNTS=
fi
umask 077
cd "$work" || exit 1
journal=$work/authority/journal.jsonl
system_client=55555555-5555-4555-8555-555555555550
user_client=55555555-5555-4555-8555-555555555551
user_object=66666666-6666-4666-8666-666666666661
user_resource=/subscriptions/44444444-4444-4444-8444-444444444444/resourceGroups/tests/providers/Microsoft.ManagedIdentity/userAssignedIdentities/one
strange=77777777-7777-4777-8777-777777777777

if [ -n "${OWN_MOUNTS:-}" ]; then
	cat >configuration.json <<-END
		{ "tenants": [ { "id": "$tenant", "clients": [] } ], "arc_keys": "$arc_folder" }
	END
	start_authority --configuration "$work/configuration.json"
else
	start_authority
fi
http_proxy=http://127.0.0.1:1
export http_proxy

# uses [MEMBERS]: the principal 'vm' is a managed identity, with these.
uses() {
	write_principal vm "{ \"method\": \"managed-identity\"${1:+, $1} }"
}
# A metadata service that says the same token again needs no --force-refresh.
sign_in() {
	lanyard cache clear -p vm >/dev/null 2>&1
	run lanyard token -p vm -r arm --format claims
}
# is_of CLIENT: the token is that identity's, and nothing else was said.
is_of() { status_is 0 && stderr_is_empty && stdout_has "^application  *$1"; }
asked() { grep -c '"path":"/[^"]*token"' "$journal" || :; }
leave() { unset AZURE_POD_IDENTITY_AUTHORITY_HOST IDENTITY_ENDPOINT IDENTITY_HEADER IMDS_ENDPOINT MSI_ENDPOINT; }
enter_imds() {
	leave
	AZURE_POD_IDENTITY_AUTHORITY_HOST=$AUTHORITY_METADATA
	export AZURE_POD_IDENTITY_AUTHORITY_HOST
}
enter_app_service() {
	leave
	IDENTITY_ENDPOINT=$AUTHORITY_METADATA/app-service/token
	IDENTITY_HEADER=$(cat "$work/authority/identity-header")
	export IDENTITY_ENDPOINT IDENTITY_HEADER
}
enter_cloud_shell() {
	leave
	MSI_ENDPOINT=$AUTHORITY_METADATA/cloud-shell/oauth2/token
	export MSI_ENDPOINT
}
enter_arc() {
	leave
	IDENTITY_ENDPOINT=$AUTHORITY_METADATA/arc/metadata/identity/oauth2/token
	IMDS_ENDPOINT=$AUTHORITY_METADATA/arc
	export IDENTITY_ENDPOINT IMDS_ENDPOINT
}
# by_each_name WHERE: a user's identity, by each of its names.
by_each_name() {
	for name in "client-id:$user_client" "object-id:$user_object" "resource-id:$user_resource"; do
		uses "\"identity\": \"$name\""
		sign_in
		check "$1: a user's identity by its ${name%%:*}" is_of "$user_client"
	done
	uses "\"identity\": \"client-id:$strange\""
	sign_in
	check "$1: an identity that is not assigned is refused" status_is 6
	check "$1: in the service's words" stderr_has "^lanyard: principal 'vm': the metadata service (.*HTTP status 400"
	uses
}

# --- IMDS

enter_imds
uses
sign_in
check "IMDS gives the system's identity" is_of $system_client
check "it is asked without a proxy" sh -c "! grep -q '\"event\":\"connect\"' '$journal'"
by_each_name IMDS
opens_doors "a managed identity" vm
lanyard principal remove vm >/dev/null
run lanyard principal add vm --identity "client-id:$user_client" --source imds
sign_in
check "the principal may be made by one command" is_of $user_client
run lanyard principal show vm
check "which shows the identity" stdout_has "^identity *client-id:$user_client"
check "and the source" stdout_has '^source *imds'
run lanyard principal add bad --identity "client-id:$user_client" --certificate file:x --method managed-identity
fails_with "a key of another method is refused" 2 "takes no --certificate"
run lanyard principal add bad --identity machine
fails_with "so is an identity without its kind" 2 "is none of client-id:GUID"
uses '"source": "imds"'
sign_in
check "it may be named as the source" is_of $system_client
IDENTITY_ENDPOINT=http://127.0.0.1:1/x IDENTITY_HEADER=x
export IDENTITY_ENDPOINT IDENTITY_HEADER
sign_in
check "then the environment does not choose another" is_of $system_client
enter_imds
uses

# What the Azure SDKs call the same would be ignored, so it is refused.
write_principal vm "{ \"method\": \"managed-identity\", \"client_id\": \"$user_client\" }"
sign_in
fails_with "a client id is no way to name an identity" 3 "'client_id' is no key of the method"
check "and what is, is said" stderr_has "^hint: write \"identity\": \"client-id:$user_client\""
uses
run lanyard token -p vm -r arm -t contoso.example
fails_with "nor has a machine another tenant" 2 "has a tenant of its own"

# Services that look like another's.
MSI_ENDPOINT=http://127.0.0.1:1/x MSI_SECRET=x sign_in
fails_with "Azure ML is not taken for Cloud Shell" 3 "Azure Machine Learning is not supported"
IDENTITY_ENDPOINT=https://127.0.0.1:1/x IDENTITY_HEADER=x IDENTITY_SERVER_THUMBPRINT=x sign_in
fails_with "Service Fabric is not taken for App Service" 3 "Service Fabric is not supported"
IDENTITY_ENDPOINT=https://evil.example/x IMDS_ENDPOINT=x sign_in
fails_with "Arc's agent is on this machine" 3 "'https://evil.example/x' (IDENTITY_ENDPOINT) is not on this machine"
MSI_ENDPOINT=https://evil.example/x sign_in
fails_with "so is Cloud Shell's service" 3 "'https://evil.example/x' (MSI_ENDPOINT) is not on this machine"
enter_imds

# The same token again: it ages at the service, so nothing is gained by asking.
lanyard cache clear -p vm >/dev/null 2>&1
run lanyard token -p vm -r arm
cp stdout first
age 70000
before=$(asked)
for _ in 1 2 3; do
	run lanyard token -p vm -r arm
	sleep 0.2
done
check "an ageing token is served" cmp -s stdout first
check "that the service gives it again sets off no more renewals" test "$(asked)" -le $((before + 1))

# --- the time of expiry

for variant in date plain-date iso-date numbers expires-in-only; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	check "the expiry is understood in the spelling '$variant'" is_of $system_client
	check "as a day from now" stdout_has '^expires .*(in \(23\|24\|1[0-9]* d\|[0-9]*\)'
	run lanyard cache list
	check "and kept so" stdout_has '^vm .*\(in 2[34] h\|in 1 d\|in 14[0-9][0-9] min\)'
done
faults '{ "metadata": { "fault": "quirk", "variant": "no-expiry" } }'
sign_in
fails_with "a token without an expiry is not taken" 5 "does not say when the token expires"
faults

# --- somebody else's identity

uses "\"identity\": \"client-id:$user_client\""
for variant in ignores-identity ignores-identity-silently; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	fails_with "another's token is an error ($variant)" 6 "the token of another identity than '$user_client'"
done
faults '{ "metadata": { "fault": "quirk", "variant": "no-echo" } }'
sign_in
check "the right one is taken although the service does not echo its id" is_of $user_client
faults
uses

# --- faults that pass, and those that do not

for code in 404 429 500; do
	faults "{ \"metadata\": { \"fault\": \"status\", \"status\": $code, \"times\": 1 } }"
	before=$(asked)
	sign_in
	check "status $code is asked about once more" is_of $system_client
	check "once" test "$(asked)" -eq $((before + 2))
done
faults '{ "metadata": { "fault": "status", "status": 429, "retry_after": "2", "times": 1 } }'
began=$(date +%s%N)
sign_in
spent_ms=$((($(date +%s%N) - began) / 1000000))
check "Retry-After is respected" test $spent_ms -ge 2000
faults '{ "metadata": { "fault": "status", "status": 429, "retry_after": "100" } }'
before=$(asked)
sign_in
fails_with "one that is longer than there is time is told at once" 5 "HTTP status 429"
run lanyard token -p vm -r arm
check "and nobody asks again before" test "$(asked)" -eq $((before + 1))
for code in 400 401 403; do
	faults "{ \"metadata\": { \"fault\": \"status\", \"status\": $code } }"
	before=$(asked)
	sign_in
	fails_with "status $code ends it" 5 "HTTP status $code" # no reason is given
	check "at once" test "$(asked)" -eq $((before + 1))
done
mkdir -p "$LANYARD_HOME/config"
echo '{ "timeout_seconds": 2 }' >"$LANYARD_HOME/config/lanyard.json"
for code in 410 503; do
	faults "{ \"metadata\": { \"fault\": \"status\", \"status\": $code } }"
	within 5 lanyard token -p vm -r arm --force-refresh
	check "status $code is waited for within the time there is" test "$spent_ms" -le 5000
	fails_with "then it is told" 5 "HTTP status $code"
done
faults '{ "metadata": { "fault": "hang" } }'
within 5 lanyard token -p vm -r arm --force-refresh
check "a service that hangs is not waited for longer" test "$spent_ms" -le 5000
fails_with "and is told" 5 "did not answer in time"
rm "$LANYARD_HOME/config/lanyard.json"
faults '{ "metadata": { "fault": "redirect" } }'
sign_in
fails_with "a redirect is not followed" 5 "metadata service"
check "nobody else hears of it" sh -c "! grep -q evil.example '$journal'"
faults '{ "metadata": { "fault": "garbage" } }'
sign_in
fails_with "garbage is told" 5 "metadata service"
faults

# --- no metadata service

AZURE_POD_IDENTITY_AUTHORITY_HOST=http://127.0.0.1:1
within 2 lanyard token -p vm -r arm --force-refresh
check "where there is no metadata service the answer comes at once" test "$spent_ms" -le 2000
fails_with "it says so" 5 "^lanyard: principal 'vm': the metadata service '127.0.0.1': it cannot be connected to"
check "and asks whether this is a machine in Azure" stderr_has '^hint: is this machine in Azure'
AZURE_POD_IDENTITY_AUTHORITY_HOST=http://metadata.example
sign_in
fails_with "a metadata service elsewhere is refused" 3 "'http://metadata.example'.*not on this machine"
enter_app_service
IDENTITY_ENDPOINT=http://metadata.example/x
sign_in
check "also one of another kind" sh -c "[ $status -ne 0 ] && [ ! -s stdout ]"
check "it learns nothing" sh -c "! grep -q metadata.example '$journal'"

# --- App Service

enter_app_service
uses
sign_in
check "App Service gives the system's identity" is_of $system_client
by_each_name "App Service"
LANYARD_LOG=debug LANYARD_LOG_FILE=$work/log
export LANYARD_LOG LANYARD_LOG_FILE
sign_in
unset LANYARD_LOG LANYARD_LOG_FILE
check "the log tells which service was asked" grep -q app-service log
check "and neither its secret nor the token" sh -c "! grep -qe '$IDENTITY_HEADER' -e eyJ log"
IDENTITY_HEADER=wrong
sign_in
check "a wrong secret is refused" sh -c "[ $status -eq 6 ] && [ ! -s stdout ]"
leave
uses '"source": "app-service"'
sign_in
fails_with "without its variables the source is explained" 3 "IDENTITY_ENDPOINT and IDENTITY_HEADER are not both set"

# --- Cloud Shell

enter_cloud_shell
uses
sign_in
check "Cloud Shell gives its user's token" sh -c "[ $status -eq 0 ] && grep -q '^audience  *https://management.azure.com' stdout"
uses "\"identity\": \"client-id:$user_client\""
sign_in
fails_with "it has no identity to choose" 3 "Cloud Shell acts as the person"
faults '{ "metadata": { "fault": "error", "error": "invalid_request", "description": "Audience is not known" } }'
uses
sign_in
check "its nested words are told" stderr_has "^lanyard: principal 'vm': the metadata service (cloud-shell) gave no token: "
faults
leave
uses '"source": "cloud-shell"'
sign_in
fails_with "without its variable the source is explained" 3 "MSI_ENDPOINT is not set"

# --- Azure Arc

uses '"source": "arc"'
enter_arc
for variant in outside-folder dot-dot subfolder not-key; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	fails_with "a key file that is no agent's is not opened ($variant)" 5 "named a file that no Arc agent would name"
done
for variant in no-challenge other-challenge; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	fails_with "nor is one looked for without its challenge ($variant)" 5 "metadata service"
done
faults
if [ -z "${OWN_MOUNTS:-}" ]; then
	skip "Arc gives the system's identity" "$arc_folder cannot be made here"
	finish
fi
uses
sign_in
check "Arc gives the system's identity" is_of $system_client
by_each_name Arc
opens_doors "the identity of an Arc server" vm
uses "\"identity\": \"client-id:$user_client\""
faults '{ "metadata": { "fault": "quirk", "variant": "ignores-identity-silently" } }'
sign_in
fails_with "an agent that ignores the identity is found out" 6 "the token of another identity"
uses
for variant in too-large empty fifo newline; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	fails_with "a key file that is $variant is not sent" 5 "is not a small file of text"
done
for variant in link absent; do
	faults "{ \"metadata\": { \"fault\": \"quirk\", \"variant\": \"$variant\" } }"
	sign_in
	fails_with "a key file that is $variant is not opened" 3 "'$arc_folder/.*', cannot be opened"
	check "the group that may read it is named ($variant)" stderr_has '^hint: .*himds'
done
finish

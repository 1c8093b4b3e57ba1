#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Workload identity federation: assertions that somebody else signed, wherever
# they come from; and what is said of one that is refused.

# What lib.sh calls or takes without arguments, and words that are no variables.
# shellcheck disable=SC2016,SC2317
. "${top_srcdir:?}/tests/integration/lib.sh"
umask 077
cd "$work" || exit 1
journal=$work/authority/journal.jsonl
bare_client=22222222-2222-4222-8222-222222222224
audience=api://AzureADTokenExchange
pod=https://pods.example/cluster
subject=system:serviceaccount:default:job
connection=88888888-8888-4888-8888-888888888888

mkdir keys unknown-keys
issuer=$top_builddir/tests/authority/issuer
"$issuer" --directory keys --issuer "$pod" >/dev/null || skip_all "no issuer can be made"
cat >configuration.json <<-END
	{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"], "clients": [
	    { "client_id": "$client", "federated": [
	        { "issuer": "$pod", "subject": "$subject", "audience": "$audience" },
	        { "issuer": "https://keyless.example", "subject": "$subject", "audience": "$audience" },
	        { "issuer": "https://token.actions.githubusercontent.com",
	          "subject": "repo:contoso/widgets:ref:refs/heads/main", "audience": "$audience" },
	        { "issuer": "https://vstoken.dev.azure.com/99999999-9999-4999-8999-999999999999",
	          "subject": "sc://contoso/widgets/$connection", "audience": "$audience" },
	        { "issuer": "https://login.microsoftonline.com/$tenant/v2.0",
	          "subject": "66666666-6666-4666-8666-666666666660", "audience": "$audience" } ] },
	    { "client_id": "$bare_client" } ] } ],
	  "issuers": [ { "issuer": "$pod", "key_file": "$work/keys/public.pem" } ] }
END
start_authority --configuration "$work/configuration.json"

# issue FILE [OPTION...]: an assertion of the pod's; options take precedence.
issue() {
	file=$1
	shift
	"$issuer" --directory keys --issuer "$pod" --subject "$subject" --audience "$audience" \
		--output "$file" "$@"
}
# uses METHOD [MEMBERS [CLIENT]]: the principal 'job' signs in so.
uses() {
	write_principal job "{ \"method\": \"$1\", \"tenant\": \"$tenant\",
		\"client_id\": \"${3:-$client}\"${2:+, $2} }"
}
# stored FILE: whether anything of lanyard's holds that assertion.
stored() { grep -rqF "$(sed 's/.*\.//' "$1")" "$LANYARD_HOME"; }

# --- workload identity: a pod's projected token

mkdir mount mount/..1
issue mount/..1/token
ln -s ..1 mount/..data
ln -s ..data/token mount/token
chmod 644 mount/..1/token
uses workload-identity "\"assertion_file\": \"$work/mount/token\""
sign_in job
check "a pod's token signs in, by links and readable as a mount is" gives_token
check "it is kept nowhere" sh -c "! grep -rqF '$(sed 's/.*\.//' mount/token)' '$LANYARD_HOME'"
opens_doors "a pod's token" job

mkdir mount/..2
issue mount/..2/token --subject system:serviceaccount:default:other
ln -s ..2 mount/..new
mv -T mount/..new mount/..data
sign_in job
check "the file is read anew each time" stderr_has '^lanyard: .*AADSTS700213'
issue mount/..2/token
sign_in job
check "and again" gives_token

write_principal job '{ "method": "workload-identity" }'
AZURE_CLIENT_ID=$client AZURE_TENANT_ID=$tenant AZURE_FEDERATED_TOKEN_FILE=$work/mount/token
export AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_FEDERATED_TOKEN_FILE
sign_in job
check "the webhook's variables complete the file" gives_token
unset AZURE_FEDERATED_TOKEN_FILE
sign_in job
fails_with "a variable that is missing is named" 3 "'assertion_file' is missing, and AZURE_FEDERATED_TOKEN_FILE is not set"
unset AZURE_CLIENT_ID
sign_in job
fails_with "each by itself" 3 "'client_id' is missing, and AZURE_CLIENT_ID is not set"
unset AZURE_TENANT_ID
uses workload-identity "\"assertion_file\": \"$work/mount/absent\""
sign_in job
fails_with "a file that is not there is told" 3 "the assertion's file '$work/mount/absent' does not exist"
check "with what puts it there" stderr_has '^hint: .*azure.workload.identity/use'
echo "not a token" >nonsense
uses workload-identity "\"assertion_file\": \"$work/nonsense\""
sign_in job
fails_with "a file of something else is not sent" 3 "the assertion is not a JWT"
: >empty
uses workload-identity "\"assertion_file\": \"$work/empty\""
sign_in job
fails_with "an empty file is told" 3 "the assertion is empty"

# --- refusals tell what was sent

uses workload-identity "\"assertion_file\": \"$work/sent\""
# refuses SENTENCE CODE PATTERN [ISSUER-OPTION...]: a hint with the assertion.
refuses() {
	sentence=$1 code=$2 pattern=$3
	shift 3
	issue sent "$@"
	sign_in job
	fails_with "$sentence" 6 "AADSTS$code: "
	check "what was sent is told (AADSTS$code)" stderr_has "^hint: the assertion that was sent says .*$pattern"
}
refuses "an unknown issuer is refused" 700211 "issuer 'https://other.example', subject '$subject', audience '$audience', valid from 20.*Z, until 20.*Z" \
	--issuer https://other.example
refuses "an unknown subject is refused" 700213 "issuer '$pod', subject 'somebody', audience '$audience'" --subject somebody
refuses "an unknown audience is refused" 700212 "audience 'api://other'" --audience api://other
refuses "an issuer without a key is refused" 70021 "issuer 'https://keyless.example'" --issuer https://keyless.example
refuses "an assertion that is out of its time is refused" 700024 "until 20.*Z" --shift -7200
check "it is not kept, either" sh -c "! grep -rqF '$(sed 's/.*\.//' sent)' '$LANYARD_HOME'"
uses workload-identity "\"assertion_file\": \"$work/sent\"" "$bare_client"
refuses "an application without federated credentials is refused" 70025 "issuer '$pod', subject '$subject'"
uses workload-identity "\"assertion_file\": \"$work/sent\""
faults '{ "clock_skew": 86000 }'
refuses "a clock that is wrong is told, too" 700024 "this machine's clock is 8[56][0-9]* s behind"
faults

# --- GitHub Actions

uses github-actions
sign_in job
fails_with "outside of a job that is told" 3 "ACTIONS_ID_TOKEN_REQUEST_URL is not set, so this is no job of GitHub Actions"
check "with the permission that it takes" stderr_has "^hint: .*id-token: write"
ACTIONS_ID_TOKEN_REQUEST_URL="https://pipelines.actions.githubusercontent.com/x/idtoken?api-version=2.0"
export ACTIONS_ID_TOKEN_REQUEST_URL
sign_in job
fails_with "a job without its token is told" 3 "ACTIONS_ID_TOKEN_REQUEST_TOKEN is not set"
ACTIONS_ID_TOKEN_REQUEST_TOKEN=$(cat authority/github-request-token)
export ACTIONS_ID_TOKEN_REQUEST_TOKEN
sign_in job
check "a job of GitHub Actions signs in" gives_token
opens_doors "a job of GitHub Actions" job
ACTIONS_ID_TOKEN_REQUEST_URL=$AUTHORITY_URL/github/oidc
sign_in job
check "also where its address has no query yet" gives_token
faults '{ "runner": { "fault": "status", "status": 503 } }'
sign_in job
fails_with "a service that is down is no refusal" 5 "GitHub Actions gives no token now (HTTP status 503)"
faults '{ "runner": { "fault": "html" } }'
sign_in job
fails_with "a page in its place is told" 5 "GitHub Actions gave an answer that cannot be used"
faults '{ "runner": { "fault": "redirect" } }'
sign_in job
check "a redirect is not followed" sh -c "[ $status -ne 0 ] && ! grep -q evil.example '$journal'"
faults
ACTIONS_ID_TOKEN_REQUEST_TOKEN=wrong
sign_in job
fails_with "a wrong token is refused" 6 "GitHub Actions gives no token to this job (HTTP status 401)"
ACTIONS_ID_TOKEN_REQUEST_URL=http://127.0.0.1:1/x
sign_in job
check "an address without TLS is refused" sh -c "[ $status -ne 0 ] && [ ! -s stdout ]"
unset ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_ID_TOKEN_REQUEST_TOKEN

# --- Azure Pipelines

uses azure-pipelines "\"service_connection_id\": \"$connection\""
sign_in job
fails_with "outside of a pipeline that is told" 3 "SYSTEM_OIDCREQUESTURI is not set, so this is no job of Azure Pipelines"
SYSTEM_OIDCREQUESTURI=https://dev.azure.com/contoso/widgets/_apis/distributedtask/hubs/build/plans/1/jobs/2/oidctoken
export SYSTEM_OIDCREQUESTURI
sign_in job
fails_with "a step without the token is told" 3 "SYSTEM_ACCESSTOKEN is not set"
check "with how to map it" stderr_has '^hint: .*\$(System.AccessToken)'
SYSTEM_ACCESSTOKEN=$(cat authority/pipelines-access-token)
export SYSTEM_ACCESSTOKEN
sign_in job
check "a service connection signs in" gives_token
opens_doors "a service connection" job
write_principal job '{ "method": "azure-pipelines" }'
AZURESUBSCRIPTION_CLIENT_ID=$client AZURESUBSCRIPTION_TENANT_ID=$tenant
AZURESUBSCRIPTION_SERVICE_CONNECTION_ID=$connection
export AZURESUBSCRIPTION_CLIENT_ID AZURESUBSCRIPTION_TENANT_ID AZURESUBSCRIPTION_SERVICE_CONNECTION_ID
sign_in job
check "the pipeline's variables complete the file" gives_token
unset AZURESUBSCRIPTION_SERVICE_CONNECTION_ID
sign_in job
fails_with "one that is missing is named" 3 "'service_connection_id' is missing, and AZURESUBSCRIPTION_SERVICE_CONNECTION_ID is not set"
uses azure-pipelines "\"service_connection_id\": \"$connection\""
right=$SYSTEM_ACCESSTOKEN
SYSTEM_ACCESSTOKEN=wrong
sign_in job
fails_with "a wrong token is refused, and not led to a page" 6 "Azure Pipelines gives no token to this job (HTTP status 401)"
SYSTEM_ACCESSTOKEN=$right

# --- any assertion: from a file, from a command

issue assertion
uses assertion "\"assertion_file\": \"$work/assertion\""
sign_in job
check "an assertion in a file signs in" gives_token

# One word for each thing that a command must not get from us.
ACTIONS_ID_TOKEN_REQUEST_TOKEN=forbidden AZURE_CLIENT_SECRET=forbidden IDENTITY_HEADER=forbidden
export ACTIONS_ID_TOKEN_REQUEST_TOKEN AZURE_CLIENT_SECRET IDENTITY_HEADER
cat >print <<-END
	#!/bin/sh
	env >"$work/seen-environment"
	ls -l /proc/\$\$/fd >"$work/seen-descriptors"
	cat >"$work/seen-stdin"
	printf '%s' "\$*" >"$work/seen-arguments"
	exec "$issuer" --directory "$work/keys" --issuer "$pod" --subject "$subject" --audience "$audience"
END
chmod 700 print
uses assertion "\"assertion_command\": [\"$work/print\", \"one; two\", \"\$HOME\"]"
sign_in job
check "a command's assertion signs in" gives_token
check "it is run without a shell" test "$(cat seen-arguments)" = 'one; two $HOME'
check "no secret variable reaches it" sh -c "! grep -qe forbidden -e '$right' seen-environment"
check "other variables do" grep -q '^PATH=' seen-environment
check "its stdin is empty" test ! -s seen-stdin
check "it inherits no descriptor above 2" sh -c "! grep -qe 'socket:' -e ' [3-9] -> /[^p]' seen-descriptors"
opens_doors "a command's assertion" job
unset ACTIONS_ID_TOKEN_REQUEST_TOKEN AZURE_CLIENT_SECRET IDENTITY_HEADER

uses assertion '"assertion_command": ["/bin/false"]'
sign_in job
fails_with "a command that fails is told" 3 "the command '/bin/false' failed with status 1"
uses assertion '"assertion_command": ["/nonexistent/program"]'
sign_in job
fails_with "one that is not there is told" 3 "the command '/nonexistent/program' cannot be started"
uses assertion '"assertion_command": ["print"]'
sign_in job
fails_with "one without a path is refused" 3 "does not begin with the full path"
uses assertion "\"assertion_command\": [\"$(command -v sleep)\", \"60\"]"
echo '{ "timeout_seconds": 2 }' >"$LANYARD_HOME/config/lanyard.json"
within 4 lanyard token -p job -r arm --force-refresh
check "one that does not end is not waited for" test "$spent_ms" -le 4000
fails_with "and is told" 3 "did not end in time"
rm "$LANYARD_HOME/config/lanyard.json"
uses assertion "\"assertion_file\": \"$work/assertion\", \"assertion_principal\": \"vm\""
sign_in job
fails_with "there is one source" 3 "exclude each other"
uses assertion
sign_in job
fails_with "and not none" 3 "one of 'assertion_file', 'assertion_command' and 'assertion_principal' is missing"

# --- another principal's token

AZURE_POD_IDENTITY_AUTHORITY_HOST=$AUTHORITY_METADATA
export AZURE_POD_IDENTITY_AUTHORITY_HOST
write_principal vm '{ "method": "managed-identity" }'
uses assertion '"assertion_principal": "vm"'
sign_in job
check "a managed identity stands in for an application's secret" gives_token
check "its token was for the exchange alone" grep -q "\"scope\":\"$audience\"" "$journal"
opens_doors "a managed identity behind an application" job
faults '{ "metadata": { "fault": "error", "error": "invalid_request", "description": "Identity not found" } }'
lanyard cache clear >/dev/null
sign_in job
check "when that one fails its own words come first" sh -c "head -n 1 stderr | grep -q \"^lanyard: principal 'vm': .*Identity not found\""
check "then whose assertion it was to be" stderr_has "^lanyard: principal 'job': principal 'vm' gave no assertion"
check "with the first one's status" status_is 6
faults
write_principal middle "{ \"method\": \"assertion\", \"tenant\": \"$tenant\", \"client_id\": \"$client\",
	\"assertion_principal\": \"vm\" }"
uses assertion '"assertion_principal": "middle"'
sign_in job
check "a third is not asked" stderr_has "asks 'middle' for its assertion, which asks 'vm' itself"
check "so there is no token" sh -c "[ $status -eq 3 ] && [ ! -s stdout ]"
write_principal middle "{ \"method\": \"assertion\", \"tenant\": \"$tenant\", \"client_id\": \"$client\",
	\"assertion_principal\": \"job\" }"
within 5 lanyard token -p job -r arm --force-refresh
check "nor do two go round in circles" sh -c "[ $status -eq 3 ] && [ $spent_ms -le 5000 ]"
uses assertion '"assertion_principal": "job"'
sign_in job
fails_with "nor does one ask itself" 3 "'assertion_principal' is the principal itself"
uses assertion '"assertion_principal": "nobody"'
sign_in job
check "one that does not exist is told" stderr_has "principal 'nobody' is not configured"
MSI_ENDPOINT=$AUTHORITY_METADATA/cloud-shell/oauth2/token
export MSI_ENDPOINT
uses assertion '"assertion_principal": "vm"'
lanyard cache clear >/dev/null
sign_in job
check "a user's token is no credential of an application" stderr_has "AADSTS7002[0-9]*: "
unset MSI_ENDPOINT

# --- what is not told

uses assertion "\"assertion_command\": [\"$work/print\"]"
LANYARD_LOG=debug LANYARD_LOG_FILE=$work/log
export LANYARD_LOG LANYARD_LOG_FILE
sign_in job
uses azure-pipelines "\"service_connection_id\": \"$connection\""
sign_in job
unset LANYARD_LOG LANYARD_LOG_FILE
check "the log tells the story" grep -q "running '$work/print'" log
check "without an assertion or a token" sh -c "! grep -qe eyJ -e '$right' log"
finish

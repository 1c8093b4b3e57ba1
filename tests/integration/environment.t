#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The environment's principal: the variables of the Azure SDKs, where nothing
# is configured, and only there.

. "${top_srcdir:?}/tests/integration/lib.sh"
umask 077
cd "$work" || exit 1
journal=$work/authority/journal.jsonl
gov_tenant=33333333-3333-4333-8333-333333333333
audience=api://AzureADTokenExchange
pod=https://pods.example/cluster

mkdir keys authority
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >authority/client-secret
lanyard cert create env --bits 2048 >env.crt 2>/dev/null
sha1=$(lanyard cert list | awk 'NR == 2 { print $1 }')
lanyard cert export "$sha1" --with-private-key --output env.pem
issuer=$top_builddir/tests/authority/issuer
"$issuer" --directory keys --issuer "$pod" --subject job --audience "$audience" --output assertion
clients="[ { \"client_id\": \"$client\", \"secret_files\": [\"$work/authority/client-secret\"],
	\"certificates\": [\"$work/env.crt\"],
	\"federated\": [ { \"issuer\": \"$pod\", \"subject\": \"job\", \"audience\": \"$audience\" } ] } ]"
cat >configuration.json <<-END
	{ "tenants": [
	    { "id": "$tenant", "domains": ["contoso.example"], "cloud": "AzureCloud", "clients": $clients },
	    { "id": "$gov_tenant", "domains": ["contoso.us"], "cloud": "AzureUSGovernment", "clients": $clients } ],
	  "issuers": [ { "issuer": "$pod", "key_file": "$work/keys/public.pem" } ] }
END
start_authority --configuration "$work/configuration.json"

# with ASSIGNMENT... -- COMMAND...: run() it with these beside the ids.
with() {
	run env AZURE_CLIENT_ID="$client" AZURE_TENANT_ID="$tenant" "$@"
	lanyard cache clear >/dev/null
}
secret=$(cat authority/client-secret)
token=$work/token
printf '#!/bin/sh\nexec lanyard token -r arm --format claims --force-refresh "$@"\n' >"$token"
chmod 700 "$token"

run "$token"
fails_with "without any of it there is no principal" 3 "no principal is configured"

# --- each credential

with AZURE_CLIENT_SECRET="$secret" "$token"
check "a secret signs in" gives_token
AZURE_CLIENT_ID=$client AZURE_TENANT_ID=$tenant AZURE_CLIENT_SECRET=$secret
export AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET
ask '{"resource":"arm"}'
check "the answer says that it is the environment's" stdout_has '"principal":"(environment)"'
run lanyard cache list
check "so does the cache" stdout_has '^(environment)  *AzureCloud'
opens_doors "the environment's secret" ""
lanyard cache clear >/dev/null
unset AZURE_CLIENT_ID AZURE_TENANT_ID AZURE_CLIENT_SECRET

with AZURE_CLIENT_CERTIFICATE_PATH="$work/env.pem" "$token"
check "a certificate signs in" gives_token
with AZURE_CLIENT_CERTIFICATE_PATH="$work/env.pem" AZURE_CLIENT_SEND_CERTIFICATE_CHAIN=true "$token"
check "with its chain when that is wished" grep -q '"assertion":"PS256 x5t#S256 x5c"' "$journal"
if command -v openssl >/dev/null 2>&1; then
	openssl pkcs12 -export -in env.pem -passout pass:paz7-wOrd -out env.pfx 2>/dev/null
	with AZURE_CLIENT_CERTIFICATE_PATH="$work/env.pfx" AZURE_CLIENT_CERTIFICATE_PASSWORD=paz7-wOrd \
		LANYARD_LOG=debug LANYARD_LOG_FILE="$work/log" "$token"
	check "with a password" gives_token
	check "which is in no log" sh -c "[ -s log ] && ! grep -q paz7 log"
	with AZURE_CLIENT_CERTIFICATE_PATH="$work/env.pfx" AZURE_CLIENT_CERTIFICATE_PASSWORD=wrong "$token"
	fails_with "a wrong one is told" 3 "^lanyard: principal '(environment)': .*password"
else
	skip "with a password" "there is no openssl"
fi
with AZURE_CLIENT_CERTIFICATE_PATH="$work/absent.pem" "$token"
fails_with "a certificate that is not there is told" 3 "^lanyard: principal '(environment)': .*absent.pem"

with AZURE_FEDERATED_TOKEN_FILE="$work/assertion" "$token"
check "a workload identity signs in" gives_token
check "by its assertion" grep -q '"assertion":"RS256"' "$journal"

with AZURE_CLIENT_SECRET="$secret" AZURE_CLIENT_CERTIFICATE_PATH="$work/absent.pem" \
	AZURE_FEDERATED_TOKEN_FILE="$work/absent" "$token"
check "the secret comes first" gives_token
with AZURE_CLIENT_SECRET=wrong "$token"
fails_with "a secret that is refused is said to be the environment's" 6 "^lanyard: principal '(environment)': .*AADSTS7000215"
check "and not repeated" sh -c "! grep -q wrong, stderr"

# --- its cloud

with AZURE_CLIENT_SECRET="$secret" AZURE_TENANT_ID=contoso.us \
	AZURE_AUTHORITY_HOST=https://login.microsoftonline.us/ "$token"
check "the authority's host chooses a built-in cloud" stdout_has '^audience  *https://management.usgovcloudapi.net'
with AZURE_CLIENT_SECRET="$secret" AZURE_AUTHORITY_HOST=https://login.windows.net "$token"
check "by any of its names" gives_token
before=$(token_requests)
for host in https://login.evil.example https://login.microsoftonline.us.evil.example \
	https://login.microsoftonline.com:8443 http://login.microsoftonline.com login.microsoftonline.com \
	https://me@login.microsoftonline.com; do
	with AZURE_CLIENT_SECRET="$secret" AZURE_AUTHORITY_HOST=$host "$token"
	fails_with "'$host' is refused" 3 "AZURE_AUTHORITY_HOST is '$host'"
done
check "and hears of nothing" test "$(token_requests)" -eq "$before"

# --- what is missing or wrong

run env AZURE_CLIENT_ID="$client" AZURE_CLIENT_SECRET="$secret" "$token"
fails_with "without a tenant there is no principal" 3 "no principal is configured"
check "it is told which variable is missing" stderr_has '^hint: .*AZURE_TENANT_ID is not set'
run env AZURE_TENANT_ID="$tenant" AZURE_CLIENT_ID="$client" "$token"
fails_with "nor without a credential" 3 "no principal is configured"
check "it is told which variables would do" stderr_has \
	'^hint: .*AZURE_CLIENT_SECRET, AZURE_CLIENT_CERTIFICATE_PATH, AZURE_FEDERATED_TOKEN_FILE'
with AZURE_CLIENT_ID=me AZURE_CLIENT_SECRET="$secret" "$token"
fails_with "a client id is a GUID" 3 "AZURE_CLIENT_ID in the environment is not a GUID"
with AZURE_TENANT_ID=a/b AZURE_CLIENT_SECRET="$secret" "$token"
fails_with "a tenant is a name" 3 "AZURE_TENANT_ID in the environment is not a GUID or a domain"

# --- beside what is configured

add_principal demo
rogue=22222222-2222-4222-8222-22222222222f
run env AZURE_CLIENT_ID=$rogue AZURE_TENANT_ID=$gov_tenant AZURE_CLIENT_SECRET=rogue \
	AZURE_AUTHORITY_HOST=https://login.microsoftonline.us AZURE_CLIENT_CERTIFICATE_PATH=/nonexistent \
	AZURE_FEDERATED_TOKEN_FILE=/nonexistent "$token"
check "a principal that is configured takes no notice" gives_token
check "neither of the client nor of the tenant" stdout_has "^application  *$client"
write_principal pod "{ \"method\": \"workload-identity\", \"tenant\": \"$tenant\", \"client_id\": \"$client\",
	\"assertion_file\": \"$work/assertion\" }"
run env AZURE_CLIENT_ID=$rogue AZURE_TENANT_ID=$gov_tenant AZURE_FEDERATED_TOKEN_FILE=/nonexistent "$token" -p pod
check "nor does a workload identity whose file says it all" gives_token
with AZURE_CLIENT_SECRET="$secret" "$token"
fails_with "where several are configured the environment does not choose" 3 "several principals are configured"
check "no request was made for the rogue" sh -c "! grep -q $rogue '$journal'"
with AZURE_CLIENT_SECRET="$secret" "$token" -p "(environment)"
fails_with "nor can it be asked for by name" 2 "not a name"
finish

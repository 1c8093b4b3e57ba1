#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Principals of every method: the examples are read, and each can be made and
# shown by one command.

. "${top_srcdir:?}/tests/integration/lib.sh"
cd "$work" || exit 1
folder=$LANYARD_HOME/config/principals
mkdir -p "$folder"

for file in "$top_srcdir"/contrib/examples/principal-*.json; do
	name=${file##*/principal-}
	name=${name%.json}
	cp "$file" "$folder/$name.json"
	run lanyard principal show "$name"
	check "the example of the method '$name' is read" stdout_has "^method  *$name\$"
	rm "$folder/$name.json"
done

# makes METHOD WORDS OPTION...: shown with those words, read back as it was.
makes() {
	method=$1 words=$2
	shift 2
	run lanyard principal add "made-$method" "$@"
	run lanyard principal show "made-$method"
	check "one of the method '$method' is made" stdout_has "^method  *$method\$"
	check "and shown ($words)" stdout_has "$words"
}
ids="--tenant contoso.com --client-id $client"
# shellcheck disable=SC2086
{
	makes certificate "^certificate *file:$work/x.pfx" $ids --certificate file:x.pfx \
		--certificate-password-file pin --send-certificate-chain
	check "a path is recorded in full" grep -q "\"certificate_password_file\": \"$work/pin\"" \
		"$folder/made-certificate.json"
	makes workload-identity "^assertion  *the file that AZURE_FEDERATED_TOKEN_FILE names" --method workload-identity
	makes github-actions "^assertion  *the job's" --method github-actions
	makes azure-pipelines "^assertion .*$client" --service-connection-id "$client"
	makes assertion "^assertion  *the token of principal 'vm'" $ids --assertion-principal vm
	makes managed-identity "^identity  *object-id:$client" --identity "object-id:$client"
	run lanyard principal add bad $ids --certificate file:x --identity "client-id:$client"
	fails_with "keys of two methods are refused" 2 "takes no --identity"
	run lanyard principal add bad $ids --certificate file:x --secret-file -
	fails_with "a secret is not a certificate's" 2 "takes no --secret-file"
	run lanyard principal add bad $ids --certificate ABCD
	fails_with "what would not be read is not written" 2 "is none of thumbprint:HEX"
	check "so there is no file" test ! -e "$folder/bad.json"
}
run lanyard principal list
check "the list has a row for each" test "$(grep -c '^made-' stdout)" -eq 6
finish

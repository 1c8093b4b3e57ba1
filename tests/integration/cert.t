#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Certificates: made, imported, found by their thumbprints, shown and removed;
# and keys in a token.

. "${top_srcdir:?}/tests/integration/lib.sh"
ours=$LANYARD_HOME/data/certs
dotnet=$HOME/.dotnet/corefx/cryptography/x509stores/my
umask 077
cd "$work" || exit 1

# field NAME: of the certificate that `lanyard cert show` printed last.
field() { sed -n "s/^$1  *//p" "$work/stdout"; }

has_openssl=
if command -v openssl >/dev/null 2>&1; then
	has_openssl=yes
fi

# --- create, list, show, export

run lanyard cert list
check "an empty store is a table with a head alone" test "$(wc -l <stdout)" -eq 1

run lanyard cert create ci --days 90 --bits 2048
check "a certificate is made by one command" status_is 0
check "it is printed for the upload" stdout_has '^-----BEGIN CERTIFICATE-----$'
check "its key is not" sh -c '! grep -q PRIVATE stdout'
check "what to do with it is told" stderr_has "Upload what is above"
cp stdout ci.pem

run lanyard cert list
sha1=$(awk 'NR == 2 { print $1 }' stdout)
check "it is on the list, with its subject and its expiry" stdout_has \
	'^[0-9A-F]\{40\}  CN=ci  *20..-..-.. (in [0-9]* d)  -$'
check "it is kept under its thumbprint, for its owner alone" test \
	"$(stat -c %a "$ours/$sha1.pem")" = 600
run lanyard cert list --json
check "the list is JSON, too" stdout_has \
	'^\[{"sha1":"'"$sha1"'","sha256":"[0-9A-F]\{64\}","subject":"CN=ci",.*"bits":2048,.*"principals":\[\]}\]$'

run lanyard cert show "$sha1"
check "it is shown by its SHA-1 thumbprint" status_is 0
check "the SHA-1 thumbprint is shown as the portal does" test "$(field SHA-1)" = "$sha1"
sha256=$(field SHA-256)
if [ -n "$has_openssl" ]; then
	check "both are what OpenSSL computes" test \
		"$(openssl x509 -in ci.pem -noout -fingerprint -sha1 | sed 's/.*=//; s/://g')$(
			openssl x509 -in ci.pem -noout -fingerprint -sha256 | sed 's/.*=//; s/://g')" = "$sha1$sha256"
else
	skip "both are what OpenSSL computes" "there is no openssl"
fi
spread=$(echo "$sha256" | sed 's/../&:/g; s/:$//' | tr A-F a-f)
run lanyard cert show "thumbprint:$spread"
check "it is found by SHA-256, with colons and in lower case" test "$(field SHA-1)" = "$sha1"

run lanyard cert export "$sha1"
check "the export is what was printed first" cmp -s stdout ci.pem
(umask 022 && : >readable)
status=0
lanyard cert export "$sha1" --with-private-key >readable 2>"$work/stderr" || status=$?
check "a private key is not written where others may read it" test "$status" -eq 2 -a ! -s readable
run lanyard cert export "$sha1" --with-private-key --output full.pem
check "the key is exported when asked for" grep -q 'BEGIN PRIVATE KEY' full.pem
check "for its owner alone" test "$(stat -c %a full.pem)" = 600
run lanyard cert export "$sha1" --output full.pem
fails_with "a file that is there is not overwritten" 2 "'full.pem' exists already"

# --- who uses it

mkdir -p "$LANYARD_HOME/config/principals"
cat >"$LANYARD_HOME/config/principals/ci.json" <<END
{ "method": "certificate", "tenant": "$tenant", "client_id": "$client",
  "certificate": "thumbprint:$spread" }
END
run lanyard cert list
check "the list tells which principal uses it" stdout_has '  ci$'
run lanyard cert remove "$sha1"
fails_with "one that is in use is not removed" 2 "is used by ci"
check "and its file is still there" test -e "$ours/$sha1.pem"
run lanyard cert remove "$sha1" --force
check "unless by force" status_is 0
check "its file is gone then" test ! -e "$ours/$sha1.pem"
run lanyard cert show "$sha1"
fails_with "one that is gone is told of, with the places looked in" 3 \
	"certificate not found: thumbprint $sha1 (looked in '$ours', '$LANYARD_HOME/system/certs', '$dotnet')"

# --- import

run lanyard cert import full.pem
check "it is imported from PEM" test -e "$ours/$sha1.pem"
run lanyard cert import ci.pem
fails_with "one without its key is refused" 3 "has no private key"
run lanyard cert import no-such.pem
fails_with "a file that is not there is told" 3 "'no-such.pem' does not exist"
run lanyard cert create soon --days 5 --bits 2048
run lanyard cert list
soon=$(sed -n 's/^\([0-9A-F]*\)  CN=soon .*/\1/p' stdout)
run lanyard cert export "$soon" --with-private-key --output soon.pem
run lanyard cert import soon.pem
check "one that expires soon is warned of" stderr_has 'warning: the certificate .* expires on'
run lanyard cert remove "$soon"

# pfx NAME [OPTION...]: the certificate as PKCS#12, by OpenSSL.
pfx() {
	name=$1
	shift
	openssl pkcs12 -export -in full.pem -out "$name" "$@" 2>/dev/null
}

# imports SENTENCE FILE: with the password from a file.
imports() {
	rm -f "$ours/$sha1.pem"
	run lanyard cert import "$2" --password-file word
	check "$1" test -e "$ours/$sha1.pem"
}

echo word >word
echo wrong >wrong
if [ -n "$has_openssl" ] && pfx aes.pfx -passout pass:word; then
	imports "PKCS#12 of OpenSSL's present form is imported" aes.pfx
	if pfx old.pfx -passout pass:word -legacy; then
		imports "and of its old form, with RC2 and 3DES" old.pfx
	else
		skip "and of its old form, with RC2 and 3DES" "this openssl does not write it"
	fi
	pfx no-mac.pfx -passout pass:word -nomac
	imports "and one without a seal" no-mac.pfx
	pfx empty.pfx -passout pass:
	imports "and one with an empty password" empty.pfx
	openssl pkcs8 -topk8 -in full.pem -passout pass:word -out encrypted.pem 2>/dev/null
	cat ci.pem >>encrypted.pem
	imports "and PEM with an encrypted key" encrypted.pem
	openssl rsa -in full.pem -aes128 -traditional -passout pass:word -out traditional.pem 2>/dev/null
	cat ci.pem >>traditional.pem
	imports "and PEM with a key that is encrypted in the old way" traditional.pem

	rm -f "$ours/$sha1.pem"
	lanyard cert import aes.pfx --password-file - <word >/dev/null 2>&1
	check "the password may come from stdin" test -e "$ours/$sha1.pem"
	rm -f "$ours/$sha1.pem"
	lanyard cert import aes.pfx --password-file fd:5 5<word >/dev/null 2>&1
	check "or from a descriptor" test -e "$ours/$sha1.pem"
	run lanyard cert import aes.pfx --password-file wrong
	fails_with "a wrong password is told" 3 "the password for 'aes.pfx' is wrong"
	if command -v setsid >/dev/null 2>&1; then
		run setsid -w lanyard cert import aes.pfx </dev/null
		fails_with "nobody is asked where there is no terminal" 3 "no terminal to ask at"
	else
		skip "nobody is asked where there is no terminal" "there is no setsid"
	fi
	if command -v script >/dev/null 2>&1 && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
		rm -f "$ours/$sha1.pem"
		(sleep 2; cat word) | script -qec "lanyard cert import aes.pfx" /dev/null >"$work/screen" 2>&1
		check "the terminal is asked for it" grep -q "^Password of 'aes.pfx': " screen
		check "and what is typed is taken" test -e "$ours/$sha1.pem"
	else
		skip "the terminal is asked for it" "there is no script(1)"
	fi
	chmod 644 aes.pfx
	run lanyard cert import aes.pfx --password-file word
	check "a file that others may read is imported with a warning" stderr_has "may be read by others"

	openssl ecparam -name prime256v1 -genkey -noout -out ec.pem 2>/dev/null
	openssl req -x509 -key ec.pem -subj /CN=ec -days 9 -out ec.crt 2>/dev/null
	cat ec.crt >>ec.pem
	run lanyard cert import ec.pem
	fails_with "an elliptic curve is refused by name" 3 "is not an RSA key but EC"
	openssl genrsa -out other.pem 2048 2>/dev/null
	cat ci.pem >>other.pem
	run lanyard cert import other.pem
	fails_with "a key of another certificate is refused" 3 "does not belong to the certificate $sha1"

	# --- the store of .NET and PowerShell

	rm -f "$ours/$sha1.pem"
	mkdir -p "$dotnet"
	pfx "$dotnet/$sha1.pfx" -passout pass:
	run lanyard cert show "$sha1"
	check "what PowerShell imported is found" test "$(field from)" = "$dotnet/$sha1.pfx"
	run lanyard cert remove "$sha1" --force
	fails_with "and not removed" 3 "which lanyard only reads"
	check "its file is still there" test -e "$dotnet/$sha1.pfx"
else
	skip "PKCS#12 of OpenSSL's present form is imported" "there is no openssl"
fi

# --- what is misunderstood

run lanyard cert show "thumbprint:12345"
fails_with "what is not a thumbprint is told" 3 "'12345' is not a thumbprint"
run lanyard cert create ci --bits 1024
fails_with "a short key is not made" 2 "1024 bits is not made"
run lanyard cert create ci --days 0
fails_with "nor one for no time" 2 "takes a number from 1"
run lanyard cert forge
fails_with "a sub-verb that there is not is told" 2 "there is no 'forge'"
LANYARD_EXEC_PATH=$work/nowhere run lanyard cert list
fails_with "a program that is missing is told" 1 "'$work/nowhere/lanyard-cert' cannot be started"

# --- a token

module=
for candidate in /usr/lib/softhsm/libsofthsm2.so /usr/lib64/pkcs11/libsofthsm2.so \
	/usr/lib/pkcs11/libsofthsm2.so; do
	[ ! -e "$candidate" ] || module=$candidate
done
if [ -n "$module" ] && command -v softhsm2-util >/dev/null 2>&1 && [ -n "$has_openssl" ]; then
	mkdir -p tokens "$HOME/.config/pkcs11/modules"
	printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\n' "$work" >softhsm.conf
	printf 'module: %s\n' "$module" >"$HOME/.config/pkcs11/modules/softhsm.module"
	SOFTHSM2_CONF=$work/softhsm.conf
	export SOFTHSM2_CONF
	softhsm2-util --init-token --free --label work --pin 135790 --so-pin 246802 >softhsm.log 2>&1
	openssl pkcs8 -topk8 -nocrypt -in full.pem -out key.pem 2>/dev/null
	softhsm2-util --import key.pem --token work --label ci --id 01 --pin 135790 >>softhsm.log 2>&1
	printf '135790\n' >pin
	printf '000000\n' >wrong

	run lanyard cert show "pkcs11:token=gone;object=ci" --password-file pin
	if grep -q "tokens present:.*'work'" stderr; then
		fails_with "a token that is absent is told" 7 "is absent"
		run lanyard cert show "pkcs11:token=work;object=ci" --password-file wrong
		fails_with "a wrong PIN is told" 7 "the PIN for the token 'work' is wrong; it was tried once"
		run lanyard cert show "pkcs11:token=work;object=ci" --password-file pin
		fails_with "a key without its certificate is told" 3 "has no certificate beside"
		if command -v p11tool >/dev/null 2>&1; then
			GNUTLS_PIN=135790 p11tool --write --load-certificate ci.pem --label ci --id 01 \
				--login 'pkcs11:token=work' >>softhsm.log 2>&1
			run lanyard cert show "pkcs11:token=work;object=ci" --password-file pin
			check "a key in a token is shown" test "$(field SHA-1)" = "$sha1"
			run lanyard cert export "pkcs11:token=work;object=ci" --password-file pin --with-private-key
			fails_with "and stays there" 7 "cannot be taken out"
		else
			skip "a key in a token is shown" "there is no p11tool"
		fi
		run lanyard cert show "pkcs11:token=work;object=ci?pin-value=135790"
		fails_with "a PIN in the URI is refused" 3 "'pin-value' or 'pin-source' is refused"
		run lanyard cert show "pkcs11:token=work;object=ci?pin-source=$work/pin"
		fails_with "so is one that names its file" 3 "'pin-value' or 'pin-source' is refused"
		check "and not repeated" sh -c '! grep -q 135790 stderr'
	else
		skip "keys in a token" "p11-kit does not read modules from the home here"
	fi
else
	skip "keys in a token" "there is no softhsm2"
fi
finish

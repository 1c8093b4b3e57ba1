#!/bin/sh
# SPDX-License-Identifier: MIT
#
# Signing in with a certificate: wherever it and its password rest, at every
# kind of authority, through every door; and what is said when it fails.

. "${top_srcdir:?}/tests/integration/lib.sh"
command -v openssl >/dev/null 2>&1 || skip_all "there is no openssl"
umask 077
cd "$work" || exit 1
journal=$work/authority/journal.jsonl
named_client=22222222-2222-4222-8222-222222222224
other_client=22222222-2222-4222-8222-222222222225

# signed NAME SUBJECT START END: a certificate by the key NAME.key; times as
# YYYYMMDDHHMMSSZ, by itself.
signed() {
	rm -rf ca-files
	mkdir ca-files
	: >ca-files/index
	cat >ca-files/config <<-END
		[ca]
		default_ca = own
		[own]
		database = ca-files/index
		new_certs_dir = ca-files
		rand_serial = yes
		default_md = sha256
		policy = any
		[any]
		commonName = supplied
	END
	openssl req -new -key "$1.key" -subj "$2" -out "$1.csr" &&
		openssl ca -batch -selfsign -config ca-files/config -keyfile "$1.key" \
			-startdate "$3" -enddate "$4" -in "$1.csr" -out "$1.crt" -notext
}
make_all() {
	openssl genrsa -out file.key 2048 &&
		openssl req -x509 -new -key file.key -days 2 -subj /CN=file -out file.crt &&
		openssl genrsa -out second.key 2048 &&
		openssl req -x509 -new -key second.key -days 2 -subj /CN=second -out second.crt &&
		openssl req -x509 -new -key second.key -days 2 -subj "/CN=test CA" -out ca.crt &&
		openssl req -new -key file.key -subj /O=Contoso/CN=named.contoso.example -out named.csr &&
		openssl x509 -req -in named.csr -days 2 -CA ca.crt -CAkey second.key \
			-set_serial 7 -out named.crt &&
		openssl ecparam -name prime256v1 -genkey -noout -out ec.key &&
		openssl req -x509 -new -key ec.key -days 2 -subj /CN=ec -out ec.crt &&
		cp file.key expired.key && cp file.key early.key &&
		signed expired /CN=expired 20200101000000Z 20210101000000Z &&
		signed early /CN=early 20900101000000Z 20910101000000Z
}
if ! make_all >making 2>&1; then
	cat making >&2
	skip_all "openssl cannot make the certificates of this test"
fi
lanyard cert create own --bits 2048 >own.crt 2>making || cat making >&2

cat >configuration.json <<-END
	{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"], "clients": [
	    { "client_id": "$client", "certificates": ["$work/own.crt", "$work/file.crt", "$work/token.crt"] },
	    { "client_id": "$named_client", "subject_names": [
	        { "subject": "CN=named.contoso.example,O=Contoso", "issuer_file": "$work/ca.crt" } ] },
	    { "client_id": "$other_client", "certificates": ["$work/second.crt"] } ] } ],
	  "hosts": { "farm.example": "login", "api.example": "https://api.example" } }
END
start_authority --configuration "$work/configuration.json"
mkdir -p "$LANYARD_HOME/config/clouds"
cat >"$LANYARD_HOME/config/clouds/farm.json" <<-END
	{ "authority": "https://farm.example", "type": "adfs",
	  "resources": { "arm": "https://api.example" } }
END

# uses CERTIFICATE [MEMBERS [CLIENT]]: the principal 'ci' has that certificate.
uses() {
	write_principal ci "{ \"method\": \"certificate\", \"tenant\": \"$tenant\",
		\"client_id\": \"${3:-$client}\", \"certificate\": \"$1\"${2:+, $2} }"
}
last_assertion() {
	grep '"assertion"' "$journal" | tail -n 1 | sed 's/.*"assertion":"\([^"]*\)".*/\1/'
}
# signs_in SENTENCE CERTIFICATE [MEMBERS [CLIENT]]
signs_in() {
	sentence=$1
	shift
	uses "$@"
	sign_in ci
	check "$sentence" gives_token
}
# refuses SENTENCE STATUS PATTERN CERTIFICATE [MEMBERS]
refuses() {
	sentence=$1 expected=$2 pattern=$3
	shift 3
	uses "$@"
	sign_in ci
	fails_with "$sentence" "$expected" "^lanyard: principal 'ci': .*$pattern"
}

# --- by thumbprint

lanyard cert show "$(lanyard cert list | awk 'NR == 2 { print $1 }')" >own.facts
sha1=$(sed -n 's/^SHA-1  *//p' own.facts)
sha256=$(sed -n 's/^SHA-256  *//p' own.facts)
colons=$(echo "$sha1" | sed 's/../&:/g; s/:$//')
blanks=$(echo "$sha256" | sed 's/../& /g; s/ $//' | tr A-F a-f)

signs_in "a certificate is found by its SHA-1 thumbprint" "thumbprint:$sha1"
check "the assertion is signed by PS256 and names the SHA-256 thumbprint" \
	test "$(last_assertion)" = "PS256 x5t#S256"
signs_in "with colons" "thumbprint:$colons"
signs_in "by its SHA-256 thumbprint" "thumbprint:$sha256"
signs_in "in lower case, with blanks" "thumbprint:$blanks"
opens_doors "a certificate" ci

lanyard principal remove ci >/dev/null
run lanyard principal add ci -t "$tenant" --client-id "$client" --certificate "thumbprint:$sha1"
sign_in ci
check "the principal may be made by one command" gives_token
run lanyard principal show ci
check "which shows the certificate" stdout_has "^certificate *thumbprint:$sha1"
run lanyard token -p ci -r arm
cp stdout first
run lanyard token -p ci -r arm
check "the token is cached" cmp -s stdout first
sign_in ci
check "each request has an assertion of its own" gives_token
faults '{ "token": { "fault": "cut", "times": 1 } }'
sign_in ci
check "also one that follows a lost answer" gives_token
faults

# --- in files

cat file.key file.crt >key-first.pem
cat file.crt file.key >crt-first.pem
openssl rsa -in file.key -traditional -out pkcs1.key 2>/dev/null ||
	openssl rsa -in file.key -out pkcs1.key 2>/dev/null
cat pkcs1.key file.crt >pkcs1.pem
secret=paz7-wOrd
echo "$secret" >password
echo wrong-one >wrong
openssl pkcs8 -topk8 -in file.key -passout file:password -out encrypted.key
cat encrypted.key file.crt >encrypted.pem
openssl pkcs12 -export -inkey file.key -in file.crt -passout file:password -out modern.pfx
openssl pkcs12 -export -inkey file.key -in file.crt -passout pass: -out empty.pfx

signs_in "a PEM file, the key first" "file:$work/key-first.pem"
signs_in "a PEM file, the certificate first" "file:$work/crt-first.pem"
ln -s crt-first.pem linked.pem
signs_in "a file behind a link" "file:$work/linked.pem"
check "a PKCS#1 key is one" grep -q 'BEGIN RSA PRIVATE KEY' pkcs1.pem
signs_in "a PKCS#1 key" "file:$work/pkcs1.pem"
signs_in "an encrypted PKCS#8 key, with a password file" "file:$work/encrypted.pem" \
	"\"certificate_password_file\": \"$work/password\""
signs_in "with a password command" "file:$work/encrypted.pem" \
	"\"certificate_password_command\": [\"$(command -v cat)\", \"$work/password\"]"
signs_in "a PKCS#12 file" "file:$work/modern.pfx" "\"certificate_password_file\": \"$work/password\""
signs_in "a PKCS#12 file with the empty password" "file:$work/empty.pfx"
if openssl pkcs12 -export -legacy -inkey file.key -in file.crt -passout file:password -out old.pfx 2>/dev/null; then
	signs_in "an old PKCS#12 file" "file:$work/old.pfx" "\"certificate_password_file\": \"$work/password\""
else
	skip "an old PKCS#12 file" "openssl cannot make one"
fi
cp crt-first.pem "$LANYARD_HOME/config/principals/beside.pem"
signs_in "a file beside the principal's" "file:beside.pem"

# --- what is asked of it

cat file.key named.crt ca.crt >chain.pem
signs_in "a subject name is trusted when the chain is sent" "file:$work/chain.pem" \
	'"send_certificate_chain": true' "$named_client"
check "the chain is in the assertion" test "$(last_assertion)" = "PS256 x5t#S256 x5c"
cat file.key ca.crt named.crt >shuffled.pem
signs_in "whatever the order of the file" "file:$work/shuffled.pem" \
	'"send_certificate_chain": true' "$named_client"
refuses "it is not trusted without the chain" 6 "AADSTS7000" "file:$work/chain.pem" "" "$named_client"

uses "file:$work/crt-first.pem" '"cloud": "farm"'
run lanyard token -p ci -r arm --format claims
check "AD FS signs it in" stdout_has '^audience  *https://api.example'
check "by RS256 and the SHA-1 thumbprint" test "$(last_assertion)" = "RS256 x5t"

# --- what cannot be used

before=$(token_requests)
absent=0123456789ABCDEF0123456789ABCDEF01234567
refuses "an unknown thumbprint is told, with the places looked in" 3 \
	"$absent.*$LANYARD_HOME/data/certs.*/system/certs.*x509stores/my" "thumbprint:$absent"
refuses "a thumbprint of the wrong length is told" 3 "thumbprint" "thumbprint:0123456789"
refuses "a file that is not there is told" 3 "'$work/absent.pem'" "file:$work/absent.pem"
refuses "a certificate alone has no private key" 3 "private key" "file:$work/file.crt"
cat file.key >alone.pem
refuses "a key alone has no certificate" 3 "certificate" "file:$work/alone.pem"
cat second.key file.crt >mismatched.pem
refuses "a key of another certificate is told" 3 "key" "file:$work/mismatched.pem"
cat ec.key ec.crt >ec.pem
refuses "a key that is not RSA is told" 3 "RSA" "file:$work/ec.pem"
cat expired.key expired.crt >expired.pem
refuses "an expired certificate is told, with the date" 3 "2021-01-01" "file:$work/expired.pem"
cat early.key early.crt >early.pem
refuses "one that is not valid yet is told, with the date" 3 "2090-01-01" "file:$work/early.pem"
refuses "a wrong password is told" 3 "password" "file:$work/encrypted.pem" \
	"\"certificate_password_file\": \"$work/wrong\""
refuses "also of PKCS#12" 3 "password" "file:$work/modern.pfx" "\"certificate_password_file\": \"$work/wrong\""
refuses "a missing password is told" 3 "password" "file:$work/encrypted.pem"
refuses "a password file that is not there is told" 3 "'$work/no-password'" "file:$work/encrypted.pem" \
	"\"certificate_password_file\": \"$work/no-password\""
chmod 644 crt-first.pem
refuses "a key that others may read is refused" 3 "crt-first.pem" "file:$work/crt-first.pem"
chmod 600 crt-first.pem
echo nonsense >nonsense.pem
refuses "a file of something else is told" 3 "nonsense.pem" "file:$work/nonsense.pem"
check "the authority is not asked for any of these" test "$(token_requests)" -eq "$before"

# --- what the authority refuses

cat second.key second.crt >second.pem
fingerprint() { openssl x509 -in "$1" -noout -fingerprint "-$2" | sed 's/.*=//; s/://g'; }
refuses "a certificate that is not registered is refused" 6 "AADSTS700027" "file:$work/second.pem"
check "our SHA-1 thumbprint is told" stderr_has "^hint: .*$(fingerprint second.crt sha1)"
check "and the SHA-256 one" stderr_has "^hint: .*$(fingerprint second.crt sha256)"
check "and until when it is valid" stderr_has '^hint: .*valid until 20'

# --- clocks

uses "thumbprint:$sha1"
for skew in 3600 -3600; do
	faults "{ \"clock_skew\": $skew }"
	before=$(token_requests)
	sign_in ci
	check "a clock that is $skew s off is made up for" stdout_has '^audience '
	check "by one more request" test "$(token_requests)" -eq $((before + 2))
	check "the skew is told once" test "$(grep -c "clock is 3[56][0-9][0-9] s" stderr)" -eq 1
done
faults '{ "token": { "fault": "error", "error": "invalid_client", "aadsts": 700024, "status": 401 }, "clock_skew": 7200 }'
before=$(token_requests)
sign_in ci
check "an authority that goes on refusing is asked twice, not more" test "$(token_requests)" -eq $((before + 2))
check "the difference is in the hint then" stderr_has "^hint: this machine's clock is 7[12][0-9][0-9] s behind"
faults

# --- what is not told

for level in lanyard cert; do
	uses "file:$work/encrypted.pem" "\"certificate_password_file\": \"$work/password\""
	LANYARD_LOG=debug LANYARD_LOG_FILE=$work/log
	export LANYARD_LOG LANYARD_LOG_FILE
	if [ $level = lanyard ]; then
		sign_in ci
	else
		run lanyard cert show "file:$work/encrypted.pem" --password-file password
	fi
	unset LANYARD_LOG LANYARD_LOG_FILE
done
check "the log tells the story" grep -q "oauth2/v2.0/token" log
check "without the password" sh -c "! grep -q '$secret' log"
check "without the assertion, the token or the key" sh -c "! grep -qe eyJ -e PRIVATE -e MII log"

# --- keys in a token

module=
for path in /usr/lib/softhsm /usr/lib/*/softhsm /usr/lib64/softhsm /usr/lib64/pkcs11 /usr/lib/pkcs11; do
	[ ! -e "$path/libsofthsm2.so" ] || module=$path/libsofthsm2.so
done
if [ -z "$module" ] || ! command -v softhsm2-util >/dev/null 2>&1 || ! command -v p11tool >/dev/null 2>&1; then
	skip "a key in a token signs" "SoftHSM 2 and p11tool are not both there"
	finish
fi
SOFTHSM2_CONF=$work/softhsm.conf
export SOFTHSM2_CONF
mkdir -p tokens "$HOME/.config/pkcs11/modules"
printf 'module: %s\n' "$module" >"$HOME/.config/pkcs11/modules/softhsm.module"
# softhsm [MECHANISMS]: which of them the token is to have.
softhsm() {
	printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nslots.mechanisms = %s\n' \
		"$work" "${1:-ALL}" >softhsm.conf
}
softhsm
echo 4711 >pin
echo 1111 >wrong-pin
make_token() {
	openssl genrsa -out token.key 2048 &&
		openssl req -x509 -new -key token.key -days 2 -subj /CN=token -out token.crt &&
		openssl pkcs8 -topk8 -nocrypt -in token.key -out token.p8 &&
		softhsm2-util --init-token --free --label desk --so-pin 12345678 --pin 4711 &&
		softhsm2-util --import token.p8 --token desk --label work --id 01 --pin 4711 &&
		GNUTLS_PIN=4711 p11tool --write --load-certificate token.crt --label work --id 01 \
			--login pkcs11:token=desk
}
if ! make_token >making 2>&1 </dev/null; then
	skip "a key in a token signs" "the token of this test cannot be made here"
	finish
fi
uri="pkcs11:token=desk;object=work"
pin_file="\"certificate_password_file\": \"$work/pin\""

signs_in "a key in a token signs" "$uri" "$pin_file"
check "by PS256" test "$(last_assertion)" = "PS256 x5t#S256"
signs_in "with the PIN from a command" "$uri" \
	"\"certificate_password_command\": [\"$(command -v cat)\", \"$work/pin\"]"
opens_doors "a key in a token" ci
uses "$uri"
if command -v script >/dev/null 2>&1 && script -qec true /dev/null </dev/null >/dev/null 2>&1; then
	printf '{"apiVersion":"lanyard/v1","kind":"TokenRequest","spec":{"principal":"ci","resource":"arm","interactive":true}}' >request
	(sleep 1; cat pin; sleep 1) | script -qec "lanyard get <request >answer" /dev/null >screen 2>&1
	check "a person at the terminal is asked for the PIN" grep -q "PIN of the token 'desk'" screen
	check "if the request allows it" grep -q '"token":"eyJ' answer
	check "and the PIN is not shown" sh -c "! grep -q 4711 screen"
else
	skip "a person at the terminal is asked for the PIN" "there is no script(1)"
fi
softhsm CKM_RSA_PKCS,CKM_RSA_PKCS_KEY_PAIR_GEN
signs_in "a token that cannot do PSS signs, too" "$uri" "$pin_file"
check "by RS256 and the SHA-1 thumbprint" test "$(last_assertion)" = "RS256 x5t"
softhsm
uses "$uri" "$pin_file, \"cloud\": \"farm\""
run lanyard token -p ci -r arm --format claims
check "it signs in at AD FS" stdout_has '^audience  *https://api.example'

before=$(token_requests)
refuses "a token that is absent is told" 7 "token=gone;.* is absent (tokens present: 'desk')" "pkcs11:token=gone;object=work" "$pin_file"
refuses "a key that is not in the token is told" 3 "desk" "pkcs11:token=desk;object=other" "$pin_file"
refuses "a PIN in the URI is refused" 3 "pin-value" "$uri?pin-value=4711"
check "and not repeated" sh -c "! grep -q 4711 stderr"
refuses "a missing PIN is told" 7 "PIN" "$uri"
wrong_pin="\"certificate_password_file\": \"$work/wrong-pin\""
refuses "a wrong PIN is told" 7 "PIN.*wrong" "$uri" "$wrong_pin"
tries_left() { GNUTLS_PIN=4711 p11tool --list-tokens 2>/dev/null | grep -A 9 'token=desk' | grep -c 'USER-PIN-FINAL-TRY\|LOCKED'; }
for _ in 1 2 3; do
	sign_in ci
done
fails_with "it is not tried again" 7 "PIN"
check "so the token is not locked" test "$(tries_left)" = 0
check "and the authority is not asked" test "$(token_requests)" -eq "$before"
finish

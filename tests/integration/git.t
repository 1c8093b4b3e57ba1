#!/bin/sh
# SPDX-License-Identifier: MIT
#
# The door for git: the real git clones from Azure Repos and pushes to them,
# and no other host hears of it.

. "${top_srcdir:?}/tests/integration/lib.sh"
command -v git >/dev/null 2>&1 || skip_all "there is no git"

# Foreign hosts that ask for a token, as a git server does.
lures="evil.example dev.azure.com.evil.example evilvisualstudio.com
	visualstudio.com github.com"
mkdir -p "$work/authority"
od -An -N16 -tx1 /dev/urandom | tr -d ' \n' >"$work/authority/client-secret"
chmod 600 "$work/authority/client-secret"
cat >"$work/configuration.json" <<-END
	{ "tenants": [ { "id": "$tenant", "domains": ["contoso.example"],
	    "clients": [ { "client_id": "$client",
	        "secret_files": ["$work/authority/client-secret"] } ] } ],
	  "hosts": { $(for host in $lures; do echo "\"$host\": \"git\","; done)
	      "other.example": "foreign" } }
END
start_authority --configuration "$work/configuration.json"
add_principal demo

GIT_AUTHOR_NAME=A GIT_AUTHOR_EMAIL=a@contoso.example
GIT_COMMITTER_NAME=A GIT_COMMITTER_EMAIL=a@contoso.example
export GIT_AUTHOR_NAME GIT_AUTHOR_EMAIL GIT_COMMITTER_NAME GIT_COMMITTER_EMAIL
git config --global init.defaultBranch main
git config --global protocol.file.allow always

url=https://dev.azure.com/contoso/tools/_git/demo
helper=$top_builddir/plugins/git/git-credential-lanyard
journal=$work/authority/journal.jsonl
root=$work/authority/repositories

# repository PATH FILE: a bare one at the authority, with one commit.
repository() {
	mkdir -p "$root/${1%/*}"
	git init -q "$work/seed"
	echo hello >"$work/seed/$2"
	git -C "$work/seed" add "$2"
	git -C "$work/seed" commit -qm "$2"
	git clone -q --bare "$work/seed" "$root/$1.git"
	rm -rf "$work/seed"
}
repository contoso/tools/_git/demo README
repository contoso/_git/old OLD

# Which git takes a token as such (2.46 and later).
if git credential capability 2>/dev/null </dev/null | grep -q authtype; then
	scheme=Bearer
else
	scheme=Basic
fi
echo "# $(git --version): $scheme" >&3

cold() { lanyard cache clear >/dev/null; }
# The scheme of the last request to a host.
last_scheme() {
	journal_of "$1\"" | grep '"method"' | tail -n 1 | sed 's/.*"authorization":"\{0,1\}\([A-Za-z]*\).*/\1/'
}

# --- clone, fetch, push

git config --global credential.helper "$helper"
run git clone -q "$url" "$work/one"
check "git clones with the helper named by its path" test -f "$work/one/README"
check "with status 0" status_is 0
check "and quietly" stderr_is_empty
check "one token request was made" test "$(token_requests)" -eq 1
check "the token went along as $scheme" test "$(last_scheme dev.azure.com)" = "$scheme"
check "it was that of Azure DevOps" sh -c \
	"grep -q '\"audience\":\"499b84ac-1321-427f-aa17-267ca6975798\"' '$journal'"

git config --global credential.helper lanyard
run git clone -q "$url" "$work/two"
check "git clones with the helper named by its name" test -f "$work/two/README"
check "the second clone made no token request" test "$(token_requests)" -eq 1

echo more >"$work/one/MORE"
git -C "$work/one" add MORE
git -C "$work/one" commit -qm more
run git -C "$work/one" push -q origin HEAD
check "git pushes" status_is 0
check "what was pushed is there" git -C "$root/contoso/tools/_git/demo.git" cat-file -e main:MORE
run git -C "$work/two" pull -q
check "git fetches it" test -f "$work/two/MORE"
run git clone -q https://contoso.visualstudio.com/_git/old "$work/old"
check "git clones from visualstudio.com" test -f "$work/old/OLD"
run git ls-remote "https://contoso@dev.azure.com/contoso/tools/_git/demo"
check "a user name in the URL does no harm" status_is 0
check "still it was one token request" test "$(token_requests)" -eq 1

git config --global credential.helper "lanyard -p demo"
run git ls-remote "$url"
check "a principal may be named with -p" status_is 0
git config --global credential.helper "lanyard -p nobody"
run git ls-remote "$url"
check "one that does not exist is explained" \
	grep -q "^git-credential-lanyard: .*'nobody'" "$work/stderr"
check "and git fails" sh -c "[ $status -ne 0 ]"
git config --global --unset credential.helper
git config --global credential.https://dev.azure.com.helper lanyard
run git ls-remote "$url"
check "the helper may be set for one host" status_is 0
git config --global --unset credential.https://dev.azure.com.helper
git config --global credential.helper lanyard

# --- other hosts

cold
before=$(token_requests)
for host in $lures; do
	run git ls-remote "https://$host/contoso/tools/_git/demo"
	check "$host asks for a token" \
		sh -c "grep '\"host\":\"$host\"' '$journal' | grep -q '\"status\":401'"
	check "and gets none" \
		sh -c "! grep '\"host\":\"$host\"' '$journal' | grep -q '\"authorization\":\"'"
done
check "for none of them a token was fetched" test "$(token_requests)" -eq "$before"

git clone -q "$root/contoso/tools/_git/demo.git" "$work/super"
git -C "$work/super" config protocol.allow always
cat >"$work/super/.gitmodules" <<-'END'
	[submodule "lure"]
		path = lure
		url = https://evil.example/contoso/tools/_git/demo
END
git -C "$work/super" update-index --add --cacheinfo \
	"160000,$(git -C "$work/super" rev-parse HEAD),lure"
git -C "$work/super" add .gitmodules
git -C "$work/super" commit -qm "a submodule of a foreign host"
git -C "$work/super" push -q origin HEAD
: >"$journal"
before=0
run git clone -q --recurse-submodules "$url" "$work/lured"
check "a submodule of a foreign host asks for a token" \
	sh -c "grep '\"host\":\"evil.example\"' '$journal' | grep -q '\"status\":401'"
check "which sees no Authorization" \
	sh -c "! grep '\"host\":\"evil.example\"' '$journal' | grep -q '\"authorization\":\"'"
check "and one token was fetched, for the host that is ours" \
	test "$(token_requests)" -eq $((before + 1))

# --- many at once

cold
before=$(token_requests)
pids=
for i in 1 2 3 4 5 6 7 8 9 10; do
	git ls-remote "$url" >"$work/parallel-$i" 2>&1 3>&- &
	pids="$pids $!"
done
failed=0
for pid in $pids; do
	wait "$pid" || failed=$((failed + 1))
done
check "ten at once on a cold cache succeed" test "$failed" -eq 0
check "by one token request" test "$(token_requests)" -eq $((before + 1))

# --- a token that the server refuses

lanyard token -r arm >/dev/null
stop_authority
start_authority --configuration "$work/configuration.json"
check "two tokens are cached" test "$(lanyard cache list | grep -c '^demo ')" -eq 2
run git ls-remote "$url"
check "git fails with a token that the server no longer knows" sh -c "[ $status -ne 0 ]"
run lanyard cache list
check "that one is forgotten" sh -c "! grep -q 499b84ac '$work/stdout'"
check "and no other" stdout_has 'management.azure.com'
run git ls-remote "$url"
check "the next call works" status_is 0

# --- git-credential-store in the same chain

cold
git config --global --add credential.helper "store --file '$work/stored'"
run git ls-remote "$url"
check "git works with git-credential-store beside the helper" status_is 0
token=$(lanyard token -r devops)
if [ "$scheme" = Bearer ]; then
	check "the store keeps nothing" \
		sh -c "! grep -qs 'dev.azure.com' '$work/stored'"
else
	# A limitation of such gits: they tell the store what they used.
	check "a git that knows no token gives it to the store" \
		grep -qF "$token" "$work/stored"
fi
git config --global --unset-all credential.helper
git config --global --add credential.helper "store --file '$work/stored-2'"
git config --global --add credential.https://dev.azure.com.helper ""
git config --global --add credential.https://dev.azure.com.helper lanyard
run git ls-remote "$url"
check "where the chain begins anew for the host git works" status_is 0
check "and the store keeps nothing in any case" test ! -s "$work/stored-2"
finish

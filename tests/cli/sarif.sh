#!/bin/sh
# What `polc lint --sarif` writes is SARIF 2.1.0: Microsoft's multitool and the schema say so. $3: where npm put them.
tools=$3
multitool=$tools/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
if [ ! -x "$multitool" ]; then
  echo "no SARIF multitool in $tools: run tools/install_dependencies.sh --tests"
  exit 77
fi
if [ "$(uname -m)" != x86_64 ]; then
  echo "the SARIF multitool is built for x86_64 only"
  exit 77
fi
. "$2/check.sh"
cp "$here/flawed.pol" .
export DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1 DOTNET_BUNDLE_EXTRACT_BASE_DIR="$work/dotnet"

# is_sarif LOG…: neither finds fault. Of a log that it cannot read the multitool says nothing, not even what it says of
# every log of ours: that there is no page about polc to go to (SARIF2005).
is_sarif() {
  node "$here/../sarif/schema.mjs" "$tools" "$1" >out 2>err && ! grep -q . out || return 1
  "$multitool" validate "$1" >out 2>err
  grep -q "Analysis completed successfully" out && ! grep -q "error" out || return 1
  grep "warning" out | grep -v SARIF2005 && return 1
  grep -q SARIF2005 out
}

ran="a planted log"
cat >good.sarif <<'J'
{"$schema": "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
 "version": "2.1.0", "runs": [{"tool": {"driver": {"name": "planted", "version": "1.0"}}, "results": [{"message":
 {"text": "Planted."}, "ruleId": "A1", "level": "error"}]}]}
J
is_sarif good.sarif || fail "a planted log that is right is refused"
sed 's/"error"/"fatal"/' good.sarif >level.sarif;     ! is_sarif level.sarif || fail "a level that SARIF does not have passes"
sed 's/"text": /"words": /' good.sarif >words.sarif;  ! is_sarif words.sarif || fail "a message without its text passes"
sed 's/"2.1.0"/"1.0.0"/' good.sarif >version.sarif;   ! is_sarif version.sarif || fail "another version passes"

policies=$here/../../policies
run 1 lint flawed.pol --sarif flawed.sarif
is_sarif flawed.sarif || fail "flawed.pol: no SARIF 2.1.0"
run 0 lint small.pol --sarif small.sarif --fail-on error
is_sarif small.sarif || fail "small.pol: no SARIF 2.1.0"
run 0 lint flawed.pol --baseline known.json --write-baseline --sarif known.sarif
is_sarif known.sarif || fail "with a baseline: no SARIF 2.1.0"
grep -q '"suppressions"' known.sarif || fail "findings in the baseline are not suppressed"
{ cat flawed.pol; echo 'allow POL4101 at guideline.1 because "as printed"'; } >allowing.pol
run 1 lint allowing.pol --sarif allowed.sarif
is_sarif allowed.sarif || fail "with an allowance: no SARIF 2.1.0"
grep -q '"inSource"' allowed.sarif || fail "what is allowed is not suppressed"
"$polc" lint flawed.pol "$policies/lumbar_mri.pol" --sarif - >both.sarif 2>err
is_sarif both.sarif || fail "two policies: no SARIF 2.1.0"
for key in ruleId partialFingerprints relatedLocations fixes shortDescription fullDescription; do
  grep -q "\"$key\"" both.sarif || fail "no $key in the log"
done
# A path with blanks and a percent sign, and one from the root.
mkdir "a b" && cp flawed.pol "a b/100%.pol"
run 1 lint "a b/100%.pol" --sarif path.sarif
is_sarif path.sarif || fail "a path with blanks: no SARIF 2.1.0"
grep -q '"a%20b/100%25.pol"' path.sarif || fail "the path is not encoded"
run 1 lint "$work/flawed.pol" --sarif rooted.sarif
grep -q '"uri": "flawed.pol"' rooted.sarif || fail "a path from the root is not made relative"

finish

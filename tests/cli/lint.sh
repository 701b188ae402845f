#!/bin/sh
# polc lint and polc explain: what they print and write, and wrong input of every kind.
. "$2/check.sh"
cp "$here/flawed.pol" .

# Text.
run 1 lint flawed.pol
out "flawed.pol:18:"; out "error[POL4101]: "; out "^~~~"; out "this rests on:"; out "at: guideline.1"
out "warning[POL4103]: "; out "see also:"; out "fix: take out"; out "patient:"; out "request_date = "
out '`polc explain POL'; out "flawed.pol: 1 error, "
cp out first
run 1 lint flawed.pol; cmp -s out first || fail "the same input gives other bytes"
run 1 lint flawed.pol --colour always; out "$(printf '\033[')"
COLUMNS=60 run 1 lint flawed.pol
run 0 lint small.pol --fail-on error; out "small.pol: "
run 1 lint small.pol flawed.pol --fail-on error; out "small.pol: "; out "flawed.pol: "

# Which rules, which severities, when to fail.
run 1 lint flawed.pol --rule POL4103; out "POL4103"; no_out "POL4101"
run 1 lint flawed.pol --rule subsumed-by-sibling; out "POL4103"; no_out "POL4101"
run 1 lint flawed.pol --rule subsumed_by_sibling,4101; out "POL4103"; out "POL4101"
run 1 lint --rule 4101 --rule pol4105 flawed.pol; out "POL4105"; no_out "POL4103"
run 2 lint flawed.pol --rule subsumed-by-siblings; err '`subsumed-by-siblings` is no rule; did you mean `subsumed-by-sibling`?'
run 2 lint flawed.pol --rule nonsense; err '`nonsense` is no rule; `polc explain` lists them'
run 1 lint flawed.pol --severity error; out "POL4101"; no_out "warning["
run 0 lint flawed.pol --severity error --rule 4103; out "no findings"
run 0 lint flawed.pol --rule 4117; out "note[POL4117]"
run 1 lint flawed.pol --rule 4117 --fail-on note
run 0 lint flawed.pol --rule 4103 --fail-on error; out "warning[POL4103]"
run 2 lint flawed.pol --severity loud
run 2 lint flawed.pol --fail-on never

# JSON.
run 1 lint flawed.pol --json
for key in format version policy file files findings code severity paths range message details core related witness \
  facts shows fixes fingerprint counts; do out "\"$key\":"; done
out '"request_date": "2'
cp out first.json
run 1 lint flawed.pol --json; cmp -s out first.json || fail "the same input gives other JSON"
run 1 lint flawed.pol small.pol --json; [ "$(head -c 1 out)" = "[" ] || fail "two policies are no JSON array"
run 1 lint flawed.pol --timings --no-cache; err "lint"; err "subsumed-by-sibling"

# Patients as cases that pass.
run 1 lint flawed.pol --as-case; out 'case "POL4117 '; out "  expect "
cat flawed.pol out >with_cases.pol
run 0 test with_cases.pol; out " passed, 0 failed"

# The baseline.
run 0 lint flawed.pol --baseline known.json --write-baseline; out "no findings; "; err "known.json: "
grep -q '"fingerprint"' known.json || fail "no fingerprints in the baseline"
run 0 lint flawed.pol --baseline known.json; out "more in the baseline"; no_out "POL4101"
run 0 lint flawed.pol --baseline known.json --json; out '"findings": []'
{ echo "// a line"; sed 's/^  2\. "Care failed" .*/  2. "Care" : care_days >= 9 weeks/' flawed.pol; } >edited.pol
run 0 lint edited.pol --baseline known.json --fail-on error; out "the baseline has POL4103 at \`guideline.3\`, which is no longer found"
cp known.json before.json
run 0 lint flawed.pol --baseline known.json --write-baseline --rule 4103
cmp -s known.json before.json || fail "writing anew what one rule finds changes what others found"
run 0 lint small.pol --baseline known.json --write-baseline
grep -q POL4101 known.json || fail "the findings of another policy are lost"
run 2 lint flawed.pol --baseline missing.json; err "missing.json: cannot be read"
run 2 lint flawed.pol --baseline .; err "cannot be read"
for garbage in '' '[]' '{"findings": []}' '{"baseline_format": 1, "findings": [7]}' 'policy p "P" {'; do
  printf '%s' "$garbage" >garbage.json
  run 2 lint flawed.pol --baseline garbage.json; err "garbage.json: "
  run 2 lint flawed.pol --baseline garbage.json --write-baseline
  [ "$(cat garbage.json)" = "$garbage" ] || fail "a file that is no baseline is written over"
done
run 2 lint flawed.pol --write-baseline; err "--baseline"
run 2 lint flawed.pol --baseline no/such/folder.json --write-baseline; err "cannot be written"
run 2 lint flawed.pol --baseline flawed.pol --write-baseline; err "which this run reads"
cmp -s flawed.pol "$here/flawed.pol" || fail "the policy is written over"

# What the policy allows.
{ cat flawed.pol; echo 'allow POL4101 at guideline.1 because "as printed" until 2025-12-31'; } >allowing.pol
run 1 lint allowing.pol --today 2025-12-31; no_out "POL4101]"; out "1 allowed in the policy"
run 1 lint allowing.pol --today 2026-01-01; out "POL4001"; out "as printed"
run 1 lint allowing.pol --today 2025-12-31 --json; out '"allowed": 1'
run 2 lint allowing.pol --today yesterday; err "no day of the calendar"
run 2 lint allowing.pol --today 2025-12

# SARIF: sarif.sh asks whether it is valid.
run 1 lint flawed.pol --sarif log.sarif; out "POL4101"; grep -q '"2.1.0"' log.sarif || fail "no SARIF"
run 1 lint flawed.pol --sarif -; out '"2.1.0"'; no_out "error[POL"
run 2 lint flawed.pol --sarif - --json; err "one of them fits"
run 2 lint flawed.pol --json --as-case; err "one of them fits"
run 2 lint flawed.pol --sarif no/such/folder.sarif; err "cannot be written"
run 2 lint flawed.pol --sarif .; err "folder"
run 2 lint flawed.pol --sarif flawed.pol; err "which this run reads"
run 2 lint flawed.pol --sarif ""
cp log.sarif kept.sarif
run 2 lint flawed.pol missing.pol --sarif kept.sarif; err "not written"; out "POL4101"
cmp -s log.sarif kept.sarif || fail "a log of some of the policies is written"
[ -z "$(ls ./*.part 2>/dev/null)" ] || fail "something partial is left behind"

# Fixes.
cp flawed.pol mended.pol
run 1 lint mended.pol --fix; err "fixed: mended.pol:21:"; no_out "POL4105"; out "POL4101"
run 1 lint mended.pol; no_out "POL4105"
grep -q '4. "Fever" : fever$' mended.pol || fail "the fix is not what was said"
cp mended.pol again.pol
run 1 lint again.pol --fix; cmp -s mended.pol again.pol || fail "a second --fix changes something"
cp flawed.pol fixed.pol && chmod 444 fixed.pol
run 2 lint fixed.pol --fix; err "cannot be written; nothing is fixed"
cmp -s fixed.pol flawed.pol || fail "a read-only file is fixed"
cp flawed.pol rest.pol
run 1 lint rest.pol --fix --rule 4101; cmp -s rest.pol flawed.pol || fail "another rule's fix is made"

# What is kept of earlier runs: the same findings, sooner.
cp flawed.pol kept.pol
run 1 lint kept.pol --no-cache --json; cp out fresh.json
run 1 lint kept.pol --timings;        no_err "(from the cache)"
run 1 lint kept.pol --timings --json; err "lint (from the cache)"; cmp -s out fresh.json || fail "the cache has other findings"
run 1 lint kept.pol --timings --no-cache; no_err "(from the cache)"
run 1 lint kept.pol --timings --rule 4103; no_err "(from the cache)"
run 1 lint kept.pol --as-case; cp out kept.cases
run 1 lint kept.pol --as-case --no-cache; cmp -s out kept.cases || fail "the cache has other patients"
echo "// another line" >>kept.pol
run 1 lint kept.pol --timings; no_err "(from the cache)"
for object in "$POL_CACHE"/[0-9a-f]*; do printf 'x' >"$object"; done
run 1 lint flawed.pol --json; err "cache: "; run 1 lint flawed.pol --json --no-cache
run 1 lint flawed.pol --cache /dev/null/no; err "cache: "; out "POL4101"

# What is no policy.
run 2 lint
run 2 lint missing.pol;            err "cannot read"
run 2 lint .;                      err "folder"
run 2 lint parts/shared.pol;       err "a module is linted with the policies that import it"
sed 's/when guideline/when guidline/' flawed.pol >broken.pol
run 2 lint broken.pol;             err "error[POL2001]"; err 'did you mean `guideline`'
run 2 lint broken.pol flawed.pol;  out "POL4101"
run 2 lint broken.pol --baseline none.json --write-baseline; [ ! -e none.json ] || fail "a baseline of nothing is written"
head -c 5000 /dev/urandom >noise.pol
run 2 lint noise.pol
"$polc" lint flawed.pol >/dev/full 2>err; code=$?
[ $code -eq 2 ] || fail "full disk: exit code $code"

# The manual.
run 0 explain;                     out "POL4101  error"; out "POL5001"
run 0 explain POL4103;             out "POL4103  subsumed-by-sibling"; out "finds"; out "why"; out "example"; out "instead"; out "limits"
run 0 explain 4103 pol4101;        out "POL4101  "
run 0 explain subsumed_by_sibling; out "POL4103  "
run 0 explain POL2107;             out "cannot compare … with …"
run 0 explain POL1010;             out 'write `any { … }`'
run 0 explain POL5001;             out "solver"
run 0 explain --json POL4101;      out '"finds": '
run 2 explain POL4193;             err '`POL4193` is no code'
run 2 explain subsumed-by-siblin;  err 'did you mean `subsumed-by-sibling`?'
for code in $("$polc" explain | sed -n 's/^\(POL4[0-9]*\) .*/\1/p'); do run 0 explain "$code"; out "limits"; done

finish

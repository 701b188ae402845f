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
run 0 lint flawed.pol --severity error --rule 4103; out "no findings; 1 less severe not shown"
run 0 lint flawed.pol --rule 4117; out "note[POL4117]"
run 1 lint flawed.pol --rule 4117 --fail-on note
run 0 lint flawed.pol --rule 4103 --fail-on error; out "warning[POL4103]"
run 2 lint flawed.pol --severity loud;  err '`loud` is no severity; error, warning and note are'
run 2 lint flawed.pol --fail-on fatal;  err '`fatal` is no severity'
run 2 lint flawed.pol --rule POL2107;   err 'POL2107 is no rule of the linter; `polc check` reports it'; no_err "did you mean"
run 2 lint flawed.pol --rule 5001;      err "each rule reports it where a question stays open"
COLUMNS=40 run 1 lint flawed.pol
awk 'length > 60 && !/ [|] /' out | grep . && fail "40 columns: a line is far too long"
"$polc" lint flawed.pol 2>err | head -1 >out; ran="polc lint | head"; no_err "polc"; out "flawed.pol:"
{ "$polc" lint flawed.pol; echo $? >code; } 2>err | :
[ "$(cat code)" = 1 ] || fail "a reader that goes away makes the exit code $(cat code)"
no_err "polc"
# A policy that is named twice is linted once.
ln -s flawed.pol link.pol
run 1 lint flawed.pol ./flawed.pol link.pol flawed.pol; [ "$(grep -c 'error\[POL4101\]' out)" = 1 ] || fail "linted twice"

# JSON.
run 1 lint flawed.pol --json
for key in format version policy file files findings code severity paths range message details core related witness \
  facts shows fixes fingerprint counts; do out "\"$key\":"; done
out '"request_date": "2'
out '"outcome": "'; out '"possible": ['
[ "$(grep -c '^    "flawed.pol",*$' out)" = 1 ] || fail "the file is listed more than once"
cp out first.json
# A standard module has the same name wherever polc keeps it.
mkdir library; cp "$here/../../stdlib/clinical.pol" "$here/../../stdlib/imaging.pol" "$here/../../stdlib/codes.pol" \
  "$here/../../stdlib/patient.pol" "$here/../../stdlib/care.pol" library
sed 's/^facts {/import std.patient\n\nfacts {/; s/^  birth_date .*//; s/^record age.*//; s/^  request_date .*//' flawed.pol >importing.pol
"$polc" lint importing.pol --stdlib "$work/library" --json --sarif importing.sarif >out 2>err; ran="lint --stdlib"
out '"stdlib/patient.pol"'; no_out "$work"
! grep -qF "$work" importing.sarif || fail "SARIF names a folder of this machine"
run 1 lint flawed.pol --json; cmp -s out first.json || fail "the same input gives other JSON"
run 1 lint flawed.pol small.pol --json; [ "$(head -c 1 out)" = "[" ] || fail "two policies are no JSON array"
run 1 lint flawed.pol --timings --no-cache; err "lint"; err "subsumed-by-sibling"

# Patients as cases that pass, and that fail when the flaw is gone.
run 1 lint flawed.pol --as-case; out 'case "POL4117 '; out "  expect "; out "  expect guideline.5 is no"
cp out cases.pol
cat flawed.pol cases.pol >with_cases.pol
run 0 test with_cases.pol; out " passed, 0 failed"
{ sed 's/choose below {/choose up_to {/' flawed.pol; cat cases.pol; } >mended_cases.pol
run 1 test mended_cases.pol; out "expected guideline.5 is no, got yes"

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
run 2 lint flawed.pol --write-baseline --baseline ""
# What is not shown is not written, and stays where it was.
run 0 lint flawed.pol --baseline shown.json --write-baseline --severity error
err "shown.json: 1 finding: 1 new"; err "less severe than --severity shows"
grep -q POL4101 shown.json || fail "a finding that was shown is not in the baseline"
! grep -q POL4103 shown.json || fail "a finding that was not shown is in the baseline"
run 0 lint flawed.pol --baseline shown.json --write-baseline; err " new"; grep -q POL4103 shown.json || fail "not written anew"
cp shown.json before.json
run 0 lint flawed.pol --baseline shown.json --write-baseline --severity error
cmp -s shown.json before.json || fail "what was known and is not shown is lost"
run 0 lint flawed.pol --baseline shown.json --write-baseline --rule 4103; err "of other rules or policies as before"
cmp -s shown.json before.json || fail "what other rules found is lost"
# Nothing that is read or written in a run is another of its files.
for report in --sarif --html --markdown; do
  run 2 lint flawed.pol --baseline known.json $report known.json; err "which this run reads"
  run 2 lint flawed.pol --baseline known.json $report ./known.json
  run 2 lint flawed.pol --baseline known.json --write-baseline $report known.json; err "name one file"
  run 2 lint flawed.pol --baseline new.json --write-baseline $report ./new.json; err "name one file"
  [ ! -e new.json ] || fail "$report: something is written"
  run 2 lint importing.pol --stdlib library $report library/patient.pol; err "which this run reads"; no_out "POL4"
done
cp known.json kept.known
for how in --as-case --json ""; do
  "$polc" lint flawed.pol --baseline known.json $how >>known.json 2>err; code=$?; ran="lint $how >>known.json"
  [ $code -eq 2 ] || fail "$ran: exit code $code"
  err "standard output goes to known.json"; cmp -s known.json kept.known || fail "$ran: the baseline is changed"
done
cp flawed.pol adding.pol
"$polc" lint adding.pol --as-case >>adding.pol 2>err || true
run 0 test adding.pol; out " passed, 0 failed"
ln -s known.json known.link
run 2 lint flawed.pol --baseline known.json --html known.link; err "which this run reads"
grep -q '"baseline_format"' known.json || fail "the baseline is written over"
cmp -s library/patient.pol "$here/../../stdlib/patient.pol" || fail "a module is written over"
run 2 lint flawed.pol --html report --markdown ./report; err "--html report and --markdown ./report name one file"
ln -s report report.link
run 2 lint flawed.pol --html report --sarif report.link; err "name one file"; [ ! -e report ] || fail "a report is written"
run 2 lint flawed.pol --baseline missing.json; err "missing.json: cannot be read"
run 2 lint flawed.pol --baseline .; err "cannot be read"
sed 's/"baseline_format": 1/"baseline_format": 2/' known.json >later.json
run 2 lint flawed.pol --baseline later.json; err 'its `baseline_format` is 2, and this polc reads 1'
head -c 100 known.json >part.json
run 2 lint flawed.pol --baseline part.json; err "no JSON, or only a part of it"
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

# What is taken out goes with its line; what check says is said once, of the text as it is then.
{ cat flawed.pol; printf '\nallow POL4105 at guideline.1 because "x"\n\n// The end.\n'; } >taken.pol
sed 's/4. "Fever" : fever and/4. "Fever" : (0 days <= 1 days) and/' taken.pol >/dev/null
run 1 lint taken.pol --fix; err "POL4002: took out"
tail -3 taken.pol >out; ran="what --fix left"; [ "$(cat out)" = "$(printf '}\n\n// The end.')" ] || fail "a blank line is left"
sed 's/^criteria guideline/check "Scores": gcs >= 3\ncriteria guideline/' flawed.pol >warned.pol
"$polc" check warned.pol >out 2>&1
if grep -q 'warning\[POL2122\]' out; then
  run 1 lint warned.pol --fix; err "fixed: "; [ "$(grep -c 'POL2122' err)" = 1 ] || fail "a warning is told again after a fix"
else
  fail "no warning to count"
fi

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
: >empty.pol
run 2 lint empty.pol;              err "found nothing at the beginning"
echo '{"request_date": "2025-06-01", "codes": [1, 2]}' >case.json
run 2 lint case.json;              err "found JSON at the beginning"; [ "$(grep -c 'error\[' err)" = 1 ] || fail "JSON: many errors"
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

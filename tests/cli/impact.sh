#!/bin/sh
# polc impact: what is replayed and told, exit codes, cases that cannot be used.
. "$2/check.sh"

# The older text: any fever is enough; a fact that only it knows; no second criterion.
sed -i 's/^} cites \[1\]/  3. "Pacemaker" : devices include pacemaker\n&/' small.pol
sed 's/reviewed: 2025-01-01/reviewed: 2023-01-01/; s/ill and course is worsening/ill/; s/  fever          : finding "Fever"/&  limp : finding "Limp"/' small.pol |
  sed '/  2. "Care failed"/,/note prefers/d; /^case "/,$d' >old.pol
cat >cases.json <<'J'
[
  { "title": "febrile", "request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "course": "new", "devices": [],
    "gcs": 15, "care_days": 0, "xray_date": "none", "expect": { "outcome": "meets", "guideline.9": "yes" } },
  { "title": "worse", "request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "course": "worsening", "devices": [],
    "limp": true },
  { "title": "care", "request_date": "2025-06-01", "procedure_code": "72148", "fever": false, "gcs": 15, "devices": [],
    "care_days": "8 weeks", "xray_date": "2025-05-01" },
  { "title": "elsewhere", "request_date": "2025-06-01", "procedure_code": "1" }
]
J
run 1 impact old.pol small.pol --cases cases.json
out "Small policy: 2023-01-01 → 2025-01-01"
out "4 cases: 2 decided as before, 2 otherwise"
out "meets → does not meet: 1 case"; out "febrile (cases.json:2): by guideline.1"
out "does not meet → meets: 1 case"; out "care (cases.json:6): by guideline.2"
out "Each change alone"; out "guideline.1  Ill (narrower): 1 case"; out "guideline.2  Care failed (added): 1 case"
run 1 impact old.pol small.pol --cases cases.json --json
out '"otherwise": 2'; out '"brought_by": ['; out '"how": "taken_out"'; out '"unexplained": 0'; out '"line": 2'
cp out first && run 1 impact old.pol small.pol --cases cases.json --json --no-cache && cmp -s out first || fail "other bytes"
run 1 impact old.pol small.pol --cases cases.json --no-changes; no_out "Each change alone"
run 1 impact old.pol small.pol --cases cases.json --examples 0; no_out "cases.json:2"
run 1 impact old.pol small.pol --cases cases.json --html page.html
grep -q "<!DOCTYPE html>" page.html && grep -q "febrile" page.html || fail "no page"
run 1 impact old.pol small.pol --cases cases.json --html -; out "</html>"; no_out "old \\ new"
sed 's/reviewed: 2025-01-01/reviewed: 2025-02-01/' small.pol >same.pol
sed "s,\"limp\": true,\"gcs\": 15," cases.json >fine.json
run 2 impact small.pol same.pol --cases cases.json; err "limp: no fact of the policy"; out "3 cases: 3 decided as before, 0 otherwise"; out "no criterion changed"
run 0 impact small.pol same.pol --cases fine.json; out "4 cases: 4 decided as before, 0 otherwise"

# One object a line, and whole objects; standard input.
tr '\n' ' ' <cases.json | sed 's/^\[ *//; s/ *\] *$//; s/}, *{ "title"/}\n{ "title"/g' >lines.ndjson
run 1 impact old.pol small.pol --cases lines.ndjson; out "4 cases: 2 decided as before"; out "care (lines.ndjson:3)"
cp lines.ndjson lines.txt
run 1 impact old.pol small.pol --cases lines.txt;    out "4 cases: 2 decided as before"
"$polc" impact old.pol small.pol --cases - <lines.ndjson >out 2>err; [ $? -eq 1 ] || fail "standard input"
out "febrile (<stdin>:1)"
echo '{
  "request_date": "2025-06-01"
}' >one.json
run 0 impact old.pol small.pol --cases one.json;            out "1 case: 1 decided as before"
run 1 impact old.pol small.pol --cases one.json lines.ndjson; out "5 cases"

# A case that cannot be used is told with its place; the others go on.
cat >bad.ndjson <<'J'
{"request_date": "2025-06-01", "fever": true}
{"request_date": "2025-06-01", "fevr": true}
{"request_date": "2025-06-01", "gcs": 99
{"fever": true}
[1]

{"request_date": "2025-02-30"}
{"request_date": "2025-06-01"}
J
run 2 impact old.pol small.pol --cases bad.ndjson
out "2 cases: "; out "5 could not be used"
err 'bad.ndjson:2: fevr: no fact of the policy has this name; did you mean `fever`?'; err "bad.ndjson:3: "; err "bad.ndjson:4: "
err "bad.ndjson:5: "; err "bad.ndjson:7: request_date: "
printf '[{"request_date": "2025-06-01"},, {"request_date": "2025-06-01"}' >cut.json
run 2 impact old.pol small.pol --cases cut.json; err "cut.json:1: a case is missing between two commas"; err "the text ends before the list does"
out "2 cases"
printf '[{"request_date": "2025-06-01"}, {"request_date": ' >torn.json
run 2 impact old.pol small.pol --cases torn.json; err "torn.json:1: the text ends inside the case that begins here"
for text in '' '[]' '[' '{'; do printf '%s' "$text" >none.json; run 2 impact old.pol small.pol --cases none.json; err "none.json:"; err "no case could be replayed"; done
printf '[{"request_date": "2025-06-01"}] x' >more.json
run 2 impact old.pol small.pol --cases more.json; err "more.json:1: text after the end of the list"
run 2 impact old.pol small.pol --cases nowhere.json; err "nowhere.json: cannot be read"
run 2 impact old.pol small.pol --cases .;            err "it is a folder"
printf '{"request_date": "2025-06-01", "\033[31mfever": 1}\n' >evil.ndjson
run 2 impact old.pol small.pol --cases evil.ndjson;  ! grep -q "$(printf '\033')" err || fail "a control character reaches the terminal"

# Texts.
run 2 impact small.pol small.pol --cases cases.json;         err "small.pol and small.pol are one file"
run 2 impact small.pol ./small.pol --cases cases.json;       err "are one file"
run 2 impact small.pol parts/shared.pol --cases cases.json;  err "a module decides nothing"
sed 's/policy small/policy other/' small.pol >other.pol
run 2 impact small.pol other.pol --cases cases.json;         err 'small.pol is a text of `small`, other.pol of `other`; --any-policy'
run 0 impact small.pol other.pol --cases fine.json --any-policy
run 1 impact small.pol old.pol --cases cases.json;           err "small.pol was reviewed on 2025-01-01, after old.pol on 2023-01-01"
sed 's/when guideline/when guidline/' small.pol >wrong.pol
run 1 impact small.pol wrong.pol --cases cases.json;         err 'did you mean `guideline`'
run 2 impact small.pol gone.pol --cases cases.json;          err "gone.pol"
run 2 impact old.pol small.pol;                              err "--cases"
run 2 impact old.pol small.pol --cases cases.json --html small.pol;  err "small.pol: cannot be written"
run 2 impact old.pol small.pol --cases cases.json --html cases.json; err "cases.json: cannot be written"
run 2 impact old.pol small.pol --cases - --cases -;          err "standard input can be read once"

finish

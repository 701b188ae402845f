#!/bin/sh
# polc diff: what is told, by each output; exit codes; texts that cannot be compared.
. "$2/check.sh"

sed -i 's/^} cites \[1\]/  3. "Pacemaker" : devices include pacemaker\n&/' small.pol
sed 's/reviewed: 2025-01-01/reviewed: 2023-01-01/; s/ill and course is worsening/ill/' small.pol |
  sed '/  2. "Care failed"/,/note prefers/d; /^case "/,$d' >old.pol

run 0 diff old.pol small.pol
out "Small policy: 2023-01-01 → 2025-01-01"
out "Some cases are approved that were not, and some that were approved no longer are."
out "narrower  guideline.1  Ill"; out "No longer meets it"; out "added  guideline.2  Care failed"
run 0 diff old.pol small.pol --text;      out "Ill"; out "Care failed"; out ">"
COLUMNS=50 run 0 diff old.pol small.pol --text; out "+ "
for columns in 40 64 80 200; do
  COLUMNS=$columns run 0 diff old.pol small.pol --text
  awk -v most=$columns 'length($0) > most { exit 1 }' out || fail "a line wider than $columns columns"
done
run 0 diff old.pol small.pol --text --colour always; out "$(printf '\033[')"
run 0 diff old.pol small.pol --text;                 no_out "$(printf '\033[')"
run 0 diff old.pol small.pol --json
out '"relation": "narrower"'; out '"new_path": "guideline.1"'; out '"effect": "determination"'; out '"settles_incomplete"'
cp out first && run 0 diff old.pol small.pol --json --no-cache && cmp -s out first || fail "other bytes"
run 0 diff old.pol small.pol --html page.html --markdown page.md
grep -q "Content-Security-Policy" page.html && grep -q "guideline.1" page.html || fail "no page"
grep -q "### 1. Narrower: Ill" page.md || fail "no Markdown"
run 0 diff old.pol small.pol --html -;     out "</html>"
run 0 diff old.pol small.pol --markdown -; out "# Changes: Small policy"
run 0 diff old.pol small.pol --write-log
out "revision 2025-01-01"; out "guideline.1"; out "added guideline.2"
cat small.pol out >logged.pol
run 0 check logged.pol

sed 's/reviewed: 2025-01-01/reviewed: 2025-02-01/' small.pol >same.pol
run 0 diff small.pol same.pol --fail-on any
out "Every case that is documented in full is decided as before."; out "no criterion says anything else"
sed 's/"Ill" : ill/"Sick" : ill/' same.pol >reworded.pol
run 0 diff small.pol reworded.pol --fail-on narrower,broader; out "Moved or worded otherwise"; out "Sick"

run 1 diff old.pol small.pol --fail-on narrower
run 1 diff old.pol small.pol --fail-on removed,added
run 0 diff old.pol small.pol --fail-on removed
run 1 diff old.pol small.pol --fail-on any
run 2 diff old.pol small.pol --fail-on sometimes; err '`sometimes` is no kind of change; any, broader'

run 2 diff small.pol ./small.pol;              err "are one file"
run 2 diff small.pol parts/shared.pol;         err "a module decides nothing"
sed 's/policy small/policy other/' small.pol >other.pol
run 2 diff small.pol other.pol;                err "--any-policy"
run 0 diff small.pol other.pol --any-policy
sed 's/when guideline/when guidline/' small.pol >wrong.pol
run 1 diff small.pol wrong.pol;                err 'did you mean `guideline`'
run 2 diff small.pol gone.pol;                 err "gone.pol"
run 2 diff old.pol small.pol --html old.pol;   err "old.pol: cannot be written"
run 2 diff old.pol small.pol --json --text;    err "one of them fits"
run 2 diff old.pol small.pol --html - --json;  err "one of them fits"
run 2 diff old.pol small.pol --html one.out --markdown one.out; err "name one file; each needs its own"
sed 's/reviewed: 2025-01-01//' small.pol >undated.pol
run 2 diff old.pol undated.pol --write-log;    err "does not say the day"

# What a text says of itself is repeated.
sed 's/document: "SMALL-1"/& remark: "from memory"/' old.pol >remembered.pol
run 0 diff remembered.pol small.pol;              out "2023-01-01: from memory"
run 0 diff remembered.pol small.pol --markdown -; out "Remark: 2023-01-01: from memory."
run 0 diff remembered.pol small.pol --html -;     out "2023-01-01: from memory"

finish

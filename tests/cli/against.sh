#!/bin/sh
# polc lint --against: the change log held against an earlier revision; the drafted log has nothing to be said against.
. "$2/check.sh"

sed 's/reviewed: 2025-01-01/reviewed: 2023-01-01/; s/ill and course is worsening/ill/' small.pol |
  sed '/  2. "Care failed"/,/note prefers/d; /^case "/,$d' >old.pol
rules=unsupported-entry,understated-entry,silent-narrowing,silent-broadening,silent-declaration,silent-rewording

run 1 lint small.pol --against old.pol --rule $rules --fail-on error
out "error[POL4803]"; out "guideline.1"; out "since 2023-01-01"; out "warning[POL4804]"; out "guideline.2"
out 'an entry would be `added guideline.2 "Care failed"`'
run 0 lint small.pol --against old.pol --rule silent-declaration
run 1 lint small.pol --against old.pol --rule 4803; no_out "POL4804"
run 1 lint small.pol --against old.pol --rule $rules --json; out '"code": "POL4803"'; out '"witness"'
cp out first && run 1 lint small.pol --against old.pol --rule $rules --json --no-cache && cmp -s out first || fail "other bytes"
run 1 lint small.pol --against old.pol --sarif findings.sarif --markdown findings.md --html findings.html
grep -q "POL4803" findings.sarif && grep -q "POL4803" findings.md && grep -q "POL4803" findings.html || fail "no report"
run 1 lint small.pol --against old.pol --rule $rules --as-case; out 'case "'

# What is written down has no more to be told, and what is written down falsely has.
run 0 diff old.pol small.pol --write-log
cat small.pol out >logged.pol
run 0 check logged.pol
run 0 lint logged.pol --against old.pol --rule $rules; no_out "POL48"
run 0 diff old.pol logged.pol --write-log; out "tells of every change"
cat >>logged.pol <<'X'
revision 2025-01-02 annual { removed "Fever" from guideline because "redundant"  changed contra "Contraindications" }
X
run 1 lint logged.pol --against old.pol --rule $rules; out "POL4801"; out "contra"

# An allowance is of no use only where the texts were compared.
{ cat small.pol; echo 'allow POL4804 at guideline.2 because "meant"'; echo 'allow POL4806 at contra because "meant"'; } >allowed.pol
run 0 lint allowed.pol --rule needless-allowance; no_out "POL4002"
run 1 lint allowed.pol --against old.pol --rule needless-allowance,silent-broadening; out "POL4002"; out "POL4806"; no_out "POL4804"

# The text before is part of what findings are kept for.
sed 's/6 weeks/7 weeks/' small.pol | sed 's/reviewed: 2025-01-01/reviewed: 2023-01-01/' >older.pol
run 1 lint small.pol --against older.pol --rule $rules; out "guideline.2"; no_out "guideline.1"

run 2 lint small.pol --rule silent-narrowing;      err "name the earlier one with --against"
run 2 lint small.pol --against small.pol;          err "compared with itself"
run 2 lint small.pol --against none.pol;           err "none.pol"
run 2 lint small.pol --against parts/shared.pol;   err "module"
sed 's/^policy small/policy other/' old.pol >other.pol
run 2 lint small.pol --against other.pol;          err "a text of \`other\`"
run 2 lint small.pol --against old.pol --sarif old.pol; grep -q "^policy small" old.pol || fail "the earlier text is lost"

finish

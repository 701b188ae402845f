#!/bin/sh
# Where a patient stands in a schedule: as text, as JSON, as a picture.
. "$2/check.sh"

cat >plan.pol <<'P'
policy plan "Plan" { reference: day  request: code  anchor: begin  last: latest }
values modality "Modality" { mri "MRI" ct "CT" }
values region "Region" { brain "Brain" chest "Chest" }
procedures cpt { "70551" "Brain MRI" : mri of brain   "71250" "Chest CT" : ct of chest }
facts {
  day      : date "Reference"
  code     : code "Requested code"
  begin    : date or none "Anchor"
  surgery  : date or none or planned "Operation"
  latest   : date or none "Latest study"
  kind     : one of { a, b } "Kind"
  symptoms : finding "Symptoms"
  worse    : finding "Worse"
}
criteria watch "Watch" : any {
  1. "Kind <a> & \"co\"" : kind is a and regimen {
    a. "Brain" : schedule { images mri of brain  every 6 to 12 months for 2 years  then every 12 months indefinitely  whenever symptoms }
    b. "Chest" : schedule { images ct of chest  every 3 months for 5 years }
  }
  2. "Kind b" : kind is b and schedule {
    images mri of brain
    i. "First" : from 3 to 12 months: once
    ii. "Later" : in year 2 to 3: every unstated
    sooner when worse
  }
  3. "Operation" : kind is a and schedule { anchor surgery  images mri of brain  from 2 days before to 3 days: once }
  4. "None" : worse
}
determine { meets when watch  otherwise does_not_meet }
P
case_of() { printf '{"title": "%s", "day": "%s", "code": "70551", "kind": "a", "begin": "2023-08-31", "surgery": "none", "symptoms": false, "worse": false%s}' "$1" "$2" "$3"; }

run 0 schedule plan.pol;           out "watch.1.a  Kind"; out "watch.2  Kind b"; out "watch.3"
run 0 schedule plan.pol watch.1;   out "images mri of brain"; out "every 3 months for 5 years"; no_out "watch.2"
run 0 schedule plan.pol watch --json; out '"path": "watch.1.a"'; out '"every 6 to 12 months for 2 years"'
run 0 schedule small.pol;          out "no schedules"

# Both sides of the days that turn.
case_of one 2025-08-09 ', "latest": "2025-02-10"' >early.json
case_of one 2025-08-10 ', "latest": "2025-02-10"' >first.json
case_of one 2026-02-10 ', "latest": "2025-02-10"' >last.json
case_of one 2026-02-11 ', "latest": "2025-02-10"' >late.json
run 0 schedule plan.pol watch.1.a early.json
out "too soon: does not cover the request"; out "too soon until 2025-08-10: every 6 to 12 months after the latest study,"
out "next study      2025-08-10 to 2026-02-10"; out "only if         kind is a (yes)"; out "images          mri of brain (the requested study)"
out "2023-08-31 to 2025-08-30  every 6 to 12 months for 2 years  [now]"; out "from 2025-08-31 on"
out "at any time               whenever symptoms  [not met]"; out "next study; those below if it is done on 2025-08-10"
out "… cut here: studies go on after the 5 shown"
run 0 schedule plan.pol watch.1.a first.json; out "due: covers the request"
run 0 schedule plan.pol watch.1.a last.json;  out "due: covers the request"
run 0 schedule plan.pol watch.1.a late.json;  out "overdue: covers the request"; out "overdue since 2026-02-11"
sed 's/"symptoms": false/"symptoms": true/' early.json >ill.json
run 0 schedule plan.pol watch.1.a ill.json;   out "symptom driven: covers the request"; out 'called for by `whenever symptoms`'

# What was done once; what clashes.
printf '{"title": "done", "day": "2024-03-02", "code": "70551", "kind": "a", "begin": "2020-08-31", "surgery": "2024-03-02", "latest": "2024-03-01"}' >done.json
run 0 schedule plan.pol watch.3 done.json; out "before the anchor: it is the study of"; out "no interval counts from it"
case_of clash 2025-08-09 ', "latest": [{"value": "2022-03-01"}, {"value": "2023-03-01"}]' >clash.json
run 0 schedule plan.pol watch.1.a clash.json; out "documented twice, and differently; counts as not documented"
run 0 schedule plan.pol watch.1.a clash.json --json; out '"documented": "conflict"'

# A heading: the schedules that concern the patient, then the others with the reason.
run 0 schedule plan.pol watch first.json
out "watch.1.b"; out "it asks for ct of chest, and another study is requested"; out "do not concern this patient"; out 'watch.2  not met is `kind is b`'
out "there is nothing to count from: \`surgery\` is none"
run 0 schedule plan.pol watch.2.ii first.json; out "watch.2  Kind b"; out "does not concern this patient"

# What is not documented, or not stated, stays open and is named.
case_of open 2025-06-01 '' >open.json
run 0 schedule plan.pol watch.1.a open.json
out "unknown: open whether it covers the request"; out 'it depends on `latest` (not documented)'; out "still open      latest  Latest study"
case_of month 2025-08-25 ', "latest": "2025-02"' >month.json
run 0 schedule plan.pol watch.1.a month.json; out "unknown: "; out "(2025-02-01 to 2025-02-28)"
case_of month 2025-08-31 ', "latest": "2025-02"' >month.json
run 0 schedule plan.pol watch.1.a month.json; out "due: covers the request"
sed 's/"kind": "a"/"kind": "b"/' first.json >b.json
run 0 schedule plan.pol watch.2 b.json; out "the document does not say how often in"; out "not stated by the document"
echo '{"day": "2025-06-01", "begin": "2026-01-01"}' >ahead.json
run 0 schedule plan.pol watch.1.a ahead.json; out "conflict        \`begin\` = 2026-01-01"; out "none: the anchor is not documented as one day"
sed 's/"surgery": "none"/"surgery": "2025-08-12"/' first.json >ahead.json
run 0 schedule plan.pol watch.3 ahead.json; out "due: covers the request"; out "2025-08-10 to 2025-08-14"
case_of before 2025-06-01 ', "latest": "2023-01-01"' >before.json
run 0 schedule plan.pol watch.1.a before.json; out "before the anchor, so it does not count"

run 0 schedule plan.pol watch.1.a early.json --json
for line in '"status": "too_soon"' '"covers_request": "no"' '"first": "2025-08-10"' '"requested": "yes"' '"concerns": "yes"' \
  '"documented": "date"' '"said_by": {' '"kind": "every"' '"kind": "whenever"' '"then": "cut"' '"content_hash"' '"open_facts": []'; do out "$line"; done
cp out first
run 0 schedule plan.pol watch.1.a early.json --json; cmp -s out first || fail "the same input gives other bytes"
(echo "["; cat early.json; echo ","; cat late.json; echo "]") >two.json
run 0 schedule plan.pol watch.1.a two.json; out "too soon: "; out "overdue: "
run 0 schedule plan.pol watch.1.a two.json --json; out '"status": "overdue"'
"$polc" schedule plan.pol watch.1.a - <late.json >out 2>err || fail "standard input"
out "overdue: covers"

run 0 schedule plan.pol watch early.json --svg plan.svg; out "too soon: "
[ -s plan.svg ] || fail "no picture"
cp plan.svg out
out '<svg xmlns="http://www.w3.org/2000/svg"'; out '<title id="polc-title">'; out '<desc id="polc-desc">'; out "prefers-color-scheme: dark"
out "Kind &lt;a&gt; &amp; &quot;co&quot;: Brain"; out "request 2025-08-09"; out "next study 2025-08-10 to 2026-02-10"; out "goes on"
no_out "Kind <a>"; no_out "<script"; no_out "http://www.w3.org/1999/xlink"; no_out "Kind b"
run 0 schedule plan.pol watch early.json --svg -; cmp -s out plan.svg || fail "the picture on standard output differs"
cp plan.svg kept.svg
run 2 schedule plan.pol watch two.json --svg kept.svg; err "draws one case; here are 2"
cmp -s plan.svg kept.svg || fail "a picture was written over"
run 2 schedule plan.pol watch early.json --svg missing/plan.svg; err "missing/plan.svg: cannot be written: "
mkdir folder
run 2 schedule plan.pol watch early.json --svg folder; err "folder: cannot be written"
[ -z "$(ls | grep part$)" ] || fail "a part of a picture is left"
run 2 schedule plan.pol watch early.json --svg folder/; err "names a folder"
run 2 schedule plan.pol watch early.json --svg ''; err "the name of a file is missing"
# What is read is never written over; links are followed, devices stay what they are.
cp early.json kept.json; ln -s early.json alias.json; ln -s kept.svg alias.svg
run 2 schedule plan.pol watch early.json --svg early.json;   err "early.json: cannot be written: it is the file, which this run reads"
run 2 schedule plan.pol watch early.json --svg alias.json;   err "it is early.json, which this run reads"
run 2 schedule plan.pol watch early.json --svg plan.pol;     err "plan.pol: cannot be written"
cmp -s early.json kept.json || fail "a case was written over"
echo old >kept.svg
run 0 schedule plan.pol watch early.json --svg alias.svg
{ [ -L alias.svg ] && cmp -s plan.svg kept.svg; } || fail "a link was written over"
run 2 schedule plan.pol watch early.json --svg /dev/full;    err "/dev/full: cannot be written: "
[ -c /dev/full ] || fail "a device was written over"
run 2 schedule plan.pol watch --svg plan.svg; err "name a schedule and a case"

run 2 schedule plan.pol wach.1.a early.json;   err '`wach.1.a` is no schedule of the policy; did you mean `watch.1.a`?'
run 2 schedule plan.pol nowhere early.json;    err '`polc schedule plan.pol` lists them'
run 2 schedule plan.pol watch.4 early.json;    err '`watch.4` holds no schedule'
run 2 schedule small.pol guideline early.json; err "the policy has none"
run 2 schedule parts/shared.pol;               err "name a policy that imports it"
run 2 schedule plan.pol watch missing.json
run 2 schedule;                                err "POLICY"
echo '{"code": "70551"}' >undated.json
run 2 schedule plan.pol watch undated.json;    err "reference date"
echo '{"day": "2025-06-01", "begin": "1899-12-31"}' >old.json
run 2 schedule plan.pol watch old.json;        err "1900"
"$polc" completion bash >completion.bash
bash -c '. ./completion.bash; COMP_WORDS=(polc sche); COMP_CWORD=1; _polc
  [ "${COMPREPLY[*]}" = schedule ]' || fail "completion of schedule"

finish

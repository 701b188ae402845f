#!/bin/sh
# Questions until the case is settled; the answers become a case file.
. "$2/check.sh"

cat >plan.pol <<'P'
policy plan "Plan" { reference: day }
values trend "Trend" { better "Getting better" worse "Getting worse" }
facts {
  day     : date "Day of the request"
  scan    : date or none "Latest scan"
  fever   : finding "Fever <high>"
  pain    : finding "Pain"
  course  : one of trend "Course"
  weeks   : duration in weeks 0 to 60 "Weeks of care"
  devices : any of { pump, clip } "Devices"
}
criteria bad "Unsafe" : devices include clip
criteria ok "Indicated" : any {
  a. "Fever" : fever
  b. "Pain in spite of care" : pain and course is worse and weeks >= 6 weeks
}
determine { contraindicated when bad  meets when ok  otherwise does_not_meet }
P
ask() { status=$1; input=$2; shift 2; ran="polc ask $*"; printf "$input" | "$polc" ask "$@" >out 2>err; got=$?; [ "$got" = "$status" ] || fail "ask $*: exit code $got, expected $status"; }

# To the end: the most telling questions first, and none that no longer matters.
ask 0 '2025-06-01\nyes\nnone\n' plan.pol
out '"day": "2025-06-01"'; out '"devices": []'; out '"fever": true'; no_out '"pain"'
err "Fever <high>"; err "question 3"; err "settled"; err "meets (approve)"
cp out case.json
run 0 eval plan.pol case.json; out "meets (approve)"

# Wrong answers are explained and asked again; what is not known is not asked twice.
ask 1 'soon\n2025-02-30\n2025-06-01\nmaybe\n?\nperhaps\n?\nclip, hat\nno\n3\n?\n61\n?\n' plan.pol
err 'write a date such as'; err '`2025-02-30` is no day of the calendar'; err '`maybe` does not fit; write yes or no'
err '`3` does not fit'; err '`hat` does not fit'; err "61"
out '"fever": null'; out '"devices": []'; err "needs_information"; err "what is left to ask is not known"
# By number, with a unit, taken back.
ask 0 '2025-06-01\nback\n2025-06-02\nno\nyes\n2\n6 weeks\nno\n' plan.pol
out '"day": "2025-06-02"'; out '"course": "worse"'; out '"weeks": "6 weeks"'; err "open again"; err "meets (approve)"

# From a case, into a file; nothing of it is lost.
echo '{"title": "Half", "day": "2025-06-01", "devices": [], "fever": false}' >half.json
ask 0 'no\n' plan.pol half.json -o whole.json
[ ! -s out ] || fail "the case went to standard output too"
run 0 eval plan.pol whole.json; out "Half"; out "does_not_meet"
ask 0 'no\n' plan.pol half.json --output half.json
run 0 eval plan.pol half.json; out "does_not_meet"
ask 0 '2025-06-01\nyes\nnone\n' plan.pol new.json -o new.json; run 0 eval plan.pol new.json; out "meets"

# Nobody answers: what there is is kept, and said.
ask 1 '' plan.pol; err "stopped before it was settled"
ask 1 '2025-06-01\nstop\n' plan.pol; out '"day": "2025-06-01"'
# Wrong calls lose nothing.
ask 2 '' plan.pol missing.json;                err "missing.json"
ask 2 '' plan.pol half.json -o plan.pol;       err "which this run reads"
ask 2 '' plan.pol half.json -o missing/x.json; err "cannot be written"
echo '[{"day": "2025-06-01"}]' >list.json
ask 2 '' plan.pol list.json;                   err "one case; here is a list"
echo '{"day": "2025-06-01", "fevr": true}' >typo.json
ask 2 '' plan.pol typo.json;                   err 'fevr'
finish

#!/bin/sh
# Coverage determinations beside the outcome: which apply, what keeps that open, what is stale.
. "$2/check.sh"

cat >coverage.pol <<'P'
policy coverage "Coverage" { reference: day  plan: plan  jurisdiction: state }
facts {
  day   : date "Day"
  plan  : one of { medicare, commercial } "Plan"
  state : one of { "or", wa } "State"
}
determination lcd.1 "L1" "First" {
  contractor: "Our contractor"  plans: { medicare }  jurisdictions_include: { "or" }
  effective: 2018-08-27  revised: 2022-08-18  checked: 2025-05-16
}
determination lcd.2 "L2" "Second" {
  plans: { medicare }  jurisdictions: { "or" }  effective: 2010-01-01  retired: 2020-03-01  superseded_by: lcd.1
  checked: 2025-05-16
}
determination lcd.3 "L3" "Third" { plans: { medicare }  jurisdictions: { wa }  effective: 2010-01-01 }
determine { meets when lcd.1 applies  otherwise does_not_meet }
P
echo '{"day": "2025-06-01", "plan": "medicare", "state": "or"}' >or.json
run 0 eval coverage.pol or.json
out "meets (approve)"
out "  coverage        L1  First: applies"
out "L2  Second: no longer applies; retired 2020-03-01; superseded by L1"
no_out "L3"; no_out "looked up"

echo '{"day": "2026-05-17", "plan": "medicare", "state": "or"}' >late.json
run 0 eval coverage.pol late.json; out "meets (approve)"
out "L1  First: applies; last looked up 2025-05-16, over a year before"
sed 's/05-17/05-16/' late.json >in_time.json
run 0 eval coverage.pol in_time.json; out "L1  First: applies"; no_out "looked up"

echo '{"day": "2019-01-01", "plan": "medicare", "state": "or"}' >both.json
run 0 eval coverage.pol both.json; out "L2  Second: applies; superseded by L1"; no_out "retired"

echo '{"day": "2025-06-01", "plan": "medicare", "state": "wa"}' >wa.json
run 0 eval coverage.pol wa.json; out "needs_information (pend)"
out "L1  First: may apply; not known of it: jurisdictions"
out "L3  Third: may apply; not known of it: retired; never looked up"
no_out "L2"

echo '{"day": "2025-06-01", "plan": "medicare"}' >open.json
run 0 eval coverage.pol open.json; out "L1  First: may apply; not documented: state"
echo '{"day": "2025-06-01", "plan": "commercial"}' >commercial.json
run 0 eval coverage.pol commercial.json; no_out "coverage   "
run 0 eval coverage.pol commercial.json --json; out '"references": []'

run 0 eval coverage.pol or.json --json
for line in '"name": "lcd.1"' '"identifier": "L1"' '"applies": "yes"' '"applies": "no"' '"retired": "2020-03-01"' \
  '"retired": null' '"superseded_by": "L1"' '"contractor": "Our contractor"' '"contractor": null' '"stale": []' \
  '"checked": "2025-05-16"'; do out "$line"; done
cp out first
run 0 eval coverage.pol or.json --json; cmp -s out first || fail "the same input gives other bytes"
run 0 eval coverage.pol or.json --json --interpret
sed 's/"interpreter"/"native"/' out | cmp -s - first || fail "the interpreter reports otherwise"
run 0 eval coverage.pol late.json --json; out '"check_overdue"'
run 0 eval coverage.pol wa.json --json;   out '"not_known": ['; out '"never_checked"'
run 0 eval coverage.pol open.json --json; out '"not_documented": ['; out '"state"'

finish

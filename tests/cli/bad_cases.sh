#!/bin/sh
# Cases that cannot be used: one line each, with file, line and fact; exit code 2.
. "$2/check.sh"

# bad JSON MESSAGE…: the case is refused with each of the messages.
bad() {
  printf '%s' "$1" >case.json
  shift
  run 2 eval small.pol case.json
  for message; do err "$message"; done
  ! grep -q 'internal error' err || fail "$ran: internal error"
}
bad '{"request_date": "2025-06-01", "fevr": true}' 'case.json:1: fevr: ' 'did you mean `fever`?'
bad '{
  "fever": "hot"}'                       'case.json:2: fever: ' 'true or false'
bad '{"care_days": "2 months"}'          'case.json:1: care_days: ' 'do not convert'
bad '{"care_days": "2 kg"}'              'case.json:1: care_days: '
bad '{"gcs": 16}'                        'case.json:1: gcs: ' '3 to 15'
bad '{"request_date": "2025-02-30"}'     'case.json:1: request_date: ' 'no day of the calendar'
for date in 1899-12-31 2201-01-01 1899-12 2201-01 0000-01-01 9999-12-31; do
  bad "{\"request_date\": \"2025-06-01\", \"xray_date\": \"$date\"}" \
    "case.json:1: xray_date: \`$date\` is out of range; 1900-01-01 to 2200-12-31 fits"
  bad "{\"request_date\": \"$date\"}"     "case.json:1: request_date: \`$date\` is out of range"
done
for date in 12025-01-01 -100-01-01 2025-6-1 01.06.2025 "2025-06-01 " 2025-06-01T00:00Z; do
  bad "{\"request_date\": \"$date\"}"     'case.json:1: request_date: ' '2025-06-01'
done
bad '{"request_date": "1900-02-29"}'     'case.json:1: request_date: ' 'no day of the calendar'
bad '{"care_days": "60000 days"}'        'case.json:1: care_days: ' '0 to 54787 days fits'
bad '{"request_date": "2025-06-01", "ill": true}' 'ill: a definition is never documented' '`fever`'
bad '{"fever": true, "fever": false}'    'case.json:1: fever: the key stands twice'
bad '{"fever": true, "course": "wor'     'case.json:1: '
bad '{"fever": true,'                    'case.json:1: '
bad '{"fever": true} {}'                 'case.json:1: '
bad ''                                   'case.json:1: the file is empty'
bad '{"devices": ["clp"]}'               'case.json:1: devices: ' 'did you mean `clip`?'
bad '{"procedure_code": "72148 "}'       'case.json:1: procedure_code: ' 'ends with a blank'
bad '{"course": "none"}'                 'case.json:1: course: '
bad '{"fevr": 1, "gcs": 99, "course": 5}' 'fevr: ' 'gcs: ' 'course: '
bad '{"fever": true}'                    'request_date'   # no reference date
bad '{"request_date": "2025-06"}'        'request_date'   # not one day

printf '{"fever": "\377"}' >case.json
run 2 eval small.pol case.json; err 'not UTF-8'
printf '\377\376\000' >case.json
run 2 eval small.pol case.json
printf '{"fe\033[31mver": true, "\\u001b[2J": 1}' >case.json
run 2 eval small.pol case.json
! grep -q "$(printf '\033')" err || fail "a control character of the case reaches the terminal"

printf '{"feve\342\200\256r": 1}' >case.json
run 2 eval small.pol case.json; err 'feve?r'

awk 'BEGIN { for (i = 0; i < 100000; i++) printf "["; for (i = 0; i < 100000; i++) printf "]" }' >case.json
run 2 eval small.pol case.json; err 'case.json:1: '
awk 'BEGIN { printf "{\"fever\": "; for (i = 0; i < 100000; i++) printf "{\"value\": "; printf "true"; for (i = 0; i < 100000; i++) printf "}"; printf "}" }' >case.json
run 2 eval small.pol case.json; err 'nested too deeply'
head -c 100000000 /dev/zero | tr '\0' ' ' >case.json
run 2 eval small.pol case.json; err 'larger than 64 MB'
rm case.json
run 2 eval small.pol case.json;  err 'case.json: cannot be read'
run 2 eval small.pol .;          err 'cannot be read'
run 2 test small.pol case.json;  err 'cannot be read'

finish

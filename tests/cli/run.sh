#!/bin/sh
# polc run: what is written of each row, that it is what `polc eval` says, bad input, files that cannot be written.
. "$2/check.sh"

# same FILE TEXT: the whole file is this text.
same() { printf '%s\n' "$2" | cmp -s - "$1" || fail "$ran: $1 is not as expected: $(head -c 600 "$1")"; }

cat >cases.ndjson <<'J'
{"title": "a", "id": "x\"1", "request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "course": "worsening", "devices": [], "gcs": 15, "excluded": false}
{"id": 7, "request_date": "2025-06-01", "procedure_code": "72148", "devices": ["clip"]}

{"request_date": "2025-06-01", "procedure_code": "1", "care_days": 42.0, "xray_date": "none", "expect": {"outcome": "meets"}}
{"request_date": {"value": "2025-06-01", "source": "form"}, "procedure_code": "72148", "devices": [], "care_days": "8 weeks", "xray_date": "2025-05"}
{"request_date": "2025-06-01", "procedure_code": "72148", "devices": {"excludes": ["clip"]}, "fever": null, "excluded": null}
{"request_date": "2025-06-01", "procedure_code": "72148", "devices": [], "fever": [{"value": true}, {"value": false}], "course": "worsening", "care_days": 1}
{"request_date": "2025-06-01", "procedure_code": "72148", "devices": [], "fever": false, "gcs": 15, "care_days": 12.5, "xray_date": false}
J
run 0 run small.pol -i cases.ndjson -o -
same out '{"id":"x\"1","outcome":"meets","possible":["meets"],"is_exact":true}
{"id":7,"outcome":"contraindicated","possible":["contraindicated"],"is_exact":true}
{"id":4,"outcome":"not_applicable","possible":["not_applicable"],"is_exact":true}
{"id":5,"outcome":"meets","possible":["meets"],"is_exact":true}
{"id":6,"outcome":"needs_information","possible":["meets","does_not_meet"],"is_exact":true}
{"id":7,"outcome":"conflicting","possible":["meets","does_not_meet"],"is_exact":true}
{"id":8,"outcome":"does_not_meet","possible":["does_not_meet"],"is_exact":true}'
cp out first
run 0 run small.pol -i cases.ndjson -o all.ndjson --summary --threads 3; cmp -s all.ndjson first || fail "other bytes in a file"
err "7 rows in "; err "meets                            2"; err "conflicting"
run 0 run small.pol -i cases.ndjson -o all.ndjson --no-cache;   cmp -s all.ndjson first || fail "other bytes without the cache"
"$polc" run small.pol -i - -o - <cases.ndjson >out 2>err || fail "standard input"
cmp -s out first || fail "other bytes from standard input"
ls ./*.part >/dev/null 2>&1 && fail "a temporary file is left"

# The same as polc eval says of each line.
grep . cases.ndjson | sed 's/"id": [^,]*, //' >lines
run 0 run small.pol -i lines -o all.ndjson --columns line,outcome,disposition,criterion:guideline.1,criterion:guideline,undecided_because
number=0
while read -r line; do
  number=$((number + 1))
  printf '%s' "$line" >one.json
  run 0 eval small.pol one.json --json
  for key in outcome disposition; do
    value=$(sed -n "s/^  \"$key\": \"\(.*\)\",/\1/p" out)
    sed -n "${number}p" all.ndjson | grep -qF "\"$key\":\"$value\"" || fail "line $number: $key is not $value"
  done
done <lines
run 0 run small.pol -i lines -o - --columns line,criteria;   out '{"line":2,"criteria":{"contra":"yes","guideline":"unknown",'
cp out first_criteria; run 0 run small.pol -i lines -o - --columns line,criteria; cmp -s out first_criteria || fail "other criteria from the cache"
run 0 run small.pol -i lines -o - --columns line,criteria --no-cache; cmp -s out first_criteria || fail "other criteria without the cache"
run 0 run small.pol -i lines -o - --columns line,undecided_because; out '{"line":5,"undecided_because":["'

# A line is one case: a list of none or of several is none.
printf '%s\n' '{"request_date": "2025-06-01"}' '[]' '[{"request_date": "2025-06-01"}, {"request_date": "2025-06-02"}]' >lists
run 1 run small.pol -i lists -o - --columns line
err "lists:2: this line is a list of 0 cases; one case a line would fit"
err "lists:3: this line is a list of 2 cases"
same out '{"line":1}'

# Columns, and CSV on the other side.
run 0 run small.pol -i cases.ndjson -o out.csv
same out.csv 'id,outcome,possible,is_exact
"x""1",meets,meets,true
7,contraindicated,contraindicated,true
4,not_applicable,not_applicable,true
5,meets,meets,true
6,needs_information,meets|does_not_meet,true
7,conflicting,meets|does_not_meet,true
8,does_not_meet,does_not_meet,true'
run 0 run small.pol -i cases.ndjson -o - --output-format csv --columns criterion:guideline.1,line; out "guideline.1,line"; out "yes,1"
run 2 run small.pol -i cases.ndjson -o - --columns outcom;              err '`outcom` is no column; did you mean `outcome`?'
run 2 run small.pol -i cases.ndjson -o - --columns criterion:guideline.3; err 'the policy has no criterion `guideline.3`; did you mean `guideline.'
run 2 run small.pol -i cases.ndjson -o - --columns guideline.1;         err 'did you mean `criterion:guideline.1`?'

# Rows that are no cases: told with their line, kept, and the others go on.
cat >bad.ndjson <<'J'
{"request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "fever": true}
{"request_date": "2025-06-01", "fevr": true}
{"request_date": "2025-06-01", "gcs": 99}
{"request_date": "2025-06-01", "gcs": 3
{"request_date": "2025-06-01", "procedure_code": "1"}
{"request_date": "2025-06-01"} {"request_date": "2025-06-01"}
[1]
{"procedure_code": "1"}
{"request_date": "2025-02-30"}
{"request_date": "2025-06-01", "procedure_code": "1", "id": [1]}
{"request_date": "2025-06-01", "procedure_code": "1", "course": "news"}
{"request_date": "2025-06-01", "procedure_code": "1"}
J
printf '{"request_date": "2025-06-01", "title": "\xff"}\n{"request_date":\n "2025-06-01"}\n{"request_date": "2025-06-01"' >>bad.ndjson
run 1 run small.pol -i bad.ndjson -o good.ndjson --rejects rejects.ndjson
same good.ndjson '{"id":5,"outcome":"not_applicable","possible":["not_applicable"],"is_exact":true}
{"id":12,"outcome":"not_applicable","possible":["not_applicable"],"is_exact":true}'
for said in '1: fever: the key stands twice' '2: fevr: no fact of the policy has this name; did you mean `fever`?' '3: gcs: `99` is out of range' \
  '4: ' '6: text after the end of the JSON' '7: ' '8: ' '9: request_date: ' '10: id: a list does not fit' '11: course: `news`' '13: ' '14: ' '15: ' \
  '16: the text ends'; do
  err "bad.ndjson:$said"
done
err "14 of 16 rows rejected"
sed -n '1p;16p' rejects.ndjson >two; { sed -n '1p' bad.ndjson; } | cmp -s - rejects.ndjson && fail "one reject"
[ "$(wc -l <rejects.ndjson)" -eq 14 ] || fail "rejects: $(wc -l <rejects.ndjson)"
head -1 bad.ndjson | cmp -s - "$(head -1 rejects.ndjson >r1; echo r1)" || fail "a reject is not as it stood"
run 1 run small.pol -i rejects.ndjson -o good.ndjson; err "14 of 14 rows rejected"
run 1 run small.pol -i bad.ndjson -o good.ndjson --messages 2; err "bad.ndjson:2: fevr"; no_err "bad.ndjson:3:"; err "more mistakes are not shown"
printf '{"request_date": "2025-06-01", "\033[31mfever": 1}\n' >evil.ndjson
run 1 run small.pol -i evil.ndjson -o good.ndjson; ! grep -q "$(printf '\033')" err || fail "a control character reaches the terminal"
# Many bad lines, so that a chunk is begun anew again and again; order and line numbers stay.
awk 'BEGIN { for (i = 1; i <= 20000; ++i) print i % 7 == 0 ? "{\"request_date\": \"2025-06-01\"" : "{\"request_date\": \"2025-06-01\", \"procedure_code\": \"1\"}" }' >many.ndjson
run 1 run small.pol -i many.ndjson -o many.out --columns line --messages 1; err "2857 of 20000 rows rejected"
awk 'BEGIN { for (i = 1; i <= 20000; ++i) if (i % 7) print "{\"line\":" i "}" }' | cmp -s - many.out || fail "rows lost or in another order"

# Nothing to read, nowhere to write.
: >empty.ndjson
run 2 run small.pol -i empty.ndjson -o o; err "empty.ndjson: the file is empty"; [ ! -e o ] || fail "an output of nothing"
printf '\n \n' >blank.ndjson
run 2 run small.pol -i blank.ndjson -o o; err "the file is empty"
echo '[{"request_date": "2025-06-01"}]' >list.json
run 2 run small.pol -i list.json -o o;        err "a list of cases; write one case a line"
run 2 run small.pol -i nowhere.ndjson -o o;   err "nowhere.ndjson: cannot be read"
run 2 run small.pol -i . -o o;                err "it is a folder"
run 2 run small.pol -i cases.ndjson -o cases.ndjson;  err "which this run reads"
run 2 run small.pol -i cases.ndjson -o small.pol;     err "which this run reads"
run 2 run small.pol -i cases.ndjson -o o --rejects cases.ndjson; err "which this run reads"
run 2 run small.pol -i cases.ndjson -o o --rejects ./o; err "name one file"; [ ! -e o ] || fail "an output that shares its file"
run 2 run small.pol -i cases.ndjson -o o --rejects -;  err "standard output is for answers"
run 2 run small.pol -i cases.ndjson -o no/where;       err "there is no such folder"
run 2 run small.pol -i cases.ndjson -o .;              err "it names a folder"
run 2 run small.pol -i cases.ndjson -o o --threads 0;  err "threads"
run 2 run small.pol -i cases.ndjson -o o --format xml; err "format"
run 2 run small.pol -i cases.arrow -o o;               err "pol_decide_stream"
run 2 run small.pol -i cases.ndjson -o o.arrow;        err "reads and writes no Arrow files"
run 2 run nowhere.pol -i cases.ndjson -o o;            err "nowhere.pol"
run 2 run nowhere.so -i cases.ndjson -o o;             err "nowhere.so"
cp cases.ndjson fake.so
run 2 run ./fake.so -i cases.ndjson -o o;              err "fake.so"
if [ -c /dev/full ]; then
  run 2 run small.pol -i cases.ndjson -o /dev/full; err "/dev/full: cannot be written: No space left on device"
  run 2 run small.pol -i bad.ndjson -o o --rejects /dev/full; err "No space left"; [ ! -e o ] || fail "an output although the rejects were lost"
fi
echo before >kept
run 2 run small.pol -i list.json -o kept; same kept before
awk 'BEGIN { for (i = 0; i < 300000; ++i) print "{\"request_date\": \"2025-06-01\", \"procedure_code\": \"1\"}" }' >long.ndjson
"$polc" run small.pol -i long.ndjson -o - 2>err | head -1 >out
out '{"id":1,"outcome":"not_applicable"'; [ ! -s err ] || fail "a reader that goes away is told of"

# Interrupted: nothing under the name, nothing beside it.
mkfifo pipe
"$polc" run small.pol -i pipe -o kept 2>err &
pid=$!
exec 3>pipe
cat long.ndjson >&3
for _ in 1 2 3 4 5 6 7 8 9 10; do ls kept.*.part >/dev/null 2>&1 && break; sleep 0.2; done
ls kept.*.part >/dev/null 2>&1 || fail "no temporary file while it runs"
kill -TERM $pid; wait $pid
[ $? -eq 143 ] || fail "the exit code of an interrupted run"
exec 3>&-
ls kept.*.part >/dev/null 2>&1 && fail "an interrupted run leaves a file"
same kept before

# CSV: quotes, line ends, a mark at the begin, renamed columns, cells of every kind.
printf '\357\273\277id,asked on,procedure_code,fever,course,care_days,gcs,devices,xray_date,remark\r\n' >cases.csv
printf 'a,2025-06-01,72148,YES,worsening,,15,|,,"says ""no"",\nand more"\r\n' >>cases.csv
printf '"b,2",2025-06-01,72148,0,,8 weeks,15,|,2025-05,\r\n\r\n' >>cases.csv
printf 'c,2025-06-01,72148,null,,12.5,,clip|pacemaker,none,\r\n' >>cases.csv
printf 'd,2025-06-01,72148,no,,41,15,pacemaker,no,' >>cases.csv
run 2 run small.pol -i cases.csv -o -; err 'no fact of the policy has the name of column `asked on`'; err 'column `remark`'; err 'no column documents `request_date`'
run 0 run small.pol -i cases.csv -o - --map "asked on=request_date" --map remark=
same out '{"id":"a","outcome":"meets","possible":["meets"],"is_exact":true}
{"id":"b,2","outcome":"meets","possible":["meets"],"is_exact":true}
{"id":"c","outcome":"contraindicated","possible":["contraindicated"],"is_exact":true}
{"id":"d","outcome":"does_not_meet","possible":["does_not_meet"],"is_exact":true}'
cp out first
printf '# renamed\nasked on=request_date\n' >names
run 0 run small.pol -i cases.csv -o - --map @names --other-columns; cmp -s out first || fail "a file of names"
sed 's/,/;/g' cases.csv | sed 's/"b;2"/"b,2"/' >semi.csv
run 0 run small.pol -i semi.csv -o - --map @names --other-columns --delimiter ';'; cmp -s out first || fail "another delimiter"
run 2 run small.pol -i cases.csv -o - --map "asked on=request_dat" --map remark=; err 'did you mean `request_date`?'
run 2 run small.pol -i cases.csv -o - --map "asked=request_date";  err 'there is no column `asked`'
run 2 run small.pol -i cases.csv -o - --map request_date;          err "write COLUMN=FACT"
run 2 run small.pol -i cases.csv -o - --map @names --map remark=fever; err 'the columns `fever` and `remark` both document `fever`'
run 2 run small.pol -i cases.csv -o - --map @nowhere;              err "nowhere"
cat >bad.csv <<'C'
request_date,procedure_code,fever,gcs
2025-06-01,1,yes
2025-06-01,1,maybe,3
2025-06-01,1,"yes"x,3
2025-06-01,1,y"es,3
,1,yes,3
2025-06-01,1,yes,99
2025-06-01,1,yes,3
2025-06-01,1,"yes,3
C
run 1 run small.pol -i bad.csv -o - --rejects rejects.csv
same out '{"id":8,"outcome":"not_applicable","possible":["not_applicable"],"is_exact":true}'
err "bad.csv:2: this row has 3 cells, and the header 4"; err "bad.csv:3: fever: the text \`maybe\` does not fit"; err "bad.csv:4: text behind a closing quote"
err "bad.csv:5: a quote inside a cell"; err "bad.csv:6: "; err "bad.csv:7: gcs: \`99\` is out of range"; err "bad.csv:9: a quote that is never closed"
[ "$(head -1 rejects.csv)" = "request_date,procedure_code,fever,gcs" ] || fail "rejects without a header"
: >empty.csv; run 2 run small.pol -i empty.csv -o -; err "the file is empty; its first line would be a header"
head -1 bad.csv >header.csv; run 2 run small.pol -i header.csv -o -; err "there is no row behind the header"
"$polc" run small.pol -i - --format csv -o - <bad.csv >out 2>err; err "<stdin>:2: this row has 3 cells"

# Lines between the quotes of a cell that is too long are no cases.
{
  printf 'id,request_date,procedure_code,remark\n1,2025-06-01,72148,"'
  head -c 40000000 /dev/zero | tr '\0' a
  printf '\nSMUGGLED,2025-06-01,72148,b\n"\n2,2025-06-01,72148,c\n'
} >long.csv
run 1 run small.pol -i long.csv -o long_out.csv --other-columns --columns id,outcome
grep -q '^2,' long_out.csv || fail "the row behind a line that is too long is lost"
! grep -q SMUGGLED long_out.csv || fail "a part of a cell is taken for a case"
rm -f long.csv long_out.csv

# A library decides the same, as far as code goes.
if run 0 build small.pol -o small.so --cpu native && [ -e small.so ]; then
  run 0 run small.so -i cases.ndjson -o -; out '{"id":"x\"1","outcome":"meets","possible":["meets"],"is_exact":true}'
  out '{"id":5,"outcome":"meets"'; out '{"id":7,"outcome":"needs_information","possible":["meets","does_not_meet"],"is_exact":false}'
  run 1 run small.so -i bad.ndjson -o -; err 'fevr: no fact of the policy has this name; did you mean `fever`?'; err '3: gcs: `99` is out of range'
  run 0 run small.so -i cases.csv -o - --map @names --other-columns; cmp -s out first || fail "a library reads CSV otherwise"
  run 0 run small.so -i cases.ndjson -o - --columns id,undecided_because; out '{"id":7,"undecided_because":["'; out '{"id":5,"undecided_because":[]}'
fi

# A folder: each case by the policies that are about its code, in the order of the input.
mkdir folder && cp -R small.pol parts folder
sed 's/^policy small "Small policy"/policy other "Other policy"/; s/SMALL-1/OTHER-1/; s/"72148"/"73721"/; s/  gcs            : score/  limp : finding "Limp"\n&/' small.pol |
  sed '/^case "/,$d' >folder/other.pol
cat >mixed.ndjson <<'J'
{"request_date": "2025-06-01", "procedure_code": "73721", "devices": ["clip"], "limp": true}
{"request_date": "2025-06-01", "procedure_code": "72148", "devices": ["clip"]}
{"request_date": "2025-06-01", "procedure_code": "9", "id": 5}
{"request_date": "2025-06-01", "procedure_code": "72148", "limp": true}
{"request_date": "2025-06-01", "procedure_code": 72148
{"request_date": "2025-06-01", "procedure_code": "73721", "devices": ["clip"], "fever": null, "excluded": null}
J
run 1 run folder -i mixed.ndjson -o - --rejects rejects.ndjson
same out '{"id":1,"policy":"other","outcome":"contraindicated","possible":["contraindicated"],"is_exact":true}
{"id":2,"policy":"small","outcome":"contraindicated","possible":["contraindicated"],"is_exact":true}
{"id":5,"policy":null,"outcome":"not_applicable","possible":["not_applicable"],"is_exact":true}
{"id":6,"policy":"other","outcome":"contraindicated","possible":["contraindicated"],"is_exact":true}'
err "mixed.ndjson:4: limp: no fact of the policy has this name"; err "mixed.ndjson:5: "; [ "$(wc -l <rejects.ndjson)" -eq 2 ] || fail "rejects of a folder"
run 0 run folder -i cases.ndjson -o - --columns policy,criterion:guideline.1; out '{"policy":"small","criteria":{"guideline.1":"yes"}}'
run 2 run folder -i cases.csv -o -;                                  err "a folder of policies reads NDJSON"
run 2 run folder -i cases.ndjson -o o.csv --columns criteria;        err "different ones"
mkdir none; run 2 run none -i cases.ndjson -o -;                     err "no policy"
sed 's/fever and course/fevr and course/; s/ill and course/il and course/' small.pol >folder/broken.pol
run 1 run folder -i cases.ndjson -o -;                               err "broken.pol"

finish

#!/bin/sh
# The audit log: what a line says, every way of tampering, two writers at once, killed writers, a full disk, replays.
. "$2/check.sh"

cat >plan.pol <<'P'
policy plan "Plan" { reference: day  reviewed: 2025-01-01 }
facts {
  day   : date "Day"
  fever : finding "Fever"
  kind  : one of { mild, grave } "Kind"
  drugs : any of { a, b, c } "Drugs"
  weeks : duration in days "Weeks"
}
criteria main "Main" : any {
  1. "Fever" : fever
  2. "Grave" : kind is grave and weeks >= 6 weeks
}
determine { meets when main  otherwise does_not_meet }
P
cat >one.json <<'J'
{"id": "R-17", "title": "Jane Roe", "day": "2025-06-01", "fever": true, "kind": "mild", "drugs": ["a", "b"],
 "weeks": {"value": "3 weeks", "source": "Dr Poe"}}
J
cat >one_too.json <<'J'
{"weeks": {"source": "Dr Poe", "value": "3 weeks"}, "drugs": ["b", "a"], "kind": "mild",
 "fever": true, "day": "2025-06-01", "title": "another title", "id": "R-18"}
J
echo '{"day": "2025-06-01", "kind": "grave"}' >open.json
echo '[{"day": "2025-06-01", "fever": true}, {"day": "2025-06-02", "fever": false, "kind": "mild"}]' >two.json

at='2026-01-31T12:00:00Z'
# audited CODE LOG CASE…
audited() {
  code_wanted=$1 into=$2
  shift 2
  run "$code_wanted" eval --interpret --no-cache plan.pol "$@" --audit "$into" --audit-key key --audit-time $at
}

# The key.
run 0 audit key -o key
[ "$(stat -c %a key)" = 600 ] || fail "the key can be read by others"
[ "$(wc -c <key)" -eq 65 ] || fail "a key is 64 digits and a line end"
run 2 audit key -o key;              err "a key is never overwritten"
run 2 audit key -o none/key;         err "No such file"
run 0 audit key -o other

# Nothing is audited without key and time, and nothing by the clock.
run 2 eval plan.pol one.json --audit log;                                   err "--audit requires --audit-"
run 2 eval plan.pol one.json --audit log --audit-key key;                   err "--audit requires --audit-time"
run 2 eval plan.pol one.json --audit-key key;                               err "--audit-key requires --audit"
for time in 2026-01-31 2026-02-30T12:00:00Z 2026-01-31T12:00:00 2026-01-31T24:00:00Z 2026-01-31T12:00:00.Z now; do
  run 2 eval plan.pol one.json --audit log --audit-key key --audit-time "$time"; err "is no time such as"
done
run 2 eval plan.pol one.json --audit log --audit-key nokey --audit-time $at; err "cannot be used as a key: No such file"
cp key open_key; chmod 644 open_key
run 2 eval plan.pol one.json --audit log --audit-key open_key --audit-time $at; err "chmod 600"
echo abc >short; chmod 600 short
run 2 eval plan.pol one.json --audit log --audit-key short --audit-time $at; err "not 64 hexadecimal digits"
run 2 eval plan.pol one.json --audit key --audit-key key --audit-time $at;   err "cannot be the audit log"
[ -e log ] && fail "a refused audit left a log"

# What a line says, and what it does not.
audited 0 log one.json;              out "meets (approve)"
[ "$(stat -c %a log)" = 600 ] || fail "the log can be read by others"
cp log out
for text in '"number":1,' '"time":"2026-01-31T12:00:00Z"' '"policy":"plan"' '"revision":"2025-01-01"' '"id":"R-17"' \
  '"outcome":"meets"' '"exact":true' '"met_by":["main.1"]' '"deciding_facts":["fever"]' 'semantics' 'interpreter'; do out "$text"; done
for text in Jane Poe true, mild '3 weeks' 2025-06-01; do
  sed 's/"exact":true,//' log | grep -qF -e "$text" && fail "the log says $text"
done
audited 0 log one_too.json
audited 0 log open.json;             out "needs_information"
audited 0 log two.json
[ "$(wc -l <log)" -eq 5 ] || fail "not one line a determination"
code_of() { sed -n "$1s/.*\"case\":\"\\([0-9a-f]*\\)\".*/\\1/p" log; }
[ "$(code_of 1)" = "$(code_of 2)" ] || fail "the order of facts changes the code of a case"
[ "$(code_of 1)" = "$(code_of 3)" ] && fail "two cases have one code"
run 0 eval --interpret --no-cache plan.pol one.json --audit log.b --audit-key other --audit-time $at
[ "$(code_of 1)" = "$(sed 's/.*"case":"\([0-9a-f]*\)".*/\1/' log.b)" ] && fail "the code of a case needs no key"
rm -f log.c; audited 0 log.c one.json; head -1 log | cmp -s - log.c || fail "the same determination gives another line"
echo '{"id": true, "day": "2025-06-01"}' >bad_id.json
audited 2 log bad_id.json;           err "id: true does not fit"
[ "$(wc -l <log)" -eq 5 ] || fail "a case that cannot be read got a line"

# The codes are what docs/audit.md says, made by somebody else's HMAC.
if command -v openssl >/dev/null; then
  hmac() { openssl dgst -sha256 -mac HMAC -macopt "hexkey:$1" | sed 's/.* //'; }
  lines_key=$(printf 'polc audit lines 1' | hmac "$(cat key)")
  cases_key=$(printf 'polc audit cases 1' | hmac "$(cat key)")
  expected_code=$(head -1 log | sed 's/,"mac":"[0-9a-f]*"}$//' | tr -d '\n' | hmac "$lines_key")
  head -1 log | grep -qF "\"mac\":\"$expected_code\"" || fail "the code of a line is not its HMAC"
  expected_code=$(printf '{"day":"2025-06-01","kind":"grave"}' | hmac "$cases_key")
  [ "$(code_of 3)" = "$expected_code" ] || fail "the code of a case is not its HMAC"
fi

# The anchor.
run 0 audit head log; anchor=$(cat out); out "--count 5 --head "
run 0 audit head log --key key;      out "$anchor"
run 2 audit head log --key other;    err "another key"
run 0 audit verify log --key key;    out "log: 5 lines, as they were written"; out "without --head and --count"; out "$anchor"
run 0 audit verify log --key key $anchor; out "0 lines past the anchor"
cp log whole
audited 0 log open.json
run 0 audit verify log --key key $anchor; out "6 lines"; out "1 line past the anchor"
cp whole log

# Every way of tampering: tampered WORDS; the log is put back.
tampered() {
  run 1 audit verify log --key key $anchor; out "$1"
  cp whole log
}
sed -i '3s/needs_information/meets/' log;                   tampered "line 3: changed since it was written"
sed -i '5s/"number":5/"number":6/' log;                     tampered "line 5: changed"
sed -i '2,3s/plan/plam/' log;                               tampered "lines 2 to 3: changed since they were written"
sed -i '1s/[0-9a-f]"}$/x"}/' log;                          tampered "line 1: changed"
sed -i 3d log;                                              tampered "before line 3: number 3 removed"
sed -i 1,2d log;                                            tampered "before line 1: numbers 1 to 2 removed"
sed -i '2p' log;                                            tampered "line 3: number 2 once more"
sed -n '1!G;h;$p' log >reversed; cp reversed log; chmod 600 log; tampered "out of its order"
awk 'NR==2{held=$0;next}{print}NR==3{print held}' whole >log;  tampered "line 3: number 2, out of its order"
awk '{print}NR==3{print "{\"number\":4}"}' whole >log;      tampered "line 4: inserted"
awk '{print}NR==3{while((getline line <"log.b")>0)print line}' whole >log; tampered "line 4: inserted"
echo >>log;                                                 tampered "line 6: changed or inserted"
sed -i '$d' log;                                            tampered "number 5, which the anchor counts, cut from the end"
sed -i 3,5d log;                                            tampered "numbers 3 to 5, which the anchor counts, cut"
: >log;                                                     tampered "numbers 1 to 5, which the anchor counts, cut"
head -c -7 whole >log;                                      tampered "half a line"
head -2 whole >log; audited 0 log one.json open.json two.json; tampered "number 5 is not the anchor's line"
head -4 whole >log; audited 0 log one.json; tail -1 whole >>log; tampered "line 6: number 5 once more"
head -2 whole >log; audited 0 log one.json; sed -n 4,5p whole >>log; tampered "two logs were joined"
sed -i '$d' log; run 0 audit verify log --key key;          out "4 lines, as they were written"; cp whole log
run 1 audit verify log --key other;  out "no line was made with this key"
run 2 audit verify log --key nokey;  err "No such file"
run 2 audit verify nolog --key key;  err "nolog: the audit log cannot be opened"
run 2 audit verify log --key key --head abc --count 1; err "64 hexadecimal digits"
run 2 audit verify log --key key --count 1;            err "requires --head"
run 2 audit verify log;              err "--key is required"

# What cannot be a log is not appended to, and then nothing is determined in public.
refused() { no_out "meets"; err "no determination is printed"; }
chmod 644 log; audited 2 log one.json;  err "chmod 600"; refused; chmod 600 log
ln -s log link; audited 2 link one.json; err "it is a link"; refused
mkfifo pipe; audited 2 pipe one.json;   refused
audited 2 /dev/full one.json;           err "regular file"; refused
audited 2 none/log one.json;            err "No such file"; refused
run 2 eval plan.pol one.json --audit log --audit-key other --audit-time $at; err "another key or changed"; refused
cmp -s log whole || fail "a refused audit changed the log"

# Half a line: nothing is appended until it is repaired.
head -c -30 whole >log
audited 2 log one.json;              err "half a line"; err "polc audit repair"; refused
run 2 audit head log;                err "half a line"
run 2 audit repair log --key other;  err "another key"
run 0 audit repair log --key key;    out "of half a line cut off behind line 4"
run 0 audit verify log --key key;    out "4 lines"
head -c -1 whole >log
run 0 audit repair log --key key;    out "line 5 lacked only its end"; cmp -s log whole || fail "the repaired log is another"
run 0 audit repair log --key key;    out "nothing to repair"

# Replays.
run 0 audit replay log --key key plan.pol one.json open.json two.json --interpret --no-cache
out "Jane Roe: line 1: the same bytes"; out "line 3: the same bytes"; out "two.json #2: line 5: the same bytes"
no_out "line 2"  # the same facts, another request
run 0 audit replay log --key key plan.pol open.json --interpret; out "line 3: the same bytes"
run 1 audit replay log --key key plan.pol open.json;             out "line 3: differs in engine"
echo '{"day": "2025-06-03"}' >never.json
run 1 audit replay log --key key plan.pol never.json --interpret; out "no line of this case by this policy"
sed 's/>= 6 w/>= 7 w/' plan.pol >later.pol
run 1 audit replay log --key key later.pol open.json --interpret; out "line 3 is by another text of the policy"

# Writers at once: whole lines, one chain.
rm -f many
for writer in 1 2 3 4 5 6 7 8; do
  (
    i=0
    while [ $i -lt 50 ]; do
      "$polc" eval --interpret --no-cache plan.pol open.json --audit many --audit-key key --audit-time $at >/dev/null 2>>writers || echo "failed $?" >>writers
      i=$((i + 1))
    done
  ) &
done
wait
[ -s writers ] && fail "a writer failed: $(head -1 writers)"
run 0 audit verify many --key key;   out "many: 400 lines, as they were written"

# Killed writers: what was printed is in the log, and the log is whole or says what to do.
rm -f killed; printed=0; i=0
while [ $i -lt 40 ]; do
  "$polc" eval --interpret --no-cache plan.pol open.json --audit killed --audit-key key --audit-time $at >said 2>/dev/null &
  writer=$!
  sleep "0.$((i % 3))$((i % 10))"
  kill -9 $writer 2>/dev/null
  wait $writer 2>/dev/null
  [ -s said ] && printed=$((printed + 1))
  i=$((i + 1))
done
audited 0 killed open.json
run 0 audit verify killed --key key
[ "$(wc -l <killed)" -gt "$printed" ] || fail "$printed determinations printed, $(wc -l <killed) audited with one more"

# A limit on the size of the file, as a full disk: in the middle of a line, and between the lines of one run.
for blocks in 1 2 4; do
  cp whole log
  size=$(wc -c <log)
  limit=$((size / 512 + blocks))
  (ulimit -f $limit; timeout 60 "$polc" eval --interpret --no-cache plan.pol one.json open.json two.json one.json two.json \
    --audit log --audit-key key --audit-time $at >out 2>err); code=$?
  ran="polc eval under a limit of $limit blocks"
  [ $code -eq 2 ] || fail "$ran: exit code $code"
  err "File too large; it is what it was"; refused
  cmp -s log whole || fail "$ran: the log was changed"
done
if mkdir full && mount -t tmpfs -o size=8k tmpfs full 2>/dev/null; then
  cp whole full/log; chmod 600 full/log
  audited 2 full/log one.json open.json two.json one.json two.json one.json two.json one.json two.json one.json two.json \
    one.json two.json one.json two.json
  err "No space left on device; it is what it was"; refused
  cmp -s full/log whole || fail "a full disk changed the log"
  umount full
fi

finish

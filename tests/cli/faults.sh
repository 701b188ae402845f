#!/bin/sh
# Faults of the machine: full disk, folders that cannot be written, damaged and shared caches, death in the middle of
# writing. A file is whole or not there, one that was there stays, and exit code and message say what happened.
. "$2/check.sh"

printf '{"request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "course": "worsening", "devices": [], "gcs": 15, "excluded": false}' >case.json
cp case.json cases.ndjson
echo >>cases.ndjson

# Each verb that writes a file, with the name FILE in its place.
outputs='run small.pol -i cases.ndjson -o FILE
run small.pol -i bad.ndjson -o other.out --rejects FILE
lint small.pol --sarif FILE
lint small.pol --html FILE
lint small.pol --markdown FILE
diff small.pol newer.pol --html FILE
diff small.pol newer.pol --markdown FILE
impact small.pol newer.pol --cases cases.ndjson --html FILE
eval small.pol case.json --html FILE'
sed 's/care_days >= 6 weeks/care_days >= 8 weeks/' small.pol >newer.pol
printf '%s\n[]\n' "$(cat case.json)" >bad.ndjson
# words FILE LINE: the words of a line of outputs, FILE put in.
words() { printf '%s' "$2" | sed "s|FILE|$1|"; }
# left_over: a temporary file is still there.
left_over() { ls ./*.part sub/*.part >/dev/null 2>&1; }

traces=no
command -v strace >/dev/null 2>&1 && strace -o /dev/null true 2>/dev/null && traces=yes

# A full disk: a limit on the size of a file stands for it, and /dev/full is one.
printf '%s\n' "$outputs" >lines
while read -r line; do
  # shellcheck disable=SC2046  # the words of the line
  timeout 60 "$polc" $(words good.out "$line") >out 2>err </dev/null
  code=$?
  [ -s good.out ] || fail "polc $line: exit code $code and no file"
  echo old >kept.out
  # shellcheck disable=SC2046
  (ulimit -f 0; timeout 60 "$polc" --cache "$work/none" $(words kept.out "$line") 2>&1 >/dev/null </dev/null; echo "code $?") | cat >err
  ran="polc $line, no space"
  grep -q 'code 2' err || fail "$ran: not exit code 2"
  grep -q 'cannot be written' err || fail "$ran: no message"
  [ "$(cat kept.out)" = old ] || fail "$ran: the old file is gone"
  ! left_over || fail "$ran: a part is left"
  # shellcheck disable=SC2046
  timeout 60 "$polc" $(words /dev/full "$line") >out 2>err </dev/null
  [ $? -eq 2 ] && grep -q 'No space left' err || fail "polc $line: a full device"
  # Killed at any moment: what is there is the old file or the whole new one.
  for signal in KILL INT TERM; do
    for after in 0.02 0.1 0.3; do
      echo old >kept.out
      # shellcheck disable=SC2046
      timeout -s $signal $after "$polc" $(words kept.out "$line") >out 2>err </dev/null
      code=$?
      [ "$(cat kept.out)" = old ] || cmp -s kept.out good.out || fail "polc $line: half a file after $signal"
      [ $signal = KILL ] || ! left_over || fail "polc $line: a part is left after $signal"
      rm -f ./*.part
    done
  done
  if [ "$traces" = yes ]; then
    # Exactly before the new file takes the old one's place.
    echo old >kept.out
    # shellcheck disable=SC2046
    strace -f -o /dev/null -e trace=rename,renameat,renameat2 -e inject=rename,renameat,renameat2:signal=KILL \
      "$polc" --cache "$work/none" $(words kept.out "$line") >out 2>err </dev/null
    [ "$(cat kept.out)" = old ] || cmp -s kept.out good.out || fail "polc $line: half a file when killed at the end"
    rm -f ./*.part
  fi
  # Two at once on one output: one of the two, whole.
  # shellcheck disable=SC2046
  timeout 60 "$polc" $(words kept.out "$line") >/dev/null 2>&1 </dev/null & one=$!
  # shellcheck disable=SC2046
  timeout 60 "$polc" $(words kept.out "$line") >/dev/null 2>&1 </dev/null
  wait $one
  cmp -s kept.out good.out || fail "polc $line: two at once leave another file"
  rm -f good.out kept.out other.out
done <lines

# A baseline is read and written.
run 0 lint small.pol --baseline base --write-baseline
cp base before
(ulimit -f 0; timeout 60 "$polc" lint newer.pol --baseline base --write-baseline >/dev/null 2>&1 </dev/null)
cmp -s base before || fail "a baseline is damaged by a full disk"

# Standard output is full.
for verb in "check small.pol" "eval small.pol case.json" "run small.pol -i cases.ndjson -o -" "lint small.pol"; do
  # shellcheck disable=SC2086
  timeout 60 "$polc" $verb >/dev/full 2>err </dev/null
  [ $? -eq 2 ] && [ -s err ] || fail "polc $verb: standard output is full"
done

# The cache: each region of its files flipped, cut short, of another version, not writable, not there.
run 0 eval small.pol case.json --json
cp out right
for file in "$POL_CACHE"/*; do
  size=$(wc -c <"$file")
  cp "$file" saved
  for tenth in 0 1 2 3 4 5 6 7 8 9; do
    at=$((size * tenth / 10))
    byte=$(od -An -tu1 -j "$at" -N 1 saved | tr -d ' ')
    printf "\\$(printf '%o' $((byte ^ 255)))" | dd of="$file" bs=1 seek="$at" conv=notrunc 2>/dev/null
    run 0 eval small.pol case.json --json
    cmp -s out right || fail "another answer: byte $at of a cached file is flipped"
    cp saved "$file"
  done
  for length in 0 1 8 $((size / 2)) $((size - 1)); do
    head -c "$length" saved >"$file"
    run 0 eval small.pol case.json --json
    cmp -s out right || fail "another answer: a cached file is cut to $length bytes"
    cp saved "$file"
  done
  printf 'polcode9' | dd of="$file" bs=1 conv=notrunc 2>/dev/null
  run 0 eval small.pol case.json --json
  cmp -s out right || fail "another answer: a cached file of another version"
  cp saved "$file"
done
for round in 1 2 3; do
  rm -rf "$work/shared"
  for each in 1 2 3 4; do
    timeout 60 "$polc" --cache "$work/shared" eval small.pol case.json --json >"out$each" 2>"err$each" </dev/null &
  done
  wait
  for each in 1 2 3 4; do cmp -s "out$each" right || fail "round $round: another answer beside three others on one cache"; done
done
echo x >file
run 0 --cache "$work/file" eval small.pol case.json --json
cmp -s out right || fail "another answer: the cache is no folder"
err "cache: "
(ulimit -f 0; timeout 60 "$polc" --cache "$work/full" eval small.pol case.json --json 2>/dev/null </dev/null) | cat >out
cmp -s out right || fail "another answer: the cache is full"

# What cannot be read. Root reads everything, so a link to nowhere, a folder and a pipe stand in for a file without rights.
mkdir folder.json
mkfifo pipe.pol
run 2 eval small.pol nothing.json;  err 'nothing.json'
run 2 eval small.pol folder.json;   err 'folder.json'
run 2 check pipe.pol;               out 'pipe.pol'; out 'no regular file'
for bad in pipe folder; do
  mkdir -p box
  rm -rf box/shared.pol
  if [ $bad = pipe ]; then mkfifo box/shared.pol; else mkdir box/shared.pol; fi
  printf 'policy p "P" { reference: request_date }\nimport box.shared\nfacts { request_date : date "R" }\n' >importing.pol
  run 1 check importing.pol; out 'box/shared.pol'
done
if [ "$(id -u)" -ne 0 ]; then
  rm -rf box/shared.pol; echo 'module box.shared "S" {}' >box/shared.pol; chmod 000 box/shared.pol case.json
  run 1 check importing.pol;         out 'Permission denied'
  run 2 eval small.pol case.json;    err 'Permission denied'
  chmod 600 case.json
  mkdir -m 500 readonly
  run 0 --cache "$work/readonly/cache" eval small.pol case.json --json; err 'cache: '
  cmp -s out right || fail "another answer: the cache cannot be written"
  run 2 eval small.pol case.json --html readonly/page.html; err 'cannot be written'
fi

# Little memory: a message and an exit code, no signal.
awk 'BEGIN { print "policy p \"P\" { reference: request_date }\nfacts { request_date : date \"R\" a : finding \"A\" }"; printf "criteria c \"C\" : a"
  for (i = 0; i < 200000; i++) printf " and a"; print "\ndetermine { meets when c otherwise does_not_meet }" }' >wide.pol
(ulimit -v 400000; timeout 60 "$polc" check wide.pol >out 2>err </dev/null; echo $? >code)
case $(cat code) in
  0 | 1) ;;
  2) grep -q 'out of memory' err || fail "little memory: no message" ;;
  *) fail "little memory: exit code $(cat code)" ;;
esac

# A policy that would read, write and call: no system call of the kind is made.
if [ "$traces" = yes ]; then
  mkdir -p trap/box
  ln -s /etc/passwd trap/box/a.pol
  ln -s /proc/self/fd trap/box/b
  ln -s /dev/zero trap/box/c.pol
  printf 'policy p "P" { reference: request_date }\nimport box.a\nimport box.b.0\nimport box.c\nfacts { request_date : date "R" }\n' >trap/p.pol
  timeout 60 strace -f -o calls "$polc" check trap/p.pol >out 2>err </dev/null
  ran="polc check trap/p.pol"
  out 'POL3005'
  grep -E 'open(at)?\(.*("/etc/passwd"|O_WRONLY|O_RDWR|O_CREAT)|^[0-9]+ +(socket|connect|fork|vfork|unlink|rename|mkdir)' calls >bad && fail "a hostile policy: $(head -3 bad)"
  [ "$(grep -c 'execve(' calls)" -eq 1 ] || fail "a hostile policy runs a program"
fi

finish

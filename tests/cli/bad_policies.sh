#!/bin/sh
# Policies that cannot be read or checked: a message with its place, exit code 1 or 2, no crash and no hang.
. "$2/check.sh"

# refused FILE TEXT…: check says something with each of the texts, and eval stops.
refused() {
  file=$1
  shift
  timeout 60 "$polc" check "$file" >out 2>err </dev/null
  code=$?
  ran="polc check $file"
  case $code in 1 | 2) ;; *) fail "$ran: exit code $code" ;; esac
  ! grep -q 'internal error' err || fail "$ran: internal error"
  [ -s out ] || fail "$ran: no message"
  for text; do out "$text"; done
}
header='policy p "P" { reference: request_date }
facts { request_date : date "R"  a : finding "A" }
'
rules='
determine { meets when c otherwise does_not_meet }
'
printf '%s\ncriteria c "\377" : a%s' "$header" "$rules" >utf8.pol
refused utf8.pol 'utf8.pol' 'UTF-8'
head -c 100000000 /dev/zero | tr '\0' ' ' >large.pol
refused large.pol 'large.pol'
head -c 1000000 /dev/urandom >noise.pol
refused noise.pol 'noise.pol'
printf 'policy p "P' >cut.pol;       refused cut.pol 'cut.pol:1'
: >empty.pol;                        refused empty.pol 'empty.pol'

awk -v h="$header" -v r="$rules" 'BEGIN { printf "%scriteria c \"C\" : ", h
  for (i = 0; i < 100000; i++) printf "any { "; printf "a"; for (i = 0; i < 100000; i++) printf " }"; print r }' >nested.pol
refused nested.pol 'nested.pol'
awk -v h="$header" -v r="$rules" 'BEGIN { printf "%scriteria c \"C\" : ", h
  for (i = 0; i < 100000; i++) printf "not "; print "a" r }' >nots.pol
refused nots.pol 'nots.pol'
awk 'BEGIN { for (i = 0; i < 100000; i++) printf "{" }' >braces.pol
refused braces.pol 'braces.pol'

printf 'policy p "P" {}\nimport ring.a\n' >ring.pol
mkdir ring
printf 'module ring.a "A" {}\nimport ring.b\n' >ring/a.pol
printf 'module ring.b "B" {}\nimport ring.a\n' >ring/b.pol
refused ring.pol 'ring.a' 'ring.b'
printf 'policy p "P" {}\nimport not.there\nimport std.not_there_either\n' >absent.pol
refused absent.pol 'not.there' 'not_there_either' 'absent.pol:2'
printf 'policy p "P" { reference: request_date }\nimport std.../../etc/passwd\nfacts { request_date : date "R" }\n' >climb.pol
refused climb.pol 'climb.pol:2'
printf '%s\ndefine c "C" = d\ndefine d "D" = c%s' "$header" "$rules" >cycle.pol
refused cycle.pol 'cycle.pol'

printf '%s\ncriteria c "\033[31mred" : unknown_\033[31m%s' "$header" "$rules" >control.pol
refused control.pol 'control.pol'
! grep -q "$(printf '\033')" out || fail "a control character of the policy reaches the terminal"

# Many mistakes are all reported, each once.
awk -v h="$header" -v r="$rules" 'BEGIN { printf "%scriteria c \"C\" : any {\n", h
  for (i = 0; i < 50; i++) printf "  nowhere_%d,\n", i; print "}" r }' >many.pol
refused many.pol 'nowhere_0`' 'nowhere_49`' '50 errors'

finish

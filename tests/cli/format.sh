#!/bin/sh
# polc format: what it keeps and what it sets anew, files in their place, and what is left alone.
. "$2/check.sh"

printf '// Head.\r\npolicy p "Title"   { reference:day }\n\n\n\nimport std.patient     // one\nimport std.care //two\nfacts{ day:date "Day"\n fever : finding "Fever"   absent means no\n\n' >messy.pol
printf '  // below\n  size:length in cm "Size" }\ncriteria c "All":any{\n a. "A":fever and\n size>=2 cm // why\n long. "Longer title" : fever\n  note prefers ct of chest\n "Why"\n}\n' >>messy.pol
printf 'determine { meets when c   otherwise does_not_meet }  case "x" { day:2025-01-01   fever:yes\nexpect meets by c.a , c.long }\n' >>messy.pol
cat >formatted.pol <<'P'
// Head.
policy p "Title" { reference: day }

import std.patient  // one
import std.care     //two
facts { day : date "Day"
  fever : finding "Fever" absent means no

  // below
  size : length in cm "Size" }
criteria c "All" : any {
  a. "A" : fever and
      size >= 2 cm  // why
  long. "Longer title" : fever
      note prefers ct of chest
      "Why"
}
determine { meets when c  otherwise does_not_meet }
case "x" { day: 2025-01-01  fever: yes
  expect meets by c.a, c.long }
P
run 0 format messy.pol; cmp -s out formatted.pol || fail "$ran: $(cat out)"
run 0 format formatted.pol; cmp -s out formatted.pol || fail "its own result is changed"
run 1 format --check messy.pol formatted.pol; out "messy.pol: would change"; no_out "formatted.pol"
run 0 format --check formatted.pol
run 0 format messy.pol -o other.pol; cmp -s other.pol formatted.pol || fail "-o"
run 0 format --write messy.pol formatted.pol; cmp -s messy.pol formatted.pol || fail "--write"

# A text with mistakes stays as it is.
printf 'policy p "P" {\n' >broken.pol; cp broken.pol before
run 1 format --write broken.pol; err "what has mistakes is left as it is"; cmp -s broken.pol before || fail "broken.pol was changed"
run 2 format; run 2 format missing.pol; err "missing.pol"
run 2 format messy.pol formatted.pol; err "--write"
run 2 format messy.pol -o no/such/folder.pol
run 2 format messy.pol --check --write
finish

#!/bin/sh
# polc trace: findings, the summary, JSON, and outlines that cannot be read.
. "$2/check.sh"

cat >outline.csv <<'C'
id,parent,section,label,operator,in_policy,not_normative
title,,meta,,leaf,header title,
contra,,contra,,leaf,criterion,
guideline,,guideline,,any,criterion,
guideline.1,guideline,guideline,1.,all,criterion,
guideline.2,guideline,guideline,2.,all,criterion,
guideline.2.note1,guideline.2,guideline,NOTE,note,note 1 of guideline.2,
ref.1,,references,[1],reference,citation 1,
code.72148,,codes,,code,procedure 72148,
overview,,overview,,note,,background
C
run 0 trace small.pol outline.csv
out "9 of 9 items: 8 encoded, 1 not normative"; out "encoded as  criterion 4, note 1, citation 1"
no_out "not in the policy"
cp out first
run 0 trace small.pol outline.csv --json
for line in '"complete": true' '"item_count": 9' '"encoded": 8' '"not_normative": 1' '"missing": []' '"reason": "background"' \
  '"in_policy": "note 1 of guideline.2"' '"state": "encoded"' '"file": "small.pol"'; do out "$line"; done
# As a spreadsheet saves it: byte order mark, CRLF, quotes, a column of one's own.
{ printf '\357\273\277'; sed 's/^\([^,]*\)/"\1"/; s/$/,mine\r/' outline.csv; } >saved.csv
run 0 trace small.pol saved.csv; cmp -s out first || fail "a spreadsheet's table gives another result"

sed -e 's/^guideline,,guideline,,any/guideline,,guideline,,either/' -e '/^guideline.1,/d' outline.csv >wrong.csv
echo 'guideline.9,guideline,guideline,9.,leaf,criterion,' >>wrong.csv
echo 'guideline.2.note2,guideline.2,guideline,NOTE,note,note 2 of guideline.2,' >>wrong.csv
run 1 trace small.pol wrong.csv
out "in the document, not in the policy: 2"; out "no criterion guideline.9"
out "no note 2 of guideline.2; it has 1 note"
out "criteria that no item of the document asks for: 1"; out "guideline.1  small.pol:"
out "operators that differ: 1"; out '`either` in the document, `any` in the policy'
out "8 of 10 items: 7 encoded, 1 not normative"
no_out "$(printf '\033[')"
run 1 trace small.pol wrong.csv --colour always; out "$(printf '\033[')"
run 1 trace small.pol wrong.csv --json; out '"complete": false'; out '"guideline.9"'; out '"document": "either"'
out '"path": "guideline.1"'
cp out first; run 1 trace small.pol wrong.csv --json; cmp -s out first || fail "the same input gives other bytes"

# bad TEXT MESSAGE…: the outline is refused with each of the messages.
bad() {
  printf "$1" >bad.csv
  shift
  run 2 trace small.pol bad.csv
  for message; do err "$message"; done
}
head='id,parent,operator,in_policy,not_normative\n'
bad ''                                      'bad.csv: the file is empty'
bad 'id,parent\na,\n'                       'column `operator`: missing' 'column `in_policy`: missing'
bad 'id;parent;operator\n'                  'parted by `;`'
bad "${head}a,,leaf,criterion,\na,,leaf,criterion,\n" 'bad.csv: line 3, column `id`: `a` is there already, on line 2'
bad "${head}a,,leaf,\"criterion,\n"         'bad.csv: line 2, cell 4: a quote is opened and never closed'
bad "${head}a,,anny,criterion,\n"           'line 2, column `operator`: `anny` is no operator'
bad "${head}a\377,,leaf,criterion,\n"       'line 2: byte 0xFF is no UTF-8'
bad '\377\376i\000d\000'                    'is no UTF-8'
bad "${head}a\033[31m,b,leaf,criterion,\n"  'no item of the outline'
! grep -q "$(printf '\033')" err || fail "a control character of the outline reaches the terminal"
i=0; { printf "$head"; while [ $i -lt 30 ]; do echo ",,,,"x; i=$((i + 1)); done; } >many.csv
run 2 trace small.pol many.csv; err "and "; err " more"

run 2 trace small.pol nowhere.csv; err "nowhere.csv"
run 2 trace small.pol .;           err "."
run 2 trace nowhere.pol outline.csv
run 2 trace small.pol;             err "OUTLINE"
run 2 trace small.pol /dev/null;   err "/dev/null"
run 0 completion bash; out "trace:"; run 0 completion zsh; out "trace)"

finish

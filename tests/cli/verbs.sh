#!/bin/sh
# What each verb prints, and its exit code.
. "$2/check.sh"

run 0 --version;              out "polc 0."
run 0 --help;                 out "eval"; out "Exit codes"
for verb in check lint explain eval test dump completion; do run 0 $verb --help; out "--help"; done
run 2;                        err "polc: "
run 2 frobnicate;            err '`frobnicate` is no command; there are check, lint, explain, eval'
run 2 chek small.pol;        err '`chek` is no command; did you mean `check`?'
run 2 eval small.pol;         err "CASE"
run 2 check small.pol --colour sometimes
run 2 dump --stage=soup small.pol

run 0 check small.pol;        out "small.pol: no mistakes"
run 0 check small.pol --json; out "[]"
run 0 check small.pol --timings; err "parse"
run 0 check parts/shared.pol
mkdir -p deep/a && printf 'module deep.a.one "One"\nimport deep.two\n' >deep/a/one.pol && printf 'module deep.two "Two"\n' >deep/two.pol
run 0 check deep/a/one.pol
(cd deep/a && run 0 check one.pol && finish) || fail "a module is not found from its own folder"
run 2 check missing.pol
run 2 check .
sed 's/when guideline/when guidline/' small.pol >wrong.pol
run 1 check wrong.pol;        out "wrong.pol:"; out 'error[POL'; out 'did you mean `guideline`'; out '^'
run 1 check wrong.pol --json; out '"code"'
run 1 check small.pol wrong.pol
run 1 eval wrong.pol case.json; err 'error[POL'

cat >case.json <<'J'
{ "request_date": "2025-06-01", "procedure_code": "72148", "fever": {"value": true, "source": "ED note"},
  "course": "worsening", "devices": [] }
J
run 0 eval small.pol case.json
out "meets (approve)"; out "guideline.1"; out "fever = yes (ED note)"; out "excluded = no"; out "SMALL-1"
run 0 eval small.pol case.json --explain;   out "why"; out "Ill"
out "  policy          "; out "reference date 2025-06-01"
run 0 eval small.pol case.json --explain --json; out '"why": ['; out '"truth": "yes"'; out '"children": ['
sed 's/policy small .*{/policy small "Small" {/; s/document: "[^"]*"//; s/reviewed: [-0-9]*//' small.pol >bare.pol
run 0 eval bare.pol case.json; out "  policy          "
if grep -qE 'policy .*(, ,|revision ,)' out; then fail "commas around what the policy does not say"; fi
"$polc" completion bash >completion.bash
bash -c '. ./completion.bash; COMP_WORDS=(polc dump --stage = pl); COMP_CWORD=4; _polc
  [ "${COMPREPLY[*]}" = planes ]' || fail "completion of --stage="
run 0 eval small.pol case.json --interpret; out "meets (approve)"
run 0 eval small.pol case.json --json
for key in outcome disposition possible met not_met undecided met_by deciding_facts notes citations readings references \
  assumed conflicts exact policy revision content_hash reference_date engine; do out "\"$key\":"; done
out '"engine": "native"'; out '"outcome": "meets"'; out '"reference_date": "2025-06-01"'
cp out first
run 0 eval small.pol case.json --json --no-cache
cmp -s out first || fail "the same input gives other bytes without the cache"
run 0 eval --json small.pol case.json --interpret; out '"engine": "interpreter"'
sed 's/"interpreter"/"native"/' out | cmp -s - first || fail "the interpreter gives another determination"
"$polc" eval small.pol - --json <case.json >out 2>err || fail "standard input"
out '"outcome": "meets"'; out '"<stdin>"'

echo '[{"request_date": "2025-06-01"}, {"title": "two", "request_date": "2025-06-01", "procedure_code": "9"}]' >list.json
run 0 eval small.pol list.json;       out "list.json #1"; out "two"; out "not_applicable (route)"; out "needs_information"
run 0 eval small.pol list.json --json; out '"case": "two"'
run 2 eval parts/shared.pol case.json; err "module"

echo '{"request_date": "2025-06-01", "procedure_code": "72148",
  "fever": [{"value": true, "source": "a"}, {"value": false, "source": "b"}], "devices": []}' >clash.json
run 0 eval small.pol clash.json; out "conflicting"; out "fever  Fever (documentation conflicts)"
echo '{"request_date": "2025-06-15", "procedure_code": "72148", "devices": [], "care_days": "8 weeks",
  "xray_date": "2024-12"}' >partial.json
run 0 eval small.pol partial.json; out "xray_date  Latest X-ray (documented so far: 2024-12)"

run 0 test small.pol;           out "2 passed, 0 failed"
echo '{"request_date": "2025-06-01", "expect": {"outcome": "meets"}}' >fails.json
echo '{"request_date": "2025-06-01"}' >silent.json
run 1 test small.pol fails.json;  out "fails.json: expected meets, got needs_information"; out "2 passed, 1 failed"
run 1 test small.pol silent.json; out "expects nothing"
run 1 test small.pol fails.json --json; out '"failed": 1'
run 2 test parts/shared.pol;      err "no case was run"
echo '{"title": "undated", "expect": {"outcome": "needs_information"}}' >undated.json
run 1 test small.pol undated.json --json; out '"outcome": null'
run 2 test fails.json small.pol;  err "name the policy before"

run 0 dump --stage=ast small.pol;    out "guideline"
run 0 dump --stage=ir small.pol;     out "guideline.1"
run 0 dump --stage=planes small.pol; [ -s out ] || fail "no planes"
run 0 dump --stage=llvm small.pol;   out "define"
run 0 dump --stage=smt small.pol;    out "(declare-fun guideline"; out "(check-sat)"
run 1 dump --stage=ast wrong.pol;    out "guidline"

run 0 completion bash; out "complete "
bash -n out 2>err || fail "the completion for bash is no bash"
run 0 completion zsh;  out "#compdef polc"
run 2 completion fish

run 0 check small.pol --colour always; cp out coloured
run 1 check wrong.pol --color=always;  out "$(printf '\033[')"
run 1 check wrong.pol;                 no_out "$(printf '\033[')"

# A full disk is an error; a reader that has seen enough is none, and nothing is said of it.
"$polc" dump --stage=ir small.pol >/dev/full 2>err; code=$?
[ $code -eq 2 ] || fail "full disk: exit code $code"
err "cannot be written"
{ sleep 1; "$polc" dump --stage=ir small.pol; echo $? >code; } 2>err | true
i=0; while [ ! -s code ] && [ $i -lt 50 ]; do sleep 0.1; i=$((i + 1)); done
[ "$(cat code)" = 0 ] || fail "closed pipe: exit code $(cat code)"
no_err "polc"

finish

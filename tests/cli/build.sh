#!/bin/sh
# Libraries: the same policy gives the same bytes, and what cannot be built says why and leaves what was there.
. "$2/check.sh"

# The same bytes whatever the folder, the cache and the time.
for ending in so o a; do
  for cpu in "--cpu x86-64-v2" "--cpu x86-64-v4 --multiversion"; do
    mkdir -p one two/deeper
    (cd two/deeper && cp -R "$here/small.pol" "$here/parts" .)
    # shellcheck disable=SC2086  # the words of the option
    run 0 build small.pol -o one/small.$ending $cpu
    # shellcheck disable=SC2086
    (cd two/deeper && POL_CACHE="$work/other" TMPDIR="$work/two" timeout 60 "$polc" build ./small.pol -o small.$ending $cpu >"$work/out" 2>"$work/err") ||
      fail "polc build in another folder"
    cmp -s one/small.$ending two/deeper/small.$ending || fail "polc build $cpu: other bytes of the .$ending in another folder"
    cmp -s one/small.h two/deeper/small.h || fail "polc build $cpu: another header"
    ! strings one/small.$ending | grep -qF "$work" || fail "polc build $cpu: the .$ending names a folder of the builder"
    rm -r one two
  done
done

run 0 build small.pol -o small.so
cp small.so good.so
sed 's/care_days >= 6 weeks/care_days >= 8 weeks/' small.pol >newer.pol
run 0 build newer.pol -o small.so
! cmp -s small.so good.so || fail "another policy gives the same library"

# What does not fit is named, and nothing is written.
run 2 build small.pol;                               err "--output"
run 2 build small.pol -o small.dll;                  err ".so, .o or .a"
run 2 build small.pol -o x.so --cpu pentium;         err "x86-64-v2"
run 2 build no_such.pol -o x.so;                     err "no_such.pol"
run 2 build small.pol -o no/such/folder/x.so;        err "no/such/folder/x.so"
run 2 build small.pol -o /dev/full/x.so;             err "/dev/full/x.so"
[ ! -e x.so ] && [ ! -e x.h ] || fail "something was written"

# A policy with an error leaves the library that was there.
sed 's/care_days >= 6 weeks/care_days >= 6 weeksy/' small.pol >wrong.pol
cp good.so kept.so
run 1 build wrong.pol -o kept.so;                    err "weeksy"
cmp -s kept.so good.so || fail "a policy with an error took the library away"

# A library says the same of a case as its policy.
printf '{"request_date": "2025-06-01", "procedure_code": "72148", "fever": true, "course": "worsening", "devices": [], "gcs": 15, "excluded": false}\n{"request_date": "2025-06-01"}\n' >cases.ndjson
run 0 build small.pol -o small.so
run 0 run small.pol -i cases.ndjson -o by_policy.csv --columns id,outcome,possible
run 0 run ./small.so -i cases.ndjson -o by_library.csv --columns id,outcome,possible
cmp -s by_policy.csv by_library.csv || fail "the library says something else than its policy"

# A library of something else, or of another runtime.
printf 'not a library' >text.so
run 2 run ./text.so -i cases.ndjson -o x.csv;        err "text.so"
finish

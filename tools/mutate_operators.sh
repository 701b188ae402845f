#!/bin/sh
# Every operator of the interpreter, broken one at a time, must fail a test (tests/operators/README.md).
#   tools/mutate_operators.sh [--no-build] [FILES]
# Prints what no test noticed and is not explained in tests/operators/equivalent.txt; exits 1 if there is any.
set -eu
cd "$(dirname "$0")/.."
root=$PWD
build=${POL_BUILD:-build/dev}
work=$root/build/operators
programs="tests/unit/interp_test tests/unit/determine_test tests/unit/references_test tests/unit/schedule_test
  tests/golden/pol-golden tests/agreement/pol-agree"
mutate=$root/$build/tests/operators/pol-operator-mutants

if [ "${1:-}" = --no-build ]; then
  shift
else
  cmake --preset dev -DBUILD_TESTING=ON >&2
  # shellcheck disable=SC2086  # a list of words
  cmake --build --preset dev --target pol-operator-mutants $(basename -a $programs) >&2
fi
[ $# -gt 0 ] || set -- compiler/ir/types.h compiler/interp/eval.cpp compiler/interp/calendar.cpp \
  compiler/interp/records.cpp compiler/interp/references.cpp

# The interpreter as a library of its own, so that a mutant costs one file compiled and no program linked.
rm -rf "$work"
mkdir -p "$work/objects" "$work/programs" "$work/overlay/compiler/ir"
(cd "$work/objects" && ar x "$root/$build/compiler/interp/libpol_interp.a")
g++ -shared -o "$work/libinterp.so" "$work"/objects/*.o
for program in $programs; do
  link=$(ninja -C "$build" -t commands "$program" | tail -1)
  (cd "$build" && eval "$(echo "$link" | sed \
    -e "s| -o [^ ]*| -rdynamic -o $work/$program |" \
    -e "s|compiler/interp/libpol_interp.a|$work/libinterp.so -Wl,-rpath,$work|" \
    -e "s|$work/tests/[a-z]*/|$work/programs/|")")
done

# From the quickest to the most thorough.
passes() {
  cd "$work/programs"
  for unit in interp_test determine_test references_test; do
    timeout 20 ./$unit || return 1
  done
  timeout 30 ./pol-golden --stdlib "$root/stdlib" "$root/tests/eval" || return 1
  timeout 30 ./schedule_test || return 1
  timeout 60 ./pol-agree --pairs 4000 --cases 20 --seed 20250516 || return 1
  timeout 60 ./pol-agree --pairs 20000 --cases 100 --seed 7 || return 1
  timeout 60 ./pol-agree --schedules --pairs 4000 --cases 20 --seed 20250516 || return 1
}

if ! (passes) >"$work/unchanged.txt" 2>&1; then
  echo "tools/mutate_operators.sh: the tests fail without any mutant; see $work/unchanged.txt" >&2
  exit 1
fi
: >"$work/survivors.txt"
: >"$work/explained.txt"
mutants=0 killed=0 no_code=0 explained=0
for file in "$@"; do
  count=$("$mutate" "$file" | tee "$work/list.txt" | wc -l)
  n=0
  while [ "$n" -lt "$count" ]; do
    name=$(sed -n "$((n + 1))p" "$work/list.txt")
    case "$file" in
      *.h)  # what the interpreter makes of a header: its evaluation, compiled with another one in front
        "$mutate" "$file" "$n" >"$work/overlay/$file"
        source=compiler/interp/eval.cpp
        ;;
      *)
        rm -f "$work/overlay/compiler/ir/types.h"
        source=$work/$(basename "$file")
        "$mutate" "$file" "$n" >"$source"
        ;;
    esac
    n=$((n + 1))
    object=$(basename "$source" .cpp).cpp.o
    if ! g++ -std=c++20 -O0 -fPIC -w -fvisibility-inlines-hidden -I"$work/overlay" -I. -c "$source" -o "$work/mutant.o" \
      2>"$work/errors.txt"; then
      no_code=$((no_code + 1))
      continue
    fi
    mutants=$((mutants + 1))
    others=$(find "$work/objects" -name '*.o' ! -name "$object")
    rm -f "$work/libinterp.so"
    # shellcheck disable=SC2086  # a list of files
    g++ -shared -o "$work/libinterp.so" "$work/mutant.o" $others
    if ! (passes) >"$work/output.txt" 2>&1; then
      killed=$((killed + 1))
    elif grep -qxF "$(echo "$name" | sed 's/:[0-9]*:/:/')" tests/operators/equivalent.txt; then
      explained=$((explained + 1))
    else
      echo "$name" | tee -a "$work/survivors.txt"
    fi
  done
done
survivors=$(wc -l <"$work/survivors.txt")
echo "$mutants mutants of $*: $killed killed, $explained equivalent, $survivors survived ($no_code more did not compile)"
[ "$survivors" -eq 0 ]

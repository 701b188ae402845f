#!/bin/sh
# Which lines and branches of compiler/ and runtime/ the tests reach: builds with counters (preset `coverage`, clang-19),
# runs the tests, the agreement runs shorter, and prints a table. Exits 1 where fewer than 90 % of all lines are reached.
#   tools/coverage.sh [--no-build | --report | --lines FILE]
#     --no-build     tests what is built
#     --report       the table of the last run
#     --lines FILE   the lines of FILE that the last run did not reach
set -eu
cd "$(dirname "$0")/.."
least=90
build=$PWD/build/coverage
profile=$build/all.profdata
what=${1:---all}

# The programs and libraries whose counters are read.
instrumented() {
  find "$build" -type f -perm -u+x \( -name polc -o -name '*_test' -o -name 'pol-*' -o -name 'libpol_*.so' -o -name 'example_*' \) |
    sort
}

if [ "$what" = --all ]; then
  tools/install_dependencies.sh --tests
  cmake --preset coverage -DBUILD_TESTING=ON >&2
  cmake --build "$build" >&2
fi
if [ "$what" = --all ] || [ "$what" = --no-build ]; then
  rm -rf "$build/profiles" "$profile"
  mkdir -p "$build/profiles"
  # One file a program, which its processes add to.
  export LLVM_PROFILE_FILE="$build/profiles/%m.profraw"
  # A test that fails is the test command's business; here it counts for what it reached.
  long='^(agreement|agreement_schedules|agreement_batches|agreement_batches_finds.*|agreement_finds.*|exact_oracle|exact_finds.*'
  long="$long|mutants_.*|smt_agreement.*|smt_finds.*|diff_agreement.*|diff\.edits.*|fuzz_minute.*|unit\.calendar_exhaustive_test)\$"
  ctest --test-dir "$build" -j "$(nproc)" --timeout 600 -E "$long" >"$build/tests.txt" 2>&1 ||
    grep -A200 'The following tests' "$build/tests.txt" >&2 || true
  for arguments in "--pairs 4000 --cases 20" "--pairs 4000 --cases 20 --schedules"; do
    # shellcheck disable=SC2086  # a list of words
    [ ! -x "$build/tests/agreement/pol-agree" ] || "$build/tests/agreement/pol-agree" $arguments >>"$build/tests.txt" 2>&1
  done
  if [ -x "$build/tests/agreement/pol-agree-batches" ]; then
    "$build/tests/agreement/pol-agree-batches" --pairs 100000 --seed 20250516 >>"$build/tests.txt" 2>&1
  fi
  llvm-profdata-19 merge -sparse -o "$profile" "$build"/profiles/*.profraw
fi
[ -f "$profile" ] || { echo "tools/coverage.sh: no run to report on" >&2; exit 2; }

first=$(instrumented | head -1)
objects=$(instrumented | tail -n +2 | sed 's/^/-object=/')
if [ "$what" = --lines ]; then
  # shellcheck disable=SC2086  # a list of words
  llvm-cov-19 show "$first" $objects -instr-profile="$profile" "$PWD/$2" | grep -E '^ *[0-9]+\| *0\|' || true
  exit 0
fi
# shellcheck disable=SC2086  # a list of words
llvm-cov-19 report "$first" $objects -instr-profile="$profile" "$PWD/compiler" "$PWD/runtime" >"$build/files.txt"
# A file's row: name, then three columns each of regions, functions, lines and branches.
awk -v least="$least" '
  NF == 13 && $1 ~ /\// {
    n = split($1, part, "/")
    folder = part[1] == "compiler" ? part[1] "/" part[2] : part[1]
    lines[folder] += $8; missed[folder] += $9; branches[folder] += $11; untaken[folder] += $12
  }
  function row(name, l, m, b, u) {
    return sprintf("%-20s %7d lines %6.1f %%  %7d branches %6.1f %%", name, l, l ? 100 * (l - m) / l : 100, b,
                   b ? 100 * (b - u) / b : 100)
  }
  END {
    for (folder in lines) {
      print row(folder, lines[folder], missed[folder], branches[folder], untaken[folder]) | "sort"
      l += lines[folder]; m += missed[folder]; b += branches[folder]; u += untaken[folder]
    }
    close("sort")
    print row("total", l, m, b, u)
    exit !(l > 0 && 100 * (l - m) >= least * l)
  }' "$build/files.txt"

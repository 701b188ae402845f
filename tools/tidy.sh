#!/bin/sh
# clang-tidy with the list of .clang-tidy over compiler/, runtime/ and tools/, or over FILES. Exits 1 on a finding.
#   tools/tidy.sh [FILES]        POL_TIDY_JOBS=1: one file at a time, two otherwise
set -eu
cd "$(dirname "$0")/.."
build=${POL_BUILD:-build/dev}
command -v clang-tidy-19 >/dev/null || { echo "tools/tidy.sh: needs clang-tidy-19: tools/install_dependencies.sh --tidy" >&2; exit 2; }
[ -f "$build/compile_commands.json" ] || cmake --preset dev -DBUILD_TESTING=ON >&2
if [ $# -eq 0 ]; then
  # What is compiled, of these folders.
  # shellcheck disable=SC2046  # a list of words
  set -- $(sed -n 's|^ *"file": "'"$PWD"'/\(.*\)",*$|\1|p' "$build/compile_commands.json" |
    grep -E '^(compiler|runtime|tools)/' | sort -u)
fi
findings=$(mktemp)
trap 'rm -f "$findings"' EXIT
# g++'s command lines are clang's too, but for what only one of them warns about.
status=0
printf '%s\n' "$@" | xargs -P "${POL_TIDY_JOBS:-2}" -n 4 clang-tidy-19 -p "$build" --quiet \
  --extra-arg=-Wno-unknown-warning-option --extra-arg=-Wno-everything 2>/dev/null | tee "$findings" || status=1
# A finding in a header is found once for every file that includes it.
found=$(grep -E '(warning|error): ' "$findings" | sort -u | wc -l)
echo "$# files, $found findings"
[ "$found" -eq 0 ] || status=1
exit $status

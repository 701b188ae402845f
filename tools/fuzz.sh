#!/bin/sh
# Fuzzes with libFuzzer under address and undefined behaviour sanitizers (tests/fuzz/README.md): builds the targets with
# clang-19 in build/fuzz and runs each of them.
#   tools/fuzz.sh [--seconds N] [--jobs N] [TARGET…]    default: all targets, 180 seconds each, one job to build with
# New inputs are kept in build/fuzz/corpus/TARGET, findings in build/fuzz/findings. The exit code is 1 if there are any.
set -eu
cd "$(dirname "$0")/.."
seconds=180
jobs=1
while [ $# -gt 0 ]; do
  case "$1" in
    --seconds) seconds=$2; shift 2 ;;
    --jobs) jobs=$2; shift 2 ;;
    -*) echo "fuzz.sh: \`$1\` is no option; --seconds N and --jobs N are" >&2; exit 2 ;;
    *) break ;;
  esac
done

[ -f build/fuzz/build.ninja ] || cmake --preset fuzz -DBUILD_TESTING=ON > /dev/null
targets=${*:-$(ls build/fuzz/tests/fuzz/*.run | sed 's|.*/||; s|\.run$||')}
names=""
for target in $targets; do names="$names fuzz_$target"; done
# shellcheck disable=SC2086  # a list of words
nice cmake --build build/fuzz -j "$jobs" --target $names

mkdir -p build/fuzz/findings
found=0
for target in $targets; do
  corpus=build/fuzz/corpus/$target
  mkdir -p "$corpus"
  run=build/fuzz/tests/fuzz/$target.run
  longest=$(head -n 1 "$run")
  log=build/fuzz/findings/$target.log
  echo "== $target, $seconds seconds"
  # Paths of the tree have no blanks; folders that are not there are left out.
  folders=""
  for folder in $(tail -n +2 "$run"); do [ ! -d "$folder" ] || folders="$folders $folder"; done
  # shellcheck disable=SC2086
  if ! build/fuzz/tests/fuzz/fuzz_"$target" -max_total_time="$seconds" -max_len="$longest" -timeout=10 \
      -rss_limit_mb=2048 -print_final_stats=1 -artifact_prefix=build/fuzz/findings/"$target"- \
      "$corpus" $folders > "$log" 2>&1; then
    found=1
    echo "found something: build/fuzz/findings/$target-*, $log"
    grep -m 3 -e "not held" -e "ERROR:" -e "runtime error" -e "internal error" "$log" || true
  fi
  grep "cov:" "$log" | tail -n 1 || true
  grep -e "stat::number_of_executed_units" -e "stat::average_exec_per_sec" -e "stat::slowest_unit" \
    -e "stat::peak_rss_mb" "$log" || true
done
exit "$found"

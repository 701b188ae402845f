#!/bin/sh
# Fuzzes the Arrow boundary of the runtime under address and undefined behaviour sanitizers: with libFuzzer where
# clang-19 has it (libclang-rt-19-dev), else by seeded random bytes with g++.
#   fuzz_arrow.sh POLC [SECONDS or, without libFuzzer, thousands of runs]
set -eu
polc=$(realpath "$1")
amount=${2:-60}
root=$(cd "$(dirname "$0")/../.." && pwd)
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$polc" build "$root/policies/lumbar_mri.pol" -o lumbar_mri.o --stdlib "$root/stdlib"
flags="-g -O1 -fsanitize=address,undefined -fno-sanitize-recover=all -I$root -I$root/runtime/include -I."
echo 'int LLVMFuzzerTestOneInput(const unsigned char* b, unsigned long n) { return b == 0 && n == 1; }' > probe.c
if clang-19 -fsanitize=fuzzer,address probe.c -o probe 2> /dev/null; then
  clang-19 -std=c11 $flags -fsanitize=fuzzer-no-link -c "$root"/runtime/*.c
  clang++-19 -std=c++20 $flags -fsanitize=fuzzer "$root/tests/runtime/fuzz_arrow.cpp" ./*.o -o fuzz
  ./fuzz -max_total_time="$amount" -max_len=2000 -print_final_stats=1
else
  echo "clang-19 has no libFuzzer here; random bytes instead" >&2
  gcc -std=c11 $flags -c "$root"/runtime/*.c
  g++ -std=c++20 $flags "$root/tests/runtime/fuzz_arrow.cpp" "$root/tests/runtime/fuzz_main.cpp" ./*.o -o fuzz
  ./fuzz "${amount}000"
fi

#!/bin/sh
# Builds polc and pol-bench for release and measures: tools/bench.sh [--json] [pol-bench options]. Takes a minute.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh
cmake --preset release -DBUILD_TESTING=OFF >&2
cmake --build --preset release --target polc pol-bench >&2
# A peer, where there is npm and a registry; the run says so where there is not.
if command -v npm >/dev/null; then
  mkdir -p build/polars
  cp tools/bench/polars/package.json tools/bench/polars/determine.mjs build/polars/
  (cd build/polars && npm install --ignore-scripts --no-audit --no-fund) >&2 && export POL_BENCH_POLARS="$PWD/build/polars"
fi
exec build/release/tools/bench/pol-bench "$@"

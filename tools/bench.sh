#!/bin/sh
# Builds polc and pol-bench for release and measures: tools/bench.sh [--json] [pol-bench options]. Takes a minute.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh
cmake --preset release -DBUILD_TESTING=OFF >&2
cmake --build --preset release --target polc pol-bench >&2
exec build/release/tools/bench/pol-bench "$@"

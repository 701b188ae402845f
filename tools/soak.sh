#!/bin/sh
# Builds pol-soak for release and runs it: tools/soak.sh --minutes 60 [--seed S] [--threads 2]. Exit 1 on a difference.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh
cmake --preset release -DBUILD_TESTING=OFF >&2
cmake --build --preset release --target pol-soak >&2
exec build/release/tools/soak/pol-soak "$@"

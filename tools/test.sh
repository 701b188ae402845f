#!/bin/sh
# Installs, builds and passes the tests. Warnings are errors here.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh --tests
cmake --preset dev -DBUILD_TESTING=ON -DPOL_WERROR=ON
cmake --build --preset dev
ctest --preset dev -j "$(nproc)"

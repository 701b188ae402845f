#!/bin/sh
# Installs, builds and determines one case of the lumbar MRI guideline.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh
cmake --preset release -DBUILD_TESTING=OFF
cmake --build --preset release --target polc
build/release/tools/polc/polc eval policies/lumbar_mri.pol policies/cases/febrile_child.json --explain

#!/bin/sh
# Breaks the policies on purpose and writes docs/linter_evidence.md, what the linter finds of it:
# tools/mutants.sh [pol-mutants options]. Takes some minutes; the same seed gives the same page.
set -eu
cd "$(dirname "$0")/.."
tools/install_dependencies.sh
cmake --preset release >&2
cmake --build --preset release --target pol-mutants >&2
exec build/release/tests/mutants/pol-mutants --page docs/linter_evidence.md "$@"

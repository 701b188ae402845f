#!/bin/sh
# Installs what polc builds with, from Debian 12's own packages. Does nothing when all is there.
#   --tests: also what only tests need: libFuzzer for clang-19, Node.js, and the npm packages of tests/sarif, into build/sarif.
#   --tidy: also clang-tidy-19, for tools/tidy.sh.
set -eu
cd "$(dirname "$0")/.."
for_tests=no
for_tidy=no
for option in "$@"; do
  case "$option" in
    --tests) for_tests=yes ;;
    --tidy) for_tidy=yes ;;
    *) echo "tools/install_dependencies.sh: saw \`$option\`, takes \`--tests\` and \`--tidy\`" >&2; exit 2 ;;
  esac
done

packages="
  g++ cmake ninja-build pkg-config ccache
  antlr4 libantlr4-runtime-dev
  llvm-19-dev libedit-dev libcurl4-openssl-dev libxml2-dev libffi-dev zlib1g-dev libzstd-dev
  libfmt-dev nlohmann-json3-dev libcli11-dev libsimdjson-dev libsodium-dev libz3-dev catch2
"

if [ "$for_tests" = yes ]; then
  packages="$packages clang-19 libclang-rt-19-dev"
  command -v node >/dev/null || packages="$packages nodejs"
  command -v npm >/dev/null || packages="$packages npm"
fi
[ "$for_tidy" = no ] || packages="$packages clang-tidy-19"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done

if [ -n "$missing" ]; then
  as_root=""
  if [ "$(id -u)" -ne 0 ]; then
    command -v sudo >/dev/null || { echo "polc: needs root or sudo to install:$missing" >&2; exit 2; }
    as_root="sudo"
  fi
  echo "Installing:$missing" >&2
  $as_root apt-get update -q
  # shellcheck disable=SC2086  # a list of words
  $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing
fi

[ "$for_tests" = yes ] || exit 0
# Exactly the versions of the lock file, checked by their hashes, from the registry that npm is set to.
mkdir -p build/sarif
if ! cmp -s tests/sarif/package-lock.json build/sarif/installed.json; then
  rm -f build/sarif/installed.json
  cp tests/sarif/package.json tests/sarif/package-lock.json build/sarif/
  # Where npm reaches no registry, everything else can still be tested: ctest then lists `cli.sarif` as skipped.
  if (cd build/sarif && npm ci --ignore-scripts --no-audit --no-fund); then
    chmod u+x build/sarif/node_modules/@microsoft/sarif-multitool-linux/Sarif.Multitool
    cp tests/sarif/package-lock.json build/sarif/installed.json
  else
    echo "polc: npm could not install the SARIF checkers; cli.sarif will be skipped" >&2
  fi
fi

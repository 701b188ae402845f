#!/bin/sh
# Installs what polc builds with, from Debian 12's own packages. Does nothing when all is there.
set -eu

packages="
  g++ cmake ninja-build pkg-config ccache
  antlr4 libantlr4-runtime-dev
  llvm-19-dev libedit-dev libcurl4-openssl-dev libxml2-dev libffi-dev zlib1g-dev libzstd-dev
  libfmt-dev nlohmann-json3-dev libcli11-dev libsimdjson-dev libsodium-dev libz3-dev catch2
"

missing=""
for package in $packages; do
  status=$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null || true)
  [ "$status" = "install ok installed" ] || missing="$missing $package"
done
[ -n "$missing" ] || exit 0

as_root=""
if [ "$(id -u)" -ne 0 ]; then
  command -v sudo >/dev/null || { echo "polc: needs root or sudo to install:$missing" >&2; exit 2; }
  as_root="sudo"
fi
echo "Installing:$missing" >&2
$as_root apt-get update -q
# shellcheck disable=SC2086  # a list of words
$as_root env DEBIAN_FRONTEND=noninteractive apt-get install -q -y --no-install-recommends $missing

#!/bin/sh
# same_twice.sh PROGRAM: the same seed gives the same mutants and the same findings, byte for byte. Run in the source tree.
set -eu
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
for turn in 1 2; do
  "$1" --count 6 --policy oncology_followup.pol --json > "$work/$turn"
done
cmp "$work/1" "$work/2"
grep -q '"change"' "$work/1"

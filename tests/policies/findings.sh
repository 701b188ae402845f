#!/bin/sh
# findings.sh POLC ROOT: docs/lumbar_mri_findings.md is what polc writes. The day is that of the guideline's review, so
# that an allowance that ends is told when somebody lints, and not by this test.
set -u
polc=$1
cd "$2" || exit 2
page=docs/lumbar_mri_findings.md
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$polc" lint policies/lumbar_mri.pol --today 2025-05-16 --fail-on error --markdown "$work/findings.md" >"$work/out" 2>&1
code=$?
# 1: there are findings, which is what the page is about.
[ "$code" -le 1 ] || { cat "$work/out"; echo "polc lint: exit code $code"; exit 1; }
diff -u "$page" "$work/findings.md" && exit 0
echo "$page is not what polc writes; read what changed, then write it anew:"
echo "  polc lint policies/lumbar_mri.pol --today 2025-05-16 --markdown $page"
exit 1

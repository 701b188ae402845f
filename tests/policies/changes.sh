#!/bin/sh
# changes.sh POLC ROOT: docs/lumbar_mri_2024_to_2025.md and .html are what polc writes of the two texts.
set -u
polc=$1
cd "$2" || exit 2
old=policies/revisions/lumbar_mri_2024-10-28.pol
new=policies/lumbar_mri.pol
page=docs/lumbar_mri_2024_to_2025
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
"$polc" diff "$old" "$new" --markdown "$work/changes.md" --html "$work/changes.html" >"$work/out" 2>&1
code=$?
[ "$code" -eq 0 ] || { cat "$work/out"; echo "polc diff: exit code $code"; exit 1; }
diff -u "$page.md" "$work/changes.md" && cmp "$page.html" "$work/changes.html" && exit 0
echo "$page is not what polc writes; read what changed, then write it anew:"
echo "  polc diff $old $new --markdown $page.md --html $page.html"
exit 1

#!/bin/sh
# What a lint shows does not rest on what earlier ones kept: the same bytes with nothing kept, with all of it kept, and with
# what a neighbour of the text left, after edits of several kinds.
. "$2/check.sh"
cp -R "$here/../../policies" policies
POL_CACHE=$PWD/kept
export POL_CACHE

same() {
  rm -rf kept
  cp "$1" policies/edited.pol
  run 1 lint policies/edited.pol
  sed "$2" "$1" >policies/edited.pol
  cmp -s "$1" policies/edited.pol && fail "$2 changes nothing"
  $polc lint policies/edited.pol >after_neighbour 2>&1
  $polc lint policies/edited.pol --rule POL4117,POL4103 >part_full 2>&1
  $polc lint policies/edited.pol --no-cache >alone 2>&1
  rm -rf kept
  $polc lint policies/edited.pol >empty 2>&1
  $polc lint policies/edited.pol >full 2>&1
  $polc lint policies/edited.pol --rule POL4117,POL4103 --no-cache >part 2>&1
  for each in after_neighbour empty full; do cmp -s alone $each || fail "$1, $2: $each gives other bytes"; done
  cmp -s part part_full || fail "$1, $2: two rules give other bytes"
}

same "$here/flawed.pol" 's/fever and any/not fever and any/'
same policies/lumbar_mri.pol 's/back_pain_duration_days > 4 weeks/back_pain_duration_days > 5 weeks/'
same policies/lumbar_mri.pol 's/"Five or younger"/"At most five years old"/'

# Damaged answers are told of and thrown away.
cp "$here/flawed.pol" policies/edited.pol
rm -rf kept; $polc lint policies/edited.pol >first 2>/dev/null
for file in kept/*; do
  case $file in kept/key) ;; *) printf 'x' | dd of="$file" bs=1 seek=60 conv=notrunc 2>/dev/null ;; esac
done
run 1 lint policies/edited.pol; cmp -s out first || fail "damaged answers change what is shown"
err "cache: "
finish

# Sourced by the tests of the command line: runs polc and looks at exit code, output and messages.
# $1: polc   $2: this folder   Work is done in a folder of its own, which is removed.
set -u
polc=$1
here=$2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
export POL_CACHE="$work/cache" NO_COLOR=1
unset POL_STDLIB
failed=0
cd "$work" || exit 2
cp -R "$here/small.pol" "$here/parts" .

fail() {
  failed=$((failed + 1))
  echo "FAILED: $1"
  sed 's/^/  out: /' out | head -20
  sed 's/^/  err: /' err | head -20
}

# run CODE WORDS…: runs polc; its exit code must be CODE (so a crash, at 128 and above, or a time-out, 124, fails).
run() {
  expected=$1
  shift
  ran="polc $*"
  timeout 60 "$polc" "$@" >out 2>err </dev/null
  code=$?
  [ "$code" -eq "$expected" ] || fail "$ran: exit code $code, expected $expected"
}
# out TEXT, err TEXT: the last run's output or messages hold TEXT.
out() { grep -qF -e "$1" out || fail "$ran: no output \`$1\`"; }
err() { grep -qF -e "$1" err || fail "$ran: no message \`$1\`"; }
no_out() { ! grep -qF -e "$1" out || fail "$ran: output \`$1\`"; }
no_err() { ! grep -qF -e "$1" err || fail "$ran: message \`$1\`"; }

finish() {
  [ "$failed" -eq 0 ] || { echo "$failed failed"; exit 1; }
}

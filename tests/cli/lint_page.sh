#!/bin/sh
# Findings as a page and as Markdown: all of them are there, and nothing of the policy becomes markup.
. "$2/check.sh"

cat >hostile.pol <<'P'
policy p "<script>alert(1)</script> & \"co\" `x`" { reference: day  document: "<b>doc</b>"  reviewed: 2025-05-16 }
facts {
  day    : date "Day <of> the | request"
  course : one of { worse, stable, better } "Course</code><script>"
  born   : date "Born <u>"
  size   : score 0 to 99 "Size </svg>"
}
criteria c "Criteria <img src=x onerror=alert(1)>" : any {
  1. "Both </summary></details> `tick` | *pipe*" : course is worse and course is stable
  2. "Bands </svg><script>" : any { a. "Low <i>" : size >= 2 and size < 10  b. "High" : size > 20 and size <= 30 }
  3. "Again" : course is worse and course is stable
  4. "Days" : ambiguous "Which <b>day</b>" choose strict {
    strict. "After <hr>" : born > 2020-01-31
    lax.    "Then <hr>"  : born >= 2020-01-31
  }
}
determine { meets when c  otherwise does_not_meet }
allow POL4111 at c.3 because "<script>why</script>"
P

run 1 lint hostile.pol --html page.html --markdown page.md; out "POL4111"; out "POL4110"; out "POL4117"
grep -o 'POL4[0-9]*' out | sort -u >codes
while read -r code; do
  grep -q ">$code</a>" page.html || fail "$code is not on the page"
  grep -q "$code" page.md || fail "$code is not in the Markdown"
  grep -q "id=\"$code\"" page.html || fail "the page does not say what $code stands for"
done <codes

cp page.html out; ran="the page"
out '<!DOCTYPE html>'; out '<html lang="en">'; out "prefers-color-scheme:dark"; out "@media print"; out "<details open"
out "default-src 'none'"; out "Kept on purpose"; out '<svg class="chart"'; out 'class="flaw"'; out "10 to 20"
out '<h2>Criteria &lt;img src=x onerror=alert(1)&gt; <span class="path">c</span></h2>'
out "1. Both &lt;/summary&gt;&lt;/details&gt;"; out "&lt;script&gt;why&lt;/script&gt;"; out "Day &lt;of&gt; the | request"
no_out "<script"; no_out "<img"; no_out "<i>"; no_out "<u>"; no_out "<hr>"; no_out "$work"
if command -v xmllint >/dev/null; then
  sed 's/<!DOCTYPE html>//; s/<meta \([^>]*\)>/<meta \1\/>/; s/<details open /<details open="" /' page.html | xmllint --noout - 2>err ||
    fail "the page is not well formed"
fi
[ "$(grep -c '<details' page.html)" = "$(grep -c '</details>' page.html)" ] || fail "folds that do not close"
for anchor in $(grep -o 'href="#[^"]*' page.html | cut -d'#' -f2 | sort -u); do
  grep -q "id=\"$anchor\"" page.html || fail "nothing has the id $anchor"
done

cp page.md out; ran="the Markdown"
out '# Findings: &lt;script&gt;alert(1)&lt;/script&gt;'; out '### 1. Both &lt;/summary&gt;&lt;/details&gt; \`tick\` \| \*pipe\*'
out "**here**"; no_out "<script"; no_out "<img"; no_out "$work"

# Whole texts, at the places that the text report has.
long='size >= 2 and size < 10 and size >= 3 and size < 9 and size >= 4 and size < 8 and course is worse and course is stable and size >= 5'
sed "s/^  3\. .*/  3. \"Again\" : $long/" hostile.pol >long.pol
run 1 lint long.pol --html long.html --markdown long.md
grep -o '^long\.pol:[0-9]*:[0-9]*: [a-z]*\[' out | cut -d: -f2,3 | sort -u >places
while read -r place; do
  grep -q "line $place" long.html || fail "the page has no finding at $place"
  grep -q "line $place" long.md || fail "the Markdown has no finding at $place"
done <places
! grep -o '<code>[^<]*…</code>' long.html || fail "a text is cut on the page"

# The same input, the same bytes; on standard output as in a file, and alone there.
cp page.html kept.html; cp page.md kept.md
run 1 lint hostile.pol --html -;     cmp -s out kept.html || fail "the page on standard output differs"
run 1 lint hostile.pol --markdown -; cmp -s out kept.md || fail "the Markdown on standard output differs"
run 2 lint hostile.pol --markdown - --html -; err "one of them fits"
run 2 lint hostile.pol --html no/such/folder/page.html
run 2 lint hostile.pol --html hostile.pol;  grep -q "^policy" hostile.pol || fail "the policy was written over"

# Several policies on one page; none with findings.
run 1 lint hostile.pol small.pol --html two.html --markdown two.md
cp two.html out; ran="the page of two"; out "2 policies"; out 'id="policy-1-finding-1"'
for id in $(grep -o ' id="[^"]*' two.html | sort | uniq -d); do fail "$id stands twice"; done
run 0 lint hostile.pol --rule POL4001 --html none.html; cp none.html out; ran="the page of none"; out "no findings"

finish

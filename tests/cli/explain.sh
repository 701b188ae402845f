#!/bin/sh
# Why: the tree of reasons as text, at any width and depth, as JSON, and as a page.
. "$2/check.sh"

cat >why.pol <<'P'
policy why "Why <i>not</i>" { reference: day  document: "W-1"  reviewed: 2025-01-01 }
citation [1] "A paper, https://example.org/a?b&c" { year: 2021 }
values joint "Joint" { knee "Knee" hip "Hip" shoulder "Left shoulder" }
facts {
  day       : date "Day of the request"
  born      : date "Date of birth"
  care_days : duration in days "Length of care"
  stent     : date or none "Latest stent"
  xray      : date or none "X-ray"
  operation : date or none or planned "Operation"
  joints    : any of joint "Joints"
  a : finding "Sign <A>"  b : finding "Sign B"  c : finding "Sign C"
  law : finding "The law decides"  absent means no
  accepted : finding "The scanner takes the stent"
}
record age : age "Age" { birth: born }
define young "A child" = age < 12 years
criteria contra "Unsafe" : any {
  1. "Stent" : stent within 6 weeks before day
     except "The scanner takes it" when accepted
}
criteria guide "Guideline" : any {
  1. "Care"      : care_days >= 6 weeks
  2. "X-ray"     : xray within 6 months before day
  3. "Grown up"  : age >= 18 years
  4. "Child"     : young
  5. "Signs"     : at least 2 of { a, b, c }
     note prefers ct of chest "A CT answers the same"
  6. "Operation" : operation is 2 to 4 weeks after xray
  7. "Joints"    : count of joints >= 2
  8. "Shoulder"  : joints include shoulder and ambiguous "Does one sign do" choose first {
    first. "One sign" : a
    both_signs. "Two"      : a and b
  }
} cites [1]
determine {
  refer when law
  contraindicated when contra "MRI is unsafe"
  meets when guide
  otherwise does_not_meet "Nothing fits"
}
P
cat >no.json <<'J'
{"title": "<b>Jane</b> & \"co\" 'x'", "day": "2025-06-01", "born": "2007-06-20", "care_days": 41, "stent": "2025-04-19", "xray": "2024-11-30",
 "operation": "2024-12-01", "joints": ["knee"], "a": {"value": true, "source": "note <1>"}, "b": false, "c": false, "accepted": false}
J
export COLUMNS=400
run 0 eval why.pol no.json --explain
out "no       refer [The law decides: no (assumed: absent means no)]"
out "not met  contra.1  Stent [Latest stent within 6 weeks before Day of the request: 2025-04-19;"
out "2025-04-20 to 2025-06-01 would count, 2025-04-19 documented: 1 day too early]"
out "[Length of care at least 6 weeks: 41 days; 6 weeks needed, 5 weeks and 6 days"
out "2024-12-01 to 2025-06-01 needed, 2024-11-30 documented: 1 day too early"
out "18 years needed, 17 years and 11 months documented"
out "young  A child [Age less than 12 years: 2007-06-20; less than 12 years needed, 17 years and 11"
out "guide.5  Signs [at least 2 of 3 needed, 1 held]"; out "met: Sign <A>"
out "2024-12-14 to 2024-12-28 needed, 2024-12-01 documented: 13 days"
out "count of Joints at least 2: Knee; 2 needed, 1 documented"
out "Joints include Left shoulder: Knee"
out "guide  Guideline [any of] (cites 1)"
out "applies  otherwise does not meet: Nothing fits <- this decides"
# The other side of each limit.
sed 's/41/42/; s/2025-04-19/2025-04-20/; s/2024-11-30/2024-12-01/; s/2007-06-20/2007-06-01/; s/"2024-12-01", "joints": \["knee"/"2024-12-15", "joints": ["knee", "hip"/' no.json >yes.json
sed 's/"2025-04-20"/"none"/' yes.json >met.json
run 0 eval why.pol yes.json --explain; out "applies  contraindicated: MRI is unsafe <- this decides"; no_out "would count"
run 0 eval why.pol met.json --explain; out "applies  meets <- this decides"; no_out "guide.8"; out "not met: 4. Child; 5. Signs; 8. Shoulder"
sed 's/"accepted": false/"accepted": true/' yes.json >lifted.json
run 0 eval why.pol lifted.json --explain; out "its conditions are met, but for the exception"; out "applies  except: The scanner takes it"

# What is open, what is settled beside it, notes, readings.
echo '{"day": "2025-06-01", "stent": "2025-04", "care_days": 3, "xray": "none", "joints": {"includes": ["shoulder"]}, "b": true, "c": false}' >open.json
run 0 eval why.pol open.json --explain
out "2025-04 documented, which leaves it open"; out "at least 2 of 3 needed, 1 held, 1 open"; out "Sign <A>: not documented"
out "not met: 1. Care; 2. X-ray; 6. Operation"; out "note     prefers ct of chest: A CT answers the same"
out "Does one sign do? [the text is ambiguous; read as first]"; out "except: The scanner takes it [The scanner takes the stent: not documented]"
no_out "this decides"

unset COLUMNS

# Depth: what is cut is counted.
run 0 eval why.pol no.json --explain; whole=$(sed '1,/^  why/d' out | grep -c '^ *\(met\|not met\|open\|no\|applies\|note\|…\)  ')
run 0 eval why.pol no.json --explain --depth 1
below=$(sed -n 's/.*… \([0-9]*\) lines below.*/\1/p' out | awk '{n += $1} END {print n}')
shown=$(sed '1,/^  why/d' out | grep -c '^  \(met\|not met\|open\|no\|applies\)  ')
[ $((below + shown)) -eq "$whole" ] || fail "$shown lines and $below below them are not $whole"
no_out "guide.1"
run 0 eval why.pol no.json --explain --depth 2; out "contra  Unsafe [any of] … 1 line below"
run 0 eval why.pol no.json --explain --depth 0; cp out all; run 0 eval why.pol no.json --explain; cmp -s out all || fail "depth 0 is not all"
run 0 eval why.pol no.json --explain --depth 1 --json; out '"lines_below": '; no_out '"path": "guide.1"'
run 0 eval why.pol no.json --explain --json
for line in '"kind": "rule"' '"decides": true' '"written": "care_days >= 6 weeks"' '"near_miss": "6 weeks needed, 5 weeks and 6 days documented"' \
  '"kind": "rest"' '"kind": "definition"'; do out "$line"; done
run 2 eval why.pol no.json --depth 2;              err "--explain"
run 2 eval why.pol no.json --explain --depth deep; err "depth"

# Widths: nothing is wider than the terminal that could be wrapped.
for width in 40 52 63 64 80 132; do
  COLUMNS=$width run 0 eval why.pol no.json open.json --explain
  sed 's/…/./g; s/^ *//' out >lines; sed 's/…/./g' out | awk -v w=$width 'length > w {sub(/^ */, ""); if (/ /) print}' >wide
  [ ! -s wide ] || fail "wider than $width: $(head -1 wide)"
done
COLUMNS=40 run 0 eval why.pol no.json --explain; out "+ met, - not met, ? open"; out "  - contraindicated: MRI is unsafe"
COLUMNS=3 run 0 eval why.pol no.json; COLUMNS=wide run 0 eval why.pol no.json

# The page.
run 0 eval why.pol no.json --html page.html; out "does_not_meet (withhold)"
cp page.html out
out '<!DOCTYPE html>'; out '<html lang="en">'; out '<meta charset="utf-8">'; out "prefers-color-scheme:dark"; out "@media print"
out "&lt;b&gt;Jane&lt;/b&gt; &amp; &quot;co&quot; &#39;x&#39;"; out "Sign &lt;A&gt;"; out "note &lt;1&gt;"; out "Why &lt;i&gt;not&lt;/i&gt;"
no_out "<b>"; no_out "<i>"; no_out "<script"; no_out "javascript"; no_out " on"click; no_out "src="; no_out "<link"; no_out "url("; no_out "@import"
[ "$(grep -c 'https*://' out)" -eq 1 ] || fail "an address beside the citation's"
out "A paper, https://example.org/a?b&amp;c"; out "2025-06-01"; out "W-1"; out "Content hash"; out "Does not meet"; out "Withhold approval"
out "6 weeks needed, 5 weeks and 6 days documented"; out "this decides"; out "<details open>"; out '<details class="all">'; out "not how it is read"
if command -v xmllint >/dev/null; then
  # Every element is closed, so but for these two it is XML as well.
  sed 's/<!DOCTYPE html>//; s/<meta \([^>]*\)>/<meta \1\/>/; s/<details open>/<details open="">/' page.html | xmllint --noout - 2>err || fail "the page is not well formed"
fi
[ "$(grep -o '<h[1-6]' page.html | tr -d '\n' | sed 's/<h1<h2\(<h3\)*//')" = "" ] || fail "headings out of order"
cp page.html kept.html
run 0 eval why.pol no.json --html -;                   cmp -s out kept.html || fail "the page on standard output differs"
run 0 eval why.pol no.json --html page.html --interpret; cmp -s page.html kept.html || fail "the same case gives another page"
run 0 eval why.pol no.json --html page.html --json;    out '"outcome": "does_not_meet"'; cmp -s page.html kept.html || fail "--json changes the page"
run 0 eval why.pol open.json --html open.html; cp open.html out
out "What to ask for"; out "Needs information"; out "Still possible: "; out "Pend the request"; out "Readings of ambiguous text"

# Several cases: a list of contents, one section each.
run 0 eval why.pol no.json met.json open.json --html many.html; cp many.html out
out "3 cases"; out '<a href="#case-3">'; out 'id="case-3"'; out "<ol>"
[ "$(grep -c '<section class="case"' out)" -eq 3 ] || fail "no section for each case"
echo '[]' >none.json

# The whole file or nothing, and nothing that is read.
echo '{"born": "2007-06-20"}' >undated.json
run 2 eval why.pol no.json undated.json --html page.html; err "page.html: not written"; out "does_not_meet"
cmp -s page.html kept.html || fail "a page was written over"
run 2 eval why.pol no.json --html missing/page.html;   err "missing/page.html: cannot be written: "
run 2 eval why.pol no.json --html no.json;             err "which this run reads"
run 2 eval why.pol no.json --html why.pol;             err "which this run reads"
run 2 eval why.pol no.json --html '';                  err "the name of a file is missing"
run 2 eval why.pol no.json --html - --json;            err "standard output"
mkdir folder; run 2 eval why.pol no.json --html folder; err "folder: cannot be written"
[ -z "$(ls | grep part$)" ] || fail "a part of a page is left"

finish

// What the drawings of findings say, and that they stay inside their frame whatever they are given.

#include "tools/polc/lint_charts.h"

#include <catch2/catch.hpp>

#include "compiler/ir/civil.h"

namespace {

using namespace pol;
using namespace pol::tool;
using Band = lint::NumberLine::Band;

std::size_t count(const std::string& text, const std::string& what) {
  std::size_t n = 0;
  for (std::size_t at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++n;
  return n;
}

bool has(const std::string& text, const std::string& what) { return text.find(what) != std::string::npos; }

ir::Day day(const char* text) {
  ir::DateError error = ir::DateError::None;
  return ir::parse_date(text, error).value().low;
}

}  // namespace

TEST_CASE("a band is said with its ends") {
  CHECK(band_words({"", 2, 3, false, true}, "years") == "2 to under 3 years");
  CHECK(band_words({"", 2, 3, true, false}, "years") == "over 2 to 3 years");
  CHECK(band_words({"", std::nullopt, 3, false, true}, "%") == "under 3 %");
  CHECK(band_words({"", std::nullopt, 3}, "") == "up to 3");
  CHECK(band_words({"", 3, std::nullopt, true}, "") == "over 3");
  CHECK(band_words({"", 0.5, std::nullopt}, "cm") == "0.5 cm and more");
  CHECK(band_words({"", 4, 4}, "years") == "4 years");
  CHECK(band_words({}, "years") == "all");
  CHECK(band_words({"", static_cast<double>(day("2024-02-29")), std::nullopt}, "date") == "2024-02-29 and more");
}

TEST_CASE("a number line has a row a band, and marks the flaw") {
  lint::NumberLine line;
  line.subject = "Age <years>";
  line.unit = "years";
  line.bands = {
      {"c.a", std::nullopt, 2, false, true}, {"no branch", 2, 2, false, false, true}, {"c.b", 2, 12, true, false}};
  const std::string svg = number_line_chart(line);
  CHECK(has(svg, "aria-label=\"Age &lt;years&gt; in years\""));
  CHECK(count(svg, "class=\"band\"") == 2);
  CHECK(count(svg, "class=\"flaw\"") == 1);
  CHECK(count(svg, "class=\"goes-on\"") == 1);
  CHECK(count(svg, "class=\"end open\"") == 2);
  CHECK(has(svg, ">over 2 to 12 years<"));
  CHECK(number_line_chart({}).empty());
  line.bands = {{"all", std::nullopt, std::nullopt}};
  CHECK(number_line_chart(line).empty());
}

TEST_CASE("a time line reaches to the last phase and shows what has no end") {
  lint::TimeLine line;
  line.subject = "guideline.4";
  line.spans = {{"i", 0, 24, "every 6 months"}, {"gap", 24, 36, "", true}, {"ii", 36, std::nullopt, "every 12 months"}};
  const std::string svg = time_line_chart(line);
  CHECK(count(svg, "class=\"band\"") == 2);
  CHECK(count(svg, "class=\"flaw\"") == 1);
  CHECK(count(svg, "class=\"goes-on\"") == 1);
  CHECK(has(svg, ">every 6 months<"));
  CHECK(has(svg, ">months 24 to 36<"));
  CHECK(has(svg, ">3 y<"));
  CHECK(time_line_chart({}).empty());
  line.spans = {{"long", 0, 3600, "once"}};
  CHECK(count(time_line_chart(line), "class=\"tick\"") <= 9);
}

TEST_CASE("spans of days are said in whole years and months") {
  CHECK(span_words(day("2025-05-02"), day("2025-05-16")) == "14 days");
  CHECK(span_words(day("2025-05-15"), day("2025-05-16")) == "1 day");
  CHECK(span_words(day("2022-08-20"), day("2025-05-16")) == "2 years 8 months");
  CHECK(span_words(day("2024-05-16"), day("2025-05-16")) == "1 year");
  CHECK(span_words(day("2025-05-16"), day("2025-01-16")) == "4 months");
}

TEST_CASE("a manual page comes apart at its sections") {
  const auto sections = manual_sections(
      "Finds: a gap.\nWhy: bands follow\n  one another.  Example: `a`.\nInstead: close it.\nLimits: none.\n");
  REQUIRE(sections.size() == 5);
  CHECK(sections[1].first == "Why");
  CHECK(sections[1].second == "bands follow one another.");
  CHECK(sections[4].second == "none.");
  CHECK(manual_sections("").empty());
}

TEST_CASE("counts are said without what is not there") {
  LintCounts counts;
  CHECK(counts_text(counts) == "no findings");
  counts.errors = 1;
  counts.notes = 2;
  CHECK(counts_text(counts) == "1 error, 2 notes");
}

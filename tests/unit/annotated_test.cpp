// The golden runner's own reading: a runner that overlooked a difference would pass everything.

#include "tests/golden/annotated.h"

#include <catch2/catch.hpp>

namespace {

using namespace pol::golden;

constexpr const char* kText =
    "//! run: check\n"
    "//! error[POL3001] in b.pol: elsewhere\n"
    "policy p \"P\" {}\n"
    "  //! error[POL2107]: cannot compare\n"
    "  //! note: comes from here\n"
    "  define x\n"
    "//! warning[POL2200]: at the end\n"
    "//! out: one\n"
    "//! out:   two\n";

Annotated parsed(const char* text) {
  auto file = parse_annotated(text);
  REQUIRE(file.ok());
  return file.take();
}

}  // namespace

TEST_CASE("expectations belong to the text line below them") {
  const Annotated file = parsed(kText);
  CHECK(file.verb == "check");
  CHECK(file.expected.messages.at(kAnywhere) == std::vector<std::string>{"error[POL3001] in b.pol: elsewhere"});
  CHECK(file.expected.messages.at(6) ==
        std::vector<std::string>{"error[POL2107]: cannot compare", "note: comes from here"});
  CHECK(file.expected.messages.at(10) == std::vector<std::string>{"warning[POL2200]: at the end"});
  CHECK(file.expected.out == std::vector<std::string>{"one", "  two"});
  CHECK(file.expected.has_errors());
  CHECK(file.text_line(4) == 6);
  CHECK(file.text_line(7) == 10);
}

TEST_CASE("rewriting with what was expected changes nothing") {
  const Annotated file = parsed(kText);
  CHECK(rewrite(file, file.expected) == kText);
}

TEST_CASE("what is missing, unexpected or worded otherwise is a difference") {
  const Annotated file = parsed(kText);
  CHECK(differences(file.expected, file.expected).empty());
  Findings other = file.expected;
  other.messages.erase(6);
  CHECK(differences(file.expected, other).size() == 2);
  CHECK(differences(other, file.expected).size() == 2);
  other = file.expected;
  other.messages[6][0] = "error[POL2107]: cannot compare this";
  CHECK(differences(file.expected, other) ==
        std::vector<std::string>{"line 6: missing: error[POL2107]: cannot compare",
                                 "line 6: unexpected: error[POL2107]: cannot compare this"});
  other = file.expected;
  other.messages[6].push_back("note: comes from here");
  CHECK(differences(file.expected, other).size() == 1);
  other = file.expected;
  other.out.pop_back();
  CHECK(differences(file.expected, other) == std::vector<std::string>{"output line 2: missing:   two"});
}

TEST_CASE("a file that says nothing the runner knows is refused") {
  CHECK_FALSE(parse_annotated("policy p \"P\" {}\n").ok());
  CHECK_FALSE(parse_annotated("//! run: soup\n").ok());
  CHECK_FALSE(parse_annotated("//! run: dump\n").ok());
  CHECK_FALSE(parse_annotated("//! run: check\n//! eror[POL1]: x\n").ok());
}

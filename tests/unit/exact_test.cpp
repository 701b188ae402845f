// What every completion of an incomplete case says, on small policies in the author's words.

#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/exact/consistent.h"
#include "compiler/exact/search.h"
#include "compiler/interp/eval.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "tests/unit/small_policy.h"

namespace pol::test {

namespace {

using ir::FactId;
using ir::FactState;
using ir::Truth;

/// A policy of `day`, some declarations and the criteria `c`; the case is about 2025-06-01.
class Written {
 public:
  Written(const std::string& facts, const std::string& criteria, const std::string& more = "",
          const std::string& rules = "meets when c.one") {
    const std::string text = "policy p \"P\" { reference: day }\nfacts { day : date \"Day\"\n" + facts + "}\n" + more +
                             "\ncriteria c \"C\" : any {\n" + criteria + "}\ndetermine { " + rules +
                             "\n otherwise does_not_meet }\n";
    std::vector<ast::File> files;
    files.push_back(parse::parse(sources_, sources_.add("p.pol", text), sink_));
    policy = sema::analyse(files, sources_, sink_);
    INFO(render_text(sink_.sorted(), sources_, false));
    REQUIRE_FALSE(sink_.has_errors());
    patient.facts.resize(policy.facts.size());
    set_date("day", "2025-06-01");
  }

  FactId fact(const std::string& name) const {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      if (policy.facts[FactId{i}].name == name) return FactId{i};
    }
    FAIL("no fact " << name);
    return {};
  }
  void set(const std::string& name, std::int64_t low, std::int64_t high) {
    patient[fact(name)] = {};
    patient[fact(name)].kind = FactState::Kind::Value;
    patient[fact(name)].low = low;
    patient[fact(name)].high = high;
  }
  /// Half units, an index, 0 or 1.
  void set(const std::string& name, std::int64_t value) { set(name, value, value); }
  void set_date(const std::string& name, const char* date) {
    ir::DateError error{};
    const auto days = ir::parse_date(date, error);
    REQUIRE(days);
    set(name, days->low, days->high);
  }
  void set_none(const std::string& name) { patient[fact(name)].kind = FactState::Kind::None; }
  void forget(const std::string& name) { patient[fact(name)] = {}; }

  ir::ExprId condition(const std::string& path) const {
    for (const ir::Criterion& criterion : policy.criteria) {
      if (criterion.path == path) return criterion.truth;
    }
    FAIL("no criterion " << path);
    return {};
  }
  interp::Prepared prepared() const {
    auto result = exact::prepare(policy, patient);
    REQUIRE(result);
    return result.take();
  }
  /// Exact; both answers are shown by witnesses.
  Truth truth(const std::string& path) const {
    const interp::Prepared prepared = this->prepared();
    exact::Search search(policy, prepared.patient);
    const ir::ExprId id = condition(path);
    const Truth truth = search.truth(id);
    const Truth kleene = interp::Evaluation(policy, prepared.patient).truth(id);
    if (kleene != Truth::Unknown) CHECK(truth == kleene);
    CHECK(search.completion({id}, {}).has_value() == (truth != Truth::No));
    CHECK(search.completion({}, {id}).has_value() == (truth != Truth::Yes));
    CHECK_FALSE(search.is_spent());
    return truth;
  }

  ir::Policy policy;
  ir::Patient patient;

 private:
  Sources sources_;
  Sink sink_;
};

constexpr Truth N = Truth::No, U = Truth::Unknown, Y = Truth::Yes;

}  // namespace

TEST_CASE("a finding used both ways") {
  Written p("a : finding \"A\"  b : finding \"B\"",
            "one. \"1\" : any { a and b, b and not a }\n two. \"2\" : a and not a\n three. \"3\" : any { a, b }");
  CHECK(p.truth("c.one") == U);
  CHECK(p.truth("c.two") == N);
  CHECK(p.truth("c.three") == U);
  p.set("b", 1);
  CHECK(p.truth("c.one") == Y);
}

TEST_CASE("the values of an enumeration exclude each other and leave no other") {
  Written p("k : one of { red, green, blue } \"K\"  n : one of { red, green } or none \"N\"",
            "one. \"1\" : any { k is red or green, k is blue }\n two. \"2\" : k is red and k is green\n"
            "three. \"3\" : any { n is red, n is green }\n four. \"4\" : any { n is red, n is green, n is none }\n"
            "five. \"5\" : n is none and n is red");
  CHECK(p.truth("c.one") == Y);
  CHECK(p.truth("c.two") == N);
  CHECK(p.truth("c.three") == U);
  CHECK(p.truth("c.four") == Y);
  CHECK(p.truth("c.five") == N);
}

TEST_CASE("thresholds of one number that are opposed") {
  Written p("x : count 0 to 99 \"X\"  y : count 0 to 99 or none \"Y\"  l : length in cm \"L\"",
            "one. \"1\" : any { x < 5, x >= 5 }\n two. \"2\" : x < 5 and x > 5\n three. \"3\" : any { y < 5, y >= 5 }\n"
            "four. \"4\" : any { x < 5, x > 6 }\n five. \"5\" : x < 5 and x > 3\n six. \"6\" : x < 5 and x > 4\n"
            "seven. \"7\" : x > 99\n eight. \"8\" : l > 1 cm and l < 1.1 cm");
  CHECK(p.truth("c.one") == Y);
  CHECK(p.truth("c.two") == N);
  CHECK(p.truth("c.three") == U);
  CHECK(p.truth("c.four") == U);
  CHECK(p.truth("c.five") == U);
  CHECK(p.truth("c.six") == N);
  CHECK(p.truth("c.seven") == N);
  CHECK(p.truth("c.eight") == U);
  p.set_none("y");
  CHECK(p.truth("c.three") == N);
}

TEST_CASE("two open dates, and three") {
  Written p(
      "a : date \"A\"  b : date \"B\"  d : date \"D\"  n : date or none \"N\"",
      "one. \"1\" : a < b and b < a\n two. \"2\" : any { a < b, b <= a }\n three. \"3\" : all { a < b, b < d, d < a }\n"
      "four. \"4\" : all { a < b, b < d }\n five. \"5\" : any { n < a, a <= n }\n six. \"6\" : a > day\n"
      "seven. \"7\" : all { a < b, b < d, d <= a + 1 day }\n eight. \"8\" : all { a < b, b < d, d <= a + 2 days }\n"
      "nine. \"9\" : a = b and any { a < b, b < a }\n ten. \"10\" : any { a = b, a < b, b < a }");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == N);
  CHECK(p.truth("c.four") == U);
  CHECK(p.truth("c.five") == U);
  CHECK(p.truth("c.six") == N);
  CHECK(p.truth("c.seven") == N);
  CHECK(p.truth("c.eight") == U);
  CHECK(p.truth("c.nine") == N);
  CHECK(p.truth("c.ten") == Y);
}

TEST_CASE("ninety days against three months") {
  Written p("a : date \"A\"  b : date \"B\"",
            "one. \"1\" : a + 90 days < day and not a + 3 months <= day\n"
            "two. \"2\" : a + 3 months <= day and not a + 90 days <= day\n"
            "three. \"3\" : a + 93 days <= day and not a + 3 months <= day\n"
            "four. \"4\" : all { b = a + 3 months, b <= a + 88 days }\n"
            "five. \"5\" : all { b = a + 3 months, b <= a + 89 days }");
  CHECK(p.truth("c.one") == U);
  CHECK(p.truth("c.two") == N);  // March to May has 92 days
  CHECK(p.truth("c.three") == N);
  CHECK(p.truth("c.four") == N);
  CHECK(p.truth("c.five") == U);
  p.set_date("day", "2025-05-15");  // February to April: 89
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == U);
}

TEST_CASE("signs show a finding, one way") {
  Written p("s : finding \"S\"  f : finding \"F\" shown by any { s, n < 15 }  n : score 3 to 15 \"N\"",
            "one. \"1\" : s and not f\n two. \"2\" : f and not s\n three. \"3\" : any { f, n = 15 }\n"
            "four. \"4\" : any { f, all { n = 15, not s } }");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == U);
  CHECK(p.truth("c.three") == Y);
  CHECK(p.truth("c.four") == Y);
  p.set("f", 0);
  CHECK(p.truth("c.three") == Y);
  CHECK(p.prepared().conflicts.empty());
}

TEST_CASE("what is assumed narrows, also where the question does not name it") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  d : finding \"D\"  e : finding \"E\"  k : one of { red, green } \"K\"",
      "one. \"1\" : a and not d\n two. \"2\" : any { not a, k is red }\n three. \"3\" : e",
      "assume \"1\" : a implies b\nassume \"2\" : b implies d\nassume \"3\" : d implies k is red");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == U);
  p.set("a", 1);
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
}

TEST_CASE("facts that clash only by search are withdrawn and named") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  d : finding \"D\"  e : finding \"E\"  x : count 0 to 10 \"X\""
      " y : count 0 to 20 \"Y\"",
      "one. \"1\" : a\n two. \"2\" : x > 9\n three. \"3\" : d",
      "assume \"1\" : a implies any { b, d }\nassume \"2\" : a implies not b\nassume \"3\" : d implies e and not e\n"
      "assume \"4\" : x > y");
  p.set("a", 1);
  p.set("e", 1);
  interp::Prepared prepared = p.prepared();
  REQUIRE(prepared.conflicts.size() == 1);
  CHECK(prepared.conflicts[0].reason == "`a` = yes: no patient can have it; linked with them: `e`");
  CHECK(prepared.patient[p.fact("a")].conflict);
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.three") == N);
  p.forget("a");
  p.set("y", 22);
  prepared = p.prepared();
  REQUIRE(prepared.conflicts.size() == 1);
  CHECK(prepared.conflicts[0].reason == "`y` = 11: no patient can have it");
}

TEST_CASE("a default goes before what is documented") {
  Written p("a : finding \"A\"  b : finding \"B\" absent means no  d : finding \"D\"", "one. \"1\" : b",
            "assume \"1\" : a implies any { b and d, b and not d }");
  CHECK(p.truth("c.one") == N);
  p.set("a", 1);
  CHECK(p.truth("c.one") == Y);
  const interp::Prepared prepared = p.prepared();
  CHECK(prepared.conflicts.empty());
  CHECK(prepared.dropped_defaults == std::vector<FactId>{p.fact("b")});
}

const char* const kCare =
    "care_start : date or none \"S\"  care_end : date \"E\"  care_length : duration in days \"L\"\n"
    "care_status : one of { current, completed } \"T\"";
const char* const kCareRecord =
    "record care : episode \"Care\" { start: care_start  end: care_end  length: care_length  status: care_status }";

TEST_CASE("an episode's length, start and end") {
  Written p(
      kCare,
      "one. \"1\" : all { care_length >= 42 days, care_start is not none, not care_start + 42 days <= care_end }\n"
      "two. \"2\" : care_start > care_end\n three. \"3\" : care_length >= 42 days\n"
      "four. \"4\" : care_status is current and care_end < day\n"
      "five. \"5\" : care_length >= 42 days and care_length <= 41 days\n"
      "six. \"6\" : any { care_length > 4 days, care_start + 4 days >= care_end, care_start is none }",
      kCareRecord);
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == N);
  CHECK(p.truth("c.three") == U);
  CHECK(p.truth("c.four") == N);
  CHECK(p.truth("c.five") == N);
  CHECK(p.truth("c.six") == Y);
  p.set_date("care_start", "2025-04");
  CHECK(p.truth("c.three") == U);
  p.set("care_status", 0);
  CHECK(p.truth("c.three") == U);
  p.set_date("care_start", "2025-05");
  CHECK(p.truth("c.three") == N);
  p.set_date("care_start", "2025-03");
  CHECK(p.truth("c.three") == Y);
  p.set("care_length", 20);
  CHECK(p.truth("c.three") == N);
}

TEST_CASE("what is current ends today, whatever end is planned") {
  Written p(
      "care_start : date \"S\"  care_end : date or planned \"E\"  care_length : duration in days \"L\"\n"
      "care_status : one of { current, completed } \"T\"",
      "one. \"1\" : care_length > 40 days\n two. \"2\" : care_end > day and care_status is current\n"
      "three. \"3\" : any { care_length > 40 days, care_status is current }",
      kCareRecord);
  p.set_date("care_start", "2025-05-01");
  p.set_date("care_end", "2025-06-20");
  CHECK(p.truth("c.two") == N);
  CHECK(p.truth("c.three") == Y);
  p.set("care_status", 0);
  CHECK(p.truth("c.one") == N);
}

TEST_CASE("an age follows from the birth date, and bounds it") {
  Written p(
      "birth : date \"B\"  years : age in years \"Y\"  months : age in months \"M\"  onset : age in years \"O\"",
      "one. \"1\" : age <= 5 years and years > 5 years\n two. \"2\" : any { age <= 5 years, age > 5 years }\n"
      "three. \"3\" : age <= 60 months and not age <= 5 years\n four. \"4\" : age <= 5 years and not age <= 60 months\n"
      "five. \"5\" : onset < 10 years\n six. \"6\" : onset > years",
      "record age : age \"Age\" { birth: birth  years: years  months: months }\n"
      "assume \"Onset\" : onset <= years");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == N);
  CHECK(p.truth("c.four") == U);
  CHECK(p.truth("c.five") == U);
  CHECK(p.truth("c.six") == N);
  p.set("years", 12);
  CHECK(p.truth("c.five") == Y);
  CHECK(p.truth("c.four") == N);
  p.forget("years");
  p.set_date("birth", "2018-06");
  CHECK(p.truth("c.five") == Y);
  p.set("birth", day("2010-01-01"), day("2016-12-31"));
  CHECK(p.truth("c.five") == U);
  p.forget("birth");
  p.set("onset", 24);
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.four") == N);
}

TEST_CASE("members of a set, and how many") {
  Written p("s : any of { a, b, d, e } \"S\"  x : count 0 to 9 \"X\"",
            "one. \"1\" : s include any of { a, b } and s include only { d, e }\n"
            "two. \"2\" : any { s include a, s include only { b, d, e } }\n"
            "three. \"3\" : count of s >= 3 and s include only { a, b }\n"
            "four. \"4\" : count of s >= 2 and s include only { a, b } and not s include all of { a, b }\n"
            "five. \"5\" : count of s >= 3 and not s include a\n"
            "six. \"6\" : count of s > 4\n seven. \"7\" : count of s < x and x < 1");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == N);
  CHECK(p.truth("c.four") == N);
  CHECK(p.truth("c.five") == U);
  CHECK(p.truth("c.six") == N);
  CHECK(p.truth("c.seven") == N);
  p.set("s", 0);
  p.patient[p.fact("s")].in = members({0});
  p.patient[p.fact("s")].out = members({1});
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.five") == N);
}

TEST_CASE("at least, exactly") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  d : finding \"D\"",
      "one. \"1\" : at least 2 of { a, not a, b, not b }\n two. \"2\" : exactly 2 of { a, not a, b, not b }\n"
      "three. \"3\" : at least 3 of { a, not a, b }\n four. \"4\" : exactly 1 of { a, b } and exactly 1 of { b, d }"
      " and exactly 1 of { a, d }\n five. \"5\" : exactly 1 of { a, b, d } and at least 2 of { a, b }");
  CHECK(p.truth("c.one") == Y);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == N);
  CHECK(p.truth("c.four") == N);
  CHECK(p.truth("c.five") == N);
}

TEST_CASE("whether something is documented does not change by filling it in") {
  Written p("a : finding \"A\"  b : finding \"B\" absent means no",
            "one. \"1\" : a is documented and a\n two. \"2\" : any { a is not documented, a }\n"
            "three. \"3\" : b is documented");
  CHECK(p.truth("c.one") == N);
  CHECK(p.truth("c.two") == Y);
  CHECK(p.truth("c.three") == N);
}

TEST_CASE("which rule decides") {
  Written p("a : finding \"A\"  b : finding \"B\"  d : finding \"D\"", "one. \"1\" : a", "",
            "refer when a and b\n contraindicated when a and not b\n meets when any { d, not d }");
  const auto rules = [&] {
    const interp::Prepared prepared = p.prepared();
    exact::Search search(p.policy, prepared.patient);
    return search.deciding_rules();
  };
  CHECK(rules() == std::vector<Truth>{U, U, U, N});
  p.set("a", 0);
  CHECK(rules() == std::vector<Truth>{N, N, Y, N});
  p.set("a", 1);
  CHECK(rules() == std::vector<Truth>{U, U, N, N});
  const interp::Prepared prepared = p.prepared();
  exact::Search search(p.policy, prepared.patient);
  CHECK(search.possible() == (ir::outcome_bit(ir::Outcome::Refer) | ir::outcome_bit(ir::Outcome::Contraindicated)));
  CHECK(search.any_of({p.condition("c.one"), p.policy.rules[0].when}) == Y);
}

TEST_CASE("the limit is met, and said so") {
  std::string facts, condition;
  for (int i = 0; i < 30; ++i) {
    const std::string name = "f" + std::to_string(i), next = "f" + std::to_string((i + 7) % 30);
    facts += name + " : finding \"F\" ";
    condition += "exactly 1 of { " + name + ", " + next + ", f" + std::to_string((i * i + 3) % 30) + "x } ";
    facts += name + "x : finding \"X\" ";
    condition += i < 29 ? ", " : "";
  }
  Written p(facts, "one. \"1\" : all { " + condition + " }");
  const interp::Prepared prepared = p.prepared();
  exact::Search search(p.policy, prepared.patient, {1});
  CHECK(search.truth(p.condition("c.one")) == U);
  CHECK(search.is_spent());
}

}  // namespace pol::test

// Questions about complete cases, on small policies in the author's words.

#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/interp/calendar.h"
#include "compiler/ir/civil.h"
#include "compiler/parse/parse.h"
#include "compiler/sema/sema.h"
#include "compiler/smt/session.h"

namespace pol::test {

namespace {

using ir::FactId;
using ir::FactState;
using ir::Truth;
using smt::Form;

ir::Day day(const char* text) {
  ir::DateError error{};
  const auto days = ir::parse_date(text, error);
  REQUIRE(days);
  return days->low;
}

/// A policy of `day`, some declarations and the criteria `c`.
class Written {
 public:
  Written(const std::string& facts, const std::string& criteria, const std::string& more = "",
          const std::string& rules = "meets when c.one", smt::Limits limits = {}) {
    const std::string text = "policy p \"P\" { reference: day }\nfacts { day : date \"Day\"\n" + facts + "}\n" + more +
                             "\ncriteria c \"C\" : any {\n" + criteria + "}\ndetermine { " + rules +
                             "\n otherwise does_not_meet }\n";
    std::vector<ast::File> files;
    files.push_back(parse::parse(sources_, sources_.add("p.pol", text), sink_));
    policy = sema::analyse(files, sources_, sink_);
    INFO(render_text(sink_.sorted(), sources_, false));
    REQUIRE_FALSE(sink_.has_errors());
    session = std::make_unique<smt::Session>(policy, limits);
  }

  FactId fact(const std::string& name) const {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      if (policy.facts[FactId{i}].name == name) return FactId{i};
    }
    FAIL("no fact " << name);
    return {};
  }
  ir::ExprId condition(const std::string& label) const {
    for (const ir::Criterion& criterion : policy.criteria) {
      if (criterion.path == "c." + label) return criterion.truth;
    }
    FAIL("no criterion " << label);
    return {};
  }
  Form form(const std::string& label) { return session->condition(condition(label)); }
  Form is(const std::string& name, std::int64_t value) {
    FactState state;
    state.kind = FactState::Kind::Value;
    state.low = state.high = value;
    return session->is(fact(name), state);
  }

  smt::Answer ask(const std::vector<Form>& forms) {
    const smt::Answer answer = session->ask(forms);
    CHECK(answer.verdict != smt::Answer::Verdict::Undecided);
    CHECK(answer.is_possible() == answer.witness.has_value());
    if (answer.is_possible() && !answer.rests_on_unstated) {
      for (const Form one : forms) CHECK(session->holds(one, *answer.witness));
    }
    CHECK(session->disagreements() == 0);
    return answer;
  }
  /// What can be: `yes`, `no`, or either (unknown).
  Truth truth(const std::string& label) {
    const bool yes = ask({form(label)}).is_possible(), no = ask({session->negate(form(label))}).is_possible();
    CHECK((yes || no));
    return yes && no ? Truth::Unknown : yes ? Truth::Yes : Truth::No;
  }

  ir::Policy policy;
  std::unique_ptr<smt::Session> session;

 private:
  Sources sources_;
  Sink sink_;
};

constexpr Truth N = Truth::No, U = Truth::Unknown, Y = Truth::Yes;

}  // namespace

TEST_CASE("findings and groups") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  d : finding \"D\"",
      "one. \"1\" : a and not a\n two. \"2\" : any { a, not a }\n three. \"3\" : either { a, b }\n"
      "four. \"4\" : none { a, not a }\n five. \"5\" : both { exactly 2 of { a, b, d }, at least 3 of { a, b, d } }\n"
      "six. \"6\" : both { exactly 2 of { a, b, d }, none { a } }\n seven. \"7\" : at least 0 of { a, b }\n"
      "eight. \"8\" : all { at least 2 of { a, b, d }, not a, not b }\n nine. \"9\" : one { a, b }");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == Y);
  CHECK(p.truth("three") == U);
  CHECK(p.truth("four") == N);
  CHECK(p.truth("five") == N);
  CHECK(p.truth("six") == U);
  CHECK(p.truth("seven") == Y);
  CHECK(p.truth("eight") == N);
  CHECK(p.truth("nine") == U);
}

TEST_CASE("enumerations, and those that may be none") {
  Written p("k : one of { red, green, blue } \"K\"  n : one of { red, green } or none \"N\"\n"
            "w : one of { a, b, c, d, e, f, g, h, i, j } \"W\"",
            "one. \"1\" : any { k is red or green, k is blue }\n two. \"2\" : k is red and k is green\n"
            "three. \"3\" : any { n is red, n is green }\n four. \"4\" : any { n is red, n is green, n is none }\n"
            "five. \"5\" : n is none and n is red\n six. \"6\" : w is a and w is j\n"
            "seven. \"7\" : all { w is a or b or c, w is c or d or e, not w is c }\n"
            "eight. \"8\" : any { w is a or b or c or d or e, w is f or g or h or i or j }");
  CHECK(p.truth("one") == Y);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == U);
  CHECK(p.truth("four") == Y);
  CHECK(p.truth("five") == N);
  CHECK(p.truth("six") == N);
  CHECK(p.truth("seven") == N);
  CHECK(p.truth("eight") == Y);
}

TEST_CASE("sets and how many members they have") {
  Written p("s : any of { x, y, z } \"S\"  t : any of { u, v } \"T\"  n : count 0 to 9 \"N\"",
            "one. \"1\" : s include any of { x, y } and s include only { z }\n"
            "two. \"2\" : s include all of { x, y } and count of s < 2\n"
            "three. \"3\" : count of s >= 4\n four. \"4\" : count of s = 3 and not s include z\n"
            "five. \"5\" : all { count of s <= count of t, s include all of { x, y }, not t include u }\n"
            "six. \"6\" : all { count of s > n, n >= 3 }\n seven. \"7\" : count of s > n and n >= 2",
            "");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == N);
  CHECK(p.truth("four") == N);
  CHECK(p.truth("five") == N);
  CHECK(p.truth("six") == N);
  CHECK(p.truth("seven") == U);
}

TEST_CASE("numbers on their grid, in their range, and none") {
  Written p("x : count 0 to 99 \"X\"  y : count 0 to 99 or none \"Y\"  l : length in cm \"L\"  m : length in mm \"M\"",
            "one. \"1\" : any { x < 5, x >= 5 }\n two. \"2\" : x < 5 and x > 5\n three. \"3\" : any { y < 5, y >= 5 }\n"
            "four. \"4\" : any { y < 5, y >= 5, y is none }\n five. \"5\" : x < 5 and x > 4\n\n"
            "eight. \"8\" : l > 1 cm and l < 10.5 mm\n"
            "nine. \"9\" : all { l < m, m < 1 cm, l >= 10 mm }\n ten. \"10\" : l = m");
  CHECK(p.truth("one") == Y);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == U);
  CHECK(p.truth("four") == Y);
  CHECK(p.truth("five") == N);
  CHECK(p.truth("eight") == U);
  CHECK(p.truth("nine") == N);
  CHECK(p.truth("ten") == U);
}

TEST_CASE("dates among each other, and none later than the reference date") {
  Written p(
      "a : date \"A\"  b : date \"B\"  d : date or planned \"D\"  n : date or none \"N\"",
      "one. \"1\" : a < b and b < a\n two. \"2\" : all { a < b, b < n, n < a }\n three. \"3\" : a > day\n"
      "four. \"4\" : d > day\n five. \"5\" : any { n <= a, n > a }\n six. \"6\" : any { n <= a, n > a, n is none }\n"
      "seven. \"7\" : all { a < b, b < n, n <= a + 1 day }\n eight. \"8\" : a > 2025-01-01 and day < 2024-12-01\n"
      "nine. \"9\" : a > 2025-01-01 and day < 2025-12-01");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == N);
  CHECK(p.truth("four") == U);
  CHECK(p.truth("five") == U);
  CHECK(p.truth("six") == Y);
  CHECK(p.truth("seven") == N);
  CHECK(p.truth("eight") == N);
  CHECK(p.truth("nine") == U);
}

TEST_CASE("months before the reference date, whatever day that is") {
  Written p("a : date \"A\"",
            "one. \"1\" : a + 3 months <= day and a > day - 89 days\n"    // 89 days are the least that 3 months have
            "two. \"2\" : a + 3 months <= day and a >= day - 89 days\n"
            "three. \"3\" : a + 3 months > day and a < day - 92 days\n"
            "four. \"4\" : a + 3 months > day and a <= day - 91 days\n"
            "five. \"5\" : a + 1 month <= day and a + 2 months > day + 31 days\n"
            "six. \"6\" : a + 6 months <= day and a + 5 months > day\n"
            "seven. \"7\" : all { a + 1 month > day, a <= day - 29 days, a + 2 months <= day + 28 days }");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == U);
  CHECK(p.truth("three") == N);
  CHECK(p.truth("four") == U);
  CHECK(p.truth("six") == N);
  // Of 29 days in February: January 31 and its month's end.
  p.truth("five");
  p.truth("seven");
}

TEST_CASE("months of two facts") {
  Written p("a : date \"A\"  b : date \"B\"",
            "one. \"1\" : a < b and b + 3 months < a + 3 months\n two. \"2\" : a < b and b + 1 month = a + 1 month\n"
            "three. \"3\" : a + 1 month > a + 31 days\n four. \"4\" : a + 1 month > a + 30 days\n"
            "five. \"5\" : a + 1 month = a + 28 days and a + 2 months = a + 62 days\n"
            "six. \"6\" : a + 1 month < a + 29 days and b < a\n"
            "seven. \"7\" : b = a + 1 month and b + 1 month > a + 2 months");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == U);  // January 30 and 31
  CHECK(p.truth("three") == N);
  CHECK(p.truth("four") == U);
  CHECK(p.truth("five") == N);
  CHECK(p.truth("six") == U);
  // True of every month, and shown of none in particular: no wrong answer, at least.
  CHECK_FALSE(p.session->ask({p.form("seven")}).is_possible());
  CHECK(p.session->disagreements() == 0);
}

TEST_CASE("a month clamps on some day only") {
  Written p("a : date \"A\"",
            "one. \"1\" : a + 1 month = 2024-02-29 and a > 2024-01-29\n"
            "two. \"2\" : a + 1 month = 2025-02-28 and a < 2025-01-28\n"
            "three. \"3\" : all { a = day, day + 1 month = day + 28 days, day > 2025-01-01, day < 2025-02-01 }");
  CHECK(p.truth("one") == U);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == U);
  const smt::Answer answer = p.ask({p.form("three")});
  REQUIRE(answer.is_possible());
  CHECK((*answer.witness)[p.fact("day")].low == day("2025-01-31"));
}

TEST_CASE("what is always true of facts") {
  Written p(
      "s : date or none \"S\"  e : date or planned \"E\"  l : duration in days or none \"L\"\n"
      "k : one of { current, completed } \"K\"  born : date \"Born\"  y : age in years \"Y\"  m : age in months \"M\"\n"
      "onset : age in years \"Onset\"  ill : finding \"Ill\" shown by fever  fever : finding \"Fever\"  pain : finding "
      "\"Pain\"",
      "one. \"1\" : e < s\n two. \"2\" : k is current and e < day\n three. \"3\" : k is current and e > day\n"
      "four. \"4\" : all { l = 10 days, s = day - 5 days, e < day + 4 days }\n"
      "five. \"5\" : all { y < 5 years, born + 60 months <= day, day < 2030-01-01 }\n"
      "six. \"6\" : all { y >= 5 years, m < 60 months, day < 2030-01-01 }\n"
      "seven. \"7\" : fever and not ill\n eight. \"8\" : ill and not fever\n nine. \"9\" : pain and not ill\n"
      "ten. \"10\" : onset > y\n eleven. \"11\" : all { y >= 40 years, born > day - 40 months }\n"
      "twelve. \"12\" : all { y = 40 years, m = 491 months }\n thirteen. \"13\" : y = 40 years and onset = 40 years",
      "record r : episode \"R\" { start: s  end: e  length: l  status: k }\n"
      "record a : age \"A\" { birth: born  years: y  months: m }\n"
      "assume \"Painful\" : pain implies ill\n assume \"Before\" : onset <= y\n");
  CHECK(p.truth("one") == N);
  CHECK(p.truth("two") == N);
  CHECK(p.truth("three") == N);
  CHECK(p.truth("four") == N);
  // Whoever is over 150 has an age that the type has not; such cases are not before us.
  CHECK(p.truth("five") == N);
  CHECK(p.truth("six") == N);
  CHECK(p.truth("seven") == N);
  CHECK(p.truth("eight") == U);
  CHECK(p.truth("nine") == N);
  CHECK(p.truth("ten") == N);
  CHECK(p.truth("eleven") == N);
  CHECK(p.truth("twelve") == U);
  CHECK(p.truth("thirteen") == U);
}

TEST_CASE("an assumption about facts that nobody asks about still holds in the witness") {
  Written p("a : finding \"A\"  b : finding \"B\"  d : finding \"D\"", "one. \"1\" : a",
            "assume \"One of them\" : any { b, d }\n");
  const smt::Answer answer = p.ask({p.form("one")});
  REQUIRE(answer.is_possible());
  CHECK(((*answer.witness)[p.fact("b")].low == 1 || (*answer.witness)[p.fact("d")].low == 1));
}

TEST_CASE("an assumption that the reference date alone refutes says nothing") {
  Written p("a : finding \"A\"", "one. \"1\" : a and day < 2020-01-01\n two. \"2\" : not a and day >= 2020-01-01",
            "assume \"New\" : day >= 2020-01-01\n");
  CHECK(p.truth("one") == U);
  CHECK(p.truth("two") == U);
}

TEST_CASE("documentation is free, and no value says anything of it") {
  Written p("a : finding \"A\"  x : date or none \"X\"",
            "one. \"1\" : a and a is documented\n two. \"2\" : all { a, a is not documented }\n"
            "three. \"3\" : x is none and x is documented\n four. \"4\" : day is documented");
  CHECK(p.truth("one") == U);
  CHECK(p.truth("two") == U);
  CHECK(p.truth("three") == U);
  CHECK(p.truth("four") == Y);
}

TEST_CASE("readings, replaced conditions, definitions and comparisons that no author wrote") {
  Written p(
      "a : finding \"A\"  b : finding \"B\"  x : count 0 to 99 \"X\"",
      "one. \"1\" : ambiguous \"Which\" choose both_of { both_of. \"B\" : a and b  either_of. \"E\" : any { a, b } }\n"
      "two. \"2\" : any { one_define, b }\n three. \"3\" : x < 5",
      "define one_define \"D\" = a\n");
  smt::Session& s = *p.session;
  const ir::ExprId one = p.condition("one");
  const Form as_chosen = s.condition(one), other = s.condition_read(one, 0, 1);
  CHECK(p.ask({s.differ(as_chosen, other)}).is_possible());
  CHECK(p.ask({as_chosen, s.negate(other)}).is_impossible());
  const ir::ExprId two = p.condition("two");
  const ir::ExprId define = p.policy.defines[ir::DefineId{0}].condition;
  CHECK(p.ask({s.differ(s.condition(two), s.condition_with(two, define, false))}).is_possible());
  CHECK(p.ask({s.condition(two), s.negate(s.condition_with(two, define, true))}).is_impossible());
  ir::Operand x, seven;
  x.kind = ir::Operand::Kind::Fact;
  x.fact = p.fact("x");
  seven.literal = 14;
  CHECK(p.ask({p.form("three"), s.compare(x, ir::Relation::Greater, seven)}).is_impossible());
  CHECK(p.ask({s.negate(p.form("three")), s.compare(x, ir::Relation::LessEqual, seven)}).is_possible());
}

TEST_CASE("rules are read in order") {
  Written p("a : finding \"A\"  b : finding \"B\"", "one. \"1\" : a\n two. \"2\" : a and b", "",
            "meets when c.one\n refer when c.two");
  smt::Session& s = *p.session;
  CHECK(p.ask({s.decides(0)}).is_possible());
  CHECK(p.ask({s.decides(1)}).is_impossible());
  CHECK(p.ask({s.decides(2)}).is_possible());
  CHECK(p.ask({s.outcome(ir::Outcome::Refer)}).is_impossible());
  CHECK(p.ask({s.outcome(ir::Outcome::DoesNotMeet), p.form("two")}).is_impossible());
  CHECK(p.ask({s.outcome(ir::Outcome::Meets), s.negate(p.form("two"))}).is_possible());
  CHECK(p.ask({s.constant(false)}).is_impossible());
  CHECK(p.ask({s.constant(true)}).is_possible());
}

TEST_CASE("a core is minimal, and drops what comes later first") {
  Written p("a : finding \"A\"  x : count 0 to 99 \"X\"  d : date \"D\"",
            "one. \"1\" : x < 5\n two. \"2\" : a\n three. \"3\" : x > 7\n four. \"4\" : x > 8\n"
            "five. \"5\" : d + 3 months > day\n six. \"6\" : d < day - 100 days");
  smt::Session& s = *p.session;
  CHECK(s.core({p.form("one"), p.form("two"), p.form("three"), p.form("four")}) == std::vector<std::size_t>{0, 2});
  CHECK(s.core({p.form("two"), p.form("five"), p.form("one"), p.form("six")}) == std::vector<std::size_t>{1, 3});
  CHECK(s.core({p.form("two"), s.constant(false)}) == std::vector<std::size_t>{1});
  CHECK(s.core({p.form("two")}).empty());
}

TEST_CASE("a limit is met: neither, and the next question is answered") {
  std::string facts, all;
  // Twelve pigeons in eleven holes.
  for (int i = 0; i < 12; ++i) {
    facts += "p" + std::to_string(i) + " : one of { a, b, c, d, e, f, g, h, i, j, k } \"P\"\n";
  }
  for (int i = 0; i < 12; ++i) {
    for (int j = 0; j < i; ++j) {
      for (const char* hole : {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k"}) {
        const std::string one = "p" + std::to_string(i) + " is " + hole,
                          other = "p" + std::to_string(j) + " is " + hole;
        all += (all.empty() ? "" : ",\n") + ("none { " + one + " and " + other + " }");
      }
    }
  }
  smt::Limits limits;
  limits.rlimit = 200'000;
  Written p(facts, "one. \"1\" : all { " + all + "}\n two. \"2\" : p0 is a", "", "meets when c.one", limits);
  CHECK(p.session->ask({p.form("one")}).verdict == smt::Answer::Verdict::Undecided);
  CHECK(p.session->ask({p.form("two")}).is_possible());
}

TEST_CASE("the same questions get the same answers") {
  const auto run = [] {
    Written p("a : date \"A\"  b : date \"B\"  x : count 0 to 99 \"X\"",
              "one. \"1\" : a + 3 months <= b and x > 4\n two. \"2\" : b < day - 3 months");
    const smt::Answer answer = p.ask({p.form("one"), p.form("two")});
    std::vector<std::int64_t> values;
    for (const FactState& state : answer.witness->facts) values.push_back(state.low);
    return values;
  };
  CHECK(run() == run());
}

}  // namespace pol::test

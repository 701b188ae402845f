// The reference meaning (DESIGN M2, M3, M6) and the preparation of cases (M3, M4), on small policies built by hand.
#include <algorithm>
#include <catch2/catch.hpp>
#include <string>
#include <vector>

#include "compiler/interp/calendar.h"
#include "compiler/interp/eval.h"
#include "compiler/interp/prepare.h"
#include "compiler/interp/rationale.h"
#include "compiler/ir/civil.h"
#include "tests/unit/small_policy.h"

using namespace pol;
using namespace pol::ir;
using pol::test::SmallPolicy;

namespace {

Truth truth_of(const SmallPolicy& p, ExprId id) { return interp::evaluate(p.policy, p.patient)[id.index]; }

interp::Prepared prepared(const SmallPolicy& p) {
  auto result = interp::prepare(p.policy, p.patient);
  if (!result) FAIL(result.error());
  return result.take();
}

constexpr Truth N = Truth::No, U = Truth::Unknown, Y = Truth::Yes;

bool holds(const std::vector<FactId>& facts, FactId fact) {
  return std::find(facts.begin(), facts.end(), fact) != facts.end();
}

}  // namespace

TEST_CASE("quantifiers follow strong Kleene logic") {
  SmallPolicy p;
  const ExprId yes = p.literal(Y), no = p.literal(N), unknown = p.literal(U);
  const auto expr_of = [&](Truth t) { return t == Y ? yes : t == N ? no : unknown; };
  const auto two = [&](Quantifier q, Truth a, Truth b, std::uint32_t k = 0) {
    return truth_of(p, p.group(q, {expr_of(a), expr_of(b)}, k));
  };
  for (const Truth a : {N, U, Y}) {
    for (const Truth b : {N, U, Y}) {
      const Truth any = std::max(a, b), all = std::min(a, b);
      const int least = (a == Y) + (b == Y), most = (a != N) + (b != N);
      const auto at_least = [&](int k) { return least >= k ? Y : most < k ? N : U; };
      const auto exactly = [&](int k) { return k < least || k > most ? N : least == most ? Y : U; };
      INFO(to_text(a) << ", " << to_text(b));
      for (const Quantifier q : {Quantifier::Any, Quantifier::Either, Quantifier::One}) CHECK(two(q, a, b) == any);
      for (const Quantifier q : {Quantifier::All, Quantifier::Both}) CHECK(two(q, a, b) == all);
      CHECK(two(Quantifier::None, a, b) == truth_not(any));
      for (int k = 0; k <= 2; ++k) {
        CHECK(two(Quantifier::AtLeast, a, b, static_cast<std::uint32_t>(k)) == at_least(k));
        CHECK(two(Quantifier::Exactly, a, b, static_cast<std::uint32_t>(k)) == exactly(k));
      }
    }
  }
  CHECK(truth_of(p, p.negation(unknown)) == U);
  CHECK(truth_of(p, p.negation(no)) == Y);
  CHECK(truth_of(p, p.group(Quantifier::Any, {})) == N);
  CHECK(truth_of(p, p.group(Quantifier::All, {})) == Y);
}

TEST_CASE("a fact documented as none compares as no on both sides of a threshold") {
  SmallPolicy p;
  const FactId size = p.number("size", Dimension::Length, 0, 1000, true);
  const FactId other = p.number("other", Dimension::Length, 0, 1000, true);
  const ExprId below = p.compare(p.fact(size), Relation::Less, p.half(50));
  const ExprId not_below = p.compare(p.fact(size), Relation::GreaterEqual, p.half(50));
  const ExprId with_undocumented = p.compare(p.fact(other), Relation::Less, p.fact(size));
  const ExprId is_none = p.add(IsNone{size}), documented = p.add(IsDocumented{size});

  CHECK(truth_of(p, below) == U);
  CHECK(truth_of(p, is_none) == U);
  CHECK(truth_of(p, documented) == N);
  p.patient[size].kind = FactState::Kind::None;
  CHECK(truth_of(p, below) == N);
  CHECK(truth_of(p, not_below) == N);
  CHECK(truth_of(p, p.negation(below)) == Y);
  CHECK(truth_of(p, with_undocumented) == N);
  CHECK(truth_of(p, is_none) == Y);
  CHECK(truth_of(p, documented) == Y);
  p.document(size, 49);
  CHECK(truth_of(p, below) == Y);
  CHECK(truth_of(p, not_below) == N);
  CHECK(truth_of(p, is_none) == N);
}

TEST_CASE("intervals compare by their ends") {
  SmallPolicy p;
  const FactId a = p.date("a"), b = p.date("b");
  const auto check = [&](Relation r) { return truth_of(p, p.compare(p.fact(a), r, p.fact(b))); };
  p.document(a, 10, 20);
  p.document(b, 20, 30);
  CHECK(check(Relation::Less) == U);
  CHECK(check(Relation::LessEqual) == Y);
  CHECK(check(Relation::Greater) == N);
  CHECK(check(Relation::GreaterEqual) == U);
  CHECK(check(Relation::Equal) == U);
  p.document(b, 21, 30);
  CHECK(check(Relation::Less) == Y);
  CHECK(check(Relation::Equal) == N);
  p.document(a, 21);
  p.document(b, 21);
  CHECK(check(Relation::Equal) == Y);
}

TEST_CASE("months keep the day and clamp to the month's end") {
  const auto day = [](const char* text) { return pol::test::day(text); };
  using interp::add_months;
  CHECK(add_months(day("2025-01-31"), 1) == day("2025-02-28"));
  CHECK(add_months(day("2024-01-31"), 1) == day("2024-02-29"));
  CHECK(add_months(day("2025-02-28"), 1) == day("2025-03-28"));
  CHECK(add_months(day("2024-02-29"), 12) == day("2025-02-28"));
  CHECK(add_months(day("2024-02-29"), 48) == day("2028-02-29"));
  CHECK(add_months(day("2025-08-31"), -6) == day("2025-02-28"));
  CHECK(add_months(day("2025-01-15"), -1) == day("2024-12-15"));
  CHECK(interp::completed_months(day("2004-02-29"), day("2025-02-27")) == 12 * 21 - 1);
  CHECK(interp::completed_months(day("2004-02-29"), day("2025-02-28")) == 12 * 21);
  CHECK(interp::last_day_reaching(day("2025-02-28"), 1) == day("2025-01-31"));
  CHECK(interp::last_day_reaching(day("2025-02-27"), 1) == day("2025-01-27"));
  for (Day from = day("2023-01-01"); from < day("2024-12-31"); ++from) {
    for (const int months : {0, 1, 6, 11, 12, 13, 48}) {
      const Day reached = interp::last_day_reaching(from, months);
      if (add_months(reached, months) > from || add_months(reached + 1, months) <= from) FAIL(print_date(from));
      const Day to = add_months(from, months);
      if (interp::completed_months(from, to) != months || interp::completed_months(from, to - 1) >= months) {
        FAIL(print_date(from));
      }
    }
  }
}

TEST_CASE("a window moves the date that the text names") {
  SmallPolicy p;
  const FactId x = p.date("x");
  const auto shifted = [&](FactId f, int months) {
    Operand o = p.fact(f);
    o.months = months;
    return o;
  };
  const ExprId from = p.compare(shifted(p.policy.reference, -6), Relation::LessEqual, p.fact(x));
  const ExprId moved_other = p.compare(p.fact(p.policy.reference), Relation::LessEqual, shifted(x, 6));
  p.document(p.policy.reference, pol::test::day("2025-08-31"));
  p.document(x, pol::test::day("2025-02-28"));
  CHECK(truth_of(p, from) == Y);
  CHECK(truth_of(p, moved_other) == N);  // Feb 28 + 6 months is Aug 28
  p.document(x, pol::test::day("2025-02-27"));
  CHECK(truth_of(p, from) == N);
  p.document(x, pol::test::day("2025-02-01"), pol::test::day("2025-02-28"));
  CHECK(truth_of(p, from) == U);
  p.document(x, pol::test::day("2025-03-01"), pol::test::day("2025-03-31"));
  CHECK(truth_of(p, from) == Y);
}

TEST_CASE("a set may be documented in part") {
  SmallPolicy p;
  const FactId set = p.set("devices", {"a", "b", "c"});
  const auto includes = [&](Inclusion mode, std::vector<std::size_t> members) {
    return truth_of(p, p.add(Includes{set, mode, pol::test::members(members)}));
  };
  const auto count_at_least = [&](int k) {
    return truth_of(p, p.compare(p.count(set), Relation::GreaterEqual, p.half(2 * k)));
  };
  CHECK(includes(Inclusion::AnyOf, {0}) == U);
  CHECK(count_at_least(0) == U);
  p.document_set(set, {0}, {2});
  CHECK(includes(Inclusion::AnyOf, {0, 1}) == Y);
  CHECK(includes(Inclusion::AnyOf, {1, 2}) == U);
  CHECK(includes(Inclusion::AnyOf, {2}) == N);
  CHECK(includes(Inclusion::AllOf, {0, 1}) == U);
  CHECK(includes(Inclusion::AllOf, {0, 2}) == N);
  CHECK(includes(Inclusion::Only, {0, 1}) == Y);
  CHECK(includes(Inclusion::Only, {0}) == U);
  CHECK(includes(Inclusion::Only, {1}) == N);
  CHECK(count_at_least(1) == Y);
  CHECK(count_at_least(2) == U);
  CHECK(count_at_least(3) == N);
  p.document_set(set, {}, {0, 1, 2});
  CHECK(includes(Inclusion::Only, {}) == Y);
  // Documented as none without a list of what is out.
  p.document_set(set, {}, {});
  p.patient[set].kind = FactState::Kind::None;
  CHECK(includes(Inclusion::AnyOf, {0, 1}) == N);
  CHECK(includes(Inclusion::AllOf, {0}) == N);
  CHECK(includes(Inclusion::Only, {}) == Y);
  CHECK(truth_of(p, p.add(IsDocumented{set})) == Y);
}

TEST_CASE("a choice is one of its values, and documented unless it is only assumed") {
  SmallPolicy p;
  const FactId choice = p.choice("status", {"current", "over", "planned"});
  const ExprId is = p.add(ChoiceIs{choice, pol::test::members({0, 2})});
  const ExprId is_none = p.add(IsNone{choice}), documented = p.add(IsDocumented{choice});
  const auto truths = [&] {
    return std::vector<Truth>{truth_of(p, is), truth_of(p, is_none), truth_of(p, documented)};
  };
  CHECK(truths() == std::vector<Truth>{U, U, N});
  p.document(choice, 2);
  CHECK(truths() == std::vector<Truth>{Y, N, Y});
  p.document(choice, 1);
  CHECK(truths() == std::vector<Truth>{N, N, Y});
  p.patient[choice].kind = FactState::Kind::None;
  CHECK(truths() == std::vector<Truth>{N, Y, Y});
  p.patient[choice].assumed = true;
  CHECK(truths() == std::vector<Truth>{N, Y, N});
}

TEST_CASE("signs show a finding and never deny it") {
  SmallPolicy p;
  const FactId sign = p.finding("sign"), shown = p.finding("shown");
  p.policy.facts[shown].shown_by = p.is(sign);
  const ExprId expr = p.is(shown);
  CHECK(truth_of(p, expr) == U);
  p.document(sign, 0);
  CHECK(truth_of(p, expr) == U);
  p.document(sign, 1);
  CHECK(truth_of(p, expr) == Y);
  p.document(sign, 0);
  p.document(shown, 0);
  CHECK(truth_of(p, expr) == N);
  p.document(shown, 1);
  CHECK(truth_of(p, expr) == Y);
  CHECK(facts_of(p.policy, expr) == std::vector<FactId>{sign, shown});
}

TEST_CASE("a long chain of definitions needs no deep stack") {
  SmallPolicy p;
  ExprId last = p.is(p.finding("fever"));
  for (int i = 0; i < 200000; ++i) {
    const DefineId define = p.policy.defines.add(Define{"d", "", last, {}});
    last = p.add(DefineRef{define});
  }
  p.document(FactId{1}, 1);
  CHECK(truth_of(p, last) == Y);
  CHECK(verify(p.policy) == "");
}

TEST_CASE("an ambiguity takes its chosen reading, and another on request") {
  SmallPolicy p;
  const FactId a = p.finding("a"), b = p.finding("b");
  const CriterionId first = p.criterion("j.first", p.is(a), Criterion::Kind::Reading);
  const CriterionId second = p.criterion("j.second", p.is(b), Criterion::Kind::Reading);
  p.policy.ambiguities.push_back(Ambiguity{"j", "which", {first, second}, 0, {}});
  const ExprId expr = p.add(Ambiguous{0});
  p.document(a, 1);
  p.document(b, 0);
  CHECK(truth_of(p, expr) == Y);
  CHECK(interp::evaluate_reading(p.policy, p.patient, 0, 1)[expr.index] == N);
}

TEST_CASE("possible outcomes end at the first rule that is surely met") {
  SmallPolicy p;
  const FactId a = p.finding("a"), b = p.finding("b");
  p.rule(Outcome::Contraindicated, p.is(a));
  p.rule(Outcome::Meets, p.is(b));
  const auto possible = [&] { return interp::possible_outcomes(p.policy, interp::evaluate(p.policy, p.patient)); };
  CHECK(possible() ==
        (outcome_bit(Outcome::Contraindicated) | outcome_bit(Outcome::Meets) | outcome_bit(Outcome::DoesNotMeet)));
  p.document(b, 1);
  CHECK(possible() == (outcome_bit(Outcome::Contraindicated) | outcome_bit(Outcome::Meets)));
  p.document(a, 0);
  CHECK(possible() == outcome_bit(Outcome::Meets));
}

TEST_CASE("a case needs its reference date as one day") {
  SmallPolicy p;
  p.patient[p.policy.reference] = FactState();
  CHECK_FALSE(interp::prepare(p.policy, p.patient).ok());
  p.document(p.policy.reference, 10, 20);
  CHECK_FALSE(interp::prepare(p.policy, p.patient).ok());
}

TEST_CASE("an absent key takes its default and an explicit null does not") {
  SmallPolicy p;
  const FactId finding = p.finding("finding"), date = p.date("date", true), set = p.set("set", {"a", "b"});
  for (const FactId fact : {finding, date, set}) p.policy.facts[fact].absent_means_no = true;
  const ExprId is_found = p.is(finding);  // before the policy is copied
  const auto absent = prepared(p);
  CHECK(absent.assumed == std::vector<FactId>{finding, date, set});
  CHECK(truth_of({p.policy, absent.patient}, is_found) == N);
  CHECK(absent.patient[date].kind == FactState::Kind::None);
  CHECK(absent.patient[set].out == pol::test::members({0, 1}));

  for (const FactId fact : {finding, date, set}) p.patient[fact].asked = true;
  const auto null = prepared(p);
  CHECK(null.assumed.empty());
  CHECK(null.patient[finding].kind == FactState::Kind::Undocumented);
}

TEST_CASE("a default that its cluster refutes is dropped and reported") {
  SmallPolicy p;
  const FactId sign = p.finding("sign"), shown = p.finding("shown");
  p.policy.facts[shown].shown_by = p.is(sign);
  p.policy.facts[shown].absent_means_no = true;
  p.document(sign, 1);
  const auto result = prepared(p);
  CHECK(result.dropped_defaults == std::vector<FactId>{shown});
  CHECK(result.assumed.empty());
  CHECK(result.conflicts.empty());
  CHECK(result.patient[sign].kind == FactState::Kind::Value);
}

TEST_CASE("clashes withdraw the documented facts of their cluster") {
  SmallPolicy p;
  const FactId a = p.finding("a"), b = p.finding("b"), c = p.finding("c"), free = p.finding("free");

  SECTION("documented no and shown yes") {
    p.policy.facts[a].shown_by = p.is(b);
    p.document(a, 0);
    p.document(b, 1);
    p.document(free, 1);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].facts == std::vector<FactId>{a, b});
    CHECK(result.conflicts[0].reason == "`a` = no, `b` = yes: the signs of `a` are there");
    CHECK(result.patient[a].conflict);
    CHECK(result.patient[a].kind == FactState::Kind::Undocumented);
    CHECK(result.patient[free].kind == FactState::Kind::Value);
  }
  SECTION("an assumption, with what is linked by another one") {
    const auto implies = [&](FactId x, FactId y) {
      return p.group(Quantifier::Any, {p.group(Quantifier::None, {p.is(x)}), p.is(y)});
    };
    p.policy.assumptions.push_back(Claim{"a brings b", implies(a, b), {}});
    p.policy.assumptions.push_back(Claim{"b brings c", implies(b, c), {}});
    p.document(a, 1);
    p.document(b, 0);
    p.document(c, 0);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].facts == std::vector<FactId>{a, b, c});
    CHECK(result.conflicts[0].reason == "`a` = yes, `b` = no: breaks \"a brings b\"; linked with them: `c`");
  }
  SECTION("an assumption that nothing documented breaks is left alone") {
    p.policy.assumptions.push_back(Claim{"impossible", p.literal(N), {}});
    p.policy.assumptions.push_back(Claim{"a", p.is(a), {}});
    p.document(a, 0);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].facts == std::vector<FactId>{a});
  }
  SECTION("documented twice") {
    p.patient[a].conflict = true;
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].reason == "`a` is documented twice, with different values");
  }
  SECTION("a number out of its range, alone") {
    const FactId score = p.number("score", Dimension::Score, 6, 30);
    p.document(score, 40);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].reason == "`score` = 20: the range is 3 to 15");
  }
}

TEST_CASE("past events do not lie after the reference date") {
  SmallPolicy p;
  const FactId event = p.date("event");
  p.document(event, pol::test::day("2025-06-02"));
  const auto late = prepared(p);
  REQUIRE(late.conflicts.size() == 1);
  CHECK(late.conflicts[0].reason == "`event` = 2025-06-02: it lies after the reference date 2025-06-01");
  CHECK(late.patient[event].kind == FactState::Kind::Undocumented);

  p.document(event, pol::test::day("2025-06-01"), pol::test::day("2025-06-30"));
  const auto clipped = prepared(p);
  CHECK(clipped.conflicts.empty());
  CHECK(clipped.patient[event].high == pol::test::day("2025-06-01"));
}

TEST_CASE("an episode's length follows from its ends") {
  SmallPolicy p;
  Record record;
  record.name = "care";
  record.start = p.date("start");
  record.end = p.date("end", true);
  record.length = p.number("length", Dimension::Days, 0, 2 * 54787);
  record.status = p.choice("status", {"ended", "current"});
  p.policy.records.push_back(record);
  p.document(record.start, pol::test::day("2025-04-01"));

  SECTION("start and end") {
    p.document(record.end, pol::test::day("2025-05-12"));
    const auto result = prepared(p);
    CHECK(result.patient[record.length].derived);
    CHECK(result.patient[record.length].low == 2 * 41);
    CHECK(interp::value_text(p.policy, record.length, result.patient[record.length]) == "41 days");
  }
  SECTION("a documented length stays") {
    p.document(record.end, pol::test::day("2025-05-12"));
    p.document(record.length, 2 * 30);
    CHECK(prepared(p).patient[record.length].low == 2 * 30);
  }
  SECTION("partial dates give an interval") {
    p.document(record.end, pol::test::day("2025-05-01"), pol::test::day("2025-05-31"));
    const auto result = prepared(p);
    CHECK(result.patient[record.length].low == 2 * 30);
    CHECK(result.patient[record.length].high == 2 * 60);
  }
  SECTION("still running") {
    CHECK(prepared(p).patient[record.length].kind == FactState::Kind::Undocumented);
    p.document(record.status, 1);
    CHECK(prepared(p).patient[record.length].low == 2 * 61);
    p.document(record.status, 0);
    CHECK(prepared(p).patient[record.length].kind == FactState::Kind::Undocumented);
  }
  SECTION("over before today, yet current, is a clash") {
    p.document(record.end, pol::test::day("2025-05-12"));
    p.document(record.status, 1);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].reason ==
          "`end` = 2025-05-12, `status` = current: `care` cannot be over and current; linked with them: `start`");
    CHECK(result.patient[record.length].kind == FactState::Kind::Undocumented);
  }
  SECTION("a default length gives way and is reported") {
    p.policy.facts[record.length].absent_means_no = true;
    p.policy.facts[record.length].type.or_none = true;
    p.document(record.end, pol::test::day("2025-05-12"));
    const auto result = prepared(p);
    CHECK(result.patient[record.length].low == 2 * 41);
    CHECK(result.assumed.empty());
    CHECK(result.dropped_defaults == std::vector<FactId>{record.length});
  }
  SECTION("an end before the start is a clash") {
    p.document(record.end, pol::test::day("2025-03-31"));
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].reason == "`start` = 2025-04-01, `end` = 2025-03-31: `care` would end before it starts");
    CHECK(result.patient[record.length].kind == FactState::Kind::Undocumented);
  }
}

TEST_CASE("a documented age bounds the birth date") {
  SmallPolicy p;
  Record record;
  record.kind = Record::Kind::Age;
  record.name = "age";
  record.birth = p.date("birth_date");
  record.years = p.number("age_years", Dimension::AgeYears, 0, 300);
  record.months = p.number("age_months", Dimension::AgeMonths, 0, 3600);
  p.policy.records.push_back(record);

  SECTION("years give an interval, and no age in months") {
    p.document(record.years, 2 * 5);
    const auto result = prepared(p);
    const FactState& birth = result.patient[record.birth];
    CHECK(birth.derived);
    CHECK(interp::value_text(p.policy, record.birth, birth) == "2019-06-02 to 2020-06-01");
    CHECK(result.patient[record.months].kind == FactState::Kind::Undocumented);
  }
  SECTION("a birth date gives both ages") {
    p.document(record.birth, pol::test::day("2018-06-02"));
    const auto result = prepared(p);
    CHECK(result.patient[record.years].low == 2 * 6);
    CHECK(result.patient[record.months].low == 2 * 83);
    CHECK(result.patient[record.years].derived);
  }
  SECTION("a partial birth date is narrowed by an age") {
    p.document(record.birth, pol::test::day("2018-06-01"), pol::test::day("2018-06-30"));
    p.document(record.years, 2 * 7);
    const auto result = prepared(p);
    CHECK(interp::value_text(p.policy, record.birth, result.patient[record.birth]) == "2018-06-01");
    CHECK_FALSE(result.patient[record.birth].derived);
  }
  SECTION("ages that cannot both hold") {
    p.document(record.years, 2 * 5);
    p.document(record.months, 2 * 59);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].facts == std::vector<FactId>{record.years, record.months});
    CHECK(result.conflicts[0].reason ==
          "`age_years` = 5 years, `age_months` = 59 months: they do not fit together on 2025-06-01");
  }
  SECTION("a birth date that contradicts the age") {
    p.document(record.birth, pol::test::day("2010-01-01"));
    p.document(record.years, 2 * 5);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(holds(result.conflicts[0].facts, record.birth));
    CHECK(holds(result.conflicts[0].facts, record.years));
  }
  SECTION("an age, but no birth date") {
    p.policy.facts[record.birth].type.or_none = true;
    p.patient[record.birth].kind = FactState::Kind::None;
    p.document(record.years, 2 * 5);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].reason ==
          "`birth_date` = none, `age_years` = 5 years: whoever has an age has a birth date");
  }
  SECTION("a birth after the reference date") {
    p.document(record.birth, pol::test::day("2025-07-01"));
    p.document(record.years, 2 * 5);
    const auto result = prepared(p);
    REQUIRE(result.conflicts.size() == 1);
    CHECK(result.conflicts[0].facts == std::vector<FactId>{record.birth});
    CHECK(result.patient[record.birth].derived);
  }
}

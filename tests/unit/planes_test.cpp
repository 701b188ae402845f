// The plane program: its truths against the interpreter's, its folding, its row.

#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cstring>

#include "compiler/interp/eval.h"
#include "compiler/planes/program.h"
#include "compiler/support/result.h"
#include "pol/calendar.h"
#include "tests/unit/random_policy.h"
#include "tests/unit/small_policy.h"

using namespace pol;
using ir::Truth;
using planes::Node;
using planes::Program;

namespace {

/// What program.h says a node means, read off the row.
class Walk {
 public:
  Walk(const Program& program, const std::vector<std::uint64_t>& row) : program_(program), row_(row) {
    for (const Node& node : program.nodes) truths_.push_back(truth(node));
  }
  Truth operator[](planes::NodeIndex node) const { return truths_[node]; }

 private:
  struct Interval {
    std::int64_t low, high;
  };

  Truth truth(const Node& node) const {
    Truth all = Truth::Yes, any = Truth::No;
    std::uint32_t least = 0, most = 0;
    for (const planes::NodeIndex child : node.children) {
      all = ir::truth_and(all, truths_[child]);
      any = ir::truth_or(any, truths_[child]);
      least += truths_[child] == Truth::Yes ? 1 : 0;
      most += truths_[child] != Truth::No ? 1 : 0;
    }
    switch (node.op) {
      case Node::Op::Constant:
        return node.constant;
      case Node::Op::Atom: {
        const std::uint64_t bit = std::uint64_t{1} << (node.atom % 64);
        if ((row_[node.atom / 64] & bit) != 0) return Truth::Yes;
        return (row_[program_.words() + node.atom / 64] & bit) != 0 ? Truth::No : Truth::Unknown;
      }
      case Node::Op::Less: {
        const Interval a = interval(node.lhs), b = interval(node.rhs);
        return a.high < b.low ? Truth::Yes : a.low >= b.high ? Truth::No : Truth::Unknown;
      }
      case Node::Op::And:
        return all;
      case Node::Op::Or:
        return any;
      case Node::Op::Not:
        return ir::truth_not(all);
      case Node::Op::AtLeast:
        return least >= node.k ? Truth::Yes : most < node.k ? Truth::No : Truth::Unknown;
      case Node::Op::Shown: {
        const Truth finding = truths_[node.children[0]];
        return finding == Truth::Unknown && truths_[node.children[1]] == Truth::Yes ? Truth::Yes : finding;
      }
      case Node::Op::Known: {
        Truth known = Truth::Unknown;
        for (const planes::NodeIndex child : node.children) {
          if (known == Truth::Unknown) known = truths_[child];
        }
        return known;
      }
    }
    POL_BUG("operation out of range");
  }

  Interval interval(const planes::Side& side) const {
    if (side.kind == planes::Side::Kind::Constant) return {side.add, side.add};
    const std::uint64_t* cell = row_.data() + 2 * program_.words() + side.slot;
    if (program_.slots[side.slot].kind == planes::Slot::Kind::Low64) {
      return {static_cast<std::int64_t>(cell[0]) + side.add, static_cast<std::int64_t>(cell[1]) + side.add};
    }
    std::array<std::int32_t, 2> ends = {};
    std::memcpy(ends.data(), cell, sizeof ends);
    if (side.months != 0) {
      for (std::int32_t& end : ends) end = pol_add_months(end, side.months);
    }
    return {ends[0] + side.add, ends[1] + side.add};
  }

  const Program& program_;
  const std::vector<std::uint64_t>& row_;
  std::vector<Truth> truths_;
};

/// Findings a, b, c, … as expressions.
struct Findings {
  ir::Policy policy;
  std::vector<ir::ExprId> exprs;

  explicit Findings(int count) {
    for (int i = 0; i < count; ++i) {
      ir::Fact fact;
      fact.name = std::string(1, static_cast<char>('a' + i));
      exprs.push_back(policy.add(ir::Finding{policy.facts.add(fact)}, {}));
    }
  }
  ir::ExprId group(ir::Quantifier quantifier, std::vector<ir::ExprId> children, std::uint32_t k = 0) {
    return policy.add(ir::Group{quantifier, k, std::move(children), false}, {});
  }
  const Node node(ir::ExprId id) const {
    const Program program = planes::lower(policy);
    return program.nodes[program.of_expr[id.index]];
  }
};

}  // namespace

TEST_CASE("the program gives the interpreter's truths", "[planes]") {
  for (std::uint32_t seed = 1; seed <= 300; ++seed) {
    test::RandomPolicy random(seed);
    const ir::Policy policy = random.policy(10 + static_cast<int>(seed));
    const Program program = planes::lower(policy);
    REQUIRE(program.of_expr.size() == policy.exprs.size());
    std::vector<std::uint64_t> row(program.row_bytes() / 8);
    for (int i = 0; i < 30; ++i) {
      const ir::Patient patient = random.patient(policy);
      planes::pack(policy, program, patient, row.data());
      const Walk walk(program, row);
      const std::vector<Truth> expected = interp::evaluate(policy, patient);
      for (std::uint32_t id = 0; id < expected.size(); ++id) {
        if (walk[program.of_expr[id]] == expected[id]) continue;
        INFO("seed " << seed << ": " << ir::print(policy, ir::ExprId{id}));
        INFO(planes::print(policy, program));
        REQUIRE(walk[program.of_expr[id]] == expected[id]);
      }
    }
  }
}

TEST_CASE("children come before their parents, every node once", "[planes]") {
  test::RandomPolicy random(5);
  const ir::Policy policy = random.policy(400);
  const Program program = planes::lower(policy);
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    for (const planes::NodeIndex child : program.nodes[i].children) CHECK(child < i);
  }
  CHECK(planes::serialise(program) == planes::serialise(planes::lower(policy)));
}

TEST_CASE("equal work is shared and constants are folded", "[planes]") {
  Findings f(3);
  const ir::ExprId once = f.group(ir::Quantifier::Any, {f.exprs[0], f.exprs[1]});
  const ir::ExprId again = f.group(ir::Quantifier::Either, {f.exprs[0], f.exprs[1]});
  const ir::ExprId always = f.policy.add(ir::Literal{Truth::Yes}, {});
  const ir::ExprId only = f.group(ir::Quantifier::All, {always, f.exprs[2], f.exprs[2]});
  const ir::ExprId twice = f.policy.add(ir::Not{f.policy.add(ir::Not{f.exprs[1]}, {})}, {});
  const ir::ExprId open = f.group(ir::Quantifier::All, {f.exprs[0], f.policy.add(ir::Not{f.exprs[0]}, {})});
  const Program program = planes::lower(f.policy);
  CHECK(program.of_expr[once.index] == program.of_expr[again.index]);
  CHECK(program.of_expr[only.index] == program.of_expr[f.exprs[2].index]);
  CHECK(program.of_expr[twice.index] == program.of_expr[f.exprs[1].index]);
  CHECK(program.nodes[program.of_expr[open.index]].op == Node::Op::And);  // unknown when the finding is
}

TEST_CASE("counts at their bounds", "[planes]") {
  Findings f(3);
  const auto at_least = [&](std::uint32_t k) { return f.group(ir::Quantifier::AtLeast, f.exprs, k); };
  CHECK(f.node(at_least(0)).constant == Truth::Yes);
  CHECK(f.node(at_least(1)).op == Node::Op::Or);
  CHECK(f.node(at_least(2)).op == Node::Op::AtLeast);
  CHECK(f.node(at_least(3)).op == Node::Op::And);
  CHECK(f.node(at_least(4)).constant == Truth::No);
  // A repeated finding counts twice: at least 2 of a, a, b is a, or b and a.
  const ir::ExprId repeated = f.group(ir::Quantifier::AtLeast, {f.exprs[0], f.exprs[0], f.exprs[1]}, 2);
  CHECK(f.node(repeated).children.size() == 3);
}

TEST_CASE("findings of one group stand in one word, in the order of the rules", "[planes]") {
  Findings f(26);
  std::vector<ir::ExprId> late(f.exprs.begin() + 10, f.exprs.end());
  f.policy.rules.push_back({ir::Outcome::Meets, f.group(ir::Quantifier::Any, late), "", {}});
  const Program program = planes::lower(f.policy);
  for (std::uint32_t i = 0; i < late.size(); ++i) CHECK(program.atoms[i].fact.index == i + 10);
}

TEST_CASE("what the rules read stands first in the row", "[planes]") {
  Findings f(4);
  const ir::ExprId folded = f.group(ir::Quantifier::All, {f.exprs[1], f.policy.add(ir::Literal{Truth::No}, {})});
  f.policy.rules.push_back(
      {ir::Outcome::Meets, f.group(ir::Quantifier::Any, {f.exprs[0], folded, f.exprs[3]}), "", {}});
  const Program program = planes::lower(f.policy);
  REQUIRE(program.atoms.size() == 4);
  CHECK(program.atoms[0].fact.index == 0);
  CHECK(program.atoms[1].fact.index == 3);
}

TEST_CASE("a program's bytes tell apart what compiles to other code", "[planes]") {
  Findings f(3);
  const ir::ExprId any = f.group(ir::Quantifier::Any, f.exprs);
  const ir::ExprId all = f.group(ir::Quantifier::All, f.exprs);
  f.policy.rules.push_back({ir::Outcome::Meets, any, "", {}});
  const std::string before = planes::serialise(planes::lower(f.policy));
  f.policy.facts[ir::FactId{0}].title = "another title";
  CHECK(planes::serialise(planes::lower(f.policy)) == before);
  f.policy.rules[0].when = all;
  CHECK(planes::serialise(planes::lower(f.policy)) != before);
  f.policy.rules[0].when = any;
  f.policy.otherwise = ir::Outcome::Refer;
  CHECK(planes::serialise(planes::lower(f.policy)) != before);
}

namespace {

/// Two dates that may be none, a finding, and comparisons of which some follow from others.
struct Dates : test::SmallPolicy {
  ir::FactId anchor = date("anchor", true), last = date("last", true), gate = finding("gate");
  std::vector<ir::ExprId> parts;

  Dates() {
    const auto moved = [&](ir::FactId id, int months) {
      ir::Operand operand = fact(id);
      operand.months = months;
      return operand;
    };
    const ir::Operand at = fact(policy.reference);
    std::vector<ir::ExprId> compared = {compare(fact(anchor), ir::Relation::LessEqual, at),
                                        compare(at, ir::Relation::Less, fact(anchor)),
                                        compare(moved(last, 3), ir::Relation::Less, moved(anchor, 6))};
    for (const int months : {-1, 3, 6}) {
      compared.push_back(compare(moved(anchor, months), ir::Relation::LessEqual, at));
      compared.push_back(compare(at, ir::Relation::Less, moved(anchor, months)));
    }
    for (const ir::ExprId one : compared) {
      parts.push_back(one);
      parts.push_back(group(ir::Quantifier::All, {is(gate), one}));
      parts.push_back(negation(one));
    }
    parts.push_back(add(ir::IsNone{anchor}));
    parts.push_back(add(ir::IsNone{last}));
    parts.push_back(is(gate));
    const std::size_t count = parts.size();
    for (std::size_t a = 0; a < count; ++a) {
      for (std::size_t b = 0; b < count; ++b) {
        for (const ir::Quantifier quantifier : {ir::Quantifier::Any, ir::Quantifier::All}) {
          parts.push_back(group(quantifier, {parts[a], parts[b], parts[(a + b) % count]}));
        }
      }
    }
  }
};

}  // namespace

TEST_CASE("comparisons that follow from others are left out", "[planes]") {
  Dates dates;
  const auto at_reference = [&](int months) {
    ir::Operand moved = dates.fact(dates.anchor);
    moved.months = months;
    return dates.compare(dates.fact(dates.policy.reference), ir::Relation::Less, moved);
  };
  const ir::ExprId soon = at_reference(6), late = at_reference(12);
  const ir::ExprId gated = dates.group(ir::Quantifier::All, {dates.is(dates.gate), soon});
  const ir::ExprId any = dates.group(ir::Quantifier::Any, {gated, soon, late});
  const ir::ExprId all = dates.group(ir::Quantifier::All, {late, soon});
  const ir::ExprId none = dates.add(ir::IsNone{dates.anchor});
  const ir::ExprId none_or = dates.group(ir::Quantifier::Any, {none, soon});
  const Program program = planes::lower(dates.policy);
  CHECK(program.of_expr[any.index] == program.of_expr[late.index]);
  CHECK(program.of_expr[all.index] == program.of_expr[soon.index]);
  const Node& either = program.nodes[program.of_expr[none_or.index]];
  REQUIRE(either.children.size() == 2);
  CHECK(program.nodes[either.children[1]].op == Node::Op::Less);
}

TEST_CASE("what is left of comparisons means what all of them meant", "[planes]") {
  Dates dates;
  const Program program = planes::lower(dates.policy);
  std::vector<std::uint64_t> row(program.row_bytes() / 8);
  const std::vector<const char*> days = {"2024-11-30", "2024-12-01", "2024-12-02", "2025-02-28",
                                         "2025-03-01", "2025-05-31", "2025-07-01"};
  const auto states = [&](ir::FactId fact, const auto& visit) {
    dates.patient[fact] = {};
    visit();
    dates.patient[fact].kind = ir::FactState::Kind::None;
    visit();
    for (std::size_t low = 0; low < days.size(); ++low) {
      for (std::size_t high = low; high < days.size(); ++high) {
        dates.document(fact, test::day(days[low]), test::day(days[high]));
        visit();
      }
    }
  };
  const auto check = [&] {
    planes::pack(dates.policy, program, dates.patient, row.data());
    const Walk walk(program, row);
    const std::vector<Truth> expected = interp::evaluate(dates.policy, dates.patient);
    for (std::uint32_t id = 0; id < expected.size(); ++id) {
      if (walk[program.of_expr[id]] == expected[id]) continue;
      INFO(ir::print(dates.policy, ir::ExprId{id}));
      REQUIRE(walk[program.of_expr[id]] == expected[id]);
    }
  };
  for (int gate = 0; gate < 3; ++gate) {
    dates.patient[dates.gate] = {};
    if (gate != 2) dates.document(dates.gate, gate);
    states(dates.anchor, [&] { states(dates.last, check); });
  }
}

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

#include "compiler/planes/walk.h"

#include <array>
#include <cstring>

#include "compiler/support/result.h"
#include "pol/calendar.h"

namespace pol::planes {

namespace {

constexpr std::uint8_t kUnknown = 0, kYes = 1, kNo = 2;

struct Interval {
  std::int64_t low = 0, high = 0;
};

Interval interval_of(const Program& program, const std::uint64_t* row, const Side& side) {
  if (side.kind == Side::Kind::Constant) return {side.add, side.add};
  const std::uint64_t* cell = row + 2 * program.words() + side.slot;
  if (program.slots[side.slot].kind == Slot::Kind::Low64) {
    return {static_cast<std::int64_t>(cell[0]) + side.add, static_cast<std::int64_t>(cell[1]) + side.add};
  }
  std::array<std::int32_t, 2> ends = {};
  std::memcpy(ends.data(), cell, sizeof ends);
  if (side.months != 0) {
    for (std::int32_t& end : ends) end = pol_add_months(end, side.months);
  }
  return {ends[0] + side.add, ends[1] + side.add};
}

std::uint8_t truth_of(const Program& program, const std::uint64_t* row, const Node& node, const std::uint8_t* truths) {
  std::uint32_t yes = 0, no = 0;
  for (const NodeIndex child : node.children) {
    yes += truths[child] & kYes;
    no += truths[child] >> 1U;
  }
  const std::size_t children = node.children.size();
  switch (node.op) {
    case Node::Op::Constant:
      return node.constant == ir::Truth::Yes ? kYes : node.constant == ir::Truth::No ? kNo : kUnknown;
    case Node::Op::Atom: {
      const std::uint64_t bit = std::uint64_t{1} << (node.atom % 64);
      if ((row[node.atom / 64] & bit) != 0) return kYes;
      return (row[program.words() + node.atom / 64] & bit) != 0 ? kNo : kUnknown;
    }
    case Node::Op::Less: {
      const Interval lhs = interval_of(program, row, node.lhs), rhs = interval_of(program, row, node.rhs);
      return lhs.high < rhs.low ? kYes : lhs.low >= rhs.high ? kNo : kUnknown;
    }
    case Node::Op::And:
      return no > 0 ? kNo : yes == children ? kYes : kUnknown;
    case Node::Op::Or:
      return yes > 0 ? kYes : no == children ? kNo : kUnknown;
    case Node::Op::Not:
      return yes > 0 ? kNo : no > 0 ? kYes : kUnknown;
    case Node::Op::AtLeast:
      return yes >= node.k ? kYes : children - no < node.k ? kNo : kUnknown;
    case Node::Op::Shown: {
      const std::uint8_t finding = truths[node.children[0]], signs = truths[node.children[1]];
      return finding == kUnknown && signs == kYes ? kYes : finding;
    }
    case Node::Op::Known:
      return yes > 0 ? kYes : no > 0 ? kNo : kUnknown;
  }
  POL_BUG("operation out of range");
}

}  // namespace

void trace(const Program& program, const std::uint64_t* row, std::uint8_t* truths) {
  for (std::size_t i = 0; i < program.nodes.size(); ++i) truths[i] = truth_of(program, row, program.nodes[i], truths);
}

ir::OutcomeSet decide(const Program& program, const std::uint64_t* row) {
  std::vector<std::uint8_t> truths(program.nodes.size());
  trace(program, row, truths.data());
  unsigned possible = 0;
  for (const Program::Rule& rule : program.rules) {
    if (truths[rule.when] == kNo) continue;
    const bool is_reached = rule.reached == rule.when || truths[rule.reached] != kNo;
    if (is_reached) possible |= ir::outcome_bit(rule.outcome);
    if (truths[rule.when] == kYes) return static_cast<ir::OutcomeSet>(possible);
  }
  const bool is_reached = !program.otherwise_reached || truths[*program.otherwise_reached] != kNo;
  if (is_reached) possible |= ir::outcome_bit(program.otherwise);
  return static_cast<ir::OutcomeSet>(possible);
}

}  // namespace pol::planes

#include "tests/agreement/walk.h"

#include <cstring>

#include "compiler/interp/calendar.h"

namespace pol::agreement {

namespace {

using planes::Node;
using planes::Program;

constexpr std::uint8_t kYes = 1, kNo = 2;

struct Interval {
  std::int64_t low = 0, high = 0;
};

Interval interval_of(const Program& program, const std::uint64_t* row, const planes::Side& side) {
  if (side.kind == planes::Side::Kind::Constant) return {side.add, side.add};
  const std::uint64_t* cell = row + 2 * program.words() + side.slot;
  Interval out;
  if (program.slots[side.slot].kind == planes::Slot::Kind::Low64) {
    out = {static_cast<std::int64_t>(cell[0]), static_cast<std::int64_t>(cell[1])};
  } else {
    std::int32_t ends[2];
    std::memcpy(ends, cell, sizeof ends);
    out = {ends[0], ends[1]};
    const bool documented = ends[0] != INT32_MIN || ends[1] != INT32_MAX;
    if (side.months != 0 && documented) {
      out = {interp::add_months(ends[0], side.months), interp::add_months(ends[1], side.months)};
    }
  }
  return {out.low + side.add, out.high + side.add};
}

std::uint8_t less(Interval a, Interval b) { return a.high < b.low ? kYes : a.low >= b.high ? kNo : std::uint8_t{0}; }

std::uint8_t count(const Node& node, const std::vector<std::uint8_t>& done) {
  std::uint32_t surely = 0, possibly = 0;
  for (const planes::NodeIndex child : node.children) {
    if (done[child] == kYes) ++surely;
    if (done[child] != kNo) ++possibly;
  }
  return surely >= node.k ? kYes : possibly < node.k ? kNo : std::uint8_t{0};
}

/// And is no as soon as one is no; Or the mirror.
std::uint8_t join(const Node& node, const std::vector<std::uint8_t>& done, std::uint8_t settles) {
  bool all_other = true;
  for (const planes::NodeIndex child : node.children) {
    if (done[child] == settles) return settles;
    all_other &= done[child] != 0;
  }
  return all_other ? static_cast<std::uint8_t>(kYes + kNo - settles) : std::uint8_t{0};
}

std::uint8_t value_of(const Program& program, const std::uint64_t* row, const Node& node,
                      const std::vector<std::uint8_t>& done) {
  switch (node.op) {
    case Node::Op::Constant:
      return node.constant == ir::Truth::Yes ? kYes : node.constant == ir::Truth::No ? kNo : std::uint8_t{0};
    case Node::Op::Atom: {
      const auto bit = [&](std::size_t word) { return (row[word + node.atom / 64] >> (node.atom % 64)) & 1U; };
      return static_cast<std::uint8_t>(bit(0) | (bit(program.words()) << 1U));
    }
    case Node::Op::Less: return less(interval_of(program, row, node.lhs), interval_of(program, row, node.rhs));
    case Node::Op::And: return join(node, done, kNo);
    case Node::Op::Or: return join(node, done, kYes);
    case Node::Op::Not: {
      const std::uint8_t inner = done[node.children[0]];
      return inner == 0 ? inner : static_cast<std::uint8_t>(kYes + kNo - inner);
    }
    case Node::Op::AtLeast: return count(node, done);
    case Node::Op::Shown: {
      const std::uint8_t finding = done[node.children[0]];
      return finding != 0 ? finding : static_cast<std::uint8_t>(done[node.children[1]] & kYes);
    }
    case Node::Op::Known: {
      std::uint8_t all = 0;
      for (const planes::NodeIndex child : node.children) all = static_cast<std::uint8_t>(all | done[child]);
      return all;
    }
  }
  return 0;
}

}  // namespace

std::vector<std::uint8_t> walk(const Program& program, const std::uint64_t* row) {
  std::vector<std::uint8_t> done;
  done.reserve(program.nodes.size());
  for (const Node& node : program.nodes) done.push_back(value_of(program, row, node, done));
  return done;
}

}  // namespace pol::agreement

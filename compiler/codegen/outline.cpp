#include "compiler/codegen/outline.h"

#include <algorithm>

namespace pol::codegen {

using planes::Node;
using planes::NodeIndex;

namespace {

constexpr unsigned kDeepest = 64;
// Mask tests and comparisons. Measured on a policy of 330 conditions: 60 ran 7 % faster than 4 to 24 and compiled no
// slower; above, code that is shared often grows for nothing.
constexpr std::uint32_t kWorthACall = 60;
constexpr std::uint32_t kCallCost = 3;
constexpr std::uint32_t kHeaviest = 1U << 30;  // sharing can make weights exponential

std::uint32_t own_cost(const Node& node) {
  switch (node.op) {
    case Node::Op::Less:
      return node.lhs.months != 0 || node.rhs.months != 0 ? kWorthACall + 1 : 2;
    case Node::Op::AtLeast:
      return 4;
    case Node::Op::Constant:
    case Node::Op::Atom:
    case Node::Op::And:
    case Node::Op::Or:
    case Node::Op::Shown:
    case Node::Op::Known:
      return 1;
    case Node::Op::Not:
      return 0;
  }
  return 0;
}

/// How often the code of a node would stand in the program: never, once, or (2) more often.
std::vector<std::uint32_t> count_uses(const planes::Program& program) {
  std::vector<std::uint32_t> uses(program.nodes.size(), 0);
  const auto add = [&](NodeIndex node, std::uint32_t times) { uses[node] = std::min(uses[node] + times, 2U); };
  for (const planes::Program::Rule& rule : program.rules) {
    add(rule.when, 1);
    if (rule.reached != rule.when) add(rule.reached, 1);
  }
  if (program.otherwise_reached) add(*program.otherwise_reached, 1);
  for (std::size_t i = program.nodes.size(); i-- > 0;) {
    if (uses[i] == 0) continue;  // nothing the rules rest on
    const Node& node = program.nodes[i];
    // These two never become shared functions themselves: what stands below them does.
    const bool stands_in_place = node.op == Node::Op::Shown || node.op == Node::Op::Not;
    for (const NodeIndex child : node.children) add(child, stands_in_place ? uses[i] : 1);
  }
  return uses;
}

}  // namespace

Outline outline(const planes::Program& program) {
  const std::size_t count = program.nodes.size();
  Outline result{std::vector<bool>(count, false),
                 std::vector<bool>(count, false),
                 {},
                 std::vector<bool>(count, false),
                 std::vector<std::uint32_t>(count, 0)};
  const std::vector<std::uint32_t> uses = count_uses(program);
  std::vector<std::uint32_t> cost(count, 0);  // of its code in place
  std::vector<unsigned> depth(count, 0);
  for (NodeIndex i = 0; i < count; ++i) {
    const Node& node = program.nodes[i];
    if (uses[i] == 0) continue;
    cost[i] = own_cost(node);
    result.has_claims[i] = node.op == Node::Op::Atom;
    result.weight[i] = cost[i];
    for (const NodeIndex child : node.children) {
      cost[i] += cost[child];
      result.weight[i] = std::min(result.weight[i] + result.weight[child], kHeaviest);
      if (result.has_claims[child]) result.has_claims[i] = true;
      depth[i] = std::max(depth[i], depth[child] + 1);
    }
    const bool shared = uses[i] > 1 && cost[i] > kWorthACall && node.op != Node::Op::Not && node.op != Node::Op::Shown;
    if (!shared && depth[i] < kDeepest) continue;
    result.is_function[i] = true;
    result.remembers[i] = uses[i] > 1;
    result.functions.push_back(i);
    cost[i] = kCallCost;
    depth[i] = 0;
  }
  return result;
}

}  // namespace pol::codegen

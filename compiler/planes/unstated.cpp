#include "compiler/planes/unstated.h"

#include <set>

namespace pol::planes {

namespace {

constexpr NodeIndex kNobody = UINT32_MAX, kSeveral = UINT32_MAX - 1;

bool is_unknown(const Node& node) { return node.op == Node::Op::Constant && node.constant == ir::Truth::Unknown; }

}  // namespace

std::vector<NodeIndex> find_unstated(const Program& program) {
  std::vector<NodeIndex> parent(program.nodes.size(), kNobody);
  std::vector<bool> is_read(program.nodes.size(), false);
  std::set<NodeIndex> found;
  const auto read_by_rule = [&](NodeIndex node) {
    is_read[node] = true;
    parent[node] = kSeveral;  // rules follow each other: what is unknown in one matters to the next
    if (is_unknown(program.nodes[node])) found.insert(node);
  };
  for (const Program::Rule& rule : program.rules) {
    read_by_rule(rule.when);
    read_by_rule(rule.reached);
  }
  if (program.otherwise_reached) read_by_rule(*program.otherwise_reached);
  for (std::size_t i = program.nodes.size(); i-- > 0;) {
    if (!is_read[i]) continue;
    for (const NodeIndex child : program.nodes[i].children) {
      is_read[child] = true;
      parent[child] = parent[child] == kNobody ? static_cast<NodeIndex>(i) : kSeveral;
    }
  }
  for (std::size_t i = 0; i < program.nodes.size(); ++i) {
    if (!is_read[i]) continue;
    for (const NodeIndex child : program.nodes[i].children) {
      if (!is_unknown(program.nodes[child])) continue;
      auto whole = static_cast<NodeIndex>(i);
      while (parent[whole] != kSeveral) whole = parent[whole];
      found.insert(whole);
    }
  }
  return {found.begin(), found.end()};
}

}  // namespace pol::planes

#include "compiler/planes/absorb.h"

#include <algorithm>
#include <array>
#include <map>
#include <optional>

namespace pol::planes {

namespace {

constexpr std::size_t kMostOfOneKind = 64;  // each is held against each
constexpr std::size_t kMostParts = 16;      // of one `and`

/// One comparison, or the opposite of one, and what must hold beside it.
struct Bound {
  std::size_t child = 0;
  std::int64_t limit = 0;  ///< of two with the same rest, the greater is never less true
  std::vector<NodeIndex> rest;
};

/// What two comparisons have in common that differ by their constants alone.
using Kind = std::array<std::int64_t, 7>;

Kind kind_of(const Node& less, bool negated) {
  return {static_cast<std::int64_t>(less.lhs.kind),
          less.lhs.slot,
          less.lhs.months,
          static_cast<std::int64_t>(less.rhs.kind),
          less.rhs.slot,
          less.rhs.months,
          negated ? 1 : 0};
}

bool is_comparison(const Program& program, NodeIndex index) {
  const Node& node = program.nodes[index];
  return node.op == Node::Op::Less ||
         (node.op == Node::Op::Not && program.nodes[node.children.front()].op == Node::Op::Less);
}

/// The first comparison in `index`, which is one or an `and` with one. `rest`: what stands beside it.
std::optional<NodeIndex> comparison_in(const Program& program, NodeIndex index, std::vector<NodeIndex>& rest) {
  std::vector<NodeIndex> parts = {index};
  std::optional<NodeIndex> found;
  for (std::size_t i = 0; i < parts.size(); ++i) {
    const Node& part = program.nodes[parts[i]];
    if (!found && is_comparison(program, parts[i])) {
      found = parts[i];
    } else if (part.op == Node::Op::And && parts.size() + part.children.size() <= kMostParts) {
      parts.insert(parts.end(), part.children.begin(), part.children.end());
    } else {
      rest.push_back(parts[i]);
    }
  }
  std::sort(rest.begin(), rest.end());
  return found;
}

bool is_at_most(const Bound& a, const Bound& b) {
  return a.limit <= b.limit && std::includes(a.rest.begin(), a.rest.end(), b.rest.begin(), b.rest.end());
}

}  // namespace

std::vector<NodeIndex> absorb(const Program& program, Node::Op op, const std::vector<NodeIndex>& children) {
  std::map<Kind, std::vector<Bound>> bounds;
  for (std::size_t i = 0; i < children.size(); ++i) {
    Bound bound;
    bound.child = i;
    const auto found = comparison_in(program, children[i], bound.rest);
    if (!found) continue;
    const bool negated = program.nodes[*found].op == Node::Op::Not;
    const Node& less = program.nodes[negated ? program.nodes[*found].children.front() : *found];
    bound.limit = less.rhs.add - less.lhs.add;
    if (negated) bound.limit = -bound.limit;
    bounds[kind_of(less, negated)].push_back(std::move(bound));
  }
  std::vector<bool> is_idle(children.size(), false);
  for (const auto& [kind, of_kind] : bounds) {
    if (of_kind.size() > kMostOfOneKind) continue;
    for (const Bound& a : of_kind) {
      for (const Bound& b : of_kind) {
        const Bound& idle = op == Node::Op::Or ? a : b;
        const Bound& stays = op == Node::Op::Or ? b : a;
        if (&a != &b && !is_idle[stays.child] && is_at_most(a, b)) is_idle[idle.child] = true;
      }
    }
  }
  std::vector<NodeIndex> left;
  for (std::size_t i = 0; i < children.size(); ++i) {
    if (!is_idle[i]) left.push_back(children[i]);
  }
  return left;
}

}  // namespace pol::planes

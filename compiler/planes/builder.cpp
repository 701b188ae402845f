#include "compiler/planes/builder.h"

#include <algorithm>
#include <unordered_set>
#include <utility>

#include "compiler/planes/absorb.h"

namespace pol::planes {

using ir::Truth;

namespace {

void append_number(std::string& out, std::int64_t value) {
  for (unsigned byte = 0; byte < 8; ++byte) {
    out.push_back(static_cast<char>((static_cast<std::uint64_t>(value) >> (8 * byte)) & 0xFFU));
  }
}

void append_side(std::string& out, const Side& side) {
  append_number(out, static_cast<std::int64_t>(side.kind));
  append_number(out, side.slot);
  append_number(out, side.months);
  append_number(out, side.add);
}

}  // namespace

void append(std::string& out, const Node& node) {
  out.push_back(static_cast<char>(node.op));
  switch (node.op) {
    case Node::Op::Constant:
      out.push_back(static_cast<char>(node.constant));
      return;
    case Node::Op::Atom:
      append_number(out, node.atom);
      return;
    case Node::Op::Less:
      append_side(out, node.lhs);
      append_side(out, node.rhs);
      return;
    case Node::Op::AtLeast:
      append_number(out, node.k);
      break;
    case Node::Op::And:
    case Node::Op::Or:
    case Node::Op::Not:
    case Node::Op::Shown:
    case Node::Op::Known:
      break;
  }
  append_number(out, static_cast<std::int64_t>(node.children.size()));
  for (const NodeIndex child : node.children) append_number(out, child);
}

NodeIndex Builder::add(Node node) {
  std::string key;
  append(key, node);
  const auto [found, is_new] = nodes_.try_emplace(std::move(key), static_cast<NodeIndex>(program_.nodes.size()));
  if (is_new) program_.nodes.push_back(std::move(node));
  return found->second;
}

bool Builder::is_constant(NodeIndex node, Truth truth) const {
  return program_.nodes[node].op == Node::Op::Constant && program_.nodes[node].constant == truth;
}

NodeIndex Builder::constant(Truth truth) {
  Node node;
  node.op = Node::Op::Constant;
  node.constant = truth;
  return add(std::move(node));
}

NodeIndex Builder::atom(const Atom& atom) {
  std::string key;
  key.push_back(static_cast<char>(atom.kind));
  append_number(key, atom.fact.index);
  append_number(key, atom.member);
  for (const std::size_t value : atom.values.list()) append_number(key, static_cast<std::int64_t>(value));
  const auto [found, is_new] = atoms_.try_emplace(std::move(key), 0);
  if (is_new) {
    Node node;
    node.op = Node::Op::Atom;
    node.atom = static_cast<std::uint32_t>(program_.atoms.size());
    program_.atoms.push_back(atom);
    found->second = add(std::move(node));
  }
  return found->second;
}

NodeIndex Builder::negate(NodeIndex operand) {
  const Node& inner = program_.nodes[operand];
  if (inner.op == Node::Op::Not) return inner.children.front();
  if (inner.op == Node::Op::Constant) return constant(ir::truth_not(inner.constant));
  Node node;
  node.op = Node::Op::Not;
  node.children = {operand};
  return add(std::move(node));
}

bool Builder::compares(NodeIndex index, ir::FactId fact) const {
  const Node& node = program_.nodes[index];
  if (node.op == Node::Op::Not) return compares(node.children.front(), fact);
  const auto reads = [&](const Side& side) {
    return side.kind == Side::Kind::Slot && program_.slots[side.slot].fact == fact;
  };
  return node.op == Node::Op::Less && (reads(node.lhs) || reads(node.rhs));
}

/// `x is none or (x is not none and x < y)` is `x is none or x < y`: while it is unknown whether x is none, so is every
/// comparison of it.
void Builder::drop_denials(std::vector<NodeIndex>& children) {
  std::vector<NodeIndex> nones;
  for (const NodeIndex child : children) {
    const Node& node = program_.nodes[child];
    if (node.op == Node::Op::Atom && program_.atoms[node.atom].kind == Atom::Kind::IsNone) nones.push_back(child);
  }
  if (nones.empty()) return;
  for (NodeIndex& child : children) {
    if (program_.nodes[child].op != Node::Op::And) continue;
    const std::vector<NodeIndex> parts = program_.nodes[child].children;
    std::vector<NodeIndex> left;
    for (const NodeIndex part : parts) {
      const Node& node = program_.nodes[part];
      const bool denies =
          node.op == Node::Op::Not && std::count(nones.begin(), nones.end(), node.children.front()) != 0;
      const bool is_idle = denies && std::any_of(parts.begin(), parts.end(), [&](NodeIndex other) {
                             return compares(other, program_.atoms[program_.nodes[node.children.front()].atom].fact);
                           });
      if (!is_idle) left.push_back(part);
    }
    if (left.size() != parts.size()) child = all(std::move(left));
  }
}

NodeIndex Builder::join(Node::Op op, std::vector<NodeIndex> children) {
  if (op == Node::Op::Or) drop_denials(children);
  const Truth neutral = op == Node::Op::And ? Truth::Yes : Truth::No;
  Node node;
  node.op = op;
  std::unordered_set<NodeIndex> seen;
  for (const NodeIndex child : children) {
    if (is_constant(child, ir::truth_not(neutral))) return child;
    if (is_constant(child, neutral) || !seen.insert(child).second) continue;
    node.children.push_back(child);
  }
  node.children = absorb(program_, op, node.children);
  if (node.children.empty()) return constant(neutral);
  if (node.children.size() == 1) return node.children.front();
  return add(std::move(node));
}

NodeIndex Builder::all(std::vector<NodeIndex> children) { return join(Node::Op::And, std::move(children)); }
NodeIndex Builder::any(std::vector<NodeIndex> children) { return join(Node::Op::Or, std::move(children)); }

NodeIndex Builder::at_least(std::uint32_t k, const std::vector<NodeIndex>& children) {
  Node node;
  node.op = Node::Op::AtLeast;
  node.k = k;
  for (const NodeIndex child : children) {
    if (is_constant(child, Truth::No)) continue;
    if (!is_constant(child, Truth::Yes)) {
      node.children.push_back(child);  // repeated children count as often as they stand there
    } else if (node.k > 0) {
      --node.k;
    }
  }
  if (node.k == 0) return constant(Truth::Yes);
  if (node.k > node.children.size()) return constant(Truth::No);
  if (node.k == 1) return any(std::move(node.children));
  if (node.k == node.children.size()) return all(std::move(node.children));
  return add(std::move(node));
}

NodeIndex Builder::shown(NodeIndex finding, NodeIndex signs) {
  if (is_constant(signs, Truth::No) || is_constant(signs, Truth::Unknown)) return finding;
  Node node;
  node.op = Node::Op::Shown;
  node.children = {finding, signs};
  return add(std::move(node));
}

NodeIndex Builder::known(std::vector<NodeIndex> children) {
  Node node;
  node.op = Node::Op::Known;
  std::unordered_set<NodeIndex> seen;
  const auto add_child = [&](NodeIndex child) {
    if (is_constant(child, Truth::Unknown) || !seen.insert(child).second) return;
    node.children.push_back(child);
  };
  for (const NodeIndex child : children) {
    if (program_.nodes[child].op == Node::Op::Constant && !is_constant(child, Truth::Unknown)) return child;
    if (program_.nodes[child].op == Node::Op::Known) {
      for (const NodeIndex inner : std::vector(program_.nodes[child].children)) add_child(inner);
    } else {
      add_child(child);
    }
  }
  if (node.children.empty()) return constant(Truth::Unknown);
  if (node.children.size() == 1) return node.children.front();
  return add(std::move(node));
}

NodeIndex Builder::less(const Side& lhs, const Side& rhs) {
  if (lhs.kind == Side::Kind::Constant && rhs.kind == Side::Kind::Constant) {
    return constant(lhs.add < rhs.add ? Truth::Yes : Truth::No);
  }
  Node node;
  node.op = Node::Op::Less;
  node.lhs = lhs;
  node.rhs = rhs;
  return add(std::move(node));
}

std::uint32_t Builder::slot(Slot::Kind kind, ir::FactId fact, std::int32_t months) {
  std::string key;
  key.push_back(static_cast<char>(kind));
  append_number(key, fact.index);
  append_number(key, months);
  const auto [found, is_new] = slots_.try_emplace(std::move(key), static_cast<std::uint32_t>(program_.slots.size()));
  if (is_new) {
    program_.slots.push_back({kind, fact, months});
    if (kind == Slot::Kind::Low64) program_.slots.push_back({Slot::Kind::High64, fact, 0});
  }
  return found->second;
}

}  // namespace pol::planes

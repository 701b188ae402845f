#include "compiler/codegen/conjunction.h"

#include <algorithm>

namespace pol::codegen {

using planes::Node;
using planes::NodeIndex;

namespace {

void collect(const planes::Program& program, const Outline& outline, Literal literal, bool is_root, Conjunction& into) {
  const Node& node = program.nodes[literal.node];
  if (!is_root && outline.is_function[literal.node]) {
    into.others.push_back(literal);
  } else if (node.op == Node::Op::Atom) {
    into.add_atom(node.atom, literal.negated);
  } else if (node.op == Node::Op::Not) {
    collect(program, outline, {node.children.front(), !literal.negated}, false, into);
  } else if (node.op == (literal.negated ? Node::Op::Or : Node::Op::And)) {
    for (const NodeIndex child : node.children) collect(program, outline, {child, literal.negated}, false, into);
  } else {
    into.others.push_back(literal);
  }
}

}  // namespace

void Conjunction::add_atom(std::uint32_t atom, bool negated) {
  const std::uint64_t bit = std::uint64_t{1} << (atom % 64);
  for (AtomMask& mask : masks) {
    // An atom and its opposite must not share a mask: one bit would then stand for both.
    if (mask.word != atom / 64 || ((negated ? mask.plain : mask.negated) & bit) != 0) continue;
    (negated ? mask.negated : mask.plain) |= bit;
    return;
  }
  masks.push_back({atom / 64, negated ? 0 : bit, negated ? bit : 0});
}

Conjunction conjunction_of(const planes::Program& program, const Outline& outline, Literal literal) {
  Conjunction parts;
  collect(program, outline, literal, true, parts);
  std::stable_partition(parts.others.begin(), parts.others.end(),
                        [&](const Literal& other) { return outline.has_claims[other.node]; });
  return parts;
}

}  // namespace pol::codegen

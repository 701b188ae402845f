#include "compiler/planes/literals.h"

#include <algorithm>

#include "compiler/support/result.h"

namespace pol::planes {

Literals::Literals(const ir::Policy& policy, const Program& program)
    : policy_(policy), program_(program), reads_whole_(policy.facts.size(), false) {
  for (const Atom& atom : program.atoms) {
    if (atom.kind == Atom::Kind::IsNone) reads_whole_[atom.fact.index] = true;
  }
  for (const Slot& slot : program.slots) {
    if (slot.kind == Slot::Kind::Count) reads_whole_[slot.fact.index] = true;
  }
}

const std::vector<Literal>& Literals::below(NodeIndex root) {
  // A stack of our own: chains of definitions may be longer than the machine's stack.
  std::vector<NodeIndex> waiting = {root};
  while (!waiting.empty()) {
    const NodeIndex top = waiting.back();
    if (below_.contains(top)) {
      waiting.pop_back();
      continue;
    }
    bool ready = true;
    for (const NodeIndex child : program_.nodes[top].children) {
      if (below_.contains(child)) continue;
      waiting.push_back(child);
      ready = false;
    }
    if (ready) below_.emplace(top, compute(top));
  }
  return below_.at(root);
}

/// Those of the children are known.
std::vector<Literal> Literals::compute(NodeIndex index) {
  const Node& node = program_.nodes[index];
  std::vector<Literal> out;
  switch (node.op) {
    case Node::Op::Constant:
      return out;
    case Node::Op::Atom:
    case Node::Op::Less:
      if (!units(index).empty()) out.push_back({index, false});
      return out;
    case Node::Op::Not:
    case Node::Op::And:
    case Node::Op::Or:
    case Node::Op::AtLeast:
    case Node::Op::Shown:
    case Node::Op::Known:
      break;
  }
  for (const NodeIndex child : node.children) {
    const std::vector<Literal>& part = below_.at(child);
    out.insert(out.end(), part.begin(), part.end());
  }
  if (node.op == Node::Op::Not) {
    for (Literal& literal : out) literal.negated = !literal.negated;
  }
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::optional<Unit> Literals::unit_of(const Side& side) const {
  if (side.kind == Side::Kind::Constant) return std::nullopt;
  const Slot& slot = program_.slots[side.slot];
  if (slot.fact == policy_.reference) return std::nullopt;
  return Unit{slot.kind == Slot::Kind::Count ? Unit::Kind::WholeSet : Unit::Kind::Value, slot.fact, 0};
}

std::vector<Unit> Literals::units(NodeIndex leaf) const {
  const Node& node = program_.nodes[leaf];
  std::vector<Unit> out;
  if (node.op == Node::Op::Less) {
    for (const Side& side : {node.lhs, node.rhs}) {
      if (const auto unit = unit_of(side)) out.push_back(*unit);
    }
    return out;
  }
  const Atom& atom = program_.atoms[node.atom];
  const ir::FactKind kind = policy_.facts[atom.fact].type.kind;
  switch (atom.kind) {
    case Atom::Kind::Finding:
      return {{Unit::Kind::Finding, atom.fact, 0}};
    case Atom::Kind::ChoiceIs:
      return {{Unit::Kind::Choice, atom.fact, 0}};
    case Atom::Kind::IsNone:
      if (kind == ir::FactKind::Choice) return {{Unit::Kind::Choice, atom.fact, 0}};
      return {{kind == ir::FactKind::Set ? Unit::Kind::WholeSet : Unit::Kind::IsNone, atom.fact, 0}};
    case Atom::Kind::IsDocumented:
      return {};
    case Atom::Kind::Member:
      if (reads_whole_[atom.fact.index]) return {{Unit::Kind::WholeSet, atom.fact, 0}};
      return {{Unit::Kind::Member, atom.fact, atom.member}};
  }
  POL_BUG("kind of atom out of range");
}

bool Literals::choice_is_wanted_one_way(ir::FactId fact, const std::vector<Literal>& literals) const {
  const ir::Type& type = policy_.facts[fact].type;
  const std::size_t values = policy_.value_sets[type.values].values.size();
  bool some_suits_all = false, some_suits_none = false;
  for (std::size_t value = 0; value < values + (type.or_none ? 1 : 0); ++value) {
    bool all = true, none = true;
    for (const Literal& literal : literals) {
      const Atom& atom = program_.atoms[program_.nodes[literal.leaf].atom];
      const bool holds = atom.kind == Atom::Kind::IsNone ? value == values : atom.values.contains(value);
      (holds == literal.negated ? all : none) = false;
    }
    some_suits_all = some_suits_all || all;
    some_suits_none = some_suits_none || none;
  }
  return some_suits_all && some_suits_none;
}

bool Literals::is_wanted_one_way(const Unit& unit, const std::vector<Literal>& literals) const {
  if (unit.kind == Unit::Kind::Choice) return choice_is_wanted_one_way(unit.fact, literals);
  bool up = false, down = false;  // more, later, yes; less, earlier, no
  for (const Literal& literal : literals) {
    const Node& node = program_.nodes[literal.leaf];
    bool wants_up = !literal.negated;
    if (node.op == Node::Op::Less) {
      if (unit_of(node.lhs) == unit) (literal.negated ? up : down) = true;
      if (unit_of(node.rhs) != unit) continue;
    } else if (unit.kind == Unit::Kind::WholeSet && program_.atoms[node.atom].kind == Atom::Kind::IsNone) {
      wants_up = literal.negated;
    }
    (wants_up ? up : down) = true;
  }
  return !(up && down);
}

}  // namespace pol::planes

// How the open part of a question wants its facts: what is wanted one way only needs no choice.

#include <algorithm>

#include "compiler/exact/solver.h"
#include "compiler/support/result.h"

namespace pol::exact {

using ir::Truth;

namespace {

constexpr std::uint8_t kYes = 1, kNo = 2, kBoth = 3;
std::uint8_t turned(std::uint8_t signs) {
  return static_cast<std::uint8_t>(((signs & kYes) != 0 ? kNo : 0) | ((signs & kNo) != 0 ? kYes : 0));
}

}  // namespace

Solver::Uses Solver::uses_of(const Component& component) const {
  Uses uses{std::vector<std::uint8_t>(network_.size(), 0), std::vector<std::uint32_t>(network_.size(), 0)};
  for (const NodeId id : component.frontier) {
    uses.signs[id.index] = required_[id.index] == Truth::Yes ? kYes : kNo;
  }
  for (std::size_t i = component.scope.size(); i-- > 0;) {
    const NodeId id = component.scope[i];
    std::uint8_t signs = uses.signs[id.index];
    if (signs == 0) continue;
    const Node& node = network_[id];
    if (node.kind == Node::Kind::Not) signs = turned(signs);
    if (node.kind == Node::Kind::Exactly) signs = kBoth;
    const NodeId* children = network_.children(node);
    for (std::uint32_t c = 0; c < node.size; ++c) {
      const std::uint32_t child = children[c].index;
      if (truth_[child] != Truth::Unknown) continue;
      uses.signs[child] = static_cast<std::uint8_t>(uses.signs[child] | signs);
      ++uses.count[child];
    }
  }
  return uses;
}

Solver::Wanted& Solver::wanted(VariableId id) {
  Wanted& found = wanted_[id.index];
  if (!found.is_used) {
    found = Wanted();
    found.is_used = true;
    wanted_variables_.push_back(id);
  }
  return found;
}

bool Solver::set_pure(const Component& component, const Uses& uses, bool& is_changed) {
  for (const VariableId id : wanted_variables_) wanted_[id.index].is_used = false;
  wanted_variables_.clear();
  for (const NodeId id : component.scope) {
    const std::uint8_t signs = uses.signs[id.index];
    if (signs != 0 && truth_[id.index] == Truth::Unknown) want(network_[id], signs);
  }
  for (const std::size_t i : component.constraints) {
    const Constraint& constraint = constraints_[i];
    if (constraint.link != nullptr) {
      for (const Term* term : {&constraint.link->length, &constraint.link->start, &constraint.link->end}) {
        want_mixed(*term);
      }
    } else {
      want_mixed(constraint.lhs);
      want_mixed(constraint.rhs);
    }
  }
  // Of two facts compared with each other the first may be set, for the second the thresholds then stand: both are
  // wanted one way still, and towards each other's ends.
  for (const VariableId id : wanted_variables_) {
    if (!set_wanted(id, wanted_[id.index], is_changed)) return false;
  }
  return true;
}

bool Solver::set_wanted(VariableId id, const Wanted& by, bool& is_changed) {
  const Variable& variable = network_.variables()[id.index];
  const std::int64_t low = low_[id.index], high = high_[id.index];
  switch (variable.kind) {
    case Variable::Kind::Choice: {
      const Words& domain = masks_[static_cast<std::size_t>(low)];
      bool is_empty = true;
      for (std::size_t i = 0; i < domain.size(); ++i) is_empty &= (domain[i] & by.mask[i]) == 0;
      return is_empty || narrow_choice(id, by.mask, true, is_changed);
    }
    case Variable::Kind::Flag:
      if (by.is_mixed || by.more == by.less) return true;
      return narrow(id, by.more ? 1 : 0, by.more ? 1 : 0, is_changed);
    case Variable::Kind::Number:
    case Variable::Kind::Date:
      break;
  }
  if (by.is_mixed || (by.more && by.less)) return true;
  if (by.less) return by.low > low || narrow(id, low, low, is_changed);
  if (by.more) return by.high < high || narrow(id, high, high, is_changed);
  std::int64_t least = std::max(low, by.low), most = std::min(high, by.high);
  if (variable.step == 2) {
    least += least & 1;
    most -= most & 1;
  }
  return least > most || narrow(id, least, most, is_changed);
}

void Solver::want_mixed(const Term& term) {
  const std::uint32_t count = term.kind == Term::Kind::Constant ? 0 : term.kind == Term::Kind::Value ? 1 : term.members;
  for (std::uint32_t i = 0; i < count; ++i) wanted(VariableId{term.variable.index + i}).is_mixed = true;
}

void Solver::want(const Node& node, std::uint8_t signs) {
  switch (node.kind) {
    case Node::Kind::Flag: {
      Wanted& by = wanted(node.variable);
      by.more |= (signs & kYes) != 0;
      by.less |= (signs & kNo) != 0;
      return;
    }
    case Node::Kind::Choice: {
      Wanted& by = wanted(node.variable);
      const Words& mask = network_.mask(node.k);
      if (by.mask.empty()) by.mask.assign(mask.size(), ~std::uint64_t{0});
      for (std::size_t i = 0; i < mask.size(); ++i) {
        if ((signs & kYes) != 0) by.mask[i] &= mask[i];
        if ((signs & kNo) != 0) by.mask[i] &= ~mask[i];
      }
      return;
    }
    case Node::Kind::AtMost: {
      const auto& [lhs, rhs] = network_.pair(node);
      if ((signs & kYes) != 0) want_at_most(lhs, rhs);
      if ((signs & kNo) != 0) {
        Term beyond = rhs;
        beyond.add += 1;
        want_at_most(beyond, lhs);
      }
      return;
    }
    case Node::Kind::Linked: {
      const Link& link = network_.link(node);
      for (const Term* term : {&link.length, &link.start, &link.end}) want_mixed(*term);
      return;
    }
    case Node::Kind::Constant:
    case Node::Kind::Not:
    case Node::Kind::Any:
    case Node::Kind::All:
    case Node::Kind::AtLeast:
    case Node::Kind::Exactly:
      return;
  }
  POL_BUG("kind of node out of range");
}

void Solver::want_at_most(const Term& lhs, const Term& rhs) {
  const bool lhs_open = is_open(lhs), rhs_open = is_open(rhs);
  if (lhs.kind == Term::Kind::Value && rhs.kind == Term::Kind::Value && lhs.variable == rhs.variable) {
    return want_mixed(lhs);
  }
  if (lhs.kind == Term::Kind::Value && lhs_open) {
    Wanted& by = wanted(lhs.variable);
    if (rhs_open) {
      by.less = true;
    } else {
      by.high = std::min(by.high, greatest_within(lhs, bounds_of(rhs).low));
    }
  }
  if (rhs.kind == Term::Kind::Value && rhs_open) {
    Wanted& by = wanted(rhs.variable);
    if (lhs_open) {
      by.more = true;
    } else {
      by.low = std::max(by.low, least_reaching(rhs, bounds_of(lhs).high));
    }
  }
  for (const Term* term : {&lhs, &rhs}) {
    if (term->kind != Term::Kind::Count) continue;
    for (std::uint32_t i = 0; i < term->members; ++i) {
      const VariableId member{term->variable.index + i};
      if (!is_open(member)) continue;
      (term == &lhs ? wanted(member).less : wanted(member).more) = true;
    }
  }
}

/// A condition that the question turns on, and its truth that helps: one wanted both ways if there is, and where many
/// conditions want it.
std::pair<NodeId, bool> Solver::alternative(const Component& component, const Uses& uses) const {
  NodeId best;
  std::uint64_t best_weight = 0;
  for (const NodeId id : component.scope) {
    const std::uint8_t signs = uses.signs[id.index];
    const Node& node = network_[id];
    if (signs == 0 || node.size != 0 || truth_[id.index] != Truth::Unknown) continue;
    const std::uint64_t weight =
        node.kind == Node::Kind::Linked ? 1 : (signs == kBoth ? std::uint64_t{1} << 32 : 0) + uses.count[id.index] + 1;
    if (weight <= best_weight) continue;
    best_weight = weight;
    best = id;
  }
  if (!best.is_set()) POL_BUG("an open question with nothing open in it");
  return {best, (uses.signs[best.index] & kYes) != 0};
}

}  // namespace pol::exact

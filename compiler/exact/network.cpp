#include "compiler/exact/network.h"

#include <algorithm>

#include "compiler/interp/calendar.h"
#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::exact {

using ir::FactId;
using ir::FactKind;
using ir::FactState;

std::vector<bool> dependent_facts(const ir::Policy& policy, const ir::Patient& prepared) {
  std::vector<bool> dependent(policy.facts.size(), false);
  const auto mark = [&](FactId fact, bool may_turn) {
    if (!fact.is_set()) return;
    const FactState& state = prepared[fact];
    dependent[fact.index] = state.kind == FactState::Kind::Undocumented || state.assumed ||
                            (state.derived && (state.low != state.high || may_turn));
  };
  // `prepare` derives from an end that is planned; should the episode turn out to be current, it ends today.
  const auto may_be_current = [&](const ir::Record& record) {
    return record.end.is_set() && record.status.is_set() &&
           prepared[record.status].kind == FactState::Kind::Undocumented &&
           prepared[record.end].high > prepared[policy.reference].low;
  };
  for (const ir::Record& record : policy.records) {
    if (record.kind == ir::Record::Kind::Episode && record.length.is_set() && record.start.is_set() &&
        policy.facts[record.length].type.dimension == ir::Dimension::Days) {
      mark(record.length, may_be_current(record));
    }
    if (record.kind == ir::Record::Kind::Age && record.birth.is_set()) {
      mark(record.years, false);
      mark(record.months, false);
    }
  }
  return dependent;
}

Network::Network(const ir::Policy& policy, const ir::Patient& prepared)
    : policy_(policy),
      prepared_(prepared),
      dependent_(dependent_facts(policy, prepared)),
      of_expr_(policy.exprs.size()),
      values_(policy.facts.size()),
      nones_(policy.facts.size()) {
  add({Node::Kind::Constant, 0, {}, 0, 0});
  add({Node::Kind::Constant, 1, {}, 0, 0});
}

NodeId Network::add(Node node) {
  nodes_.push_back(node);
  return NodeId{static_cast<std::uint32_t>(nodes_.size() - 1)};
}

NodeId Network::negate(NodeId node) {
  if (node == kNever) return kAlways;
  if (node == kAlways) return kNever;
  if (nodes_[node.index].kind == Node::Kind::Not) return children_[nodes_[node.index].first];
  const auto first = static_cast<std::uint32_t>(children_.size());
  children_.push_back(node);
  return add({Node::Kind::Not, 0, {}, first, 1});
}

NodeId Network::group(Node::Kind kind, std::uint32_t k, std::vector<NodeId> nodes) {
  const auto yes = static_cast<std::uint32_t>(std::count(nodes.begin(), nodes.end(), kAlways));
  const bool is_one_never = std::find(nodes.begin(), nodes.end(), kNever) != nodes.end();
  std::erase_if(nodes, [](NodeId node) { return node == kNever || node == kAlways; });
  const auto open = static_cast<std::uint32_t>(nodes.size());
  switch (kind) {
    case Node::Kind::Any:
      if (yes > 0) return kAlways;
      if (open == 0) return kNever;
      break;
    case Node::Kind::All:
      if (is_one_never) return kNever;
      if (open == 0) return kAlways;
      break;
    case Node::Kind::Exactly:
    case Node::Kind::AtLeast:
      break;
    case Node::Kind::Constant:
    case Node::Kind::Flag:
    case Node::Kind::Choice:
    case Node::Kind::AtMost:
    case Node::Kind::Linked:
    case Node::Kind::Not:
      POL_BUG("not a group");
  }
  if (kind == Node::Kind::AtLeast || kind == Node::Kind::Exactly) {
    if (k < yes) return kind == Node::Kind::AtLeast ? kAlways : kNever;
    if (k > yes + open) return kNever;
    k -= yes;
    if (kind == Node::Kind::AtLeast && k == 0) return kAlways;
    if (kind == Node::Kind::AtLeast && k == 1) kind = Node::Kind::Any;
    if (k == open && k > 0) kind = Node::Kind::All;
    if (kind == Node::Kind::Exactly && k == 0) return negate(any(nodes));
  }
  // Of Exactly and AtLeast, a child that stands there twice counts twice.
  if (kind == Node::Kind::Any || kind == Node::Kind::All) {
    std::sort(nodes.begin(), nodes.end());
    nodes.erase(std::unique(nodes.begin(), nodes.end()), nodes.end());
    if (nodes.size() == 1) return nodes.front();
  }
  const auto first = static_cast<std::uint32_t>(children_.size());
  children_.insert(children_.end(), nodes.begin(), nodes.end());
  return add({kind, k, {}, first, static_cast<std::uint32_t>(nodes.size())});
}

VariableId Network::add_variable(Variable variable) {
  variables_.push_back(variable);
  flags_.emplace_back();
  return VariableId{static_cast<std::uint32_t>(variables_.size() - 1)};
}

NodeId Network::flag(VariableId variable) {
  if (!flags_[variable.index].is_set()) flags_[variable.index] = add({Node::Kind::Flag, 0, variable, 0, 0});
  return flags_[variable.index];
}

bool Network::is_settled(FactId fact) const {
  const FactState& state = prepared_[fact];
  if (dependent_[fact.index] || widened_.contains(fact)) return false;
  return state.kind == FactState::Kind::None || (state.kind == FactState::Kind::Value && state.low == state.high);
}

/// What a number or a date may be.
Variable Network::domain(FactId id) const {
  const ir::Fact& fact = policy_.facts[id];
  const FactState& state = prepared_[id];
  const bool is_given = state.kind == FactState::Kind::Value && !dependent_[id.index];
  Variable variable{Variable::Kind::Number, id, state.low, state.high, 1};
  if (fact.type.kind == FactKind::Date) {
    variable.kind = Variable::Kind::Date;
    if (!is_given) {
      variable.low = ir::kFirstDay;
      variable.high = fact.planned ? ir::kLastDay : prepared_[policy_.reference].low;
    }
    const auto also = widened_.find(id);
    if (also != widened_.end()) variable.low = std::min(variable.low, also->second);
    return variable;
  }
  if (!is_given) {
    variable.low = fact.type.low;
    variable.high = fact.type.high;
  }
  const bool is_fine = is_given && ((variable.low | variable.high) & 1) != 0;
  if (!is_fine) {
    variable.step = 2;
    variable.low += variable.low & 1;
    variable.high -= variable.high & 1;
  }
  return variable;
}

VariableId Network::value_of(FactId fact) {
  VariableId& id = values_[fact.index];
  if (id.is_set()) return id;
  const ir::Type& type = policy_.facts[fact].type;
  switch (type.kind) {
    case FactKind::Finding:
      return id = add_variable({Variable::Kind::Flag, fact, 0, 1, 1});
    case FactKind::Choice: {
      const std::size_t count = value_count(fact);
      Words mask(count / 64 + 1, 0);
      const std::size_t all = type.or_none ? count + 1 : count;
      for (std::size_t i = 0; i < all; ++i) mask[i / 64] |= std::uint64_t{1} << (i % 64);
      masks_.push_back(std::move(mask));
      const auto index = static_cast<std::int64_t>(masks_.size() - 1);
      return id = add_variable({Variable::Kind::Choice, fact, index, index, 1});
    }
    case FactKind::Set: {
      const FactState& state = prepared_[fact];
      for (std::size_t i = 0; i < value_count(fact); ++i) {
        const bool in = state.in.contains(i), out = state.out.contains(i);
        const VariableId member = add_variable({Variable::Kind::Flag, fact, in ? 1 : 0, out ? 0 : 1, 1});
        if (i == 0) id = member;
      }
      return id;
    }
    case FactKind::Number:
    case FactKind::Date:
      return id = add_variable(domain(fact));
  }
  POL_BUG("kind of fact out of range");
}

void Network::open(FactId fact) {
  value_of(fact);
  is_none(fact);
}

NodeId Network::is_none(FactId fact) {
  if (!fact.is_set()) return kAlways;
  const FactState& state = prepared_[fact];
  const ir::Type& type = policy_.facts[fact].type;
  if (!dependent_[fact.index]) {
    if (state.kind == FactState::Kind::Value) return kNever;
    if (state.kind == FactState::Kind::None) return kAlways;
  }
  if (!type.or_none) return kNever;
  if (type.kind == FactKind::Choice) return choice(fact, {}, true);
  VariableId& id = nones_[fact.index];
  if (!id.is_set()) id = add_variable({Variable::Kind::Flag, fact, 0, 1, 1});
  return flag(id);
}

NodeId Network::finding(FactId fact) {
  const FactState& state = prepared_[fact];
  if (state.kind == FactState::Kind::Value) return state.low != 0 ? kAlways : kNever;
  return flag(value_of(fact));
}

NodeId Network::choice(FactId fact, const ir::Members& values, bool or_none) {
  const FactState& state = prepared_[fact];
  if (state.kind == FactState::Kind::None) return or_none ? kAlways : kNever;
  if (state.kind == FactState::Kind::Value) {
    return values.contains(static_cast<std::size_t>(state.low)) ? kAlways : kNever;
  }
  const VariableId variable = value_of(fact);
  const std::size_t count = value_count(fact);
  const Words& all = masks_[static_cast<std::size_t>(variables_[variable.index].low)];
  Words mask(all.size(), 0);
  for (std::size_t i = 0; i <= count; ++i) {
    if (i == count ? or_none : values.contains(i)) mask[i / 64] |= std::uint64_t{1} << (i % 64);
  }
  for (std::size_t i = 0; i < mask.size(); ++i) mask[i] &= all[i];
  if (std::all_of(mask.begin(), mask.end(), [](std::uint64_t word) { return word == 0; })) return kNever;
  if (mask == all) return kAlways;
  for (std::uint32_t i = 0; i < nodes_.size(); ++i) {
    const Node& node = nodes_[i];
    if (node.kind == Node::Kind::Choice && node.variable == variable && masks_[node.k] == mask) return NodeId{i};
  }
  masks_.push_back(std::move(mask));
  return add({Node::Kind::Choice, static_cast<std::uint32_t>(masks_.size() - 1), variable, 0, 0});
}

Term Network::value(FactId fact, std::int32_t months, std::int64_t add) {
  if (!is_settled(fact)) return {Term::Kind::Value, value_of(fact), 0, months, add};
  std::int64_t value = prepared_[fact].low;
  if (months != 0) value = interp::add_months(static_cast<ir::Day>(value), months);
  return constant(value + add);
}

Bounds Network::bounds(const Term& term) const {
  return exact::bounds(term, [&](VariableId id) {
    return Bounds{variables_[id.index].low, variables_[id.index].high};
  });
}

NodeId Network::at_most(Term lhs, Term rhs) {
  if (bounds(lhs).high <= bounds(rhs).low) return kAlways;
  if (bounds(lhs).low > bounds(rhs).high) return kNever;
  // One node for `a <= b` and `b < a`: so that no search is needed to see that they exclude each other.
  const bool is_turned = lhs.kind != Term::Kind::Constant && rhs.kind != Term::Kind::Constant && rhs < lhs;
  if (is_turned) {
    std::swap(lhs, rhs);
    lhs.add += 1;
  }
  if (lhs.kind != Term::Kind::Constant && rhs.kind != Term::Kind::Constant) {
    rhs.add -= lhs.add;
    lhs.add = 0;
    if (lhs.variable == rhs.variable && lhs.months == rhs.months) {
      return (rhs.add >= 0) != is_turned ? kAlways : kNever;
    }
  }
  const auto [at, is_new] = comparisons_.try_emplace({lhs, rhs});
  if (is_new) {
    pairs_.emplace_back(lhs, rhs);
    at->second = add({Node::Kind::AtMost, static_cast<std::uint32_t>(pairs_.size() - 1), {}, 0, 0});
  }
  return is_turned ? negate(at->second) : at->second;
}

NodeId Network::linked(const Link& link) {
  links_.push_back(link);
  return add({Node::Kind::Linked, static_cast<std::uint32_t>(links_.size() - 1), {}, 0, 0});
}

std::vector<FactId> Network::facts(NodeId root) const {
  std::vector<FactId> facts;
  std::vector<NodeId> waiting = {root};
  std::vector<bool> seen(nodes_.size(), false);
  const auto add_term = [&](const Term& term) {
    if (term.kind != Term::Kind::Constant) facts.push_back(variables_[term.variable.index].fact);
  };
  while (!waiting.empty()) {
    const NodeId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index]) continue;
    seen[top.index] = true;
    const Node& node = nodes_[top.index];
    if (node.variable.is_set()) facts.push_back(variables_[node.variable.index].fact);
    if (node.kind == Node::Kind::AtMost) {
      add_term(pairs_[node.k].first);
      add_term(pairs_[node.k].second);
    }
    if (node.kind == Node::Kind::Linked) {
      for (const Term* term : {&links_[node.k].length, &links_[node.k].start, &links_[node.k].end}) add_term(*term);
    }
    for (std::uint32_t i = 0; i < node.size; ++i) waiting.push_back(children_[node.first + i]);
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

}  // namespace pol::exact

#include "compiler/exact/solver.h"

#include <algorithm>
#include <numeric>

#include "compiler/interp/calendar.h"

namespace pol::exact {

using ir::Truth;

namespace {

class Groups {
 public:
  explicit Groups(std::size_t count) : up_(count) { std::iota(up_.begin(), up_.end(), std::size_t{0}); }
  std::size_t root(std::size_t i) {
    while (up_[i] != i) i = up_[i] = up_[up_[i]];
    return i;
  }
  void unite(std::size_t a, std::size_t b) { up_[root(b)] = root(a); }

 private:
  std::vector<std::size_t> up_;
};

template <class Visit>
void for_variables(const Term& term, Visit&& visit) {
  switch (term.kind) {
    case Term::Kind::Constant:
      return;
    case Term::Kind::Value:
      return visit(term.variable);
    case Term::Kind::Count:
      for (std::uint32_t i = 0; i < term.members; ++i) visit(VariableId{term.variable.index + i});
      return;
  }
}

}  // namespace

void Solver::prepare_arrays() {
  const std::vector<Variable>& variables = network_.variables();
  for (std::size_t i = low_.size(); i < variables.size(); ++i) {
    low_.push_back(variables[i].low);
    high_.push_back(variables[i].high);
  }
  wanted_.resize(variables.size());
  // Those of the network come first. What a question added has been undone.
  for (std::size_t i = masks_.size(); i < network_.masks().size(); ++i) masks_.push_back(network_.mask(i));
  required_.resize(network_.size(), Truth::Unknown);
  computed_.resize(network_.size(), Truth::Unknown);
  truth_.resize(network_.size(), Truth::Unknown);
}

std::size_t Solver::choice(VariableId id) const {
  const Words& left = masks_[static_cast<std::size_t>(low_[id.index])];
  std::size_t i = 0;
  while (((left[i / 64] >> (i % 64)) & 1U) == 0) ++i;
  return i;
}

bool Solver::solve(const std::vector<Required>& required) {
  undo({0, std::min(masks_.size(), base_masks_), 0});
  prepare_arrays();
  base_masks_ = masks_.size();
  trials_ = 0;
  is_spent_ = false;
  return solve_also(required);
}

bool Solver::solve_also(const std::vector<Required>& required) {
  const std::size_t earlier = constraints_.size();
  const Nodes scope = scope_of(required);
  for (const NodeId id : scope) computed_[id.index] = truth_[id.index] = Truth::Unknown;
  if (!spend()) return false;
  bool is_changed = false;
  for (const Required& one : required) {
    if (!require(one.node, one.sign, is_changed)) return false;
  }
  if (!propagate(scope)) return false;
  std::vector<std::size_t> constraints(constraints_.size() - earlier);
  std::iota(constraints.begin(), constraints.end(), earlier);
  return solve_scope(scope, constraints);
}

/// Children before parents: so are the ids.
Solver::Nodes Solver::scope_of(const std::vector<Required>& required) {
  std::vector<bool> seen(network_.size(), false);
  Nodes scope, waiting;
  for (const Required& one : required) waiting.push_back(one.node);
  while (!waiting.empty()) {
    const NodeId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index]) continue;
    seen[top.index] = true;
    scope.push_back(top);
    const Node& node = network_[top];
    waiting.insert(waiting.end(), network_.children(node), network_.children(node) + node.size);
  }
  std::sort(scope.begin(), scope.end());
  return scope;
}

bool Solver::spend() {
  if (trials_ >= limit_) {
    is_spent_ = true;
    return false;
  }
  ++trials_;
  return true;
}

bool Solver::is_open(const Term& term) const {
  bool open = false;
  for_variables(term, [&](VariableId id) { open |= is_open(id); });
  return open;
}

/// Required, not yet met, and nothing below is certain: its children are alternatives.
bool Solver::is_frontier(NodeId id) const {
  if (required_[id.index] == Truth::Unknown || computed_[id.index] != Truth::Unknown) return false;
  const Node::Kind kind = network_[id].kind;
  return kind != Node::Kind::AtMost && kind != Node::Kind::Linked;
}

/// Parts of what is open that share no open fact.
std::vector<Solver::Component> Solver::components(const Nodes& scope, const std::vector<std::size_t>& constraints) {
  Nodes frontier;
  for (const NodeId id : scope) {
    if (is_frontier(id)) frontier.push_back(id);
  }
  const std::size_t count = frontier.size() + constraints.size();
  constexpr std::size_t kNobody = SIZE_MAX;
  Groups groups(count);
  std::vector<std::size_t> node_owner(network_.size(), kNobody), variable_owner(low_.size(), kNobody);
  const auto take = [&](std::size_t& owner, std::size_t by) {
    const bool is_first = owner == kNobody;
    if (is_first) {
      owner = by;
    } else {
      groups.unite(owner, by);
    }
    return is_first;
  };
  const auto take_terms = [&](std::size_t by, std::initializer_list<const Term*> terms) {
    for (const Term* term : terms) {
      for_variables(*term, [&](VariableId id) {
        if (is_open(id)) take(variable_owner[id.index], by);
      });
    }
  };
  std::vector<std::pair<NodeId, std::size_t>> visited;
  Nodes waiting;
  for (std::size_t i = 0; i < frontier.size(); ++i) {
    waiting.assign(1, frontier[i]);
    while (!waiting.empty()) {
      const NodeId top = waiting.back();
      waiting.pop_back();
      if (!take(node_owner[top.index], i)) continue;
      visited.emplace_back(top, i);
      const Node& node = network_[top];
      if (node.variable.is_set()) take(variable_owner[node.variable.index], i);
      if (node.kind == Node::Kind::AtMost) take_terms(i, {&network_.pair(node).first, &network_.pair(node).second});
      if (node.kind == Node::Kind::Linked) {
        const Link& link = network_.link(node);
        take_terms(i, {&link.length, &link.start, &link.end});
      }
      const NodeId* children = network_.children(node);
      for (std::uint32_t c = 0; c < node.size; ++c) {
        if (truth_[children[c].index] == Truth::Unknown) waiting.push_back(children[c]);
      }
    }
  }
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    const Constraint& constraint = constraints_[constraints[i]];
    const std::size_t by = frontier.size() + i;
    if (constraint.link != nullptr) {
      take_terms(by, {&constraint.link->length, &constraint.link->start, &constraint.link->end});
    } else {
      take_terms(by, {&constraint.lhs, &constraint.rhs});
    }
  }

  std::vector<Component> found;
  std::vector<std::size_t> place(count, kNobody);
  const auto component = [&](std::size_t i) -> Component& {
    std::size_t& at = place[groups.root(i)];
    if (at == kNobody) {
      at = found.size();
      found.emplace_back();
    }
    return found[at];
  };
  for (std::size_t i = 0; i < frontier.size(); ++i) component(i).frontier.push_back(frontier[i]);
  for (const auto& [node, by] : visited) component(by).scope.push_back(node);
  for (std::size_t i = 0; i < constraints.size(); ++i) {
    component(frontier.size() + i).constraints.push_back(constraints[i]);
  }
  for (Component& one : found) std::sort(one.scope.begin(), one.scope.end());
  return found;
}

bool Solver::solve_scope(const Nodes& scope, const std::vector<std::size_t>& constraints) {
  for (const Component& component : components(scope, constraints)) {
    if (!solve_component(component)) return false;
  }
  return true;
}

bool Solver::solve_component(const Component& component) {
  if (component.frontier.empty()) return finish(component.constraints);
  const Uses uses = uses_of(component);
  const std::size_t before = constraints_.size();
  bool is_changed = false;
  if (!set_pure(component, uses, is_changed)) return false;
  if (is_changed) return propagate(component.scope) && solve_scope(component.scope, own(component, before));
  const auto [node, sign] = alternative(component, uses);
  return try_out(node, sign, component) || (!is_spent_ && try_out(node, !sign, component));
}

bool Solver::try_out(NodeId node, bool sign, const Component& component) {
  if (!spend()) return false;
  const Mark before = mark();
  changes_.push_back({Change::Kind::Required, node.index, 0, 0});
  required_[node.index] = sign ? Truth::Yes : Truth::No;
  if (propagate(component.scope) && solve_scope(component.scope, own(component, before.constraints))) return true;
  undo(before);
  return false;
}

/// The component's constraints, and those that came since there were `before`.
std::vector<std::size_t> Solver::own(const Component& component, std::size_t before) const {
  std::vector<std::size_t> constraints = component.constraints;
  for (std::size_t i = before; i < constraints_.size(); ++i) constraints.push_back(i);
  return constraints;
}

bool Solver::holds(const Constraint& constraint) const {
  if (constraint.link == nullptr) return bounds_of(constraint.lhs).high <= bounds_of(constraint.rhs).low;
  const Link& link = *constraint.link;
  const std::int64_t length = bounds_of(link.length).low, start = bounds_of(link.start).low;
  const std::int64_t end = bounds_of(link.end).low;
  if (link.months == 0) return length == (end - start) * link.scale;
  const auto to_day = [](std::int64_t day) { return static_cast<ir::Day>(day); };
  return length == floor_divide(interp::completed_months(to_day(start), to_day(end)), link.months) * link.scale;
}

std::vector<VariableId> Solver::open_variables(const std::vector<std::size_t>& constraints) const {
  std::vector<VariableId> open;
  const auto add = [&](const Term& term) {
    for_variables(term, [&](VariableId id) {
      if (is_open(id)) open.push_back(id);
    });
  };
  for (const std::size_t i : constraints) {
    const Constraint& constraint = constraints_[i];
    if (constraint.link != nullptr) {
      add(constraint.link->start);
      add(constraint.link->end);
      add(constraint.link->length);
    } else {
      add(constraint.lhs);
      add(constraint.rhs);
    }
  }
  std::sort(open.begin(), open.end());
  open.erase(std::unique(open.begin(), open.end()), open.end());
  return open;
}

/// Values for facts that only constraints are left of. Where each constraint is a difference of two, the least values
/// that propagation leaves are a solution. A link is one of three: where neither end fits, an interval is halved.
bool Solver::finish(const std::vector<std::size_t>& constraints) {
  const std::vector<VariableId> open = open_variables(constraints);
  if (settle(constraints, open, true) || settle(constraints, open, false)) return true;
  VariableId widest;
  for (const VariableId id : open) {
    if (!widest.is_set() || high_[id.index] - low_[id.index] > high_[widest.index] - low_[widest.index]) widest = id;
  }
  if (!widest.is_set()) return false;
  const std::int64_t low = low_[widest.index], high = high_[widest.index], middle = floor_divide(low + high, 2);
  for (const Bounds half : {Bounds{low, middle}, Bounds{middle + 1, high}}) {
    if (!spend()) return false;
    const Mark before = mark();
    bool is_changed = false;
    if (narrow(widest, half.low, half.high, is_changed) && propagate_bounds(is_changed) && finish(constraints)) {
      return true;
    }
    undo(before);
  }
  return false;
}

bool Solver::settle(const std::vector<std::size_t>& constraints, const std::vector<VariableId>& variables,
                    bool at_low) {
  const Mark before = mark();
  bool is_changed = false, fits = true;
  const auto set = [&](VariableId id) {
    const std::int64_t value = at_low ? low_[id.index] : high_[id.index];
    fits = fits && narrow(id, value, value, is_changed);
  };
  // Lengths and ages follow from the days.
  const auto follows = [&](VariableId id) {
    return std::any_of(constraints.begin(), constraints.end(), [&](std::size_t i) {
      const Link* link = constraints_[i].link;
      return link != nullptr && link->length.variable == id;
    });
  };
  for (const VariableId id : variables) {
    if (!follows(id)) set(id);
  }
  fits = fits && propagate_bounds(is_changed);
  for (const VariableId id : variables) {
    if (follows(id)) set(id);
  }
  if (fits &&
      std::all_of(constraints.begin(), constraints.end(), [&](std::size_t i) { return holds(constraints_[i]); })) {
    return true;
  }
  undo(before);
  return false;
}

}  // namespace pol::exact

#include <algorithm>
#include <optional>

#include "compiler/exact/solver.h"
#include "compiler/interp/calendar.h"
#include "compiler/support/result.h"

namespace pol::exact {

using ir::Truth;

namespace {

ir::Day to_day(std::int64_t day) { return static_cast<ir::Day>(day); }
Truth truth_of(bool sign) { return sign ? Truth::Yes : Truth::No; }

}  // namespace

/// Requires what follows, until nothing more does. False: a contradiction.
bool Solver::propagate(const Nodes& scope) {
  bool is_changed = true;
  while (is_changed) {
    is_changed = false;
    bool is_narrowed = false;
    if (!propagate_bounds(is_narrowed)) return false;
    for (const NodeId id : scope) {
      const Truth computed = compute(network_[id]);
      const Truth required = required_[id.index];
      if (computed != Truth::Unknown && required != Truth::Unknown && computed != required) return false;
      computed_[id.index] = computed;
      truth_[id.index] = computed != Truth::Unknown ? computed : required;
    }
    for (std::size_t i = scope.size(); i-- > 0;) {
      if (!push_down(scope[i], is_changed)) return false;
    }
  }
  return true;
}

Truth Solver::compute(const Node& node) const {
  const NodeId* children = network_.children(node);
  switch (node.kind) {
    case Node::Kind::Constant:
      return node.k != 0 ? Truth::Yes : Truth::No;
    case Node::Kind::Flag:
      if (is_open(node.variable)) return Truth::Unknown;
      return low_[node.variable.index] != 0 ? Truth::Yes : Truth::No;
    case Node::Kind::Choice: {
      const Words& domain = masks_[static_cast<std::size_t>(low_[node.variable.index])];
      const Words& mask = network_.mask(node.k);
      bool is_in = false, is_out = false;
      for (std::size_t i = 0; i < mask.size(); ++i) {
        is_in |= (domain[i] & mask[i]) != 0;
        is_out |= (domain[i] & ~mask[i]) != 0;
      }
      return !is_out ? Truth::Yes : !is_in ? Truth::No : Truth::Unknown;
    }
    case Node::Kind::AtMost: {
      const auto& [lhs, rhs] = network_.pair(node);
      const Bounds a = bounds_of(lhs), b = bounds_of(rhs);
      if (a.high <= b.low) return Truth::Yes;
      return a.low > b.high ? Truth::No : Truth::Unknown;
    }
    case Node::Kind::Linked: {
      const Link& link = network_.link(node);
      if (is_open(link.length) || is_open(link.start) || is_open(link.end)) return Truth::Unknown;
      return holds({{}, {}, &link}) ? Truth::Yes : Truth::No;
    }
    case Node::Kind::Not:
      return ir::truth_not(truth_[children[0].index]);
    case Node::Kind::Any: {
      Truth any = Truth::No;
      for (std::uint32_t i = 0; i < node.size; ++i) any = ir::truth_or(any, truth_[children[i].index]);
      return any;
    }
    case Node::Kind::All: {
      Truth all = Truth::Yes;
      for (std::uint32_t i = 0; i < node.size; ++i) all = ir::truth_and(all, truth_[children[i].index]);
      return all;
    }
    case Node::Kind::AtLeast:
    case Node::Kind::Exactly: {
      std::uint32_t least = 0, most = 0;
      for (std::uint32_t i = 0; i < node.size; ++i) {
        least += truth_[children[i].index] == Truth::Yes ? 1U : 0U;
        most += truth_[children[i].index] != Truth::No ? 1U : 0U;
      }
      if (most < node.k) return Truth::No;
      if (node.kind == Node::Kind::AtLeast) return least >= node.k ? Truth::Yes : Truth::Unknown;
      if (least > node.k) return Truth::No;
      return least == most ? Truth::Yes : Truth::Unknown;
    }
  }
  POL_BUG("kind of node out of range");
}

bool Solver::require(NodeId id, bool sign, bool& is_changed) {
  Truth& required = required_[id.index];
  if (required == truth_of(sign)) return true;
  if (required != Truth::Unknown) return false;
  changes_.push_back({Change::Kind::Required, id.index, 0, 0});
  required = truth_of(sign);
  is_changed = true;
  if (computed_[id.index] == Truth::Unknown) truth_[id.index] = required;
  return computed_[id.index] == Truth::Unknown || computed_[id.index] == required;
}

/// What a required node says of its children or its fact, when its truth is not yet there.
bool Solver::push_down(NodeId id, bool& is_changed) {
  if (required_[id.index] == Truth::Unknown || computed_[id.index] != Truth::Unknown) return true;
  const Node& node = network_[id];
  const bool sign = required_[id.index] == Truth::Yes;
  switch (node.kind) {
    case Node::Kind::Constant:
      return sign == (node.k != 0);
    case Node::Kind::Flag:
    case Node::Kind::Choice:
    case Node::Kind::AtMost:
    case Node::Kind::Linked:
      return require_leaf(node, sign, is_changed);
    case Node::Kind::Not:
      return require(network_.children(node)[0], !sign, is_changed);
    case Node::Kind::Any:
    case Node::Kind::All:
    case Node::Kind::AtLeast:
    case Node::Kind::Exactly:
      return push_to_children(node, sign, is_changed);
  }
  POL_BUG("kind of node out of range");
}

bool Solver::push_to_children(const Node& node, bool sign, bool& is_changed) {
  const NodeId* children = network_.children(node);
  std::uint32_t yes = 0, open = 0;
  for (std::uint32_t i = 0; i < node.size; ++i) {
    const Truth truth = truth_[children[i].index];
    yes += truth == Truth::Yes ? 1U : 0U;
    open += truth == Truth::Unknown ? 1U : 0U;
  }
  if (open == 0) return true;  // the next round computes it
  // The open children must all be yes, or all no; or nothing is certain yet.
  std::optional<bool> all;
  switch (node.kind) {
    case Node::Kind::Any:
      if (!sign) all = false;
      if (sign && yes == 0 && open == 1) all = true;
      break;
    case Node::Kind::All:
      if (sign) all = true;
      if (!sign && yes + open == node.size && open == 1) all = false;
      break;
    case Node::Kind::AtLeast:
      if (sign && yes + open == node.k) all = true;
      if (!sign && yes + 1 == node.k) all = false;
      break;
    case Node::Kind::Exactly:
      if (sign && yes == node.k) all = false;
      if (sign && yes + open == node.k) all = true;
      if (!sign && open == 1 && yes == node.k) all = true;
      if (!sign && open == 1 && yes + 1 == node.k) all = false;
      break;
    case Node::Kind::Constant:
    case Node::Kind::Flag:
    case Node::Kind::Choice:
    case Node::Kind::AtMost:
    case Node::Kind::Linked:
    case Node::Kind::Not:
      break;
  }
  if (!all) return true;
  for (std::uint32_t i = 0; i < node.size; ++i) {
    // A child that stands there twice is no longer open at its second place.
    if (truth_[children[i].index] == Truth::Unknown && !require(children[i], *all, is_changed)) return false;
  }
  return true;
}

bool Solver::require_leaf(const Node& node, bool sign, bool& is_changed) {
  switch (node.kind) {
    case Node::Kind::Flag:
      return narrow(node.variable, sign ? 1 : 0, sign ? 1 : 0, is_changed);
    case Node::Kind::Choice:
      return narrow_choice(node.variable, network_.mask(node.k), sign, is_changed);
    case Node::Kind::AtMost: {
      auto [lhs, rhs] = network_.pair(node);
      if (!sign) {
        std::swap(lhs, rhs);
        lhs.add += 1;
      }
      const bool stays = lhs.kind == Term::Kind::Count || rhs.kind == Term::Kind::Count ||
                         (lhs.kind == Term::Kind::Value && rhs.kind == Term::Kind::Value);
      if (stays && std::none_of(constraints_.begin(), constraints_.end(), [&](const Constraint& c) {
            return c.link == nullptr && c.lhs == lhs && c.rhs == rhs;
          })) {
        constraints_.push_back({lhs, rhs, nullptr});
        is_changed = true;
      }
      return propagate_at_most(lhs, rhs, is_changed);
    }
    case Node::Kind::Linked: {
      // Nothing asks that a link should not hold: a `no` only means that it is of no use.
      const Link* link = &network_.link(node);
      if (!sign ||
          std::any_of(constraints_.begin(), constraints_.end(), [&](const Constraint& c) { return c.link == link; })) {
        return true;
      }
      constraints_.push_back({{}, {}, link});
      is_changed = true;
      return propagate_link(*link, is_changed);
    }
    case Node::Kind::Constant:
    case Node::Kind::Not:
    case Node::Kind::Any:
    case Node::Kind::All:
    case Node::Kind::AtLeast:
    case Node::Kind::Exactly:
      break;
  }
  POL_BUG("not a leaf");
}

bool Solver::propagate_bounds(bool& is_changed) {
  constexpr int kPatience = 8;
  bool again = true;
  for (int round = 0; again; ++round) {
    again = false;
    // Facts that push each other upwards would reach the end of their ranges day by day.
    if (round == kPatience && has_rising_cycle()) return false;
    for (const Constraint& constraint : constraints_) {
      const bool holds_together = constraint.link != nullptr ? propagate_link(*constraint.link, again)
                                                             : propagate_at_most(constraint.lhs, constraint.rhs, again);
      if (!holds_together) return false;
    }
    is_changed |= again;
  }
  return true;
}

/// A sum of least steps around a cycle that is above zero: no values can satisfy it.
bool Solver::has_rising_cycle() const {
  std::vector<std::int64_t> height(low_.size(), 0);
  for (std::size_t round = 0; round <= constraints_.size(); ++round) {
    bool has_risen = false;
    for (const Constraint& constraint : constraints_) {
      const Term& a = constraint.lhs;
      const Term& b = constraint.rhs;
      if (constraint.link != nullptr || a.kind != Term::Kind::Value || b.kind != Term::Kind::Value) continue;
      const std::int64_t least = height[a.variable.index] + reach(a).low - reach(b).high;
      if (least <= height[b.variable.index]) continue;
      height[b.variable.index] = least;
      has_risen = true;
    }
    if (!has_risen) return false;
  }
  return true;
}

bool Solver::propagate_at_most(const Term& lhs, const Term& rhs, bool& is_changed) {
  return at_least(rhs, bounds_of(lhs).low, is_changed) && at_most(lhs, bounds_of(rhs).high, is_changed);
}

bool Solver::at_least(const Term& term, std::int64_t bound, bool& is_changed) {
  const Bounds now = bounds_of(term);
  if (now.low >= bound) return true;
  if (now.high < bound) return false;
  if (term.kind == Term::Kind::Value) {
    return narrow(term.variable, least_reaching(term, bound), high_[term.variable.index], is_changed);
  }
  if (now.high - 2 >= bound) return true;
  for (std::uint32_t i = 0; i < term.members; ++i) {  // no member may be missed
    const VariableId member{term.variable.index + i};
    if (is_open(member) && !narrow(member, 1, 1, is_changed)) return false;
  }
  return true;
}

bool Solver::at_most(const Term& term, std::int64_t bound, bool& is_changed) {
  const Bounds now = bounds_of(term);
  if (now.high <= bound) return true;
  if (now.low > bound) return false;
  if (term.kind == Term::Kind::Value) {
    return narrow(term.variable, low_[term.variable.index], greatest_within(term, bound), is_changed);
  }
  if (now.low + 2 <= bound) return true;
  for (std::uint32_t i = 0; i < term.members; ++i) {
    const VariableId member{term.variable.index + i};
    if (is_open(member) && !narrow(member, 0, 0, is_changed)) return false;
  }
  return true;
}

bool Solver::propagate_link(const Link& link, bool& is_changed) {
  Bounds start = bounds_of(link.start), end = bounds_of(link.end);
  const auto units = [&](std::int64_t from, std::int64_t to) {
    if (link.months == 0) return to - from;
    return floor_divide(interp::completed_months(to_day(from), to_day(to)), link.months);
  };
  if (!at_least(link.length, units(start.high, end.low) * link.scale, is_changed)) return false;
  if (!at_most(link.length, units(start.low, end.high) * link.scale, is_changed)) return false;
  const Bounds length = bounds_of(link.length);
  const std::int64_t fewest = ceiling_divide(length.low, link.scale), most = floor_divide(length.high, link.scale);
  if (fewest > most) return false;
  const auto after = [&](std::int64_t day, std::int64_t count) {
    return link.months == 0 ? day + count : std::int64_t{interp::add_months(to_day(day), count * link.months)};
  };
  const auto before = [&](std::int64_t day, std::int64_t count) {  // the last day from which `count` are over by `day`
    return link.months == 0 ? day - count : std::int64_t{interp::last_day_reaching(to_day(day), count * link.months)};
  };
  return at_least(link.end, after(start.low, fewest), is_changed) &&
         at_most(link.end, after(start.high, most + 1) - 1, is_changed) &&
         at_most(link.start, before(end.high, fewest), is_changed) &&
         at_least(link.start, before(end.low, most + 1) + 1, is_changed);
}

bool Solver::narrow(VariableId id, std::int64_t low, std::int64_t high, bool& is_changed) {
  std::int64_t& now_low = low_[id.index];
  std::int64_t& now_high = high_[id.index];
  low = std::max(low, now_low);
  high = std::min(high, now_high);
  const std::int64_t step = network_.variables()[id.index].step;
  if (step == 2) {
    low += low & 1;
    high -= high & 1;
  }
  if (low > high) return false;
  if (low == now_low && high == now_high) return true;
  changes_.push_back({Change::Kind::Variable, id.index, now_low, now_high});
  now_low = low;
  now_high = high;
  is_changed = true;
  return true;
}

bool Solver::narrow_choice(VariableId id, const Words& mask, bool sign, bool& is_changed) {
  const auto now = static_cast<std::size_t>(low_[id.index]);
  Words left = masks_[now];
  bool is_empty = true;
  for (std::size_t i = 0; i < left.size(); ++i) {
    left[i] &= sign ? mask[i] : ~mask[i];
    is_empty &= left[i] == 0;
  }
  if (is_empty) return false;
  if (left == masks_[now]) return true;
  changes_.push_back({Change::Kind::Variable, id.index, low_[id.index], high_[id.index]});
  masks_.push_back(std::move(left));
  low_[id.index] = high_[id.index] = static_cast<std::int64_t>(masks_.size() - 1);
  is_changed = true;
  return true;
}

void Solver::undo(const Mark& mark) {
  while (changes_.size() > mark.changes) {
    const Change& change = changes_.back();
    switch (change.kind) {
      case Change::Kind::Variable:
        low_[change.index] = change.low;
        high_[change.index] = change.high;
        break;
      case Change::Kind::Required:
        required_[change.index] = Truth::Unknown;
        break;
    }
    changes_.pop_back();
  }
  masks_.resize(mark.masks);
  constraints_.erase(constraints_.begin() + static_cast<std::ptrdiff_t>(mark.constraints), constraints_.end());
}

}  // namespace pol::exact

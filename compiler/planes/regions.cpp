#include "compiler/planes/regions.h"

#include <algorithm>
#include <array>
#include <map>

namespace pol::planes {

using ir::Truth;

namespace {

/// `28 February + 1 month` and `1 March + 1 month` have 29, 30 and 31 March between them.
constexpr std::int64_t kMostSkippedDays = 3;

/// A comparison as `x lies in the first values up to a bound`, or as the opposite of that. Of one `order`, a greater
/// `bound` holds for every x for which a smaller one does.
struct UpTo {
  std::array<std::int64_t, 8> order{};
  std::int64_t bound = 0;
  bool negated = false;
  bool is_moved = false;  ///< x, by months
  bool has_month_keys = false;
};

bool is_month_key(const Slot& slot) { return slot.kind == Slot::Kind::Month || slot.kind == Slot::Kind::MonthUp; }

/// Of `less`, one side of which reads the fact.
UpTo up_to(const Program& program, const Node& less, ir::FactId fact) {
  const bool on_left = less.lhs.kind == Side::Kind::Slot && program.slots[less.lhs.slot].fact == fact;
  const Side& x = on_left ? less.lhs : less.rhs;
  const Side& other = on_left ? less.rhs : less.lhs;
  const Slot& x_slot = program.slots[x.slot];
  UpTo out;
  out.negated = !on_left;
  // x + a < y + b: x - y <= b - a - 1. y + b < x + a: not x - y <= b - a.
  out.bound = other.add - x.add;
  if (other.kind == Side::Kind::Constant || !is_month_key(x_slot)) {
    const std::int64_t slot = other.kind == Side::Kind::Constant ? -1 : std::int64_t{other.slot};
    out.order = {0, x.slot, x.months, slot, other.months, 0, 0, 0};
    out.is_moved = x.months != 0;
    if (on_left) --out.bound;
    return out;
  }
  // Month keys: months stand in the side that was moved by them, 32 for each; whether the other side is MonthUp tells
  // `<` from `<=`. Twice as many steps, so that `<` lies between.
  const Slot& other_slot = program.slots[other.slot];
  const bool x_is_moved = x_slot.kind == Slot::Kind::Month &&
                          (other_slot.kind == Slot::Kind::MonthUp || (on_left && other_slot.kind == Slot::Kind::Month));
  out.order = {x_is_moved ? 1 : 2, x_slot.months, other_slot.fact.index, other_slot.months, x.months, other.months, 0, 0};
  out.bound = 2 * (out.bound / 32) + (on_left ? 0 : 1);
  out.is_moved = x_is_moved || x_slot.months != 0 || x.months != 0;
  out.has_month_keys = true;
  return out;
}

struct Chain {
  std::map<std::int64_t, std::vector<std::pair<NodeIndex, bool>>> steps;  ///< by bound: comparisons, negated or not
  bool has_order = true;
  bool is_moved = false;  ///< by months
  bool has_month_keys = false;
};

Chain chain_of(const Program& program, const Unit& unit, const std::vector<NodeIndex>& leaves) {
  Chain chain;
  std::optional<std::array<std::int64_t, 8>> order;
  for (const NodeIndex leaf : leaves) {
    const UpTo one = up_to(program, program.nodes[leaf], unit.fact);
    if (order && *order != one.order) chain.has_order = false;
    order = one.order;
    chain.is_moved = chain.is_moved || one.is_moved;
    chain.has_month_keys = one.has_month_keys;
    chain.steps[one.bound].emplace_back(leaf, one.negated);
  }
  return chain;
}

/// May no value lie in some region, whatever its guard says?
/// Odd half units lie between the steps in which numbers are documented, and nothing is filled in with them: `more than
/// 2` and `at least 3` differ there alone. A date that was moved by months skips up to three days: no date is one month
/// before 31 March.
bool may_have_empty_region(const ir::Policy& policy, const Unit& unit, const Chain& chain) {
  const bool is_number = policy.facts[unit.fact].type.kind == ir::FactKind::Number;
  std::optional<std::int64_t> before;
  for (const auto& [bound, comparisons] : chain.steps) {
    const std::int64_t width = before ? bound - *before : INT64_MAX;
    before = bound;
    if (is_number && width == 1 && bound % 2 != 0) return true;
    if (!chain.is_moved) continue;
    if (chain.has_month_keys ? width == 1 && bound % 2 != 0 : width <= kMostSkippedDays) return true;
  }
  return false;
}

std::vector<Region> regions_of_value(const Program& program, Builder& builder, const Unit& unit,
                                     const std::vector<NodeIndex>& leaves) {
  const Chain chain = chain_of(program, unit, leaves);
  if (!chain.has_order) return {};
  std::vector<NodeIndex> holds;  // by step: x lies up to its bound
  for (const auto& [bound, comparisons] : chain.steps) {
    const auto& [leaf, negated] = comparisons.front();
    holds.push_back(negated ? builder.negate(leaf) : leaf);
  }
  std::vector<Region> regions;
  for (std::size_t i = 0; i <= holds.size(); ++i) {
    Region region;
    if (i == 0) {
      region.guard = holds[0];
    } else {
      const NodeIndex beyond = builder.negate(holds[i - 1]);
      region.guard = i == holds.size() ? beyond : builder.all({beyond, holds[i]});
    }
    std::size_t step = 0;
    for (const auto& [bound, comparisons] : chain.steps) {
      const bool lies_in = step++ >= i;
      for (const auto& [leaf, negated] : comparisons) {
        region.leaves.emplace(leaf, lies_in != negated ? Truth::Yes : Truth::No);
      }
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

/// Values alike for all leaves stand together; the last of `values` is `none`, where that may be.
std::map<std::vector<bool>, std::vector<std::size_t>> classes_of(const ir::Policy& policy, const Program& program,
                                                                 const Unit& unit,
                                                                 const std::vector<NodeIndex>& leaves) {
  const ir::Type& type = policy.facts[unit.fact].type;
  const std::size_t values = policy.value_sets[type.values].values.size();
  std::map<std::vector<bool>, std::vector<std::size_t>> classes;
  for (std::size_t value = 0; value < values + (type.or_none ? 1 : 0); ++value) {
    std::vector<bool> signature;
    for (const NodeIndex leaf : leaves) {
      const Atom& atom = program.atoms[program.nodes[leaf].atom];
      signature.push_back(atom.kind == Atom::Kind::IsNone ? value == values : atom.values.contains(value));
    }
    classes[signature].push_back(value);
  }
  return classes;
}

std::vector<Region> regions_of_choice(const ir::Policy& policy, Program& program, Builder& builder, const Unit& unit,
                                      const std::vector<NodeIndex>& leaves) {
  const std::size_t values = policy.value_sets[policy.facts[unit.fact].type.values].values.size();
  std::vector<Region> regions;
  for (const auto& [signature, members] : classes_of(policy, program, unit, leaves)) {
    Region region;
    ir::Members listed;
    std::vector<NodeIndex> guards;
    for (const std::size_t value : members) {
      if (value == values) {
        guards.push_back(builder.atom({Atom::Kind::IsNone, unit.fact, {}, 0}));
      } else {
        listed.insert(value);
      }
    }
    if (!listed.empty()) guards.push_back(builder.atom({Atom::Kind::ChoiceIs, unit.fact, std::move(listed), 0}));
    region.guard = builder.any(std::move(guards));
    for (std::size_t i = 0; i < leaves.size(); ++i) {
      region.leaves.emplace(leaves[i], signature[i] ? Truth::Yes : Truth::No);
    }
    regions.push_back(std::move(region));
  }
  return regions;
}

}  // namespace

std::vector<Region> regions_of(const ir::Policy& policy, Program& program, Builder& builder, const Unit& unit,
                               const std::vector<NodeIndex>& leaves) {
  switch (unit.kind) {
    case Unit::Kind::Finding:
    case Unit::Kind::IsNone:
    case Unit::Kind::Member: {
      const NodeIndex leaf = leaves.front();  // one atom
      return {{leaf, {{leaf, Truth::Yes}}}, {builder.negate(leaf), {{leaf, Truth::No}}}};
    }
    case Unit::Kind::Choice:
      return regions_of_choice(policy, program, builder, unit, leaves);
    case Unit::Kind::Value:
      return regions_of_value(program, builder, unit, leaves);
    case Unit::Kind::WholeSet:
      break;
  }
  return {};
}

std::size_t count_regions(const ir::Policy& policy, const Program& program, const Unit& unit,
                          const std::vector<NodeIndex>& leaves) {
  switch (unit.kind) {
    case Unit::Kind::Finding:
    case Unit::Kind::IsNone:
    case Unit::Kind::Member:
      return 2;
    case Unit::Kind::Choice:
      return classes_of(policy, program, unit, leaves).size();
    case Unit::Kind::Value: {
      const Chain chain = chain_of(program, unit, leaves);
      if (!chain.has_order || may_have_empty_region(policy, unit, chain)) return 0;
      return chain.steps.size() + 1;
    }
    case Unit::Kind::WholeSet:
      break;
  }
  return 0;
}

namespace {

std::optional<Truth> decided_atom(const ir::Policy& policy, const Atom& atom) {
  const ir::Type& type = policy.facts[atom.fact].type;
  if (type.or_none) return std::nullopt;
  if (atom.kind == Atom::Kind::IsNone) return Truth::No;
  if (atom.kind != Atom::Kind::ChoiceIs) return std::nullopt;
  for (std::size_t value = 0; value < policy.value_sets[type.values].values.size(); ++value) {
    if (!atom.values.contains(value)) return std::nullopt;
  }
  return Truth::Yes;
}

/// A fact beside itself: what is added tells, unless months are.
std::optional<Truth> decided_by_itself(const Side& lhs, const Side& rhs) {
  if (lhs.slot != rhs.slot || lhs.months != rhs.months) return std::nullopt;
  return lhs.add < rhs.add ? Truth::Yes : Truth::No;
}

std::optional<Truth> decided_comparison(const ir::Policy& policy, const Program& program, const Node& less) {
  if (reads_one_fact_twice(program, less)) return decided_by_itself(less.lhs, less.rhs);
  const bool on_left = less.lhs.kind == Side::Kind::Slot && program.slots[less.lhs.slot].fact != policy.reference;
  const Side& x = on_left ? less.lhs : less.rhs;
  const Side& other = on_left ? less.rhs : less.lhs;
  const Slot& slot = program.slots[x.slot];
  const ir::Fact& fact = policy.facts[slot.fact];
  if (other.kind == Side::Kind::Constant) {
    const bool is_number = fact.type.kind == ir::FactKind::Number && slot.kind != Slot::Kind::Count;
    if (!is_number || x.months != 0) return std::nullopt;
    const std::int64_t limit = other.add - x.add;
    if (on_left ? fact.type.high < limit : limit < fact.type.low) return Truth::Yes;
    if (on_left ? fact.type.low >= limit : limit >= fact.type.high) return Truth::No;
    return std::nullopt;
  }
  const Slot& other_slot = program.slots[other.slot];
  const bool is_past = fact.type.kind == ir::FactKind::Date && !fact.planned && other_slot.fact == policy.reference &&
                       slot.fact != policy.reference;
  if (!is_past || slot.months != 0 || other_slot.months != 0 || x.months != 0 || other.months != 0) return std::nullopt;
  // `r + a < x` is never so while a is not negative; `x < r + a` always is while a is positive.
  const std::int64_t ahead = other.add - x.add;
  if (!on_left && ahead >= 0) return Truth::No;
  if (on_left && ahead > 0) return Truth::Yes;
  return std::nullopt;
}

}  // namespace

bool reads_one_fact_twice(const Program& program, const Node& less) {
  const bool both = less.op == Node::Op::Less && less.lhs.kind == Side::Kind::Slot && less.rhs.kind == Side::Kind::Slot;
  return both && program.slots[less.lhs.slot].fact == program.slots[less.rhs.slot].fact;
}

std::optional<Truth> decided_by_type(const ir::Policy& policy, const Program& program, NodeIndex index) {
  const Node& leaf = program.nodes[index];
  return leaf.op == Node::Op::Atom ? decided_atom(policy, program.atoms[leaf.atom])
                                   : decided_comparison(policy, program, leaf);
}

}  // namespace pol::planes

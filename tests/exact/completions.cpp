#include "tests/exact/completions.h"

#include <algorithm>

#include "compiler/interp/eval.h"
#include "compiler/interp/records.h"
#include "tests/exact/points.h"

namespace pol::oracle {

using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Truth;

namespace {

FactState value_of(std::int64_t value) {
  FactState state;
  state.kind = FactState::Kind::Value;
  state.low = state.high = value;
  return state;
}

/// Every way to take one of each, the first digit running fastest. `visit` returns false to stop.
bool for_each_choice(const std::vector<std::size_t>& sizes, const std::function<bool(std::size_t, std::size_t)>& set,
                     const std::function<bool()>& visit) {
  std::vector<std::size_t> digits(sizes.size(), 0);
  for (std::size_t i = 0; i < sizes.size(); ++i) set(i, 0);
  while (true) {
    if (!visit()) return false;
    std::size_t i = 0;
    for (; i < sizes.size(); ++i) {
      digits[i] = (digits[i] + 1) % sizes[i];
      set(i, digits[i]);
      if (digits[i] != 0) break;
    }
    if (i == sizes.size()) return true;
  }
}

std::vector<std::size_t> sizes_of(const std::vector<std::vector<FactState>>& values) {
  std::vector<std::size_t> sizes;
  for (const auto& each : values) sizes.push_back(each.size());
  return sizes;
}

}  // namespace

Completions::Completions(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::FactId>& wanted)
    : policy_(policy), prepared_(prepared), open_(open_facts(policy, prepared, wanted)) {}

Completions::Values Completions::values_of(FactId fact, const std::vector<std::vector<std::int64_t>>& points) const {
  const ir::Type& type = policy_.facts[fact].type;
  const FactState& given = prepared_[fact];
  const bool is_open = given.kind == FactState::Kind::Undocumented || given.assumed;
  Values values;
  switch (type.kind) {
    case FactKind::Finding:
      values = {value_of(0), value_of(1)};
      break;
    case FactKind::Choice:
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
        values.push_back(value_of(static_cast<std::int64_t>(i)));
      }
      break;
    case FactKind::Set: {
      values = {value_of(0)};
      values.front().in = given.in;
      values.front().out = given.out;
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) {
        if (given.in.contains(i) || given.out.contains(i)) continue;
        Values with = values;
        for (FactState& state : with) state.in.insert(i);
        for (FactState& state : values) state.out.insert(i);
        values.insert(values.end(), with.begin(), with.end());
      }
      break;
    }
    case FactKind::Number:
    case FactKind::Date:
      for (const std::int64_t point : points[fact.index]) {
        const bool is_given = given.kind == FactState::Kind::Value && !given.derived;
        if (!is_given || (given.low <= point && point <= given.high)) values.push_back(value_of(point));
      }
      break;
  }
  if (type.or_none && is_open) {
    values.emplace_back();
    values.back().kind = FactState::Kind::None;
  }
  return values;
}

std::optional<std::uint64_t> Completions::count(std::uint64_t limit) {
  const auto points = boundary_points(policy_, prepared_, open_, limit);
  if (!points) return std::nullopt;
  std::uint64_t product = 1;
  const auto fits = [&](std::size_t n) {
    if (n > limit) return false;
    product *= n;
    return product <= limit;
  };
  free_.clear();
  dependent_.clear();
  for (const FactId fact : open_.free) {
    const std::size_t members =
        policy_.facts[fact].type.kind == FactKind::Set
            ? policy_.value_sets[policy_.facts[fact].type.values].values.size()
            : 0;
    if (members > 16) return std::nullopt;
    free_.push_back(values_of(fact, *points));
    if (!fits(free_.back().size())) return std::nullopt;
  }
  for (const FactId fact : open_.dependent) {
    // A default stays where no record gives the fact.
    dependent_.push_back(prepared_[fact].assumed ? Values{prepared_[fact]} : values_of(fact, *points));
    if (!fits(dependent_.back().size())) return std::nullopt;
  }
  return product;
}

void Completions::each(const std::function<bool(const ir::Patient&)>& visit) const {
  ir::Patient filled = prepared_;
  for (const FactId fact : open_.dependent) {
    if (!prepared_[fact].assumed) filled[fact] = {};
  }
  const auto set = [&](std::size_t i, std::size_t value) {
    FactState& state = filled[open_.free[i]];
    state = free_[i][value];
    state.assumed = true;
    return true;
  };
  for_each_choice(sizes_of(free_), set, [&] { return complete(filled, visit); });
}

/// The records' say, then what they leave open.
bool Completions::complete(ir::Patient filled, const std::function<bool(const ir::Patient&)>& visit) const {
  std::vector<FactState::Kind> kinds;
  for (const FactId fact : open_.free) kinds.push_back(filled[fact].kind);
  std::vector<FactId> replaced_defaults;
  if (!interp::apply_records(policy_, filled, replaced_defaults).empty()) return true;
  for (std::size_t i = 0; i < open_.free.size(); ++i) {
    const FactState& state = filled[open_.free[i]];
    // None was chosen, and other facts give a value.
    if (state.kind != kinds[i] || state.low != state.high) return true;
  }
  std::vector<FactId> left;
  std::vector<std::size_t> sizes;
  std::vector<const Values*> values;
  for (std::size_t i = 0; i < open_.dependent.size(); ++i) {
    const FactState& state = filled[open_.dependent[i]];
    if (state.kind != FactState::Kind::Undocumented) continue;
    left.push_back(open_.dependent[i]);
    sizes.push_back(dependent_[i].size());
    values.push_back(&dependent_[i]);
  }
  // `is documented` says of a completion what it says of the case.
  for (std::size_t i = 0; i < filled.facts.size(); ++i) {
    const FactState& given = prepared_.facts[i];
    filled.facts[i].assumed = given.kind == FactState::Kind::Undocumented || given.assumed;
  }
  const auto set = [&](std::size_t i, std::size_t value) {
    const bool assumed = filled[left[i]].assumed;
    filled[left[i]] = (*values[i])[value];
    filled[left[i]].assumed = assumed;
    return true;
  };
  return for_each_choice(sizes, set, [&] { return !is_allowed(filled) || visit(filled); });
}

bool Completions::is_allowed(const ir::Patient& patient) const {
  if (open_.constraints.empty()) return true;
  interp::Evaluation evaluation(policy_, patient);
  return std::all_of(open_.constraints.begin(), open_.constraints.end(), [&](const Constraint& constraint) {
    switch (constraint.kind) {
      case Constraint::Kind::Signs:
        return evaluation.truth(constraint.condition) != Truth::Yes || patient[constraint.finding].low != 0;
      case Constraint::Kind::Assumption:
        return evaluation.truth(constraint.condition) == Truth::Yes;
      case Constraint::Kind::Record:
        return true;
    }
    return true;
  });
}

}  // namespace pol::oracle

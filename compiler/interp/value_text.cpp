#include <fmt/format.h>

#include "compiler/interp/rationale.h"
#include "compiler/ir/civil.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::FactState;

namespace {

std::string member_name(const ir::Value& value) { return value.name.empty() ? "another code" : value.name; }

std::string members_text(const ir::ValueSet& set, const ir::Members& members) {
  std::string out;
  for (const std::size_t i : members.list()) {
    if (!out.empty()) out += ", ";
    out += member_name(set.values[i]);
  }
  return '{' + out + '}';
}

std::string set_text(const ir::ValueSet& set, const FactState& state) {
  bool is_complete = true;
  for (std::size_t i = 0; i < set.values.size(); ++i) {
    if (!state.in.contains(i) && !state.out.contains(i)) is_complete = false;
  }
  if (is_complete) return state.in.empty() ? "none" : members_text(set, state.in);
  if (state.in.empty() && state.out.empty()) return "not documented";
  std::string out;
  if (!state.in.empty()) out = "includes " + members_text(set, state.in);
  if (!state.out.empty()) out += (out.empty() ? "excludes " : ", excludes ") + members_text(set, state.out);
  return out;
}

/// `1 day`, `2 days`, `5 %`.
std::string quantity_text(const ir::Type& type, ir::Half value) {
  const std::string number = ir::print_quantity(value, type.factor, ir::row_of(type.dimension).decimals);
  if (type.unit.empty()) return number;
  const ir::UnitRow* unit = number == "1" ? ir::unit_named(type.unit) : nullptr;
  if (type.unit == "percent") return number + " %";
  return fmt::format("{} {}", number, unit == nullptr ? type.unit : unit->one);
}

std::string date_text(const FactState& state) {
  const std::string low = ir::print_date(static_cast<ir::Day>(state.low));
  if (state.low == state.high) return low;
  const std::string month = low.substr(0, 7);
  ir::DateError error{};
  const auto whole = ir::parse_date(month, error);
  if (whole && whole->low == state.low && whole->high == state.high) return month;
  return fmt::format("{} to {}", low, ir::print_date(static_cast<ir::Day>(state.high)));
}

}  // namespace

std::string value_text(const ir::Policy& policy, ir::FactId fact, const FactState& state) {
  const ir::Type& type = policy.facts[fact].type;
  switch (state.kind) {
    case FactState::Kind::Undocumented:
      return "not documented";
    case FactState::Kind::None:
      return "none";
    case FactState::Kind::Value:
      break;
  }
  switch (type.kind) {
    case ir::FactKind::Finding:
      return state.low != 0 ? "yes" : "no";
    case ir::FactKind::Choice:
      return member_name(policy.value_sets[type.values].values[static_cast<std::size_t>(state.low)]);
    case ir::FactKind::Set:
      return set_text(policy.value_sets[type.values], state);
    case ir::FactKind::Number:
      if (state.low == state.high) return quantity_text(type, state.low);
      return fmt::format("{} to {}", quantity_text(type, state.low), quantity_text(type, state.high));
    case ir::FactKind::Date:
      return date_text(state);
  }
  POL_BUG("fact kind out of range");
}

}  // namespace pol::interp

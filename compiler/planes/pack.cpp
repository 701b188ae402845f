#include <algorithm>
#include <cstring>

#include "compiler/planes/program.h"
#include "compiler/support/result.h"
#include "pol/calendar.h"

namespace pol::planes {

using ir::FactState;
using ir::Truth;

namespace {

Truth truth_if(bool yes) { return yes ? Truth::Yes : Truth::No; }

Truth truth_of(const Atom& atom, const FactState& state) {
  const bool has_value = state.kind == FactState::Kind::Value;
  const bool undocumented = state.kind == FactState::Kind::Undocumented;
  switch (atom.kind) {
    case Atom::Kind::Finding:
      return has_value ? truth_if(state.low != 0) : Truth::Unknown;
    case Atom::Kind::ChoiceIs:
      if (undocumented) return Truth::Unknown;
      return truth_if(has_value && atom.values.contains(static_cast<std::size_t>(state.low)));
    case Atom::Kind::IsNone:
      return undocumented ? Truth::Unknown : truth_if(!has_value);
    case Atom::Kind::IsDocumented:
      return truth_if(!undocumented && !state.assumed);
    case Atom::Kind::Member:
      if (state.kind == FactState::Kind::None) return Truth::No;
      if (state.in.contains(atom.member)) return Truth::Yes;
      return state.out.contains(atom.member) ? Truth::No : Truth::Unknown;
  }
  POL_BUG("kind of atom out of range");
}

std::int32_t clipped(std::int64_t value) {
  return static_cast<std::int32_t>(std::clamp(value, -kValueLimit32, kValueLimit32));
}

struct Ends {
  std::int64_t low = 0, high = 0;
};

/// Of a set: how many members are surely in, and how many are not surely out, in half units.
Ends ends_of(const ir::Policy& policy, ir::FactId fact, const FactState& state) {
  const ir::Type& type = policy.facts[fact].type;
  if (type.kind != ir::FactKind::Set) return {state.low, state.high};
  Ends count;
  for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
    if (state.in.contains(i)) count.low += 2;
    if (!state.out.contains(i)) count.high += 2;
  }
  return count;
}

/// The fact with both ends of what it may be. In a completion what is not documented lies in its range, and no past
/// event after the reference date. That it may also be none is an atom of its own.
FactState with_ends(const ir::Policy& policy, const ir::Patient& patient, ir::FactId id, Undocumented undocumented) {
  FactState state = patient[id];
  if (state.kind == FactState::Kind::Value) state.low = ir::least(patient, id, policy.reference);
  if (undocumented == Undocumented::Unbounded) return state;
  const ir::Fact& fact = policy.facts[id];
  if (state.kind != FactState::Kind::Undocumented) return state;
  switch (fact.type.kind) {
    case ir::FactKind::Finding:
    case ir::FactKind::Choice:
      return state;
    case ir::FactKind::Set:
      break;
    case ir::FactKind::Number:
      state.low = fact.type.low;
      state.high = fact.type.high;
      break;
    case ir::FactKind::Date:
      state.low = ir::kFirstDay;
      state.high = fact.planned ? ir::Day{ir::kLastDay} : patient[policy.reference].low;
      break;
  }
  state.kind = FactState::Kind::Value;
  return state;
}

std::uint64_t two_ends(std::int32_t low, std::int32_t high) {
  std::uint64_t cell = 0;
  std::memcpy(&cell, &low, sizeof low);
  std::memcpy(reinterpret_cast<char*>(&cell) + sizeof low, &high, sizeof high);
  return cell;
}

std::uint64_t one_end(std::int64_t value) {
  return static_cast<std::uint64_t>(std::clamp(value, -kValueLimit64, kValueLimit64));
}

std::uint64_t cell_of(const ir::Policy& policy, const Slot& slot, const FactState& state) {
  const bool has_value = state.kind == FactState::Kind::Value;
  const Ends ends = has_value ? ends_of(policy, slot.fact, state) : Ends();
  const std::int32_t low = clipped(ends.low), high = clipped(ends.high);
  switch (slot.kind) {
    case Slot::Kind::Low64:
      return has_value ? one_end(ends.low) : static_cast<std::uint64_t>(-kUndocumented64);
    case Slot::Kind::High64:
      return has_value ? one_end(ends.high) : static_cast<std::uint64_t>(kUndocumented64);
    case Slot::Kind::Value:
    case Slot::Kind::Count:
      return has_value ? two_ends(low, high) : two_ends(INT32_MIN, INT32_MAX);
    case Slot::Kind::Month:
      if (!has_value) return two_ends(INT32_MIN, INT32_MAX);
      return two_ends(clipped(pol_month_key(pol_add_months(low, slot.months))),
                      clipped(pol_month_key(pol_add_months(high, slot.months))));
    case Slot::Kind::MonthUp:
      if (!has_value) return two_ends(INT32_MIN, INT32_MAX);
      return two_ends(clipped(pol_month_key_up(pol_add_months(low, slot.months))),
                      clipped(pol_month_key_up(pol_add_months(high, slot.months))));
  }
  POL_BUG("kind of slot out of range");
}

}  // namespace

void pack(const ir::Policy& policy, const Program& program, const ir::Patient& patient, std::uint64_t* row,
          Undocumented undocumented) {
  const std::size_t words = program.words();
  std::fill_n(row, 2 * words, 0);
  for (std::size_t i = 0; i < program.atoms.size(); ++i) {
    const Truth truth = truth_of(program.atoms[i], patient[program.atoms[i].fact]);
    if (truth == Truth::Unknown) continue;
    const std::size_t plane = truth == Truth::Yes ? 0 : words;
    row[plane + i / 64] |= std::uint64_t{1} << (i % 64);
  }
  for (std::size_t i = 0; i < program.slots.size(); ++i) {
    const Slot& slot = program.slots[i];
    row[2 * words + i] = cell_of(policy, slot, with_ends(policy, patient, slot.fact, undocumented));
  }
}

}  // namespace pol::planes

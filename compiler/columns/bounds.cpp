#include "compiler/columns/bounds.h"

#include <algorithm>
#include <limits>

#include "pol/calendar.h"

namespace pol::columns {

using planes::Side;
using planes::Slot;

namespace {

constexpr std::int64_t kNoBound = std::int64_t{1} << 61;

struct Range {
  std::int64_t low = -kNoBound, high = kNoBound;
};

/// Where a value lies; and where its difference to the reference date lies, in the same measure.
struct Bounds {
  Range value, from_today;
};

enum class State : std::uint8_t { Documented, OpenLow, OpenHigh };

Range moved(Range range, std::int64_t low, std::int64_t high) { return {range.low + low, range.high + high}; }

/// Days, as documented or open.
Bounds days_of(const ir::Policy& policy, ir::FactId id, State state) {
  const bool planned = policy.facts[id].planned;
  if (id == policy.reference) return {{kFirstToday, kLastToday}, {0, 0}};
  switch (state) {
    case State::Documented:
      return {{kFirstUsual, planned ? ir::kLastDay : kLastToday}, {-kNoBound, planned ? kNoBound : 0}};
    case State::OpenLow:
      return {{ir::kFirstDay, ir::kFirstDay}, {-kNoBound, 0}};
    case State::OpenHigh:
      if (planned) return {{ir::kLastDay, ir::kLastDay}, {0, kNoBound}};
      return {{kFirstToday, kLastToday}, {0, 0}};
  }
  return {};
}

/// A month has 28 to 31 days.
Range by_months(Range range, std::int32_t months) {
  const std::int64_t a = std::int64_t{28} * months, b = std::int64_t{31} * months;
  return moved(range, std::min(a, b), std::max(a, b));
}

Bounds keys_of(Bounds days, const Slot& slot) {
  const auto key = [](std::int64_t day) { return std::int64_t{pol_month_key(static_cast<std::int32_t>(day))}; };
  const std::int64_t shift = std::int64_t{32} * slot.months;
  const std::int64_t clamped = slot.months == 0 ? 0 : 3;  // days that a month lacks
  const std::int64_t raised = slot.kind == Slot::Kind::MonthUp ? 31 : 0;
  Bounds keys;
  keys.value = moved({key(days.value.low), key(days.value.high)}, shift - clamped, shift + raised);
  // Keys rise with days: what is not after today has no later key.
  if (days.from_today.low >= 0) keys.from_today.low = shift - clamped;
  if (days.from_today.high <= 0) keys.from_today.high = shift + raised;
  return keys;
}

Bounds bounds_of(const ir::Policy& policy, const planes::Program& program, const Side& side, State state) {
  if (side.kind == Side::Kind::Constant) return {{side.add, side.add}, {}};
  const Slot& slot = program.slots[side.slot];
  const ir::Fact& fact = policy.facts[slot.fact];
  Bounds bounds;
  if (fact.type.kind == ir::FactKind::Date) {
    bounds = days_of(policy, slot.fact, state);
    if (slot.kind == Slot::Kind::Value) {
      bounds.value = by_months(bounds.value, side.months);
      bounds.from_today = by_months(bounds.from_today, side.months);
    } else {
      bounds = keys_of(bounds, slot);
    }
  } else {
    bounds.value = {fact.type.low, fact.type.high};
    if (state == State::OpenLow) bounds.value.high = fact.type.low;
    if (state == State::OpenHigh) bounds.value.low = fact.type.high;
  }
  return {moved(bounds.value, side.add, side.add), moved(bounds.from_today, side.add, side.add)};
}

bool never_less(const Bounds& a, const Bounds& b) {
  return a.value.low >= b.value.high || a.from_today.low >= b.from_today.high;
}
bool always_less(const Bounds& a, const Bounds& b) {
  return a.value.high < b.value.low || a.from_today.high < b.from_today.low;
}

}  // namespace

std::vector<OpenCase> decided_while_open(const ir::Policy& policy, const planes::Program& program,
                                         const planes::Node& less) {
  const auto can_be_open = [&](const Side& side) {
    if (side.kind == Side::Kind::Constant) return false;
    const ir::FactId id = program.slots[side.slot].fact;
    const ir::Fact& fact = policy.facts[id];
    // By default there is none of it: then nothing is known either.
    return id != policy.reference && !(fact.absent_means_no && fact.type.or_none);
  };
  std::vector<OpenCase> cases;
  for (const bool left_open : {false, true}) {
    for (const bool right_open : {false, true}) {
      if ((!left_open && !right_open) || (left_open && !can_be_open(less.lhs)) ||
          (right_open && !can_be_open(less.rhs))) {
        continue;
      }
      const auto of = [&](const Side& side, bool open, State end) {
        return bounds_of(policy, program, side, open ? end : State::Documented);
      };
      OpenCase one{left_open, right_open, false, false};
      one.can_be_yes = !never_less(of(less.lhs, left_open, State::OpenHigh), of(less.rhs, right_open, State::OpenLow));
      one.can_be_no = !always_less(of(less.lhs, left_open, State::OpenLow), of(less.rhs, right_open, State::OpenHigh));
      if (one.can_be_yes || one.can_be_no) cases.push_back(one);
    }
  }
  return cases;
}

}  // namespace pol::columns

#include "compiler/interp/schedule_dates.h"

#include <algorithm>

#include "compiler/interp/calendar.h"

namespace pol::interp {

using ir::Day;
using ir::FactState;
using MaybeDay = std::optional<Day>;

namespace {

/// The days about the one from which `day + offset` passes `bound`.
void add_turn(std::vector<Day>& days, Day bound, ir::Offset offset) {
  const Day turn = last_day_reaching(bound - offset.days, offset.months);
  days.insert(days.end(), {turn - 1, turn, turn + 1});
}

}  // namespace

ScheduleDates::ScheduleDates(const ir::Policy& policy, const ir::Schedule& schedule, const ir::Patient& patient,
                             const SettledSchedule& settled)
    : policy_(policy), schedule_(schedule), settled_(settled) {
  reference_ = static_cast<Day>(patient[schedule.reference].low);
  anchor_ = domain(schedule.anchor, patient);
  if (schedule.last.is_set()) last_ = domain(schedule.last, patient);
  for (const SettledPhase& phase : settled.phases) {
    intervals_.push_back(phase.as->least);
    if (phase.as->most) intervals_.push_back(*phase.as->most);
  }
}

std::vector<DatesToTry> ScheduleDates::all(bool sparing) const {
  std::vector<DatesToTry> out;
  for (const Day day : anchors(sparing)) out.push_back({day, lasts(day, sparing)});
  if (anchor_.may_be_none) out.push_back({std::nullopt, {std::nullopt}});
  return out;
}

ScheduleDates::Domain ScheduleDates::domain(ir::FactId fact, const ir::Patient& patient) const {
  const FactState& state = patient[fact];
  switch (state.kind) {
    case FactState::Kind::None:
      break;
    case FactState::Kind::Value:
      return {true, false, static_cast<Day>(ir::least(patient, fact, policy_.reference)), static_cast<Day>(state.high)};
    case FactState::Kind::Undocumented:
      return {true, policy_.facts[fact].type.or_none, ir::kFirstDay,
              policy_.facts[fact].planned ? ir::kLastDay : reference_};
  }
  return {};
}

std::vector<Day> ScheduleDates::within(std::vector<Day> days, const Domain& domain) {
  days.insert(days.end(), {domain.low, domain.high});
  std::erase_if(days, [&](Day day) { return day < domain.low || day > domain.high; });
  std::sort(days.begin(), days.end());
  days.erase(std::unique(days.begin(), days.end()), days.end());
  return days;
}

std::vector<Day> ScheduleDates::every_day(const Domain& domain) {
  std::vector<Day> days;
  for (Day day = domain.low; day <= domain.high; ++day) days.push_back(day);
  return days;
}

std::vector<Day> ScheduleDates::anchors(bool sparing) const {
  if (!anchor_.may_be_day) return {};
  if (!sparing && anchor_.high - anchor_.low < kEveryAnchor) return every_day(anchor_);
  std::vector<Day> days;
  add_turn(days, reference_, {});
  for (const ir::Offset interval : intervals_) add_turn(days, reference_, interval);
  for (const SettledPhase& phase : settled_.phases) {
    add_turn(days, reference_, phase.as->from);
    if (phase.as->to) add_turn(days, reference_, *phase.as->to);
  }
  for (const SettledWhenever& whenever : settled_.whenevers) {
    if (whenever.until) add_turn(days, reference_, *whenever.until);
  }
  return within(std::move(days), anchor_);
}

std::vector<MaybeDay> ScheduleDates::lasts(Day anchor, bool sparing) const {
  std::vector<MaybeDay> out;
  if (last_.may_be_none) out.emplace_back();
  if (!last_.may_be_day) return out;
  std::vector<Day> days;
  if (!sparing && last_.high - last_.low < kEveryLast) {
    days = every_day(last_);
  } else {
    std::vector<Day> bounds = {reference_, anchor};
    for (const PhaseDays& phase : place_phases(settled_, anchor, reference_)) {
      bounds.push_back(phase.from);
      if (phase.to) bounds.push_back(*phase.to);
    }
    for (const Day bound : bounds) {
      add_turn(days, bound, {});
      for (const ir::Offset interval : intervals_) add_turn(days, bound, interval);
    }
    days = within(std::move(days), last_);
  }
  out.insert(out.end(), days.begin(), days.end());
  return out;
}

}  // namespace pol::interp

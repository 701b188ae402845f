#include "compiler/interp/schedule_day.h"

#include <algorithm>

#include "compiler/interp/calendar.h"

namespace pol::interp {

using ir::Day;
using ir::Truth;
using Rate = ir::Phase::Rate;

Day add_offset(Day anchor, ir::Offset offset) { return add_months(anchor, offset.months) + offset.days; }

std::vector<PhaseDays> place_phases(const SettledSchedule& schedule, Day anchor, Day reference) {
  std::vector<PhaseDays> out;
  std::optional<Day> open_end;  // of the phase before, where the document does not say when it ends
  for (const SettledPhase& phase : schedule.phases) {
    PhaseDays days;
    days.from = add_offset(anchor, phase.as->from);
    if (phase.as->from_is_least && open_end) days.from = std::max(days.from, *open_end);
    if (phase.as->to) {
      days.to = add_offset(anchor, *phase.as->to);
      if (phase.as->to_is_least) {
        days.to = std::max(*days.to, days.from + 1);  // `for unstated` has a day at least
        switch (phase.open.end) {
          case OpenBounds::End::AtLeast:
            break;
          case OpenBounds::End::Today:
            days.to = std::max(*days.to, reference);
            break;
          case OpenBounds::End::Later:
            days.to = std::max(*days.to, reference + 1);
            break;
        }
        open_end = days.to;
      }
    }
    out.push_back(days);
  }
  return out;
}

namespace {

Day counting_day(Day anchor, std::optional<Day> last) { return last && *last >= anchor ? *last : anchor; }

/// The study that `phase` asks for next, if one falls due before the phase ends.
std::optional<NextStudy> next_in(const SettledPhase& phase, const PhaseDays& days, Day anchor, std::optional<Day> last,
                                 Day reference) {
  const Day counting = counting_day(anchor, last);
  const ir::Phase& as = *phase.as;
  NextStudy next{phase.at, days.from, std::nullopt};
  switch (as.rate) {
    case Rate::Symptoms:
      return std::nullopt;
    case Rate::Once:
      if (last && *last >= days.from) return std::nullopt;
      if (days.to) next.latest = *days.to - 1;
      if (as.most) next.latest = add_offset(anchor, *as.most);
      break;
    case Rate::Every:
      next.earliest = std::max(days.from, add_offset(counting, as.least));
      if (as.most) next.latest = add_offset(counting, *as.most);
      break;
    case Rate::Unstated:
      next.earliest = std::max(days.from, counting);
      switch (phase.open.interval) {
        case OpenBounds::Interval::Nothing:
          break;
        case OpenBounds::Interval::Elapsed:
          next.latest = next.earliest;
          break;
        case OpenBounds::Interval::NotYet:
          next.earliest = std::max(next.earliest, reference + 1);
          break;
      }
      break;
  }
  if (days.to && next.earliest >= *days.to) return std::nullopt;
  if (next.latest) next.latest = std::max(*next.latest, next.earliest);
  return next;
}

bool counts(const SettledPhase& phase) { return phase.gates && phase.as->rate != Rate::Symptoms; }

std::optional<NextStudy> first_of(const SettledSchedule& schedule, const std::vector<PhaseDays>& days, Day anchor,
                                  std::optional<Day> last, Day reference) {
  std::optional<NextStudy> first;
  for (std::size_t i = 0; i < schedule.phases.size(); ++i) {
    if (!counts(schedule.phases[i]) || schedule.phases[i].excepted) continue;
    const auto next = next_in(schedule.phases[i], days[i], anchor, last, reference);
    if (next && (!first || next->earliest < first->earliest)) first = next;
  }
  return first;
}

/// What symptoms and other conditions call for, beside the intervals.
struct OnCondition {
  std::optional<PhaseAt> covers;   ///< the place that calls for the study today
  std::optional<PhaseAt> remains;  ///< one that may do so today or later
};

OnCondition look_at_conditions(const SettledSchedule& schedule, const std::vector<PhaseDays>& days, Day reference,
                               std::optional<Day> anchor) {
  OnCondition out;
  const auto note = [&](PhaseAt at, bool has_begun, bool has_ended, bool holds) {
    if (has_ended) return;
    if (!out.remains) out.remains = at;
    if (has_begun && holds && !out.covers) out.covers = at;
  };
  for (std::size_t i = 0; i < days.size(); ++i) {
    const SettledPhase& phase = schedule.phases[i];
    const bool on_symptoms = phase.as->rate == Rate::Symptoms;
    if (!on_symptoms && phase.as->triggers.empty()) continue;
    note(phase.at, days[i].from <= reference, days[i].to && *days[i].to <= reference,
         !phase.excepted && (phase.triggers || (on_symptoms && phase.gates)));
  }
  for (const SettledWhenever& whenever : schedule.whenevers) {
    if (whenever.until && !anchor) continue;
    note(whenever.at, true, whenever.until && add_offset(*anchor, *whenever.until) <= reference, whenever.holds);
  }
  return out;
}

}  // namespace

std::optional<NextStudy> next_study(const SettledSchedule& schedule, Day anchor, std::optional<Day> last,
                                    Day reference) {
  return first_of(schedule, place_phases(schedule, anchor, reference), anchor, last, reference);
}

DayFinding find_on_day(const SettledSchedule& schedule, const std::vector<PhaseDays>& days, Day reference,
                       std::optional<Day> anchor, std::optional<Day> last) {
  DayFinding out;
  const OnCondition on_condition = look_at_conditions(schedule, days, reference, anchor);
  const auto driven_by = [&](std::optional<PhaseAt> at) {
    out.status = ScheduleStatus::SymptomDriven;
    out.by = at;
    if (on_condition.covers) out.covers = Truth::Yes;
  };
  // Without phases nothing is counted, and the anchor plays no part.
  const bool only_conditions =
      schedule.phases.empty() && std::all_of(schedule.whenevers.begin(), schedule.whenevers.end(),
                                             [](const SettledWhenever& each) { return !each.until; });
  if (only_conditions) {
    driven_by(on_condition.covers ? on_condition.covers : on_condition.remains);
    return out;
  }
  if (!anchor) {
    if (on_condition.covers) driven_by(on_condition.covers);
    return out;
  }

  out.counting = counting_day(*anchor, last);
  out.next = first_of(schedule, days, *anchor, last, reference);
  bool is_endless = false, has_begun = *anchor <= reference;
  for (std::size_t i = 0; i < days.size(); ++i) {
    if (!counts(schedule.phases[i])) continue;
    has_begun = has_begun || days[i].from <= reference;
    out.is_live = out.is_live || !schedule.phases[i].excepted;
    is_endless = is_endless || !days[i].to;
    if (days[i].to) out.end = std::max(out.end.value_or(*days[i].to), *days[i].to);
  }
  if (is_endless) out.end.reset();
  const bool runs = out.is_live && (is_endless || reference < *out.end);
  if (!runs) out.next.reset();  // what was due and not done in time falls away with the last phase

  if (runs && out.next && out.next->earliest <= reference) {
    const bool is_late = out.next->latest && *out.next->latest < reference;
    out.status = is_late ? ScheduleStatus::Overdue : ScheduleStatus::Due;
    out.covers = Truth::Yes;
    out.by = out.next->at;
  } else if (on_condition.covers) {
    driven_by(on_condition.covers);
  } else if (!has_begun) {
    out.status = ScheduleStatus::NotStarted;
  } else if (runs && (out.next || !is_endless)) {
    out.status = ScheduleStatus::TooSoon;
    if (out.next) out.by = out.next->at;
  } else if (on_condition.remains) {
    driven_by(on_condition.remains);
  } else {
    out.status = ScheduleStatus::Ended;
  }
  if (schedule.sooner && runs && has_begun && out.covers == Truth::No) out.covers = Truth::Unknown;
  return out;
}

}  // namespace pol::interp

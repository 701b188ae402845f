#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using schedules::PhasePlace;
using Rate = ir::Phase::Rate;

namespace {

struct Gap {
  PhasePlace before, behind;
};

std::int64_t middle(ir::Offset offset) {
  const DayCount days = days_in(schedules::length(offset));
  return (days.low + days.high) / 2;
}

/// One study at a stated time may well be followed by none for a while. Where the time is short beside the one that the
/// study has, the two were meant to meet: "3 to 12 months", "after 13 months".
bool is_pause(const ir::Phase& before, const ir::Phase& behind) {
  if (before.rate == Rate::Symptoms) return true;
  return before.rate == Rate::Once &&
         2 * (middle(behind.from) - middle(*before.to)) > middle(*before.to) - middle(before.from);
}

/// After a phase has ended, before the next one begins. A length that is not stated reaches to the next.
std::vector<Gap> gaps_in(const ir::Schedule& schedule) {
  std::vector<PhasePlace> places = schedules::phases(schedule);
  std::stable_sort(places.begin(), places.end(), [](const PhasePlace& a, const PhasePlace& b) {
    return middle(a.phase->from) < middle(b.phase->from);
  });
  std::vector<Gap> gaps;
  PhasePlace last;  // ends latest of those so far
  for (const PhasePlace& place : places) {
    if (last.phase != nullptr && !last.phase->to) break;
    if (last.phase != nullptr && !last.phase->to_is_least && !is_pause(*last.phase, *place.phase) &&
        is_shorter(schedules::length(*last.phase->to), schedules::length(place.phase->from)).value_or(false)) {
      gaps.push_back({last, place});
    }
    const bool ends_later =
        last.phase == nullptr || !place.phase->to || place.phase->to_is_least ||
        is_shorter(schedules::length(*last.phase->to), schedules::length(*place.phase->to)).value_or(true);
    if (ends_later) last = place;
  }
  return gaps;
}

}  // namespace

/// Finds: phases of a schedule between which lies time that no phase is about.
/// Why: follow-up does not pause; mostly a year was miscounted, and the patient goes unseen for that long.
/// Example: `in year 1 to 2: every 3 months` and then `in year 4 to 5: every 6 months`.
/// Instead: let the later phase begin where the earlier ends, or say that nothing is due in between.
/// Limits: after a single study a pause is no gap, unless it is short beside the time that the study has. Conditions of
///   phases are not looked at.
void schedule_gap(Context& cx) {
  for (const schedules::Plan& plan : cx.shared<schedules::Plans>().all()) {
    for (const Gap& gap : gaps_in(*plan.schedule)) {
      const ir::Offset from = *gap.before.phase->to, to = gap.behind.phase->from;
      Finding& finding =
          cx.report(gap.behind.phase->range, {schedules::clause_of(cx, plan, gap.behind).path},
                    fmt::format("{} leaves a gap: nothing is said of {} to {} after the anchor, between {} and {}",
                                schedules::name_of(cx.policy(), plan), length_words(schedules::length(from)),
                                length_words(schedules::length(to)), schedules::phase_text(cx, gap.before),
                                schedules::phase_text(cx, gap.behind)));
      finding.related.push_back(schedules::clause_of(cx, plan, gap.before));
      finding.time_line = schedules::time_line(cx, plan, {});
      schedules::mark(*finding.time_line, "nothing", from, to);
    }
  }
}

}  // namespace pol::lint

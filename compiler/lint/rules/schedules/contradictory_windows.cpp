#include "compiler/interp/schedule_words.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/overlapping_phases.h"

namespace pol::lint {

/// Finds: two phases of one schedule that run on the same days and ask for studies at intervals that exclude each
///   other.
/// Why: no interval satisfies both; whoever keeps one of them is too early or too late by the other.
/// Example: `in year 1 to 2: every 3 to 6 months` beside `in year 2: every 12 months`.
/// Instead: let one phase begin where the other ends, or say for which patients each is meant.
/// Limits: intervals that touch, or that lie within a tenth of each other, do not exclude each other. Schedules that
///   stand beside each other are POL4308.
void contradictory_windows(Context& cx) {
  for (const schedules::PhaseOverlap& overlap : cx.shared<schedules::PhaseOverlaps>().all()) {
    if (!schedules::are_windows_apart(*overlap.first.phase, *overlap.second.phase)) continue;
    Finding& finding =
        cx.report(overlap.second.phase->range, {schedules::clause_of(cx, *overlap.plan, overlap.second).path},
                  fmt::format("{} and {} of {} run at the same time, and no interval keeps to both: {}, and {}",
                              schedules::phase_text(cx, overlap.second), schedules::phase_text(cx, overlap.first),
                              schedules::name_of(cx.policy(), *overlap.plan), interp::rate_words(*overlap.second.phase),
                              interp::rate_words(*overlap.first.phase)));
    schedules::tell(cx, finding, overlap);
  }
}

}  // namespace pol::lint

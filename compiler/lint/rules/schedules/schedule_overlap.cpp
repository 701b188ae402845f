#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/overlapping_phases.h"

namespace pol::lint {

/// Finds: two phases of one schedule that run on the same days for one patient.
/// Why: phases follow one another; where two run, the text has two answers to how often, and the more frequent one
///   wins.
/// Example: `in year 1 to 3: every 3 months` beside `in year 3 to 5: every 3 to 6 months`.
/// Instead: let one begin where the other ends, or gate them so that one patient has one of them.
/// Limits: phases joined by `then` that state no place of their own, and lengths such as `for 1 to 2 years`, overlap by
///   what the words mean. Phases whose intervals exclude each other are POL4303, a phase behind one without end is
///   POL4307.
void schedule_overlap(Context& cx) {
  for (const schedules::PhaseOverlap& overlap : cx.shared<schedules::PhaseOverlaps>().all()) {
    if (schedules::are_windows_apart(*overlap.first.phase, *overlap.second.phase)) continue;
    Finding& finding = cx.report(
        overlap.second.phase->range, {schedules::clause_of(cx, *overlap.plan, overlap.second).path},
        fmt::format("{} overlaps {} of {}", schedules::phase_text(cx, overlap.second),
                    schedules::phase_text(cx, overlap.first), schedules::name_of(cx.policy(), *overlap.plan)));
    schedules::tell(cx, finding, overlap);
  }
}

}  // namespace pol::lint

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using schedules::PhasePlace;
using Rate = ir::Phase::Rate;

/// Finds: a phase that begins after one which has no end.
/// Why: the earlier phase never stops, so the later one can only make studies more frequent, which is seldom meant.
/// Example: `a. from 0 months: every 3 months  b. in year 3: every 12 months`.
/// Instead: say where the earlier phase ends, as in `for 2 years`.
/// Limits: a phase that an event ends (`until …`), or that asks for studies on symptoms only, is not open.
void phase_after_open_end(Context& cx) {
  for (const schedules::Plan& plan : cx.shared<schedules::Plans>().all()) {
    const PhasePlace* open = nullptr;
    const std::vector<PhasePlace> places = schedules::phases(*plan.schedule);
    for (const PhasePlace& place : places) {
      const ir::Phase& phase = *place.phase;
      const bool counts = phase.rate != Rate::Symptoms;
      if (open != nullptr && counts && open->clause != place.clause &&
          is_shorter(schedules::length(open->phase->from), schedules::length(phase.from)).value_or(false)) {
        Finding& finding =
            cx.report(phase.range, {schedules::clause_of(cx, plan, place).path},
                      fmt::format("{} of {} begins after {}, which has no end", schedules::phase_text(cx, place),
                                  schedules::name_of(cx.policy(), plan), schedules::phase_text(cx, *open)));
        finding.related.push_back(schedules::clause_of(cx, plan, *open));
        finding.time_line = schedules::time_line(cx, plan, {place.phase});
      }
      const bool is_open = counts && phase.rate != Rate::Once && !phase.to && phase.gates.empty();
      if (is_open && open == nullptr) open = &place;
    }
  }
}

}  // namespace pol::lint

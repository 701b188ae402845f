#include "compiler/lint/rules.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

/// Finds: a schedule of which the text says neither how often, or not which study.
/// Why: whether a study is due cannot be told; every determination that rests on it is open.
/// Example: `every unstated for 2 years`; `images unstated`.
/// Instead: state the interval, or the study.
/// Limits: `unstated` is how the policy says that the document is silent; the finding asks the document's authors.
void undefined_interval(Context& cx) {
  for (const schedules::Plan& plan : cx.shared<schedules::Plans>().all()) {
    std::vector<schedules::PhasePlace> open;
    std::vector<const ir::Phase*> flaws;
    for (const schedules::PhasePlace& place : schedules::phases(*plan.schedule)) {
      if (place.phase->rate != ir::Phase::Rate::Unstated) continue;
      open.push_back(place);
      flaws.push_back(place.phase);
    }
    const bool has_study = !plan.schedule->studies.empty();
    if (open.empty() && has_study) continue;
    const std::string what = open.empty() ? "which study" : has_study ? "how often" : "which study, nor how often";
    Finding& finding = cx.report(open.empty() ? plan.schedule->range : open.front().phase->range, {plan.path},
                                 fmt::format("{} does not say {}", schedules::name_of(cx.policy(), plan), what));
    for (std::size_t i = 1; i < open.size(); ++i) finding.related.push_back(schedules::clause_of(cx, plan, open[i]));
    if (!schedules::phases(*plan.schedule).empty()) finding.time_line = schedules::time_line(cx, plan, flaws);
  }
}

}  // namespace pol::lint

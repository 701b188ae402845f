#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using schedules::PhasePlace;
using schedules::Plan;
using Rate = ir::Phase::Rate;

namespace {

/// Each begins where the one before it has ended.
bool are_in_a_row(const std::vector<PhasePlace>& places) {
  for (std::size_t i = 0; i + 1 < places.size(); ++i) {
    const ir::Phase &before = *places[i].phase, &behind = *places[i + 1].phase;
    if (!before.to) return false;
    const bool is_behind = *before.to == behind.from ||
                           is_shorter(schedules::length(*before.to), schedules::length(behind.from)).value_or(false);
    if (!is_behind) return false;
  }
  return true;
}

void look_at_labels(Context& cx, const Plan& plan) {
  const ir::Schedule& schedule = *plan.schedule;
  std::vector<PhasePlace> labelled;
  for (const PhasePlace& place : schedules::phases(schedule)) {
    if (!place.clause->label.empty()) labelled.push_back(place);
  }
  if (schedule.one || labelled.size() < 2 || !are_in_a_row(labelled)) return;
  Finding& finding = cx.report(
      schedule.range, {plan.path},
      fmt::format("the phases `{}.` to `{}.` of {} follow each other in time: there is nothing to choose among them",
                  labelled.front().clause->label, labelled.back().clause->label,
                  schedules::name_of(cx.policy(), plan)));
  finding.details.push_back("one of them applies at a time, as `schedule one` says");
  for (const PhasePlace& place : labelled) {
    const Clause clause = schedules::clause_of(cx, plan, place);
    logic::add_path(finding, clause.path);
    finding.related.push_back(clause);
  }
  finding.time_line = schedules::time_line(cx, plan, {});
}

/// Schedules of one criterion, or of two side by side, of the same study: one ends where the other begins.
void look_at_branches(Context& cx, const Plan& a, const Plan& b) {
  const std::vector<PhasePlace> first = schedules::phases(*a.schedule), second = schedules::phases(*b.schedule);
  if (first.empty() || second.empty() || a.schedule->anchor != b.schedule->anchor) return;
  if (a.schedule->studies != b.schedule->studies || a.schedule->studies.empty()) return;
  const ir::Phase &end = *first.back().phase, &begin = *second.front().phase;
  if (!end.to || *end.to != begin.from || schedules::exclude_each_other(a, b)) return;
  Finding& finding =
      cx.report(b.schedule->range, {b.path},
                fmt::format("{} begins where {} ends, in another branch of `any`",
                            schedules::phase_text(cx, second.front()), schedules::phase_text(cx, first.back())));
  finding.details.push_back("phases of one follow-up stand in one schedule, joined by `then`");
  logic::add_path(finding, a.path);
  finding.related.push_back(schedules::clause_of(cx, a, first.back()));
  finding.time_line = schedules::time_line(cx, a, nullptr, b, nullptr);
}

}  // namespace

/// Finds: phases that follow each other in time but are listed as alternatives: labelled phases of a schedule that is
/// not
///   `schedule one`, or schedules of one study in two branches of an `any`, one of which begins where the other ends.
/// Why: "any of the following" offers a choice; time leaves none. Printed so, a reviewer may pick the interval of
/// another
///   year.
/// Example: `schedule { a. in year 1 to 2: every 3 months  b. in year 3: every 4 months }`.
/// Instead: `schedule one { … }`, or one schedule with `then`.
/// Limits: what the determination is does not depend on it, for a phase covers in its own years only.
void any_of_sequence(Context& cx) {
  const auto& plans = cx.shared<schedules::Plans>();
  for (const Plan& plan : plans.all()) look_at_labels(cx, plan);
  const std::vector<Plan>& all = plans.all();
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (!all[i].criterion.is_set()) continue;
    const ir::CriterionId above = cx.policy().criteria[all[i].criterion].parent;
    for (const std::size_t k : plans.below(above.is_set() ? above : all[i].criterion)) {
      const bool is_beside =
          all[k].criterion == all[i].criterion || cx.policy().criteria[all[k].criterion].parent == above;
      if (k != i && is_beside) look_at_branches(cx, all[i], all[k]);
    }
  }
}

}  // namespace pol::lint

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/rules/schedules/plans.h"

namespace pol::lint {

using ir::ExprId;
using schedules::PhasePlace;
using schedules::Plan;

namespace {

/// Only a gate, or a guard that is about the days since the anchor, can keep a phase from being reached.
bool may_be_closed(const ir::Policy& policy, const Plan& plan, const ir::Phase& phase, const logic::Written& written) {
  const auto is_open = [&](ExprId gate) { return written.can_hold(gate); };
  if (!std::all_of(phase.gates.begin(), phase.gates.end(), is_open))
    return false;  // closed by a reading that was chosen
  if (!phase.gates.empty()) return true;
  return std::any_of(plan.guards.begin(), plan.guards.end(), [&](ExprId guard) {
    const std::vector<ir::FactId> facts = ir::facts_of(policy, guard);
    return std::find(facts.begin(), facts.end(), plan.schedule->anchor) != facts.end();
  });
}

/// The conditions that shut the phase out: of the gates and the guards, those that clash.
void tell_core(Context& cx, Finding& finding, const Plan& plan, const PhasePlace& place, smt::Session& session) {
  std::vector<ExprId> conditions = place.phase->gates;
  conditions.insert(conditions.end(), plan.guards.begin(), plan.guards.end());
  ir::Phase ungated = *place.phase;
  ungated.gates.clear();
  std::vector<smt::Form> forms = schedules::runs(session, *plan.schedule, ungated);
  const std::size_t own = forms.size();
  for (const ExprId id : conditions) forms.push_back(session.condition(id));
  bool is_phase_told = false;
  for (const std::size_t i : session.core(forms)) {
    if (i >= own) {
      finding.core.push_back(logic::clause_of(cx, conditions[i - own]));
    } else if (!is_phase_told) {
      finding.core.push_back(schedules::clause_of(cx, plan, place));
      is_phase_told = true;
    }
  }
}

}  // namespace

/// Finds: a phase of a schedule that no patient reaches: its condition contradicts what is demanded above it, or its
///   place.
/// Why: it reads as follow-up and is none.
/// Example: `anchor + 2 years > today and schedule { … in year 4: every 12 months }`.
/// Instead: mend the condition or the place of the phase, or take it out.
/// Limits: fires only on proof. A phase behind a `then` that never comes is refused before (POL1016).
void phase_never_reached(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  for (const Plan& plan : cx.shared<schedules::Plans>().all()) {
    std::optional<bool> has_patients;
    for (const PhasePlace& place : schedules::phases(*plan.schedule)) {
      if (!may_be_closed(cx.policy(), plan, *place.phase, written)) continue;
      smt::Session& session = cx.session(plan.schedule->truth);
      const std::vector<smt::Form> guards = schedules::guard_forms(session, plan);
      std::vector<smt::Form> forms = schedules::runs(session, *plan.schedule, *place.phase);
      forms.insert(forms.end(), guards.begin(), guards.end());
      if (!cx.ask(session, place.phase->range, forms).is_impossible()) continue;
      if (!has_patients) has_patients = !cx.ask(session, plan.schedule->range, guards).is_impossible();
      if (!*has_patients) break;  // that the criterion is met by nobody is told of the criterion
      Finding& finding = cx.report(place.phase->range, {schedules::clause_of(cx, plan, place).path},
                                   fmt::format("no patient reaches {} of {}", schedules::phase_text(cx, place),
                                               schedules::name_of(cx.policy(), plan)));
      tell_core(cx, finding, plan, place, session);
      finding.time_line = schedules::time_line(cx, plan, {place.phase});
    }
  }
}

}  // namespace pol::lint

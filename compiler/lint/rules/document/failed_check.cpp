#include <fmt/format.h>

#include <set>
#include <vector>

#include "compiler/interp/eval.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

namespace {

/// The check breaks only where what the text leaves `unstated` is filled in one way: the schedules that are open then.
void report_open(Context& cx, const ir::Claim& check, const ir::Patient& patient) {
  const ir::Policy& policy = cx.policy();
  std::set<ir::ExprId> below;
  std::vector<ir::ExprId> waiting = {check.condition};
  while (!waiting.empty()) {
    const ir::ExprId id = waiting.back();
    waiting.pop_back();
    if (!below.insert(id).second) continue;
    for (const ir::ExprId part : ir::operands(policy, id)) waiting.push_back(part);
  }
  Finding& finding = cx.report(
      policy.range(check.condition), {check.title},
      fmt::format("whether the check \"{}\" holds turns on what the document leaves unstated", check.title));
  finding.severity = Severity::Note;
  finding.details.emplace_back("as it stands such a case is open; filled in one way it would break the check");
  interp::Evaluation evaluation(policy, patient);
  for (const ir::Schedule& schedule : policy.schedules) {
    if (!below.contains(schedule.truth) || evaluation.truth(schedule.truth) != ir::Truth::Unknown) continue;
    finding.related.push_back(cx.clause(schedule.truth));
    finding.related.back().range = schedule.range;
    logic::add_path(finding, finding.related.back().path);
  }
}

}  // namespace

/// Finds: a `check` that a patient breaks.
/// Why: the author stated that it holds for every patient; it does not, so the policy or the check is wrong.
/// Example: `check "Teens are adolescents" : teens implies adolescence`, where teens begin at 11 and adolescence at 12.
/// Instead: mend the definition or criterion, or narrow the check to what was meant.
/// Limits: looks for it among all complete cases that the types and assumptions allow; a question out of budget is
///   POL5001. A check that breaks only where what the text leaves `unstated` is filled in one way is a note, with the
///   schedules that leave it open.
void failed_check(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ir::Claim& check : policy.checks) {
    smt::Session& session = cx.session(check.condition);
    const std::vector<smt::Form> broken = {session.negate(session.condition(check.condition))};
    const smt::Answer answer = cx.show(session, policy.range(check.condition), broken);
    if (!answer.is_possible()) continue;
    if (answer.rests_on_unstated) {
      report_open(cx, check, *answer.witness);
      continue;
    }
    Finding& finding = cx.report(policy.range(check.condition), {check.title},
                                 fmt::format("the check \"{}\" does not hold for every patient", check.title));
    finding.witness = cx.witness(session, broken, *answer.witness, fmt::format("breaks \"{}\"", check.title));
    finding.witness->truths.emplace_back(check.condition, ir::Truth::No);
  }
}

}  // namespace pol::lint

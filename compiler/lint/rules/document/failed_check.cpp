#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/words.h"

namespace pol::lint {

/// Finds: a `check` that a patient breaks.
/// Why: the author stated that it holds for every patient; it does not, so the policy or the check is wrong.
/// Example: `check "Teens are adolescents" : teens implies adolescence`, where teens begin at 11 and adolescence at 12.
/// Instead: mend the definition or criterion, or narrow the check to what was meant.
/// Limits: looks for it among all complete cases that the types and assumptions allow; a question out of budget is
/// POL5001. A check that breaks only where what the text leaves `unstated` is filled in one way is not reported.
void failed_check(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ir::Claim& check : policy.checks) {
    smt::Session& session = cx.session(check.condition);
    const std::vector<smt::Form> broken = {session.negate(session.condition(check.condition))};
    const smt::Answer answer = cx.show(session, policy.range(check.condition), broken);
    if (!answer.is_possible() || answer.rests_on_unstated) continue;
    Finding& finding = cx.report(policy.range(check.condition), {check.title},
                                 fmt::format("the check \"{}\" does not hold for every patient", check.title));
    finding.witness = cx.witness(session, broken, *answer.witness, fmt::format("breaks \"{}\"", check.title));
    finding.witness->truths.emplace_back(check.condition, ir::Truth::No);
  }
}

}  // namespace pol::lint

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/clash.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::Clash;

/// Finds: a criterion, or a branch of one, that no patient can meet together with what is demanded above it.
/// Why: it looks like coverage; it is none. Somebody meant to approve these patients, or copied a bound.
/// Example: `age < 18 years and age >= 65 years`.
/// Instead: mend the bound, turn `and` into `any`, or take the criterion out.
/// Limits: fires only on proof; a question out of budget is reported as POL5001, not as silence. `never` where an
///   author wrote it, and schedules that image nothing of the policy, are left to other rules.
void contradictory_criterion(Context& cx) {
  for (const Clash& clash : cx.shared<logic::Clashes>().all()) {
    if (clash.shape != Clash::Shape::Other) continue;
    Finding& finding =
        cx.report(logic::mark_of(cx, clash), {logic::path_of(cx, clash.id)},
                  fmt::format("no patient meets {}: {}", logic::subject_of(cx, clash.id), logic::words_of(cx, clash)));
    tell(cx, finding, clash);
  }
}

}  // namespace pol::lint

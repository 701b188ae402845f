#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/reading_pairs.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using logic::ReadingPair;

/// Finds: two readings of an ambiguity that no patient tells apart, given what is demanded around them.
/// Why: the question is asked of every reviewer, and its answer changes nothing; or one reading was meant to say more.
/// Example: `ambiguous "…" choose a { a. "Under 18" : age < 18 years  b. "Up to 17" : age <= 17 years }`.
/// Instead: take the ambiguity out, or write what the other reading was to be.
/// Limits: fires only on proof; a question out of budget is reported as POL5001, not as silence. Where nobody comes as
///   far as the ambiguity, what keeps them away is told instead.
void equal_readings(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ReadingPair& pair : cx.shared<logic::ReadingPairs>().all()) {
    if (pair.is_separated || !pair.is_reached) continue;
    const ir::Ambiguity& ambiguity = policy.ambiguities[pair.ambiguity];
    const ir::Criterion& chosen = policy.criteria[ambiguity.readings[ambiguity.chosen]];
    const ir::Criterion& other = policy.criteria[ambiguity.readings[pair.other]];
    Finding& finding =
        cx.report(other.range, {other.path, chosen.path},
                  fmt::format("no patient tells `{}` from `{}`: whichever is read, `{}` is met by the same",
                              other.label, chosen.label, ambiguity.path));
    finding.related.push_back(cx.clause(chosen.truth));
    finding.details.push_back(fmt::format("the question was \"{}\"", ambiguity.question));
    cx.speak_for(other.truth);
  }
}

}  // namespace pol::lint

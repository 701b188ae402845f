#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/reading_pairs.h"

namespace pol::lint {

using logic::ReadingPair;

namespace {

std::string outcome_words(ir::OutcomeSet set) {
  std::vector<std::string> said;
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    if ((set & ir::outcome_bit(outcome)) != 0) said.push_back(fmt::format("`{}`", ir::to_text(outcome)));
  }
  return fmt::format("{}", fmt::join(said, " or "));
}

std::string_view truth_words(ir::Truth truth) {
  switch (truth) {
    case ir::Truth::No:
      return "is not met";
    case ir::Truth::Unknown:
      return "stays open";
    case ir::Truth::Yes:
      return "is met";
  }
  return "";
}

}  // namespace

/// Finds: for each reading that was not chosen, a patient whom it decides otherwise than the chosen one.
/// Why: the document leaves it open and the policy decides it: the patient to show to whoever can say what was meant.
/// Example: `ambiguous "Does more than govern the second figure" choose both_more { … }`: exactly 10 %.
/// Instead: nothing, where the choice was deliberate; else choose the other reading.
/// Limits: one ambiguity is read another way at a time. That the determination differs is said where a patient was
///   found; silence about it is no proof. What a reading does to the boundary that bands share is POL4204.
void readings_differ(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ReadingPair& pair : cx.shared<logic::ReadingPairs>().all()) {
    if (!pair.is_separated || !pair.witness) continue;
    const ir::Ambiguity& ambiguity = policy.ambiguities[pair.ambiguity];
    if (cx.is_spoken_for(policy.criteria[ambiguity.readings[pair.other]].truth)) continue;
    const ir::Criterion& chosen = policy.criteria[ambiguity.readings[ambiguity.chosen]];
    const ir::Criterion& other = policy.criteria[ambiguity.readings[pair.other]];
    Finding& finding = cx.report(other.range, {other.path, chosen.path},
                                 fmt::format("\"{}\" matters: `{}` {} as `{}` was chosen, and {} if read as `{}`",
                                             ambiguity.question, ambiguity.path, truth_words(pair.as_chosen),
                                             chosen.label, truth_words(pair.as_other), other.label));
    finding.related.push_back(cx.clause(chosen.truth));
    if (!pair.witness->facts.empty()) finding.witness = pair.witness;
    const std::string where = cx.outline().path(pair.site);
    if (pair.site != pair.at && where != ambiguity.path) {
      finding.paths.push_back(where);
      finding.details.push_back(fmt::format("it decides in `{}`", where));
    }
    if (pair.outcomes) {
      finding.details.push_back(
          fmt::format("where nothing else decides, the determination is {} as chosen, and {} if read "
                      "the other way",
                      outcome_words(pair.outcomes->first), outcome_words(pair.outcomes->second)));
    }
  }
}

}  // namespace pol::lint

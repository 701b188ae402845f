#include <fmt/format.h>

#include <vector>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/document/reach.h"

namespace pol::lint {

using document::Reach;
using ir::FactId;

namespace {

/// Facts that a note's condition reads: they inform, which is what they are for.
std::vector<bool> facts_of_notes(const ir::Policy& policy) {
  std::vector<bool> is_noted(policy.facts.size(), false);
  for (const ir::Criterion& criterion : policy.criteria) {
    for (const ir::Note& note : criterion.notes) {
      if (!note.when.is_set()) continue;
      for (const FactId fact : ir::facts_of(policy, note.when)) is_noted[fact.index] = true;
    }
  }
  return is_noted;
}

}  // namespace

/// Finds: a fact of the policy on which no determination depends, though a person has to document it.
/// Why: it is asked for in vain; mostly the criterion that should test it forgot to.
/// Example: `recent_fall : finding "A fall in the last week"`, and no criterion reads `recent_fall`.
/// Instead: test it where the text means it, or take it out.
/// Limits: by structure alone: a fact that some clause of `determine` reads counts, whether or not it can turn the
///   outcome; so do facts linked with it by `shown by`, `assume` or a record, and those that a note reads. Branches that
///   `never`, or a schedule of other studies than the policy's, closes for good do not count as reading. Facts of a
///   module with criteria are reported only where nothing at all reads them. Facts of a module that has none are never
///   reported: it is a vocabulary for several policies, and the linter sees one of them.
void fact_never_matters(Context& cx) {
  const ir::Policy& policy = cx.policy();
  if (policy.rules.empty()) return;
  const auto& reach = cx.shared<Reach>();
  const std::vector<bool> is_noted = facts_of_notes(policy);
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const FactId id{i};
    const ir::Fact& fact = policy.facts[id];
    if (document::is_vocabulary(policy, fact.range) || reach.matters(id) || is_noted[i]) continue;
    if (!reach.is_read(id)) {
      cx.report(fact.range, {fact.name}, fmt::format("nothing reads `{}` \"{}\"", fact.name, fact.title));
    } else if (document::is_own(policy, fact.range)) {
      cx.report(fact.range, {fact.name}, fmt::format("no determination depends on `{}` \"{}\"", fact.name, fact.title))
          .details.emplace_back("what reads it is part of no clause of `determine`, or is closed for good");
    }
  }
}

}  // namespace pol::lint

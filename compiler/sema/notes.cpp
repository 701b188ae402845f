// A note after the wrong brace speaks of facts that its owner does not test.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/sema/analysis.h"

namespace pol::sema {

void Analysis::check_note_owners() {
  // Each search may walk every expression once. A warning is not worth minutes on a hostile file: beyond this many steps
  // the remaining notes are not looked at.
  constexpr std::size_t kMostSteps = 50'000'000;
  std::size_t steps = 0;
  // Many branches of one list may carry notes: the facts of a criterion are collected once.
  std::unordered_map<std::uint32_t, std::vector<ir::FactId>> facts_of_criterion;
  const auto facts_of = [&](ir::CriterionId id) -> const std::vector<ir::FactId>& {
    const auto [at, added] = facts_of_criterion.try_emplace(id.index);
    if (added) {
      steps += policy_.exprs.size();
      at->second = ir::facts_of(policy_, policy_.criteria[id].truth);
      std::sort(at->second.begin(), at->second.end());
    }
    return at->second;
  };
  for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
    const ir::CriterionId id{i};
    const ir::Criterion& criterion = policy_.criteria[id];
    if (!criterion.parent.is_set()) continue;
    for (const ir::Note& note : criterion.notes) {
      // What a note waives is rightly tested elsewhere; what it depends on is not.
      if (!note.when.is_set()) continue;
      if (steps > kMostSteps) return;
      steps += policy_.exprs.size();
      const std::vector<ir::FactId> named = ir::facts_of(policy_, note.when);
      const auto tested_by = [&](const std::vector<ir::FactId>& facts) {
        return [&facts](ir::FactId fact) { return std::binary_search(facts.begin(), facts.end(), fact); };
      };
      if (named.empty() || std::any_of(named.begin(), named.end(), tested_by(facts_of(id)))) continue;
      if (!std::all_of(named.begin(), named.end(), tested_by(facts_of(criterion.parent)))) continue;
      const ir::Criterion& parent = policy_.criteria[criterion.parent];
      sink_.report(note.range, diag::NoteOwner, policy_.facts[named.front()].name, criterion.label, parent.label)
          .label(criterion.range, fmt::format("`{}.` owns the note", criterion.label))
          .hint(fmt::format("if it belongs to `{}.`, move it behind the `}}` of that list", parent.label));
    }
  }
}

}  // namespace pol::sema

#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::CriterionId;

namespace {

/// It, or a branch below it, cites something.
bool is_cited(const ir::Policy& policy, CriterionId id) {
  const ir::Criterion& criterion = policy.criteria[id];
  return !criterion.cites.empty() || std::any_of(criterion.children.begin(), criterion.children.end(),
                                                 [&](CriterionId child) { return is_cited(policy, child); });
}

bool is_cited_above(const ir::Policy& policy, CriterionId id) {
  for (; id.is_set(); id = policy.criteria[id].parent) {
    if (!policy.criteria[id].cites.empty()) return true;
  }
  return false;
}

}  // namespace

/// Finds: a branch without a citation, where three of its siblings or more, and at least half of them, have one.
/// Why: whoever questions the criterion has nothing to look at; mostly the reference was lost when the list was edited.
/// Example: criteria 1 to 9 of a list say `cites [4]`, criterion 10 says nothing.
/// Instead: cite what it rests on; a citation of the whole list stands behind its last brace.
/// Limits: a citation further up or further down counts for the branch.
void uncited_criterion(Context& cx) {
  const ir::Policy& policy = cx.policy();
  for (const ir::Criterion& parent : policy.criteria) {
    std::vector<CriterionId> siblings = parent.children;
    std::erase_if(siblings, [&](CriterionId id) { return policy.criteria[id].kind != ir::Criterion::Kind::Item; });
    std::vector<CriterionId> uncited = siblings;
    std::erase_if(uncited, [&](CriterionId id) { return is_cited(policy, id); });
    const std::size_t cited = siblings.size() - uncited.size();
    if (uncited.empty() || cited < 3 || cited < uncited.size() ||
        is_cited_above(policy, policy.criteria[siblings[0]].parent)) {
      continue;
    }
    const std::string how_many = uncited.size() == 1 ? "all" : fmt::format("{}", cited);
    for (const CriterionId id : uncited) {
      cx.report(policy.criteria[id].range, {policy.criteria[id].path},
                fmt::format("{} cites nothing; {} of its {} siblings do", name_of(policy, id), how_many,
                            siblings.size() - 1));
    }
  }
}

}  // namespace pol::lint

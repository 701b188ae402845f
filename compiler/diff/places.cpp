#include "compiler/diff/places.h"

#include <algorithm>

namespace pol::diff {

using ir::CriterionId;
using ir::ExprId;
using ir::Quantifier;

namespace {

bool is_conjunction(Quantifier quantifier) { return quantifier == Quantifier::All || quantifier == Quantifier::Both; }
bool is_disjunction(Quantifier quantifier) {
  return quantifier == Quantifier::Any || quantifier == Quantifier::Either || quantifier == Quantifier::One;
}

}  // namespace

Places::Places(Side side, const Revision& revision, const Joint& joint)
    : side_(side), policy_(revision.policy), joint_(joint), outline_(revision.policy) {
  find_references();
}

Places::Standing Places::standing(CriterionId id) const {
  const CriterionId parent = policy_.criteria[id].parent;
  if (!parent.is_set()) return Standing::Other;
  std::optional<Standing> nearest;
  for (ExprId here = policy_.criteria[id].truth; here != policy_.criteria[parent].truth; here = outline_.parent(here)) {
    if (outline_.is_shared(here) || !outline_.parent(here).is_set()) return Standing::Other;
    const ir::Expr& above = policy_.exprs[outline_.parent(here)];
    if (std::holds_alternative<ir::Not>(above) || std::holds_alternative<ir::Ambiguous>(above)) return Standing::Other;
    const auto* group = std::get_if<ir::Group>(&above);
    if (group == nullptr) continue;
    if (!is_conjunction(group->quantifier) && !is_disjunction(group->quantifier)) return Standing::Other;
    if (!nearest) nearest = is_conjunction(group->quantifier) ? Standing::Each : Standing::One;
  }
  return nearest.value_or(Standing::Other);
}

Demands Places::guards(CriterionId id) const {
  std::vector<Demands> levels;
  for (ExprId here = policy_.criteria[id].truth; !outline_.is_shared(here) && outline_.parent(here).is_set();
       here = outline_.parent(here)) {
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[outline_.parent(here)]);
    if (group == nullptr || !is_conjunction(group->quantifier)) continue;
    levels.emplace_back();
    for (const ExprId other : group->children) {
      if (other != here) levels.back().push_back({joint_.of(side_).exprs[other.index], true});
    }
  }
  Demands guards;
  for (auto level = levels.rbegin(); level != levels.rend(); ++level) {
    guards.insert(guards.end(), level->begin(), level->end());
  }
  return guards;
}

CriterionId Places::section(CriterionId id) const {
  while (policy_.criteria[id].parent.is_set()) id = policy_.criteria[id].parent;
  return id;
}

std::vector<CriterionId> Places::labelled(const std::vector<ExprId>& among, ExprId but) const {
  std::vector<CriterionId> found;
  for (const ExprId one : among) {
    const auto* reference = std::get_if<ir::CriterionRef>(&policy_.exprs[one]);
    if (reference != nullptr && one != but) found.push_back(reference->criterion);
  }
  return found;
}

std::vector<CriterionId> Places::alternatives(CriterionId id) const {
  std::vector<CriterionId> found;
  for (ExprId here = policy_.criteria[id].truth; !outline_.is_shared(here) && outline_.parent(here).is_set();
       here = outline_.parent(here)) {
    const auto* group = std::get_if<ir::Group>(&policy_.exprs[outline_.parent(here)]);
    if (group == nullptr || !is_disjunction(group->quantifier)) continue;
    const std::vector<CriterionId> level = labelled(group->children, here);
    found.insert(found.end(), level.begin(), level.end());
  }
  return found;
}

std::vector<CriterionId> Places::choices(CriterionId id) const {
  const auto* group = std::get_if<ir::Group>(&policy_.exprs[policy_.criteria[id].truth]);
  if (group == nullptr || !is_disjunction(group->quantifier)) return {};
  std::vector<CriterionId> found = labelled(group->children, {});
  return found.size() == group->children.size() ? found : std::vector<CriterionId>();
}

std::vector<Places::RuleUse> Places::rules(CriterionId section, ir::Outcome outcome) const {
  const std::vector<ExprId>& renamed = joint_.of(side_).exprs;
  std::vector<RuleUse> uses;
  RuleUse earlier;
  for (const ir::Rule& rule : policy_.rules) {
    struct Step {
      ExprId id;
      Demands guards;
    };
    std::vector<Step> waiting = {{rule.when, {}}};
    while (!waiting.empty() && rule.outcome == outcome) {
      const Step step = waiting.back();
      waiting.pop_back();
      const ir::Expr& expr = policy_.exprs[step.id];
      if (const auto* reference = std::get_if<ir::CriterionRef>(&expr)) {
        if (reference->criterion == section) uses.push_back({earlier.none, step.guards});
        continue;
      }
      const auto* group = std::get_if<ir::Group>(&expr);
      if (group == nullptr || !(is_conjunction(group->quantifier) || is_disjunction(group->quantifier))) continue;
      for (const ExprId child : group->children) {
        Step next = {child, step.guards};
        for (const ExprId other : group->children) {
          if (other != child && is_conjunction(group->quantifier)) next.guards.push_back({renamed[other.index], true});
        }
        waiting.push_back(std::move(next));
      }
    }
    // One with the same outcome takes nothing away.
    if (rule.outcome != outcome) earlier.none.push_back({renamed[rule.when.index], false});
  }
  return uses;
}

ExprId Places::reference(CriterionId id) const {
  const std::vector<ExprId>& found = references_[id.index];
  return found.size() == 1 ? joint_.of(side_).exprs[found.front().index] : truth(id);
}

/// Those in criteria, definitions and rules: what a check or a note says of a criterion decides nothing.
void Places::find_references() {
  references_.resize(policy_.criteria.size());
  std::vector<bool> seen(policy_.exprs.size(), false);
  std::vector<ExprId> waiting;
  for (const ir::Rule& rule : policy_.rules) waiting.push_back(rule.when);
  for (const ir::Criterion& criterion : policy_.criteria) waiting.push_back(criterion.truth);
  for (const ir::Define& define : policy_.defines) waiting.push_back(define.condition);
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index]) continue;
    seen[top.index] = true;
    const auto* reference = std::get_if<ir::CriterionRef>(&policy_.exprs[top]);
    if (reference != nullptr) references_[reference->criterion.index].push_back(top);
    for (const ExprId part : ir::operands(policy_, top)) waiting.push_back(part);
  }
}

}  // namespace pol::diff

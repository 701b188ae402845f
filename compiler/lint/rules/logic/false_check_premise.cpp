#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/grounds.h"
#include "compiler/lint/rules/logic/written.h"
#include "compiler/lint/words.h"

namespace pol::lint {

using ir::ExprId;
using ir::Quantifier;

namespace {

/// `a implies b` is written as any { none { a }, b }. Not set: the claim is no implication.
ExprId premise_of(const ir::Policy& policy, const ir::Claim& claim) {
  const auto* either = std::get_if<ir::Group>(&policy.exprs[claim.condition]);
  if (either == nullptr || either->quantifier != Quantifier::Any || either->children.size() != 2) return {};
  const auto* none = std::get_if<ir::Group>(&policy.exprs[either->children.front()]);
  if (none == nullptr || none->quantifier != Quantifier::None || none->children.size() != 1) return {};
  return none->children.front();
}

}  // namespace

/// Finds: a `check` of the form `a implies b` whose premise `a` no patient meets.
/// Why: the check holds, but it checks nothing: mostly the premise names a value or an age it did not mean.
/// Example: `check "Infants are children" : age < 1 year and age > 2 years implies child`.
/// Instead: mend the premise.
/// Limits: complete cases only; fires only on proof, and a question out of budget is reported as POL5001.
void false_check_premise(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const logic::Written& written = cx.shared<logic::Written>();
  auto& cases = cx.shared<logic::Cases>();
  for (const ir::Claim& check : policy.checks) {
    const ExprId premise = premise_of(policy, check);
    if (!premise.is_set() || !written.can_hold(premise)) continue;
    // Where the assumptions leave no patient at all, that is another finding.
    if (cases.ask(premise, {}) != smt::Answer::Verdict::Possible) continue;
    if (!cases.proves_never(premise, {{premise}, {}})) continue;
    Finding& finding = cx.report(policy.range(premise), {check.title},
                                 fmt::format("the check \"{}\" checks nothing: no patient meets `{}`", check.title,
                                             text_of(cx.sources(), policy.range(premise))));
    smt::Session& session = cx.session(premise);
    const std::vector<ExprId> clauses = written.conjuncts(premise);
    std::vector<smt::Form> forms;
    for (const ExprId clause : clauses) forms.push_back(session.condition(clause));
    std::vector<ExprId> core;
    for (const std::size_t i : session.core(forms)) core.push_back(clauses[i]);
    for (const ExprId clause : core) finding.core.push_back(cx.clause(clause));
    logic::tell_grounds(cx, finding, {core, {}});
  }
}

}  // namespace pol::lint

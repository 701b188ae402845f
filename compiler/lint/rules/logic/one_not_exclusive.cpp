#include "compiler/lint/rules.h"
#include "compiler/lint/rules/logic/cases.h"
#include "compiler/lint/rules/logic/written.h"

namespace pol::lint {

using ir::ExprId;

/// Finds: two branches of `one` that one patient can meet together.
/// Why: `one` says that the branches exclude one another. It is met like `any`, so such a patient is approved; whether
///   that was meant the text does not say.
/// Example: `one { a. "Minor" : age <= 18 years  b. "Grown up" : age >= 18 years }`.
/// Instead: mend the bounds so that they do, or write `any`.
/// Limits: complete cases; a question out of budget is reported as POL5001. Of each branch the first one is told that can be
///   met with it.
void one_not_exclusive(Context& cx) {
  const auto& written = cx.shared<logic::Written>();
  auto& cases = cx.shared<logic::Cases>();
  for (const ExprId id : written.conditions()) {
    const auto* group = std::get_if<ir::Group>(&cx.policy().exprs[id]);
    if (group == nullptr || group->quantifier != ir::Quantifier::One) continue;
    const std::vector<ExprId> branches = written.branches(id);
    for (std::size_t k = 1; k < branches.size(); ++k) {
      for (std::size_t i = 0; i < k; ++i) {
        logic::Question both{written.demands(id), {}};
        both.yes.push_back(branches[i]);
        both.yes.push_back(branches[k]);
        if (!written.can_hold(branches[i]) || !written.can_hold(branches[k])) continue;
        if (cases.ask(id, both) != smt::Answer::Verdict::Possible) continue;
        const std::string first = logic::subject_of(cx, branches[i]), second = logic::subject_of(cx, branches[k]);
        std::optional<Witness> witness = cases.patient(id, both, fmt::format("meets {} and {}", first, second));
        Finding& finding =
            cx.report(cx.policy().range(branches[k]), {logic::path_of(cx, branches[k])},
                      fmt::format("`one` of its branches is meant, but a patient can meet {} and {}", first, second));
        finding.related.push_back(logic::clause_of(cx, branches[i]));
        logic::add_path(finding, logic::path_of(cx, branches[i]));
        finding.witness = std::move(witness);
        break;
      }
    }
  }
}

}  // namespace pol::lint

#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/assumptions.h"

namespace pol::lint {

/// Finds: assumptions that no patient satisfies together.
/// Why: what is assumed is taken to be true of everybody; where nobody is left, every proof holds of nobody.
/// Example: `assume "Fever is an infection" : fever implies infection` beside one that rules both out.
/// Instead: take out the one that is not always true.
/// Limits: the list that is shown is minimal: without any one of them some patient remains.
void inconsistent_assumptions(Context& cx) {
  const ir::Policy& policy = cx.policy();
  const std::vector<std::size_t>& clash = cx.shared<document::Assumptions>().clash();
  if (clash.empty()) return;
  const ir::Claim& last = policy.assumptions[clash.back()];
  Finding& finding =
      cx.report(last.range, {},
                clash.size() == 1 ? fmt::format("no patient satisfies the assumption \"{}\"", last.title)
                                  : fmt::format("no patient satisfies these {} assumptions together", clash.size()));
  for (const std::size_t i : clash) {
    finding.paths.push_back(policy.assumptions[i].title);
    finding.core.push_back(cx.clause(policy.assumptions[i].condition));
  }
}

}  // namespace pol::lint

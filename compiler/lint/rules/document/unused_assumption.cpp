#include <fmt/format.h>

#include <algorithm>

#include "compiler/interp/clusters.h"
#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/assumptions.h"
#include "compiler/lint/rules/document/reach.h"

namespace pol::lint {

/// Finds: an assumption about facts that no determination reads, or one that follows from the others.
/// Why: it says something of patients that changes nothing; mostly a fact was renamed, or the criterion taken out.
/// Example: `assume "A scar shows an operation" : scar implies operated`, and no criterion reads `scar` or `operated`.
/// Instead: take it out.
/// Limits: facts that Γ links with a fact that is read count as read. That it follows is told on proof, of the later of
/// two that say the same.
void unused_assumption(Context& cx) {
  const ir::Policy& policy = cx.policy();
  auto& assumptions = cx.shared<document::Assumptions>();
  if (!assumptions.clash().empty()) return;
  const auto& reach = cx.shared<document::Reach>();
  // Assumptions link the facts that they name, so what one follows from is linked with it.
  const interp::Clusters clusters(policy, ir::Patient{std::vector<ir::FactState>(policy.facts.size())});
  std::vector<std::uint32_t> cluster;
  for (const ir::Claim& claim : policy.assumptions) {
    std::vector<ir::FactId> facts = ir::facts_of(policy, claim.condition);
    std::erase(facts, policy.reference);
    cluster.push_back(facts.empty() ? UINT32_MAX : clusters.root(facts.front()));
  }
  std::vector<bool> is_needless(policy.assumptions.size(), false);
  for (std::size_t i = policy.assumptions.size(); i-- > 0;) {
    const ir::Claim& claim = policy.assumptions[i];
    const std::vector<ir::FactId> facts = ir::facts_of(policy, claim.condition);
    const bool is_read = policy.rules.empty() ||
                         std::any_of(facts.begin(), facts.end(), [&](ir::FactId fact) { return reach.matters(fact); });
    if (!is_read) {
      cx.report(claim.range, {claim.title},
                fmt::format("no determination depends on the assumption \"{}\"", claim.title))
          .details.emplace_back("no clause of `determine` reads its facts, or facts linked with them");
      continue;
    }
    std::vector<smt::Form> forms = {assumptions.session().negate(assumptions.forms()[i])};
    std::vector<std::size_t> others;
    for (std::size_t k = 0; k < policy.assumptions.size(); ++k) {
      if (k == i || is_needless[k] || cluster[k] != cluster[i]) continue;
      others.push_back(k);
      forms.push_back(assumptions.forms()[k]);
    }
    if (!cx.ask(assumptions.session(), claim.range, forms).is_impossible()) continue;
    is_needless[i] = true;
    Finding& finding = cx.report(claim.range, {claim.title}, "");
    for (const std::size_t k : assumptions.session().core(forms)) {
      if (k == 0) continue;
      finding.paths.push_back(policy.assumptions[others[k - 1]].title);
      finding.core.push_back(cx.clause(policy.assumptions[others[k - 1]].condition));
    }
    finding.message =
        finding.core.empty()
            ? fmt::format("the assumption \"{}\" always holds: types, records and `shown by` say as much", claim.title)
            : fmt::format("the assumption \"{}\" follows from others", claim.title);
  }
}

}  // namespace pol::lint

#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/exactness/decisions.h"

namespace pol::lint {

/// Finds: facts without which a case takes longer to decide: the ways to fill them in are tried one after the other.
/// Why: such a case is slower, and after many tries without an answer it needs information though it might be settled.
/// Example: dates that are compared with one another and with the reference date by months.
/// Instead: nothing, as a rule. `polc check --certificate` gives the reason for each; a fact that is wanted one way only,
///   or that an `assume` no longer ties to others, leaves the list.
/// Limits: one note a policy.
void not_exact(Context& cx) {
  const std::vector<ir::FactId>& facts = cx.inexact_facts();
  if (facts.empty()) return;
  constexpr std::size_t kNamed = 6;
  std::string names;
  for (std::size_t i = 0; i < std::min(facts.size(), kNamed); ++i) {
    names += fmt::format("{}`{}`", i == 0 ? "" : ", ", cx.policy().facts[facts[i]].name);
  }
  if (facts.size() > kNamed) names += fmt::format(" and {} more", facts.size() - kNamed);
  Finding& finding = cx.report(
      cx.shared<exactness::Decisions>().head(cx), {cx.policy().name},
      fmt::format("where {} is not documented, a case takes longer to decide: the ways to fill it in are tried",
                  facts.size() == 1 ? names : "one of " + names));
  finding.details.push_back("after many tries without an answer the case stays at `needs_information`");
  finding.details.push_back("`polc check --certificate` says why, for each");
}

}  // namespace pol::lint

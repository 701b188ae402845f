#include <fmt/format.h>

#include "compiler/lint/rules.h"

namespace pol::lint {

/// Finds: a coverage determination of which the plans, the jurisdictions or the first day are not declared.
/// Why: what is not declared is not known, so that it never surely applies: every request that it may bind waits until
///   somebody has looked it up.
/// Example: `determination lcd.34220 "L34220" "Lumbar MRI" { plans: { medicare } }`.
/// Instead: declare `jurisdictions` and `effective`, as the determination has them; `jurisdictions_include` where only
/// some are known.
/// Limits: says nothing of a determination that declares some jurisdictions: there it decides.
void determination_open(Context& cx) {
  for (const ir::Coverage& coverage : cx.policy().coverages) {
    std::vector<std::string> open;
    if (!coverage.plans) open.emplace_back("which plans");
    if (!coverage.jurisdictions) open.emplace_back("which jurisdictions");
    if (!coverage.effective) open.emplace_back("from which day on");
    if (open.empty()) continue;
    std::string list;
    for (std::size_t i = 0; i < open.size(); ++i)
      list += (i == 0 ? "" : i + 1 == open.size() ? " or " : ", ") + open[i];
    Finding& finding = cx.report(coverage.range, {coverage.name},
                                 fmt::format("{} \"{}\" does not say {} it binds, so it never surely applies",
                                             coverage.identifier, coverage.title, list));
    finding.details.emplace_back("a request that it may bind waits until somebody has looked it up");
  }
}

}  // namespace pol::lint

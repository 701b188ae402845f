#include <fmt/format.h>

#include "compiler/lint/rules.h"

namespace pol::lint {

/// Finds: an `allow` of a code that no rule of this linter has.
/// Why: it holds back nothing, and whoever reads it believes that something was found and accepted.
/// Example: `allow POL4999 at guideline.2.a because "…"`.
/// Instead: the code that `polc lint` printed; `polc explain` lists them.
/// Limits: a code that a later version of polc brings is unknown to this one.
void unknown_allowance(Context& cx) {
  for (const ir::Allowance& allowance : cx.policy().allowances) {
    if (allowance.code == kUndecided || rule_of(allowance.code) != nullptr) continue;
    cx.report(allowance.range, {allowance.path}, fmt::format("no rule has the code `POL{}`", allowance.code))
        .details.emplace_back("`polc explain` lists the codes");
  }
}

}  // namespace pol::lint

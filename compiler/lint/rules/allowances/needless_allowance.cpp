#include "compiler/lint/rules.h"

namespace pol::lint {

/// Finds: an `allow` that is about no finding any more.
/// Why: the text was mended and the exception stayed; the next flaw at this place would go by unseen.
/// Example: `allow POL4103 at guideline.2.a because "…"` where no branch of `guideline.2.a` covers another.
/// Instead: take it out; `polc lint --fix` does.
/// Limits: says nothing while a question about the same place is undecided (POL5001), or where `--rule` names neither
///   this rule nor the one that is allowed. In an imported module it is a note: another policy may need it.
void needless_allowance(Context&) {
  // apply_allowances tells it, which has the findings of all rules.
}

}  // namespace pol::lint

#include "compiler/lint/rules.h"

namespace pol::lint {

/// Finds: an `allow` whose `until` lies before the day of the run, and that still holds back a finding.
/// Why: the finding was to be settled by then; nobody looks at what stays allowed for ever.
/// Example: `allow POL4103 at guideline.2.a because "kept for the next revision" until 2025-12-31`, run in 2026.
/// Instead: mend what it holds back; or decide again, and write another day.
/// Limits: the finding stays held back, so that this is the only one that depends on the day. It is an error, a warning
///   or a note as the worst that it holds back is one. The day is that of the system, or the one of `--today`. With
///   `--rule` it is told wherever the rule that it holds back runs.
void expired_allowance(Context&) {
  // apply_allowances tells it, which has the findings of all rules and the day.
}

}  // namespace pol::lint

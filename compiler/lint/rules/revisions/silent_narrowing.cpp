#include "compiler/lint/rules.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

/// Finds: a criterion, a definition or an outcome that fewer people meet than in the earlier revision, or other
///   people, while no entry of the change log tells of it.
/// Why: somebody is denied what was approved a year ago, and nobody was told.
/// Example: `guideline.2.a.ii.B "Fever"` is gone, and the log of this revision has no line about it.
/// Instead: write the entry that the finding proposes, or put the text back.
/// Limits: needs the earlier revision (`--against`). An entry tells of all that stands below its path; of a
///   definition, also where entries tell of all that reads it. Where nobody's determination is another it is a
///   warning.
void silent_narrowing(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  for (const Changed& item : changes.items) {
    const bool is_other = item.shift == Shift::Incomparable || item.shift == Shift::Undecided;
    if (!item.is_own || (!item.lost.is_possible && !is_other) || changes.is_told(item)) continue;
    // What other outcomes lose, this one gains.
    if (item.kind == Changed::Kind::Outcome && item.path() != ir::to_text(ir::Outcome::Meets)) continue;
    revisions::report_silent(cx, changes, item);
  }
}

}  // namespace pol::lint

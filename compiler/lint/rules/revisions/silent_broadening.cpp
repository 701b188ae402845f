#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

/// Finds: a criterion, a definition or an outcome that more people meet than in the earlier revision, while no entry
///   of the change log tells of it.
/// Why: what was added without a word was reviewed by nobody, and its cost is in no forecast.
/// Example: `age <= 5 years` has become `age <= 6 years`, and the log has no line about it.
/// Instead: write the entry that the finding proposes, or put the text back.
/// Limits: needs the earlier revision (`--against`). Where nobody's determination is another it is a note. Outcomes
///   other than `meets` are told of only where the decision itself changed and approvals did not.
void silent_broadening(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  const auto is_about_approval = [](const Changed& item) {
    return item.kind == Changed::Kind::Outcome && item.is_own && item.path() == ir::to_text(ir::Outcome::Meets) &&
           item.shift != Shift::None;
  };
  const bool is_approval_told = std::any_of(changes.items.begin(), changes.items.end(), is_about_approval);
  for (const Changed& item : changes.items) {
    if (!item.is_own || changes.is_told(item)) continue;
    if (!item.gained.is_possible || item.shift == Shift::Incomparable || item.lost.is_possible) continue;
    if (item.kind == Changed::Kind::Outcome && is_approval_told && !is_about_approval(item)) continue;
    revisions::report_silent(cx, changes, item);
  }
}

}  // namespace pol::lint

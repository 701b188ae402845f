#include <fmt/format.h>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

/// Finds: a criterion or a definition that is worded otherwise, stands elsewhere, is new or is gone, while the same
///   people meet what they met before and no entry of the change log tells of it.
/// Why: it changes nothing, but a reader who lays both texts side by side stops at it.
/// Example: `3. "Chiari malformation"` is `4.d` now.
/// Instead: an entry in the change log, if readers are to know.
/// Limits: needs the earlier revision (`--against`). What only carries another number because something before it does
///   is not told of.
void silent_rewording(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  for (const Changed& item : changes.items) {
    if (item.kind == Changed::Kind::Outcome || item.gained.is_possible || item.lost.is_possible) continue;
    const bool is_other_text = item.shift == Shift::Added || item.shift == Shift::Removed;
    if (!(item.is_reworded_only() || (is_other_text && item.is_own)) || changes.is_told(item)) continue;
    std::vector<std::string> what = item.wording;
    if (item.is_moved) what.insert(what.begin(), fmt::format("it was `{}`", item.old_path));
    std::string message =
        fmt::format("{} {} {}", revisions::name_of(item), revisions::what_became(item), changes.since_text());
    if (item.is_reworded_only()) {
      message = fmt::format("{} says what it said, in other words or elsewhere", revisions::name_of(item));
    } else {
      message += ", and nobody is concerned";
    }
    Finding& finding =
        cx.report(changes.place_of(item), {item.path()}, message + "; no entry of the change log tells of it");
    finding.details = std::move(what);
    revisions::suggest(finding, entry_for(item, cx.policy().name));
  }
}

}  // namespace pol::lint

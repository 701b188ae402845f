#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/pages.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

namespace {

/// Words by which an entry says that nothing changes for anybody.
bool says_nothing_changes(const std::string& reason) {
  static constexpr std::array<std::string_view, 15> kWords = {
      "redundant", "redundancy", "repeats",   "repeated", "duplicate", "duplicates", "duplicated", "superfluous",
      "editorial", "clarified",  "clarifies", "clarity",  "reworded",  "wording",    "renumbered"};
  const std::vector<std::string> words = document::words_of(reason);
  return std::any_of(words.begin(), words.end(), [](const std::string& word) {
    return std::find(kWords.begin(), kWords.end(), word) != kWords.end();
  });
}

}  // namespace

/// Finds: an entry of the change log whose reason says that nothing changes (`redundant`, `repeats …`, `editorial`,
///   `clarified` …), while the comparison shows people whose determination is another.
/// Why: a change that calls itself editorial is waved through; whom it concerns is found out by a denial.
/// Example: `removed "Limp" from guideline.2.a.ii because "repeats the indication of age 5 or younger"`, and a limping
///   child of six no longer meets it.
/// Instead: a reason that says what changes, or a text that changes nothing.
/// Limits: needs the earlier revision (`--against`). Goes by words of the reason; another reason is not held against
///   the cases. An entry that says of itself that it is at odds (`but "…"`) is told by POL4608.
void understated_entry(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  for (const ir::Change* entry : changes.entries()) {
    if (!entry->but.empty() || !says_nothing_changes(entry->because)) continue;
    for (const Changed& item : changes.items) {
      const bool is_other = item.gained.is_possible || item.lost.is_possible;
      if (!item.is_own || !item.is_felt || !is_other || !changes.tells_of(*entry, item)) continue;
      Finding& finding =
          cx.report(entry->range, {entry->path, item.path()},
                    fmt::format("the change log gives \"{}\" as the reason, but by it determinations are "
                                "others: {} {}",
                                entry->because, revisions::name_of(item), revisions::what_became(item)));
      revisions::show(finding, item);
    }
  }
}

}  // namespace pol::lint

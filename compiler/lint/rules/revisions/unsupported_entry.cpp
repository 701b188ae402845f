#include <fmt/format.h>

#include <algorithm>

#include "compiler/lint/rules.h"
#include "compiler/lint/rules/document/change_log.h"
#include "compiler/lint/rules/revisions/shown.h"

namespace pol::lint {

using ir::Change;

namespace {

/// What the comparison says against an entry; "" when it bears it out.
class Entries {
 public:
  explicit Entries(const Changes& changes) : changes_(changes) {}

  std::string against(const Change& entry) const {
    switch (entry.kind) {
      case Change::Kind::Added:
        return entry.is_text ? against_text(entry) : against_added(entry);
      case Change::Kind::Removed:
        return against_removed(entry);
      case Change::Kind::Changed:
        return is_same(entry) ? "it reads as it did and says the same" : "";
    }
    return "";
  }

 private:
  /// Nothing at or below it is other than it was.
  bool is_same(const Change& entry) const {
    if (is_declared_otherwise(entry)) return false;
    const std::vector<const Changed*> below = changes_.below(entry);
    return std::all_of(below.begin(), below.end(), [](const Changed* item) {
      return item->shift == Shift::None && !item->is_moved && item->wording.empty();
    });
  }

  bool is_declared_otherwise(const Change& entry) const {
    return std::any_of(changes_.declarations.begin(), changes_.declarations.end(), [&](const Redeclared& each) {
      return is_at_or_below(each.name, entry.path) || (entry.is_text && shares_words(entry.text, each.title));
    });
  }

  /// Of a criterion or a definition that is said to be new.
  std::string against_added(const Change& entry) const {
    for (const Changed& item : changes_.items) {
      if (item.new_path != entry.path) continue;
      if (item.shift == Shift::Added) return "";
      const std::string before = item.is_moved ? fmt::format("it stood at `{}`", item.old_path) : "it was there";
      return item.shift == Shift::None ? before + " before"
                                       : fmt::format("{} before, and {} now", before, revisions::what_became(item));
    }
    if (is_declared_otherwise(entry)) return "";
    const auto& old = changes_.old_paths;
    const bool was_there = std::find(old.begin(), old.end(), entry.path) != old.end();
    return was_there ? "it was there before, and says the same" : "";
  }

  std::string against_text(const Change& entry) const {
    for (const Changed* item : changes_.below(entry)) {
      if (item->shift == Shift::Added || item->is_own || !item->wording.empty()) return "";
    }
    return is_declared_otherwise(entry) ? "" : "nothing there is other than it was";
  }

  std::string against_removed(const Change& entry) const {
    for (const Changed* item : changes_.below(entry)) {
      if (changes_.tells_of(entry, *item) && (item->shift != Shift::None || !item->wording.empty())) return "";
    }
    if (is_declared_otherwise(entry)) return "";
    for (std::size_t i = 0; i < changes_.old_paths.size(); ++i) {
      if (!is_at_or_below(changes_.old_paths[i], entry.path) || !shares_words(entry.text, changes_.old_titles[i]))
        continue;
      return fmt::format("`{}` \"{}\" of the earlier revision is there still", changes_.old_paths[i],
                         changes_.old_titles[i]);
    }
    return "the earlier revision has nothing there that is called so";
  }

  const Changes& changes_;
};

}  // namespace

/// Finds: an entry of the change log that a comparison with the earlier revision does not bear out: what was added was
///   there before, what was removed is there still or never was, what was changed says the same.
/// Why: reviewers read the change log instead of the two texts, and train others by it.
/// Example: `added guideline.13 "Scoliosis"`, and the earlier revision had it as `guideline.12`.
/// Instead: mend the entry, or make the change that it tells of.
/// Limits: needs the earlier revision (`--against`), and looks at entries that it does not have itself. What POL4608
///   says of an entry, from the one text alone, is not said again.
void unsupported_entry(Context& cx) {
  const Changes& changes = cx.shared<Changes>();
  if (!changes.is_given) return;
  const Entries entries(changes);
  for (const Change* entry : changes.entries()) {
    if (cx.shared<document::ChangeLog>().is_at_odds(*entry)) continue;
    const std::string but = entries.against(*entry);
    if (but.empty()) continue;
    cx.report(entry->range, {entry->path},
              fmt::format("the change log says that {}, but {}", document::ChangeLog::says(*entry), but));
  }
}

}  // namespace pol::lint

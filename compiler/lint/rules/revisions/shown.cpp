#include "compiler/lint/rules/revisions/shown.h"

#include <fmt/format.h>

#include "compiler/lint/rules/document/pages.h"

namespace pol::lint::revisions {

namespace {

constexpr std::size_t kShown = 3;

void add_conditions(Finding& finding, const char* who, const Concerned& them) {
  if (!them.is_possible) return;
  const std::size_t shown = std::min(kShown, them.conditions.size());
  for (std::size_t i = 0; i < shown; ++i) finding.details.push_back(fmt::format("{}: {}", who, them.conditions[i]));
  const std::size_t more = them.conditions.size() - shown + them.more;
  if (more > 0) finding.details.push_back(fmt::format("{}: {} more kinds of cases", who, more));
}

}  // namespace

std::string name_of(const Changed& item) {
  if (item.title().empty()) return fmt::format("`{}`", item.path());
  return fmt::format("`{}` \"{}\"", item.path(), item.title());
}

std::string what_became(const Changed& item) {
  switch (item.shift) {
    case Shift::Added:
      return "is new";
    case Shift::Removed:
      return "is gone";
    case Shift::Broader:
      return "is broader";
    case Shift::Narrower:
      return "is narrower";
    case Shift::Incomparable:
      return "is met by some who did not meet it, and no longer by others";
    case Shift::Undecided:
      return "may be another";
    case Shift::None:
      return "says the same";
  }
  return "";
}

void show(Finding& finding, const Changed& item) {
  add_conditions(finding, "no longer", item.lost);
  add_conditions(finding, "now as well", item.gained);
  const Concerned& shown = item.lost.is_possible ? item.lost : item.gained;
  if (shown.witness) {
    finding.witness = shown.witness;
  } else if (!shown.says.empty()) {
    finding.details.push_back(fmt::format("such a patient: {}", fmt::join(shown.says, "; ")));
  }
  if (item.is_felt) return;
  std::string text = "nobody's determination is another by it";
  if (!item.absorbed_by.empty()) text += fmt::format(": {} covers the same", document::listed(item.absorbed_by));
  finding.details.push_back(std::move(text));
}

void suggest(Finding& finding, const std::string& entry) {
  finding.details.push_back(fmt::format("an entry would be `{}`", entry));
}

void report_silent(Context& cx, const Changes& changes, const Changed& item) {
  std::vector<std::string> paths = {item.path()};
  if (!item.old_path.empty() && item.old_path != item.path()) paths.push_back(item.old_path);
  const bool is_outcome = item.kind == Changed::Kind::Outcome;
  if (is_outcome) paths.insert(paths.begin(), "determine");
  const std::string name = is_outcome ? fmt::format("the outcome `{}`", item.path()) : name_of(item);
  Finding& finding = cx.report(changes.place_of(item), std::move(paths),
                               fmt::format("{} {} {}, and no entry of the change log tells of it", name,
                                           what_became(item), changes.since_text()));
  if (item.shift == Shift::Undecided) {
    finding.code = kUndecided;
    finding.severity = Severity::Note;
    return;
  }
  if (!item.is_felt) finding.severity = finding.severity == Severity::Error ? Severity::Warning : Severity::Note;
  show(finding, item);
  suggest(finding, entry_for(item, cx.policy().name));
}

}  // namespace pol::lint::revisions

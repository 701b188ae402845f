#include "compiler/pipeline/change_log.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace pol::pipeline {

namespace {

using diff::Item;
using lint::Changed;
using lint::Concerned;
using lint::Shift;

/// Most conditions that an entry of the draft is given as comments.
constexpr std::size_t kConditions = 3;

Shift shift_of(diff::Relation relation) {
  switch (relation) {
    case diff::Relation::Equivalent:
      return Shift::None;
    case diff::Relation::Broader:
      return Shift::Broader;
    case diff::Relation::Narrower:
      return Shift::Narrower;
    case diff::Relation::Incomparable:
      return Shift::Incomparable;
    case diff::Relation::Undecided:
      return Shift::Undecided;
    case diff::Relation::Added:
      return Shift::Added;
    case diff::Relation::Removed:
      return Shift::Removed;
  }
  return Shift::None;
}

std::string word_for(diff::Ground::Kind kind) {
  switch (kind) {
    case diff::Ground::Kind::Fact:
      return "fact";
    case diff::Ground::Kind::Value:
      return "value";
    case diff::Ground::Kind::Signs:
      return "list of signs of";
    case diff::Ground::Kind::Record:
      return "record";
    case diff::Ground::Kind::Assumption:
      return "assumption";
    case diff::Ground::Kind::Coverage:
      return "determination";
    case diff::Ground::Kind::Reference:
      return "reference date";
  }
  return "";
}

std::string word_for(diff::Ground::Change change) {
  switch (change) {
    case diff::Ground::Change::Added:
      return "added";
    case diff::Ground::Change::Removed:
      return "removed";
    case diff::Ground::Change::Changed:
      return "changed";
  }
  return "";
}

class Translation {
 public:
  Translation(const diff::Comparison& comparison, const ir::Policy& policy)
      : joint_(*comparison.joint), policy_(policy) {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      own_fact_[joint_.of(diff::Side::New).facts[i]] = ir::FactId{i};
    }
  }

  Changed item(const Item& item) const {
    Changed changed;
    changed.kind = item.kind == Item::Kind::Outcome      ? Changed::Kind::Outcome
                   : item.kind == Item::Kind::Definition ? Changed::Kind::Definition
                                                         : Changed::Kind::Criterion;
    changed.shift = shift_of(item.relation);
    changed.old_path = item.old_path;
    changed.new_path = item.new_path;
    changed.old_title = item.old_title;
    changed.new_title = item.new_title;
    changed.is_moved = item.is_moved;
    changed.is_renumbered = item.is_renumbered;
    changed.is_own = item.is_own;
    changed.wording = item.wording;
    changed.because_of = item.because_of;
    // Of a definition the effect is that of what reads it; nobody is told that it has none.
    changed.is_felt = item.kind != Item::Kind::Criterion || item.effect == Item::Effect::Determination ||
                      item.effect == Item::Effect::Undecided;
    changed.absorbed_by = item.absorbed_by;
    changed.gained = concerned(item.gained, fmt::format("meets `{}` now and did not before", changed.path()));
    changed.lost = concerned(item.lost, fmt::format("met `{}` before and does not now", changed.path()));
    return changed;
  }

 private:
  Concerned concerned(const diff::Difference& difference, const std::string& shows) const {
    Concerned them;
    them.is_possible = difference.is_possible;
    for (const diff::CaseCondition& condition : difference.conditions) them.conditions.push_back(condition.text);
    them.more = difference.more;
    if (!difference.example) return them;
    them.says = difference.example->says;
    if (difference.example->is_replayed) them.witness = witness(*difference.example, shows);
    return them;
  }

  /// Not set: the newer text does not know all that such a patient documents.
  std::optional<lint::Witness> witness(const diff::Example& example, const std::string& shows) const {
    lint::Witness witness;
    for (const ir::FactId fact : example.facts) {
      const auto own = own_fact_.find(fact);
      if (own == own_fact_.end()) return std::nullopt;
      witness.facts.push_back(own->second);
    }
    witness.patient = diff::as_seen_by(joint_, diff::Side::New, policy_, example.patient);
    witness.complete = diff::as_seen_by(joint_, diff::Side::New, policy_, example.complete);
    witness.shows = shows;
    std::sort(witness.facts.begin(), witness.facts.end());
    return witness;
  }

  const diff::Joint& joint_;
  const ir::Policy& policy_;
  std::map<ir::FactId, ir::FactId> own_fact_;
};

bool is_other(const Item& item) {
  return item.kind != Item::Kind::Policy &&
         (item.relation != diff::Relation::Equivalent || item.is_moved || item.is_renumbered || item.is_reworded);
}

void add_comments(std::string& text, const char* who, const Concerned& them) {
  if (!them.is_possible) return;
  const std::size_t shown = std::min(kConditions, them.conditions.size());
  for (std::size_t i = 0; i < shown; ++i) text += fmt::format("  // {}: {}\n", who, them.conditions[i]);
  const std::size_t more = them.conditions.size() - shown + them.more;
  if (more > 0) text += fmt::format("  // {}: {} more kinds of cases\n", who, more);
}

}  // namespace

void give_changes(const diff::Comparison& comparison, const Compiled& old_revision, const Compiled& new_revision,
                  lint::Context& cx) {
  lint::Changes& changes = cx.shared<lint::Changes>();
  changes.is_given = true;
  changes.since = old_revision.policy.revision;
  changes.known = old_revision.policy.revisions;
  for (const ir::Criterion& criterion : old_revision.policy.criteria) {
    changes.old_paths.push_back(criterion.path);
    changes.old_titles.push_back(criterion.title);
  }
  const Translation translation(comparison, new_revision.policy);
  for (const Item& item : comparison.items) {
    if (is_other(item)) changes.items.push_back(translation.item(item));
  }
  for (const diff::Ground& ground : comparison.grounds()) {
    // What came or went matters by the conditions that read it, which are items.
    const bool is_told_by_items =
        ground.change != diff::Ground::Change::Changed &&
        (ground.kind == diff::Ground::Kind::Fact || ground.kind == diff::Ground::Kind::Record ||
         ground.kind == diff::Ground::Kind::Coverage);
    if (!ground.is_read || is_told_by_items) continue;
    const bool is_named = ground.new_range.has_value() && ground.kind != diff::Ground::Kind::Assumption &&
                          ground.kind != diff::Ground::Kind::Coverage;
    changes.declarations.push_back({word_for(ground.kind), word_for(ground.change), ground.name, ground.title,
                                    ground.details, is_named, ground.changes_cases, ground.new_range});
  }
}

std::string draft_log(const diff::Comparison& comparison, const Compiled& old_revision, const Compiled& new_revision) {
  lint::Context cx(new_revision.policy, new_revision.sources);
  give_changes(comparison, old_revision, new_revision, cx);
  const lint::Changes& changes = cx.shared<lint::Changes>();
  const std::string& policy = new_revision.policy.name;
  std::string entries;
  std::set<std::string> written;
  for (const Changed& item : changes.items) {
    const bool is_worth_it = item.is_own || item.is_reworded_only();
    if (!is_worth_it || changes.is_told(item)) continue;
    const std::string entry = lint::entry_for(item, policy);
    if (!written.insert(entry).second) continue;
    add_comments(entries, "no longer", item.lost);
    add_comments(entries, "now as well", item.gained);
    if (item.is_moved) entries += fmt::format("  // it was {}\n", item.old_path);
    for (const std::string& words : item.wording) entries += fmt::format("  // {}\n", words);
    entries += fmt::format("  {}\n", entry);
  }
  for (const lint::Redeclared& declaration : changes.declarations) {
    if (changes.is_told(declaration)) continue;
    const std::string entry = lint::entry_for(declaration, policy);
    if (!written.insert(entry).second) continue;
    for (const std::string& detail : declaration.details) entries += fmt::format("  // {}\n", detail);
    entries += fmt::format("  {}\n", entry);
  }
  if (entries.empty()) return "";
  std::string day = new_revision.policy.revision;
  if (day.empty()) {
    entries.insert(0, "  // the text does not say when it was reviewed; the day above is to be put right\n");
    day = "2000-01-01";
  }
  return fmt::format("revision {} draft {{\n{}}}\n", day, entries);
}

}  // namespace pol::pipeline

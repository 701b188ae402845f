// What there is to compare: the items of a comparison before anything is asked about them.

#include <fmt/format.h>

#include <algorithm>

#include "compiler/diff/comparing.h"

namespace pol::diff {

namespace {

std::vector<std::string> note_lines(const ir::Criterion& criterion) {
  std::vector<std::string> lines;
  for (const ir::Note& note : criterion.notes) lines.push_back(note.text);
  for (const ir::Except& except : criterion.excepts) lines.push_back(except.reason);
  return lines;
}

}  // namespace

std::string_view to_text(Relation relation) {
  switch (relation) {
    case Relation::Equivalent:
      return "equivalent";
    case Relation::Broader:
      return "broader";
    case Relation::Narrower:
      return "narrower";
    case Relation::Incomparable:
      return "incomparable";
    case Relation::Undecided:
      return "undecided";
    case Relation::Added:
      return "added";
    case Relation::Removed:
      return "removed";
  }
  return "";
}

std::string_view to_text(Match match) {
  switch (match) {
    case Match::None:
      return "none";
    case Match::Path:
      return "path";
    case Match::Meaning:
      return "meaning";
    case Match::Title:
      return "title";
    case Match::Proof:
      return "proof";
  }
  return "";
}

std::string_view to_text(Item::Kind kind) {
  switch (kind) {
    case Item::Kind::Policy:
      return "policy";
    case Item::Kind::Outcome:
      return "outcome";
    case Item::Kind::Definition:
      return "definition";
    case Item::Kind::Criterion:
      return "criterion";
  }
  return "";
}

std::string_view to_text(Item::Effect effect) {
  switch (effect) {
    case Item::Effect::None:
      return "none";
    case Item::Effect::Section:
      return "section";
    case Item::Effect::Determination:
      return "determination";
    case Item::Effect::Undecided:
      return "undecided";
  }
  return "";
}

const Item* Comparison::find(Side side, std::string_view path) const {
  const auto at = std::find_if(items.begin(), items.end(), [&](const Item& item) {
    const bool is_named = item.kind == Item::Kind::Criterion || item.kind == Item::Kind::Definition;
    return is_named && (side == Side::Old ? item.old_path : item.new_path) == path;
  });
  return at == items.end() ? nullptr : &*at;
}

bool Comparison::has_undecided() const {
  return std::any_of(items.begin(), items.end(), [](const Item& item) {
    return item.relation == Relation::Undecided || item.gained.is_undecided || item.lost.is_undecided;
  });
}

void Comparing::list_items() {
  pair_of_[0].resize(old_.policy.criteria.size());
  pair_of_[1].resize(new_.policy.criteria.size());
  define_pair_of_[0].resize(old_.policy.defines.size());
  define_pair_of_[1].resize(new_.policy.defines.size());
  for (std::size_t i = 0; i < criteria_.size(); ++i) {
    if (criteria_[i].before.is_set()) pair_of_[0][criteria_[i].before.index] = i;
    if (criteria_[i].now.is_set()) pair_of_[1][criteria_[i].now.index] = i;
  }
  for (std::size_t i = 0; i < defines_.size(); ++i) {
    if (defines_[i].before.is_set()) define_pair_of_[0][defines_[i].before.index] = i;
    if (defines_[i].now.is_set()) define_pair_of_[1][defines_[i].now.index] = i;
  }
  add_policy_and_outcomes();
  for (const DefinePair& pair : defines_) add_definition(pair);
  for (const CriterionPair& pair : criteria_) add_criterion(pair);
}

void Comparing::add_policy_and_outcomes() {
  Item whole;
  whole.kind = Item::Kind::Policy;
  whole.old_path = old_.policy.name;
  whole.new_path = new_.policy.name;
  whole.old_title = old_.policy.title;
  whole.new_title = new_.policy.title;
  whole.match = Match::Path;
  result_.items.push_back(std::move(whole));
  for (int i = 0; i < ir::kOutcomes; ++i) {
    const auto outcome = static_cast<ir::Outcome>(i);
    const auto gives = [&](const ir::Policy& revision) {
      return revision.otherwise == outcome ||
             std::any_of(revision.rules.begin(), revision.rules.end(),
                         [&](const ir::Rule& rule) { return rule.outcome == outcome; });
    };
    if (!gives(old_.policy) && !gives(new_.policy)) continue;
    Item item;
    item.kind = Item::Kind::Outcome;
    item.outcome = outcome;
    item.old_path = item.new_path = item.old_title = item.new_title = ir::to_text(outcome);
    item.match = Match::Path;
    result_.items.push_back(std::move(item));
  }
}

void Comparing::add_definition(const DefinePair& pair) {
  Item item;
  item.kind = Item::Kind::Definition;
  item.old_define = pair.before;
  item.new_define = pair.now;
  item.match = pair.match;
  if (pair.before.is_set()) {
    item.old_path = old_.policy.defines[pair.before].name;
    item.old_title = old_.policy.defines[pair.before].title;
  }
  if (pair.now.is_set()) {
    item.new_path = new_.policy.defines[pair.now].name;
    item.new_title = new_.policy.defines[pair.now].title;
  }
  if (pair.is_both()) {
    item.is_moved = item.old_path != item.new_path;
    describe_wording(item);
  }
  item_of_define_.push_back(result_.items.size());
  result_.items.push_back(std::move(item));
}

void Comparing::add_criterion(const CriterionPair& pair) {
  Item item;
  item.kind = Item::Kind::Criterion;
  item.old_criterion = pair.before;
  item.new_criterion = pair.now;
  item.match = pair.match;
  if (pair.before.is_set()) {
    item.old_path = old_.policy.criteria[pair.before].path;
    item.old_title = old_.policy.criteria[pair.before].title;
  }
  if (pair.now.is_set()) {
    item.new_path = new_.policy.criteria[pair.now].path;
    item.new_title = new_.policy.criteria[pair.now].title;
  }
  if (pair.is_both()) {
    describe_place(item);
    describe_wording(item);
  }
  item_of_pair_.push_back(result_.items.size());
  result_.items.push_back(std::move(item));
}

void Comparing::describe_place(Item& item) const {
  if (item.old_path == item.new_path) return;
  const ir::Criterion &before = old_.policy.criteria[item.old_criterion],
                      &now = new_.policy.criteria[item.new_criterion];
  const bool is_same_parent =
      before.parent.is_set() == now.parent.is_set() &&
      (!now.parent.is_set() || pair_of_[0][before.parent.index] == pair_of_[1][now.parent.index]);
  item.is_renumbered = is_same_parent && before.label == now.label;
  item.is_moved = !item.is_renumbered;
}

void Comparing::describe_wording(Item& item) const {
  if (item.old_title != item.new_title) {
    item.wording.push_back(fmt::format("title: `{}` is `{}`", item.old_title, item.new_title));
  }
  if (item.kind == Item::Kind::Criterion) {
    const ir::Criterion &before = old_.policy.criteria[item.old_criterion],
                        &now = new_.policy.criteria[item.new_criterion];
    const auto compare = [&](const char* what, const std::vector<std::string>& a, const std::vector<std::string>& b) {
      for (const std::string& one : b) {
        if (std::find(a.begin(), a.end(), one) == a.end())
          item.wording.push_back(fmt::format("{} `{}`: new", what, one));
      }
      for (const std::string& one : a) {
        if (std::find(b.begin(), b.end(), one) == b.end())
          item.wording.push_back(fmt::format("{} `{}`: gone", what, one));
      }
    };
    compare("cites", before.cites, now.cites);
    compare("note", note_lines(before), note_lines(now));
  }
  item.is_reworded = !item.wording.empty();
}

}  // namespace pol::diff

#include "compiler/diff/compare.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diff/comparing.h"
#include "compiler/diff/copying.h"

namespace pol::diff {

using ir::CriterionId;
using ir::DefineId;
using ir::ExprId;

namespace {

/// A policy with fewer conditions has one solver, not one for each section.
constexpr std::size_t kSmall = 1500;
/// Cases kept to be tried before the solver is asked.
constexpr std::size_t kKnownCases = 48;

Relation relation_of(const Difference& gained, const Difference& lost) {
  if (gained.is_possible && lost.is_possible) return Relation::Incomparable;
  if (gained.is_undecided || lost.is_undecided) return Relation::Undecided;
  if (gained.is_possible) return Relation::Broader;
  return lost.is_possible ? Relation::Narrower : Relation::Equivalent;
}

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

Comparing::Comparing(const Revision& old_revision, const Revision& new_revision, const Limits& limits,
                     const Progress& progress)
    : old_(old_revision),
      new_(new_revision),
      limits_(limits),
      progress_(progress),
      joint_(std::make_shared<Joint>(join(old_revision, new_revision))),
      structure_(joint_->policy,
                 {.criterion = {}, .define = {}, .unstated = UnstatedParts(*joint_), .is_left_out = {}}),
      old_places_(Side::Old, old_revision, *joint_),
      new_places_(Side::New, new_revision, *joint_),
      words_(old_revision, new_revision, *joint_) {}

Comparison Comparing::run() {
  criteria_ = pair_criteria(old_, new_, *joint_, structure_);
  defines_ = pair_defines(old_, new_, *joint_, structure_);
  pair_by_proof(criteria_);
  list_items();
  // What stands inside comes first: a case that shows its change may show that of what is around it.
  std::size_t done = 0;
  for (auto item = result_.items.rbegin(); item != result_.items.rend(); ++item) {
    if (item->kind == Item::Kind::Criterion || item->kind == Item::Kind::Definition) relate(*item);
    if (progress_) progress_(++done, result_.items.size());
  }
  relate_policy();
  find_causes();
  find_locals();
  for (Item& item : result_.items) {
    const bool is_section = item.kind == Item::Kind::Criterion && item.old_criterion.is_set() &&
                            item.new_criterion.is_set() && !new_.policy.criteria[item.new_criterion].parent.is_set();
    if (item.is_own || !(is_section || item.kind == Item::Kind::Outcome)) continue;
    if (item.gained.is_possible) compose(item, Side::New, true);
    if (item.lost.is_possible) compose(item, Side::Old, false);
  }
  find_effects();
  find_examples();
  for (const Item& item : result_.items) {
    if (item.kind != Item::Kind::Outcome || item.outcome != ir::Outcome::Meets) continue;
    result_.items.front().gained = item.gained;
    result_.items.front().lost = item.lost;
  }
  find_pended();
  result_.joint = joint_;
  for (const auto& [key, session] : sessions_) result_.questions += session->questions();
  return std::move(result_);
}

/// Among those without a counterpart: what shares facts and is equal after all.
void Comparing::pair_by_proof(std::vector<CriterionPair>& pairs) {
  std::vector<CriterionPair> kept;
  std::set<CriterionId> found;
  const auto facts = [&](Side side, CriterionId id) {
    std::vector<ir::FactId> list = ir::facts_of(policy(), truth(side, id));
    std::erase(list, policy().reference);
    return list;
  };
  for (CriterionPair& pair : pairs) {
    if (pair.before.is_set() || !pair.now.is_set()) continue;
    const std::vector<ir::FactId> own = facts(Side::New, pair.now);
    std::size_t asked = 0;
    for (const CriterionPair& other : pairs) {
      const bool is_candidate = other.before.is_set() && !other.now.is_set() && !found.contains(other.before) &&
                                old_.policy.criteria[other.before].kind == new_.policy.criteria[pair.now].kind;
      // Of a single fact there may be many.
      if (!is_candidate || own.size() < 2 || facts(Side::Old, other.before) != own) continue;
      if (++asked > limits_.candidates) break;
      smt::Session& session = session_of_section(new_.policy.criteria[new_places_.section(pair.now)].path);
      const smt::Form differ = session.differ(session.condition(truth(Side::New, pair.now)),
                                              session.condition(truth(Side::Old, other.before)));
      if (!session.ask({differ}).is_impossible()) continue;
      pair.before = other.before;
      pair.match = Match::Proof;
      found.insert(other.before);
      break;
    }
  }
  std::erase_if(pairs, [&](const CriterionPair& pair) { return !pair.now.is_set() && found.contains(pair.before); });
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
      return revision.otherwise == outcome || std::any_of(revision.rules.begin(), revision.rules.end(),
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
  const ir::Criterion &before = old_.policy.criteria[item.old_criterion], &now = new_.policy.criteria[item.new_criterion];
  const bool is_same_parent = before.parent.is_set() == now.parent.is_set() &&
                              (!now.parent.is_set() || pair_of_[0][before.parent.index] == pair_of_[1][now.parent.index]);
  item.is_renumbered = is_same_parent && before.label == now.label;
  item.is_moved = !item.is_renumbered;
}

void Comparing::describe_wording(Item& item) const {
  if (item.old_title != item.new_title) {
    item.wording.push_back(fmt::format("title: `{}` is `{}`", item.old_title, item.new_title));
  }
  if (item.kind == Item::Kind::Criterion) {
    const ir::Criterion &before = old_.policy.criteria[item.old_criterion], &now = new_.policy.criteria[item.new_criterion];
    const auto compare = [&](const char* what, const std::vector<std::string>& a, const std::vector<std::string>& b) {
      for (const std::string& one : b) {
        if (std::find(a.begin(), a.end(), one) == a.end()) item.wording.push_back(fmt::format("{} `{}`: new", what, one));
      }
      for (const std::string& one : a) {
        if (std::find(b.begin(), b.end(), one) == b.end()) item.wording.push_back(fmt::format("{} `{}`: gone", what, one));
      }
    };
    compare("cites", before.cites, now.cites);
    compare("note", note_lines(before), note_lines(now));
  }
  item.is_reworded = !item.wording.empty();
}

std::pair<ExprId, ExprId> Comparing::conditions(const Item& item) const {
  std::pair<ExprId, ExprId> both;
  switch (item.kind) {
    case Item::Kind::Policy:
      break;
    case Item::Kind::Outcome:
      return {joint_->outcome(Side::Old, item.outcome), joint_->outcome(Side::New, item.outcome)};
    case Item::Kind::Definition:
      if (item.old_define.is_set()) both.first = truth(Side::Old, item.old_define);
      if (item.new_define.is_set()) both.second = truth(Side::New, item.new_define);
      break;
    case Item::Kind::Criterion:
      if (item.old_criterion.is_set()) both.first = truth(Side::Old, item.old_criterion);
      if (item.new_criterion.is_set()) both.second = truth(Side::New, item.new_criterion);
      break;
  }
  return both;
}

Demands Comparing::demands(const Item& item, bool is_gained) const {
  const auto [before, now] = conditions(item);
  Demands demands;
  if (now.is_set()) demands.push_back({now, is_gained});
  if (before.is_set()) demands.push_back({before, !is_gained});
  // What stands in the direction's own text comes first.
  if (!is_gained) std::reverse(demands.begin(), demands.end());
  return demands;
}

smt::Session& Comparing::session_of_section(std::string key) {
  if (policy().exprs.size() < kSmall) key.clear();
  std::unique_ptr<smt::Session>& session = sessions_[key];
  if (!session) session = std::make_unique<smt::Session>(policy(), limits_.solver);
  return *session;
}

smt::Session& Comparing::session(const Item& item) {
  if (item.new_criterion.is_set()) {
    return session_of_section(new_.policy.criteria[new_places_.section(item.new_criterion)].path);
  }
  if (item.old_criterion.is_set()) {
    return session_of_section(old_.policy.criteria[old_places_.section(item.old_criterion)].path);
  }
  return item.kind == Item::Kind::Definition ? session_of_section("define") : whole();
}

void Comparing::keep(const std::optional<ir::Patient>& witness) {
  if (!witness) return;
  if (known_cases_.size() == kKnownCases) known_cases_.pop_front();
  known_cases_.emplace_back(*witness, nullptr);
}

const ir::Patient* Comparing::known_case(const Demands& demands) {
  for (auto one = known_cases_.rbegin(); one != known_cases_.rend(); ++one) {
    if (!one->second) one->second = std::make_unique<interp::Evaluation>(policy(), one->first);
    const bool meets = std::all_of(demands.begin(), demands.end(), [&](const Demand& demand) {
      return one->second->truth(demand.expr) == (demand.is_yes ? ir::Truth::Yes : ir::Truth::No);
    });
    if (meets) return &one->first;
  }
  return nullptr;
}

void Comparing::ask(Difference& difference, smt::Session& session, const Demands& demands) {
  if (known_case(demands) != nullptr) {
    difference.is_possible = true;
    return;
  }
  const smt::Answer answer = session.ask(forms_of(session, demands));
  difference.is_possible = answer.is_possible();
  difference.is_undecided = answer.verdict == smt::Answer::Verdict::Undecided;
  difference.rests_on_unstated = answer.rests_on_unstated;
  keep(answer.witness);
}

void Comparing::relate(Item& item) {
  const auto [before, now] = conditions(item);
  if (!before.is_set() || !now.is_set()) {
    item.relation = now.is_set() ? Relation::Added : Relation::Removed;
    return;
  }
  if (is_alike(before, now)) {
    item.is_same_by_structure = true;
    return;
  }
  ask(item.gained, session(item), demands(item, true));
  ask(item.lost, session(item), demands(item, false));
  item.relation = relation_of(item.gained, item.lost);
}

/// Outcomes, then the whole.
void Comparing::relate_policy() {
  Item& policy_item = result_.items.front();
  bool is_same = true, is_undecided = false, is_other = false;
  const Item* meets = nullptr;
  for (Item& item : result_.items) {
    if (item.kind != Item::Kind::Outcome) continue;
    relate(item);
    is_same = is_same && item.is_same_by_structure;
    is_undecided = is_undecided || item.relation == Relation::Undecided;
    is_other = is_other || item.relation != Relation::Equivalent;
    if (item.outcome == ir::Outcome::Meets) meets = &item;
  }
  policy_item.is_same_by_structure = is_same;
  const bool is_about_approval = meets != nullptr && meets->relation != Relation::Equivalent;
  policy_item.relation = is_about_approval ? meets->relation
                         : is_undecided    ? Relation::Undecided
                         : is_other        ? Relation::Incomparable
                                           : Relation::Equivalent;
}

Comparison compare(const Revision& old_revision, const Revision& new_revision, const Limits& limits,
                   const std::function<void(std::size_t, std::size_t)>& progress) {
  return Comparing(old_revision, new_revision, limits, progress).run();
}

}  // namespace pol::diff

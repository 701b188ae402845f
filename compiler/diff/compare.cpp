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

}  // namespace

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

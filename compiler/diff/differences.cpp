// Where the changes lie, and the cases that they are about.

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "compiler/diff/comparing.h"
#include "compiler/diff/copying.h"

namespace pol::diff {

using ir::CriterionId;
using ir::DefineId;
using ir::ExprId;
using smt::Form;

/// Both revisions have it, and in what is the same item.
bool Comparing::is_paired_in_place(std::size_t pair) const {
  const CriterionPair& both = criteria_[pair];
  if (!both.is_both()) return false;
  const CriterionId a = old_.policy.criteria[both.before].parent, b = new_.policy.criteria[both.now].parent;
  if (!a.is_set() || !b.is_set()) return a.is_set() == b.is_set();
  return pair_of_[0][a.index] == pair_of_[1][b.index];
}

/// The items that the condition itself refers to: criteria, those inside it among them, and definitions.
std::vector<std::size_t> Comparing::items_below(const Item& item) const {
  std::set<std::size_t> found;
  const auto [before, now] = conditions(item);
  for (const ExprId root : {before, now}) {
    if (!root.is_set()) continue;
    std::set<ExprId> seen;
    std::vector<ExprId> waiting = {root};
    while (!waiting.empty()) {
      const ExprId top = waiting.back();
      waiting.pop_back();
      if (!seen.insert(top).second) continue;
      const ir::Expr& expr = policy().exprs[top];
      if (const auto* e = std::get_if<ir::CriterionRef>(&expr)) {
        found.insert(item_of_pair_[pair_of_joint_[e->criterion.index]]);
      } else if (const auto* d = std::get_if<ir::DefineRef>(&expr)) {
        found.insert(item_of_define_[define_pair_of_joint_[d->define.index]]);
      } else if (const auto* a = std::get_if<ir::Ambiguous>(&expr)) {
        const ir::Ambiguity& ambiguity = policy().ambiguities[a->ambiguity];
        found.insert(item_of_pair_[pair_of_joint_[ambiguity.readings[ambiguity.chosen].index]]);
      } else if (!std::holds_alternative<ir::Finding>(expr)) {
        for (const ExprId part : ir::operands(policy(), top)) waiting.push_back(part);
      }
    }
  }
  return {found.begin(), found.end()};
}

void Comparing::find_causes() {
  pair_of_joint_.resize(policy().criteria.size());
  define_pair_of_joint_.resize(policy().defines.size());
  for (const Side side : {Side::Old, Side::New}) {
    const Renamed& renamed = joint_->of(side);
    const auto index = static_cast<std::size_t>(side);
    for (std::size_t i = 0; i < renamed.criteria.size(); ++i)
      pair_of_joint_[renamed.criteria[i].index] = pair_of_[index][i];
    for (std::size_t i = 0; i < renamed.defines.size(); ++i) {
      define_pair_of_joint_[renamed.defines[i].index] = define_pair_of_[index][i];
    }
  }
  Structure::Instead instead;
  instead.criterion = [&](CriterionId id) -> std::optional<std::int64_t> {
    return static_cast<std::int64_t>(pair_of_joint_[id.index]);
  };
  instead.define = [&](DefineId id) -> std::optional<std::int64_t> {
    return static_cast<std::int64_t>(define_pair_of_joint_[id.index]);
  };
  instead.unstated = UnstatedParts(*joint_);
  instead.is_left_out = [&](ExprId id) {
    const auto* e = std::get_if<ir::CriterionRef>(&policy().exprs[id]);
    return e != nullptr && !is_paired_in_place(pair_of_joint_[e->criterion.index]);
  };
  Structure own(policy(), std::move(instead));
  for (Item& item : result_.items) {
    if (item.kind == Item::Kind::Policy || item.is_same_by_structure) continue;
    for (const std::size_t below : items_below(item)) {
      const Item& cause = result_.items[below];
      if (cause.relation == Relation::Equivalent && !cause.is_moved) continue;
      if (cause.relation == Relation::Equivalent && is_paired_in_place(pair_of_[1][cause.new_criterion.index]))
        continue;
      item.because_of.push_back(cause.new_path.empty() ? cause.old_path : cause.new_path);
    }
    const auto [before, now] = conditions(item);
    if (!before.is_set() || !now.is_set()) {
      const CriterionId parent = item.new_criterion.is_set()   ? new_.policy.criteria[item.new_criterion].parent
                                 : item.old_criterion.is_set() ? old_.policy.criteria[item.old_criterion].parent
                                                               : CriterionId{};
      const Side side = now.is_set() ? Side::New : Side::Old;
      item.is_own = !parent.is_set() || criteria_[pair_of_[static_cast<std::size_t>(side)][parent.index]].is_both();
      continue;
    }
    item.is_own = own.of(before) != own.of(now) || (item.because_of.empty() && item.relation != Relation::Equivalent);
  }
}

void Comparing::find_locals() {
  // As above, but with definitions looked into, and their readings: what a definition changed is a change of each
  // criterion that names it.
  Structure::Instead instead;
  instead.criterion = [&](CriterionId id) -> std::optional<std::int64_t> {
    const ir::Criterion& criterion = policy().criteria[id];
    if (criterion.kind == ir::Criterion::Kind::Reading && !criterion.parent.is_set()) return std::nullopt;
    return static_cast<std::int64_t>(pair_of_joint_[id.index]);
  };
  instead.unstated = UnstatedParts(*joint_);
  instead.is_left_out = [&](ExprId id) {
    const auto* e = std::get_if<ir::CriterionRef>(&policy().exprs[id]);
    if (e == nullptr) return false;
    const std::size_t pair = pair_of_joint_[e->criterion.index];
    if (is_paired_in_place(pair)) return false;
    // Where it is not simply one of several, the change is that of what it stands in.
    const auto is_plain = [&](Side side, CriterionId id_of) {
      return !id_of.is_set() || places(side).standing(id_of) != Places::Standing::Other;
    };
    return is_plain(Side::Old, criteria_[pair].before) && is_plain(Side::New, criteria_[pair].now);
  };
  Structure local(policy(), std::move(instead));
  for (std::size_t i = 0; i < result_.items.size(); ++i) {
    const Item& item = result_.items[i];
    if (item.kind == Item::Kind::Policy) continue;
    const auto [before, now] = conditions(item);
    const bool is_both = before.is_set() && now.is_set();
    add_locals(i, is_both && !item.is_same_by_structure && local.of(before) != local.of(now));
  }
}

void Comparing::add_locals(std::size_t index, bool is_local) {
  const Item& item = result_.items[index];
  const bool is_criterion = item.kind == Item::Kind::Criterion;
  const bool is_both = item.relation != Relation::Added && item.relation != Relation::Removed;
  if (!is_both) {
    if (!item.is_own) return;
    if (is_criterion) return add_standing(index, item.new_criterion.is_set() ? Side::New : Side::Old, true);
    return;
  }
  if (is_criterion && item.is_moved && !is_paired_in_place(pair_of_[1][item.new_criterion.index])) {
    add_standing(index, Side::Old, false);
    add_standing(index, Side::New, false);
  }
  const bool is_wanted =
      is_criterion ? is_local || (item.is_own && item.relation != Relation::Equivalent) : item.is_own;
  if (!is_wanted) return;
  if (item.gained.is_possible) add_local(index, true, Side::New, item.new_criterion, demands(item, true));
  if (item.lost.is_possible) add_local(index, false, Side::Old, item.old_criterion, demands(item, false));
}

/// A criterion that is there in one place of one revision only.
void Comparing::add_standing(std::size_t index, Side side, bool is_of_item) {
  const Item& item = result_.items[index];
  const CriterionId id = side == Side::New ? item.new_criterion : item.old_criterion;
  const bool is_new = side == Side::New;
  switch (places(side).standing(id)) {
    case Places::Standing::One:
      return add_local(index, is_new, side, id, {{truth(side, id), true}}, is_of_item);
    case Places::Standing::Each:
      return add_local(index, !is_new, side, id, {{truth(side, id), false}}, is_of_item);
    case Places::Standing::Other:
      // A section is what it says; of what is counted or negated, the criterion around it tells.
      if (!places(side).criterion(id).parent.is_set()) {
        add_local(index, is_new, side, id, {{truth(side, id), true}}, is_of_item);
      }
      return;
  }
}

Difference& Comparing::difference(const Local& local) {
  Item& item = result_.items[local.item];
  return local.is_gained ? item.gained : item.lost;
}

void Comparing::add_local(std::size_t index, bool is_gained, Side side, CriterionId criterion, Demands demands,
                          bool is_of_item) {
  const Item& item = result_.items[index];
  Local local;
  local.item = index;
  local.is_gained = is_gained;
  local.side = side;
  local.criterion = criterion;
  local.demands = std::move(demands);
  local.is_of_item = is_of_item;
  if (criterion.is_set()) local.guards = places(side).guards(criterion);
  const std::size_t most = limits_.conditions && is_of_item ? limits_.counted : 0;
  const Cover found = cover(session(item), policy(), local.demands, local.guards, most);
  keep(found.witness);
  Difference& difference = this->difference(local);
  if (is_of_item) {
    difference.is_possible |= found.verdict == smt::Answer::Verdict::Possible;
    difference.is_undecided |= found.verdict == smt::Answer::Verdict::Undecided;
    difference.rests_on_unstated |= found.rests_on_unstated;
  }
  // Nobody who meets what stands around it.
  if (found.verdict == smt::Answer::Verdict::Impossible) {
    difference.is_proved = true;
    return;
  }
  local.is_complete = found.is_complete;
  local.rests_on_unstated = found.rests_on_unstated;
  const std::string& path = side == Side::New ? item.new_path : item.old_path;
  for (const Demands& term : found.terms) {
    local.conditions.push_back(words_.condition(path, local.guards, term));
  }
  if (is_of_item) {
    difference.conditions = local.conditions;
    difference.is_proved = difference.is_covered = found.is_complete;
    if (difference.conditions.size() > limits_.shown) {
      difference.more = difference.conditions.size() - limits_.shown;
      difference.conditions.resize(limits_.shown);
    }
    difference.more_is_least = !found.is_complete && found.terms.size() >= limits_.counted;
  }
  // A definition, or a reading of one, stands nowhere: the criteria that name it have changed.
  const bool is_in_section =
      criterion.is_set() && (places(side).criterion(criterion).parent.is_set() ||
                             places(side).criterion(criterion).kind == ir::Criterion::Kind::Section);
  if (is_in_section) locals_.push_back(std::move(local));
}

std::vector<Form> Comparing::forms(smt::Session& session, const Local& local) {
  std::vector<Form> forms = forms_of(session, local.guards);
  const std::vector<Form> own = forms_of(session, local.demands);
  forms.insert(forms.end(), own.begin(), own.end());
  return forms;
}

/// In the revision in which the criterion stands, `whole` is another if the criterion says the opposite.
Form Comparing::decides(smt::Session& session, const Local& local, ExprId whole) {
  const ExprId reference = places(local.side).reference(local.criterion);
  return session.differ(session.condition(whole),
                        session.condition_with(whole, reference, !local.demands.front().is_yes));
}

/// The changes inside that may bring it about: by themselves, or if those are not enough, together with others.
std::vector<const Comparing::Local*> Comparing::inside(const Item& item, bool is_gained, bool by_itself) {
  smt::Session& session = this->session(item);
  const std::vector<Form> wanted = forms_of(session, demands(item, is_gained));
  std::vector<const Local*> found;
  for (const Local& local : locals_) {
    if (item.kind == Item::Kind::Criterion) {
      const CriterionId root = places(local.side).section(local.criterion);
      if (root != (local.side == Side::New ? item.new_criterion : item.old_criterion)) continue;
    }
    std::vector<Form> asked = wanted;
    const std::vector<Form> own = forms(session, local);
    asked.insert(asked.end(), own.begin(), own.end());
    if (by_itself) {
      const auto [before, now] = conditions(item);
      asked.push_back(decides(session, local, local.side == Side::New ? now : before));
    }
    const smt::Answer answer = session.ask(asked);
    keep(answer.witness);
    if (!answer.is_impossible()) found.push_back(&local);
  }
  return found;
}

/// The conditions of the changes inside, and whether they are all there is.
void Comparing::compose(Item& item, Side side, bool is_gained) {
  Difference& difference = is_gained ? item.gained : item.lost;
  smt::Session& session = this->session(item);
  const std::vector<Form> wanted = forms_of(session, demands(item, is_gained));
  const auto covers = [&](const std::vector<Form>& forms) {
    std::vector<Form> asked = wanted;
    for (const Form form : forms) asked.push_back(session.negate(form));
    return session.ask(asked).is_impossible();
  };
  const auto whole_forms = [&](const std::vector<const Local*>& locals) {
    std::vector<Form> each;
    for (const Local* local : locals) each.push_back(session.all(forms(session, *local)));
    return each;
  };
  std::vector<const Local*> inside = this->inside(item, is_gained, true);
  std::vector<Form> each = whole_forms(inside);
  bool is_covered = covers(each);
  if (!is_covered) {
    inside = this->inside(item, is_gained, false);
    each = whole_forms(inside);
    is_covered = covers(each);
  }
  bool is_complete = true;
  std::size_t count = 0;
  for (const Local* local : inside) {
    is_complete = is_complete && local->is_complete;
    difference.rests_on_unstated |= local->rests_on_unstated;
    difference.more_is_least |= !local->is_complete && !local->rests_on_unstated;
    for (const CaseCondition& condition : local->conditions) {
      if (difference.conditions.size() < limits_.shown) difference.conditions.push_back(condition);
      ++count;
    }
  }
  difference.more = count - difference.conditions.size();
  difference.is_covered = is_covered && is_complete;
  // Without them it was not met before, or is not met any more, so nothing else meets it then.
  const auto [before, now] = conditions(item);
  const Form other = form_of(session, {is_gained ? before : now, true});
  const Form own = form_of(session, {is_gained ? now : before, true});
  const auto is_enough = [&](const std::vector<Form>& forms) {
    return session.ask({session.any(forms), session.negate(other), session.negate(own)}).is_impossible();
  };
  const std::string& path = side == Side::New ? item.new_path : item.old_path;
  if (item.kind == Item::Kind::Criterion) {
    if (!is_enough(each)) {
      difference.frame = fmt::format("where that decides `{}`", path);
      return;
    }
    if (!session.ask({session.any(each), other}).is_impossible()) {
      difference.frame = fmt::format("and nothing else in `{}` meets", path);
    }
    difference.is_proved = difference.is_covered;
    return;
  }
  if (is_enough(each)) {
    difference.frame = fmt::format("and nothing else gives `{}`", path);
    difference.is_proved = difference.is_covered;
    return;
  }
  // What comes before the rule must not decide, and what stands beside the section in the rule must hold.
  std::vector<Form> in_rules;
  std::vector<std::string> guards;
  for (const Local* local : inside) {
    std::vector<Form> uses;
    for (const Places::RuleUse& use :
         places(local->side).rules(places(local->side).section(local->criterion), item.outcome)) {
      std::vector<Form> all = forms_of(session, use.none);
      const std::vector<Form> beside = forms_of(session, use.guards);
      all.insert(all.end(), beside.begin(), beside.end());
      uses.push_back(session.all(all));
      for (const Demand& guard : use.guards) {
        const std::string words = words_.of(guard);
        if (std::find(guards.begin(), guards.end(), words) == guards.end()) guards.push_back(words);
      }
    }
    std::vector<Form> all = forms(session, *local);
    all.push_back(session.any(uses));
    in_rules.push_back(session.all(all));
  }
  if (covers(in_rules) && is_enough(in_rules)) {
    difference.frame = fmt::format("where no earlier rule decides{}{}, and nothing else gives `{}`",
                                   guards.empty() ? "" : " and this holds: ", fmt::join(guards, "; "), path);
    difference.is_proved = difference.is_covered;
    return;
  }
  difference.frame = fmt::format("where that decides whether it is `{}`", path);
}

}  // namespace pol::diff

// What a change does where it stands: does it reach the section, the determination, and if not, what makes up for it?

#include <algorithm>

#include "compiler/diff/comparing.h"

namespace pol::diff {

using ir::CriterionId;
using smt::Form;

namespace {

/// An absorber is looked for so many levels down.
constexpr int kDeepest = 4;

}  // namespace

std::vector<ir::Outcome> Comparing::changed_outcomes() {
  std::vector<ir::Outcome> outcomes;
  for (const Item& item : result_.items) {
    if (item.kind == Item::Kind::Outcome && item.relation != Relation::Equivalent) outcomes.push_back(item.outcome);
  }
  return outcomes;
}

Item::Effect Comparing::effect(const Local& local) {
  const Item& item = result_.items[local.item];
  // They differ, and in the revision that has this text they would not be what they are without it.
  const auto may_differ = [&](smt::Session& session, ir::ExprId before, ir::ExprId now) {
    std::vector<Form> asked = forms(session, local);
    asked.push_back(session.differ(session.condition(before), session.condition(now)));
    asked.push_back(decides(session, local, local.side == Side::Old ? before : now));
    const smt::Answer answer = session.ask(asked);
    keep(answer.witness);
    return answer.verdict;
  };
  bool is_undecided = false;
  for (const ir::Outcome outcome : changed_outcomes()) {
    const auto verdict = may_differ(whole(), joint_->outcome(Side::Old, outcome), joint_->outcome(Side::New, outcome));
    if (verdict == smt::Answer::Verdict::Possible) return Item::Effect::Determination;
    is_undecided |= verdict == smt::Answer::Verdict::Undecided;
  }
  if (is_undecided) return Item::Effect::Undecided;
  const CriterionId root = places(local.side).section(local.criterion);
  const CriterionPair& pair = criteria_[pair_of_[static_cast<std::size_t>(local.side)][root.index]];
  if (!pair.is_both()) return Item::Effect::Section;
  const auto verdict = may_differ(session(item), truth(Side::Old, pair.before), truth(Side::New, pair.now));
  if (verdict == smt::Answer::Verdict::Undecided) return Item::Effect::Undecided;
  return verdict == smt::Answer::Verdict::Possible ? Item::Effect::Section : Item::Effect::None;
}

void Comparing::find_effects() {
  std::vector<bool> is_judged(result_.items.size(), false);
  const auto raise = [&](std::size_t index, Item::Effect effect) {
    Item& item = result_.items[index];
    item.effect = is_judged[index] ? std::max(item.effect, effect) : effect;
    is_judged[index] = true;
  };
  for (const Local& local : locals_) {
    const Item::Effect here = effect(local);
    const bool is_absorbed = here == Item::Effect::None || here == Item::Effect::Section;
    if (is_absorbed) find_absorbers(local, here == Item::Effect::Section);
    raise(local.item, here);
    // What it stands in has no less an effect.
    for (CriterionId id = local.criterion; id.is_set(); id = places(local.side).criterion(id).parent) {
      raise(item_of_pair_[pair_of_[static_cast<std::size_t>(local.side)][id.index]], here);
    }
  }
  for (std::size_t i = 0; i < result_.items.size(); ++i) {
    Item& item = result_.items[i];
    const bool is_whole = item.kind == Item::Kind::Policy || item.kind == Item::Kind::Outcome;
    if (is_whole && item.relation == Relation::Undecided) raise(i, Item::Effect::Undecided);
    if (is_whole && item.relation != Relation::Equivalent) raise(i, Item::Effect::Determination);
    if (item.effect == Item::Effect::Determination) item.absorbed_by.clear();
  }
  // A definition, and a reading of one, has the effect of what names it.
  for (bool is_more = true; is_more;) {
    is_more = false;
    for (const Item& item : result_.items) {
      if (item.effect == Item::Effect::None || item.relation == Relation::Equivalent) continue;
      if (item.kind == Item::Kind::Policy || item.kind == Item::Kind::Outcome) continue;
      for (const std::size_t below : items_below(item)) {
        Item& other = result_.items[below];
        const bool stands_nowhere =
            other.kind == Item::Kind::Definition ||
            (other.new_criterion.is_set() && !new_.policy.criteria[other.new_criterion].parent.is_set() &&
             new_.policy.criteria[other.new_criterion].kind == ir::Criterion::Kind::Reading);
        if (!stands_nowhere || other.relation == Relation::Equivalent || other.effect >= item.effect) continue;
        other.effect = item.effect;
        is_more = true;
      }
    }
  }
}

/// Of `among`, a least list one of which every case of `cases` meets.
std::vector<CriterionId> Comparing::enough(smt::Session& session, const std::vector<Form>& cases, Side side,
                                           const std::vector<CriterionId>& among) {
  std::vector<Form> asked = cases;
  for (const CriterionId id : among) asked.push_back(session.negate(session.condition(truth(side, id))));
  if (!session.ask(asked).is_impossible()) return {};
  std::vector<CriterionId> found;
  for (const std::size_t i : session.core(asked)) {
    if (i >= cases.size()) found.push_back(among[i - cases.size()]);
  }
  return found;
}

/// Cases that lost one way to be met, or that have gained one, and another way was open to them all along.
void Comparing::find_absorbers(const Local& local, bool changes_section) {
  Item& item = result_.items[local.item];
  // Where the cases are not met by this criterion: the old text of those gained, the new one of those lost.
  const Side side = local.is_gained ? Side::Old : Side::New;
  const auto own_side = static_cast<std::size_t>(local.side);
  smt::Session& session = changes_section ? whole() : this->session(item);
  std::vector<Form> cases = forms(session, local);
  std::vector<CriterionId> among;
  const auto add = [&](CriterionId of_local_side) {
    const CriterionPair& pair = criteria_[pair_of_[own_side][of_local_side.index]];
    const CriterionId id = side == Side::Old ? pair.before : pair.now;
    if (id.is_set()) among.push_back(id);
  };
  if (changes_section) {
    // Another section approves as well.
    const CriterionId own = places(local.side).section(local.criterion);
    const ir::Policy& revision = this->revision(side).policy;
    const CriterionPair& pair = criteria_[pair_of_[own_side][own.index]];
    for (std::uint32_t i = 0; i < revision.criteria.size(); ++i) {
      const CriterionId id{i};
      const bool is_section = revision.criteria[id].kind == ir::Criterion::Kind::Section;
      if (is_section && !revision.criteria[id].parent.is_set() && id != (side == Side::Old ? pair.before : pair.now))
        among.push_back(id);
    }
  } else {
    const CriterionId root = places(local.side).section(local.criterion);
    const ir::ExprId section = truth(local.side, root);
    cases.push_back(session.condition(section));
    for (const CriterionId id : places(local.side).alternatives(local.criterion)) add(id);
  }
  std::vector<CriterionId> absorbers = enough(session, cases, side, among);
  for (int depth = 0; depth < kDeepest && !absorbers.empty(); ++depth) {
    std::vector<CriterionId> finer;
    for (const CriterionId id : absorbers) {
      const std::vector<CriterionId> choices = places(side).choices(id);
      if (choices.empty()) {
        finer.push_back(id);
      } else {
        finer.insert(finer.end(), choices.begin(), choices.end());
      }
    }
    if (finer == absorbers) break;
    std::vector<CriterionId> closer = enough(session, cases, side, finer);
    if (closer.empty()) break;
    absorbers = std::move(closer);
  }
  for (const CriterionId id : absorbers) {
    const std::string& path = revision(side).policy.criteria[id].path;
    if (std::find(item.absorbed_by.begin(), item.absorbed_by.end(), path) == item.absorbed_by.end()) {
      item.absorbed_by.push_back(path);
    }
  }
}

}  // namespace pol::diff

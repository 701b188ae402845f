#include "compiler/lint/rules/scope/outside.h"

#include <algorithm>

namespace pol::lint::scope {

using ir::Criterion;
using ir::CriterionId;
using ir::ExprId;

Outside::Outside(Context& cx)
    : cx_(cx),
      policy_(cx.policy()),
      requests_(cx.shared<Requests>()),
      reach_(cx.shared<document::Reach>()),
      below_(policy_.criteria.size()),
      asks_(policy_.criteria.size(), false) {
  if (!requests_.fact().is_set() || requests_.codes().empty()) return;
  place_schedules();
  place_questions();
  for (std::uint32_t i = 0; i < policy_.criteria.size(); ++i) {
    if (!policy_.criteria[CriterionId{i}].parent.is_set()) visit(CriterionId{i});
  }
}

bool Outside::holds(std::string_view path) const {
  return std::any_of(parts_.begin(), parts_.end(), [&](const Part& part) {
    const std::string& above = policy_.criteria[part.criterion].path;
    return path == above || (path.starts_with(above) && path[above.size()] == '.');
  });
}

/// The criterion that a condition belongs to, and those around it.
template <class Visit>
void Outside::for_each_around(ExprId id, Visit&& visit) {
  const Owner& owner = cx_.outline().owner(id);
  if (owner.kind != Owner::Kind::Criterion) return;
  for (CriterionId at = owner.criterion; at.is_set(); at = policy_.criteria[at].parent) visit(at);
}

void Outside::place_schedules() {
  for (const ir::Schedule& schedule : policy_.schedules) {
    for_each_around(schedule.truth, [&](CriterionId at) { below_[at.index].push_back(&schedule); });
  }
}

/// Conditions of the author about the code that is requested, not what a schedule images.
void Outside::place_questions() {
  for (const ExprId id : cx_.outline().written()) {
    const auto* is = std::get_if<ir::ChoiceIs>(&policy_.exprs[id]);
    if (is == nullptr || is->fact != requests_.fact()) continue;
    for_each_around(id, [&](CriterionId at) { asks_[at.index] = true; });
  }
}

/// From the outside inwards: what is out of scope as a whole is told once.
void Outside::visit(CriterionId id) {
  const Criterion& criterion = policy_.criteria[id];
  if (criterion.kind == Criterion::Kind::Reading) return;
  if (below_[id.index].empty() && !asks_[id.index]) return;
  if (images_nothing(id) || concerns_no_code(id)) {
    Part part;
    part.criterion = id;
    for (const ir::Schedule* schedule : below_[id.index]) {
      const bool is_new = std::find(part.images.begin(), part.images.end(), schedule->studies) == part.images.end();
      if (is_new) part.images.push_back(schedule->studies);
    }
    parts_.push_back(std::move(part));
    return;
  }
  for (const CriterionId child : criterion.children) visit(child);
}

/// It has schedules, no code is for what they image, and without them it cannot be met.
bool Outside::images_nothing(CriterionId id) const {
  const std::vector<const ir::Schedule*>& schedules = below_[id.index];
  return !schedules.empty() && reach_.settled(policy_.criteria[id].truth) == false &&
         std::all_of(schedules.begin(), schedules.end(),
                     [&](const ir::Schedule* each) { return reach_.settled(each->images) == false; });
}

/// It can be met, but not where one of the codes is requested.
bool Outside::concerns_no_code(CriterionId id) {
  if (!asks_[id.index]) return false;
  const Criterion& criterion = policy_.criteria[id];
  smt::Session& session = cx_.session(criterion.truth);
  const smt::Form met = session.condition(criterion.truth);
  return cx_.ask(session, criterion.range, {met, requests_.is_one(session)}).is_impossible() &&
         cx_.ask(session, criterion.range, {met}).is_possible();
}

}  // namespace pol::lint::scope

#include "compiler/interp/schedule_guards.h"

#include <algorithm>
#include <functional>

namespace pol::interp {

using ir::ExprId;

namespace {

using IsTarget = std::function<bool(ExprId)>;

/// Appends the conditions that stand beside the way from `from` to the target. False when it does not lie below, within
/// the same criterion.
bool collect(const ir::Policy& policy, ExprId from, const IsTarget& is_target, std::vector<ExprId>& beside) {
  if (is_target(from)) return true;
  const auto* group = std::get_if<ir::Group>(&policy.exprs[from]);
  if (group == nullptr) return false;
  const bool needs_all = group->quantifier == ir::Quantifier::All || group->quantifier == ir::Quantifier::Both;
  for (const ExprId child : group->children) {
    const std::size_t before = beside.size();
    if (needs_all) {
      std::copy_if(group->children.begin(), group->children.end(), std::back_inserter(beside),
                   [&](ExprId other) { return other != child; });
    }
    if (collect(policy, child, is_target, beside)) return true;
    beside.resize(before);
  }
  return false;
}

/// The criterion's branch that leads to `child`: named in place, or a reading of an ambiguity.
bool leads_to(const ir::Policy& policy, ExprId id, ir::CriterionId child) {
  if (const auto* ref = std::get_if<ir::CriterionRef>(&policy.exprs[id])) return ref->criterion == child;
  const auto* ambiguous = std::get_if<ir::Ambiguous>(&policy.exprs[id]);
  if (ambiguous == nullptr) return false;
  const auto& readings = policy.ambiguities[ambiguous->ambiguity].readings;
  return std::find(readings.begin(), readings.end(), child) != readings.end();
}

bool is_chosen(const ir::Policy& policy, ir::CriterionId reading) {
  for (const ir::Ambiguity& ambiguity : policy.ambiguities) {
    for (std::size_t i = 0; i < ambiguity.readings.size(); ++i) {
      if (ambiguity.readings[i] == reading && i != ambiguity.chosen) return false;
    }
  }
  return true;
}

}  // namespace

ScheduleGuards guards_of(const ir::Policy& policy, const ir::Schedule& schedule) {
  ScheduleGuards out;
  for (const ir::Define& define : policy.defines) {
    if (define.name != schedule.path) continue;
    collect(
        policy, define.condition, [&](ExprId id) { return id == schedule.truth; }, out.all);
    return out;
  }
  ir::CriterionId at, below;
  for (std::uint32_t i = 0; i < policy.criteria.size(); ++i) {
    if (policy.criteria[ir::CriterionId{i}].path == schedule.path) at = ir::CriterionId{i};
  }
  while (at.is_set()) {
    const ir::Criterion& criterion = policy.criteria[at];
    std::vector<ExprId> beside;
    collect(
        policy, criterion.body,
        [&](ExprId id) { return below.is_set() ? leads_to(policy, id, below) : id == schedule.truth; }, beside);
    out.all.insert(out.all.begin(), beside.begin(), beside.end());
    for (const ir::Except& except : criterion.excepts) out.none.push_back(except.when);
    if (criterion.kind == ir::Criterion::Kind::Reading && !is_chosen(policy, at)) out.is_other_reading = true;
    below = at;
    at = criterion.parent;
  }
  return out;
}

}  // namespace pol::interp

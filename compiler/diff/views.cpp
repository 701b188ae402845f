// The joint policy as one revision sees it.

#include <algorithm>

#include "compiler/diff/joint.h"

namespace pol::diff {

using ir::CriterionId;
using ir::ExprId;
using ir::FactId;
using ir::FactKind;
using ir::FactState;

namespace {

/// Members of the united set as members of the revision's own. Those that it does not know are `another`, if it has
/// that.
ir::Members own_members(const ir::Members& members, const std::vector<std::size_t>& places, bool is_open) {
  ir::Members own;
  for (std::size_t i = 0; i < places.size(); ++i) {
    if (members.contains(places[i])) own.insert(i);
  }
  if (!is_open) return own;
  for (const std::size_t place : members.list()) {
    if (std::find(places.begin(), places.end(), place) == places.end()) own.insert(places.size() - 1);
  }
  return own;
}

FactState own_state(const ir::Policy& revision, FactId fact, const std::vector<std::size_t>& places,
                    const FactState& state, std::int64_t reference) {
  const ir::Type& type = revision.facts[fact].type;
  FactState own = state;
  const bool is_value = state.kind == FactState::Kind::Value;
  if (state.kind == FactState::Kind::None && !type.or_none) return {};
  switch (type.kind) {
    case FactKind::Finding:
      break;
    case FactKind::Number:
      if (is_value && (state.high < type.low || state.low > type.high)) return {};
      break;
    case FactKind::Date:
      if (is_value && !revision.facts[fact].planned && fact != revision.reference && state.low > reference) return {};
      break;
    case FactKind::Choice: {
      if (!is_value) break;
      ir::Members one;
      one.insert(static_cast<std::size_t>(state.low));
      const std::vector<std::size_t> known = own_members(one, places, revision.value_sets[type.values].open).list();
      if (known.empty()) return {};
      own.low = own.high = static_cast<std::int64_t>(known.front());
      break;
    }
    case FactKind::Set: {
      if (!is_value) break;
      const bool is_open = revision.value_sets[type.values].open;
      own.in = own_members(state.in, places, is_open);
      own.out = own_members(state.out, places, is_open);
      for (const std::size_t i : own.in.list()) own.out.erase(i);
      break;
    }
  }
  return own;
}

bool reaches(const ir::Policy& policy, ExprId from, CriterionId to) {
  std::vector<bool> seen(policy.exprs.size(), false);
  std::vector<ExprId> waiting = {from};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index]) continue;
    seen[top.index] = true;
    const auto* reference = std::get_if<ir::CriterionRef>(&policy.exprs[top]);
    if (reference != nullptr && reference->criterion == to) return true;
    for (const ExprId operand : ir::operands(policy, top)) waiting.push_back(operand);
  }
  return false;
}

}  // namespace

ir::Patient as_seen_by(const Joint& joint, Side side, const ir::Policy& revision, const ir::Patient& patient) {
  ir::Patient own;
  own.facts.resize(revision.facts.size());
  const std::int64_t reference = patient[joint.policy.reference].low;
  for (std::uint32_t i = 0; i < revision.facts.size(); ++i) {
    const FactState& state = patient[joint.of(side).facts[i]];
    own.facts[i] = own_state(revision, FactId{i}, joint.of(side).values[i], state, reference);
  }
  return own;
}

ir::Policy decide_as(const Joint& joint, Side base, const Revision& revision,
                     const std::vector<std::pair<CriterionId, CriterionId>>& instead) {
  ir::Policy policy = joint.policy;
  const Renamed& renamed = joint.of(base);
  policy.metadata = revision.policy.metadata;
  policy.metadata_ranges.assign(policy.metadata.size(), Range());
  policy.document = revision.policy.document;
  policy.revision = revision.policy.revision;
  policy.otherwise = revision.policy.otherwise;
  policy.otherwise_reason = revision.policy.otherwise_reason;
  for (const ir::Rule& rule : revision.policy.rules) {
    ir::Rule copy = rule;
    copy.when = renamed.exprs[rule.when.index];
    copy.range = Range();
    policy.rules.push_back(std::move(copy));
  }
  for (const auto& [own, others] : instead) {
    const ExprId truth =
        others.is_set() ? policy.criteria[others].truth : policy.add(ir::Literal{ir::Truth::No}, Range());
    // What the other revision has in this place may hold what this one has: it cannot be told apart from it then.
    if (reaches(policy, truth, own)) continue;
    ir::Criterion& criterion = policy.criteria[own];
    criterion.body = criterion.truth = truth;
    criterion.excepts.clear();
  }
  return policy;
}

}  // namespace pol::diff

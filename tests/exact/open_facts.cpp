#include "tests/exact/open_facts.h"

#include <algorithm>

#include "compiler/interp/eval.h"

namespace pol::oracle {

using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Record;

bool is_settled(const ir::Policy& policy, const ir::Patient& prepared, FactId fact) {
  const FactState& state = prepared[fact];
  if (state.kind == FactState::Kind::Undocumented) return false;
  if (state.kind == FactState::Kind::None) return true;
  const ir::Type& type = policy.facts[fact].type;
  if (type.kind != FactKind::Set) return state.low == state.high;
  for (std::size_t i = 0; i < policy.value_sets[type.values].values.size(); ++i) {
    if (!state.in.contains(i) && !state.out.contains(i)) return false;
  }
  return true;
}

std::vector<bool> given_by_records(const ir::Policy& policy) {
  std::vector<bool> given(policy.facts.size(), false);
  for (const Record& record : policy.records) {
    switch (record.kind) {
      case Record::Kind::Episode:
        if (!record.length.is_set() || !record.start.is_set()) break;
        given[record.length.index] = policy.facts[record.length].type.dimension == ir::Dimension::Days;
        break;
      case Record::Kind::Age:
        if (!record.birth.is_set()) break;
        if (record.years.is_set()) given[record.years.index] = true;
        if (record.months.is_set()) given[record.months.index] = true;
        break;
      case Record::Kind::Study:
        break;
    }
  }
  return given;
}

namespace {

std::vector<Constraint> constraints_of(const ir::Policy& policy, const ir::Patient& prepared) {
  std::vector<Constraint> out;
  for (const Record& record : policy.records) {
    Constraint constraint;
    std::vector<FactId> facts = {record.start, record.end, record.length, record.status};
    if (record.kind == Record::Kind::Age) facts = {record.birth, record.years, record.months, record.at};
    if (record.kind == Record::Kind::Study) continue;
    for (const FactId fact : facts) {
      if (fact.is_set()) constraint.facts.push_back(fact);
    }
    out.push_back(std::move(constraint));
  }
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::ExprId signs = policy.facts[FactId{i}].shown_by;
    if (!signs.is_set()) continue;
    Constraint constraint{Constraint::Kind::Signs, FactId{i}, signs, ir::facts_of(policy, signs)};
    constraint.facts.push_back(FactId{i});
    out.push_back(std::move(constraint));
  }
  interp::Evaluation evaluation(policy, prepared);
  for (const ir::Claim& claim : policy.assumptions) {
    // `prepare` gave it up, where nothing is documented that could be withdrawn instead.
    if (evaluation.truth(claim.condition) == ir::Truth::No) continue;
    out.push_back({Constraint::Kind::Assumption, {}, claim.condition, ir::facts_of(policy, claim.condition)});
  }
  return out;
}

}  // namespace

OpenFacts open_facts(const ir::Policy& policy, const ir::Patient& prepared, const std::vector<ir::FactId>& wanted) {
  const std::vector<bool> given = given_by_records(policy);
  // What a record gave is found anew in each completion; a default stays where no record gives the fact.
  const auto is_dependent = [&](FactId fact) {
    const FactState& state = prepared[fact];
    return given[fact.index] && (state.kind == FactState::Kind::Undocumented || state.derived || state.assumed);
  };
  // What is current ends today, whatever end is planned.
  std::vector<bool> may_turn(policy.facts.size(), false);
  for (const Record& record : policy.records) {
    if (record.kind != Record::Kind::Episode || !record.end.is_set() || !record.status.is_set()) continue;
    const bool is_planned = prepared[record.end].high > prepared[policy.reference].low;
    if (is_planned && !is_settled(policy, prepared, record.status)) may_turn[record.end.index] = true;
  }
  const auto may_vary = [&](FactId fact) {
    return is_dependent(fact) || may_turn[fact.index] || !is_settled(policy, prepared, fact);
  };

  OpenFacts out;
  out.is_open.assign(policy.facts.size(), false);
  for (const FactId fact : wanted) {
    if (may_vary(fact)) out.is_open[fact.index] = true;
  }
  const std::vector<Constraint> all = constraints_of(policy, prepared);
  std::vector<bool> taken(all.size(), false);
  for (bool grows = true; grows;) {
    grows = false;
    for (std::size_t i = 0; i < all.size(); ++i) {
      const auto is_open = [&](FactId fact) { return out.is_open[fact.index]; };
      if (taken[i] || std::none_of(all[i].facts.begin(), all[i].facts.end(), is_open)) continue;
      taken[i] = grows = true;
      for (const FactId fact : all[i].facts) {
        if (may_vary(fact)) out.is_open[fact.index] = true;
      }
      if (all[i].kind != Constraint::Kind::Record) out.constraints.push_back(all[i]);
    }
  }
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (out.is_open[i]) (is_dependent(FactId{i}) ? out.dependent : out.free).push_back(FactId{i});
  }
  return out;
}

}  // namespace pol::oracle

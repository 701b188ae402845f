// From a model to a complete case: facts that no question named get plain values, and the interpreter says what holds.

#include <algorithm>

#include "compiler/interp/records.h"
#include "compiler/ir/civil.h"
#include "compiler/smt/solver.h"

namespace pol::smt {

using ir::Day;
using ir::FactId;
using ir::FactKind;
using ir::FactState;
using ir::Record;
using ir::Truth;

std::vector<bool> dependent_facts(const ir::Policy& policy) {
  std::vector<bool> dependent(policy.facts.size(), false);
  const auto mark = [&](FactId fact) {
    if (fact.is_set()) dependent[fact.index] = true;
  };
  for (const Record& record : policy.records) {
    if (record.kind == Record::Kind::Episode && record.length.is_set() && record.start.is_set() &&
        policy.facts[record.length].type.dimension == ir::Dimension::Days) {
      mark(record.length);
    }
    if (record.kind == Record::Kind::Age && record.birth.is_set()) {
      mark(record.years);
      mark(record.months);
    }
  }
  return dependent;
}

bool Solver::is_current(FactId status, std::size_t value) const {
  const auto& values = policy_.value_sets[policy_.facts[status].type.values].values;
  return std::any_of(values.begin(), values.end(),
                     [&](const ir::Value& one) { return one.name == "current" && one.covers.contains(value); });
}

/// What a fact is that nobody asked about: none or nothing, if it may be.
FactState Solver::plain_value(FactId fact, Day today) const {
  const ir::Type& type = policy_.facts[fact].type;
  FactState state;
  if (type.or_none) {
    state.kind = FactState::Kind::None;
    return state;
  }
  state.kind = FactState::Kind::Value;
  switch (type.kind) {
    case FactKind::Finding:
      break;
    case FactKind::Choice: {
      // What is over is simpler than what goes on.
      const std::size_t count = policy_.value_sets[type.values].values.size();
      std::size_t value = 0;
      while (value + 1 < count && is_current(fact, value)) ++value;
      state.low = static_cast<std::int64_t>(value);
      break;
    }
    case FactKind::Set:
      for (std::size_t i = 0; i < policy_.value_sets[type.values].values.size(); ++i) state.out.insert(i);
      break;
    case FactKind::Number:
      state.low = std::clamp<std::int64_t>(0, 2 * -floor_half(-type.low), 2 * floor_half(type.high));
      break;
    case FactKind::Date:
      state.low = today;
      break;
  }
  state.high = state.low;
  return state;
}

Solver::Candidate Solver::candidate(const std::vector<Form>& forms, const z3::model& model) {
  Candidate one;
  const auto today = static_cast<Day>(today_ ? *today_ : variables_.decoded_value(policy_.reference, model));
  ir::Patient& patient = one.patient;
  patient.facts.resize(policy_.facts.size());
  const auto each = [&](auto&& visit) {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) visit(FactId{i}, patient.facts[i]);
  };
  const auto found = [&](FactId fact) {
    return variables_.is_in(fact) ? variables_.decoded(fact, model) : plain_value(fact, today);
  };
  each([&](FactId fact, FactState& state) {
    if (fact != policy_.reference && !is_dependent_[fact.index]) state = found(fact);
  });
  patient[policy_.reference].kind = FactState::Kind::Value;
  patient[policy_.reference].low = patient[policy_.reference].high = today;
  one.broken = broken_in(patient);
  // A record that gives no value leaves it free.
  each([&](FactId fact, FactState& state) {
    if (state.kind == FactState::Kind::Undocumented) state = found(fact);
    state.assumed = !variables_.decoded_documented(fact, model);
  });
  one.unstated = conditions_.unstated(model);
  if (one.broken.empty()) one.broken = broken_conditions(patient, one.unstated);

  const auto truth = [&](const Unstated* unstated) {
    Replay replay(policy_, forms_, patient, unstated);
    Truth all = Truth::Yes;
    for (const Form form : forms) all = ir::truth_and(all, replay.truth(form));
    return all;
  };
  one.truth = truth(nullptr);
  one.truth_filled = one.truth == Truth::Unknown ? truth(&one.unstated) : one.truth;
  return one;
}

/// Applies the records. The facts of one that does not fit.
std::vector<FactId> Solver::broken_in(ir::Patient& patient) const {
  std::vector<FactId> replaced_defaults;
  const std::vector<interp::Violation> violations = interp::apply_records(policy_, patient, replaced_defaults);
  std::vector<FactId> facts;
  for (const interp::Violation& violation : violations) {
    facts.insert(facts.end(), violation.facts.begin(), violation.facts.end());
  }
  if (!violations.empty() && facts.empty()) {
    for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) facts.push_back(FactId{i});
  }
  return facts;
}

/// The facts of a sign or an assumption that does not hold.
std::vector<FactId> Solver::broken_conditions(const ir::Patient& patient, const Unstated& unstated) const {
  interp::Evaluation evaluation(policy_, patient);
  for (const auto& [id, yes] : unstated) evaluation.settle(id, yes ? Truth::Yes : Truth::No);
  std::vector<FactId> broken;
  const auto add = [&](ir::ExprId id) {
    const std::vector<FactId> facts = ir::facts_of(policy_, id);
    broken.insert(broken.end(), facts.begin(), facts.end());
  };
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    const ir::ExprId signs = policy_.facts[FactId{i}].shown_by;
    if (!signs.is_set() || patient[FactId{i}].low != 0 || evaluation.truth(signs) != Truth::Yes) continue;
    add(signs);
    broken.push_back(FactId{i});
  }
  for (const ir::Claim& claim : policy_.assumptions) {
    if (evaluation.truth(claim.condition) == Truth::Yes) continue;
    // What the reference date alone refutes says nothing of the case.
    ir::Patient blank;
    blank.facts.resize(policy_.facts.size());
    blank[policy_.reference] = patient[policy_.reference];
    if (interp::Evaluation(policy_, blank).truth(claim.condition) != Truth::No) add(claim.condition);
  }
  std::erase(broken, policy_.reference);
  return broken;
}

}  // namespace pol::smt

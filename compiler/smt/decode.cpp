// From a model to a complete case: facts that no question named get plain values, and the interpreter says what holds.

#include <algorithm>
#include <numeric>

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

std::vector<FactId> dependent_facts(const ir::Policy& policy) {
  std::vector<FactId> dependent;
  const auto mark = [&](FactId fact) {
    if (fact.is_set()) dependent.push_back(fact);
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

/// Of facts that a record may give, what it gives; where it gives nothing they are free.
template <class Free>
void Solver::apply_records(ir::Patient& patient, std::vector<FactId>& broken, Free&& free) const {
  for (const FactId fact : dependent_) patient[fact] = FactState();
  std::vector<FactId> replaced_defaults;
  for (const interp::Violation& violation : interp::apply_records(policy_, patient, replaced_defaults)) {
    broken.insert(broken.end(), violation.facts.begin(), violation.facts.end());
  }
  for (const FactId fact : dependent_) {
    if (patient[fact].kind == FactState::Kind::Undocumented) patient[fact] = free(fact);
  }
}

/// Nobody asked about anything: plain values, and what records make of them.
void Solver::make_plain(Day today) {
  plain_day_ = today;
  plain_.facts.clear();
  broken_plain_.clear();
  std::vector<FactId> findings;
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) {
    plain_.facts.push_back(plain_value(FactId{i}, today));
    if (policy_.facts[FactId{i}].shown_by.is_set()) findings.push_back(FactId{i});
  }
  FactState& reference = plain_[policy_.reference];
  reference = FactState();
  reference.kind = FactState::Kind::Value;
  reference.low = reference.high = today;
  apply_records(plain_, broken_plain_, [&](FactId fact) { return plain_value(fact, today); });
  std::vector<std::size_t> assumptions(policy_.assumptions.size());
  std::iota(assumptions.begin(), assumptions.end(), std::size_t{0});
  find_broken(plain_, {}, findings, assumptions, broken_plain_);
}

Solver::Candidate Solver::candidate(const std::vector<Form>& forms, const z3::model& model) {
  const auto today = static_cast<Day>(today_ ? *today_ : variables_.decoded_value(policy_.reference, model));
  if (!plain_day_ || *plain_day_ != today) make_plain(today);
  Candidate one;
  one.patient = plain_;
  ir::Patient& patient = one.patient;
  for (const FactId fact : variables_.entered()) {
    if (fact != policy_.reference) patient[fact] = variables_.decoded(fact, model);
  }
  apply_records(patient, one.broken, [&](FactId fact) {
    return variables_.is_in(fact) ? variables_.decoded(fact, model) : plain_value(fact, today);
  });
  for (std::uint32_t i = 0; i < policy_.facts.size(); ++i) patient.facts[i].assumed = FactId{i} != policy_.reference;
  for (const FactId fact : variables_.documented()) {
    if (variables_.decoded_documented(fact, model)) patient[fact].assumed = false;
  }
  one.unstated = conditions_.unstated(model);
  find_broken(patient, one.unstated, gamma_.signs(), gamma_.assumptions(), one.broken);
  for (const FactId fact : broken_plain_) {
    if (!variables_.is_in(fact)) one.broken.push_back(fact);
  }

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

/// Adds the facts of a sign or an assumption that does not hold.
void Solver::find_broken(const ir::Patient& patient, const Unstated& unstated, const std::vector<FactId>& findings,
                         const std::vector<std::size_t>& assumptions, std::vector<FactId>& broken) const {
  if (findings.empty() && assumptions.empty()) return;
  interp::Evaluation evaluation(policy_, patient);
  for (const auto& [id, yes] : unstated) evaluation.settle(id, yes ? Truth::Yes : Truth::No);
  const auto add = [&](ir::ExprId id) {
    const std::vector<FactId> facts = ir::facts_of(policy_, id);
    broken.insert(broken.end(), facts.begin(), facts.end());
  };
  for (const FactId finding : findings) {
    const ir::ExprId signs = policy_.facts[finding].shown_by;
    if (patient[finding].low != 0 || evaluation.truth(signs) != Truth::Yes) continue;
    add(signs);
    broken.push_back(finding);
  }
  for (const std::size_t i : assumptions) {
    const ir::ExprId claim = policy_.assumptions[i].condition;
    if (evaluation.truth(claim) == Truth::Yes) continue;
    // What the reference date alone refutes says nothing of the case.
    ir::Patient blank;
    blank.facts.resize(policy_.facts.size());
    blank[policy_.reference] = patient[policy_.reference];
    if (interp::Evaluation(policy_, blank).truth(claim) != Truth::No) add(claim);
  }
  std::erase(broken, policy_.reference);
}

}  // namespace pol::smt

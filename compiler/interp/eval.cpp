#include "compiler/interp/eval.h"

#include "compiler/interp/calendar.h"
#include "compiler/support/result.h"

namespace pol::interp {

using ir::FactState;
using ir::Truth;

namespace {

std::int64_t shifted(const ir::Operand& operand, std::int64_t value) {
  if (operand.months != 0) value = add_months(static_cast<ir::Day>(value), operand.months);
  return value + operand.amount;
}

/// Members of the set that are surely in, and that are not surely out. In half units, as every number.
/// Of an open set, the member "" stands for all unnamed codes together and counts as one.
Side count_of(const ir::ValueSet& set, const FactState& state) {
  Side side{state.kind, 0, 0};
  for (std::size_t i = 0; i < set.values.size(); ++i) {
    if (state.in.contains(i)) side.low += 2;
    if (!state.out.contains(i)) side.high += 2;
  }
  return side;
}

}  // namespace

Side side_of(const ir::Policy& policy, const ir::Patient& patient, const ir::Operand& operand) {
  Side side;
  switch (operand.kind) {
    case ir::Operand::Kind::Literal:
      side = {FactState::Kind::Value, operand.literal, operand.literal};
      break;
    case ir::Operand::Kind::Fact: {
      const FactState& state = patient[operand.fact];
      side = {state.kind, ir::least(patient, operand.fact, policy.reference), state.high};
      break;
    }
    case ir::Operand::Kind::CountOf:
      side = count_of(policy.value_sets[policy.facts[operand.fact].type.values], patient[operand.fact]);
      break;
  }
  if (side.kind == FactState::Kind::Value) {
    // Adding months and days never changes the order of two days, so the ends stay the ends.
    side.low = shifted(operand, side.low);
    side.high = shifted(operand, side.high);
  }
  return side;
}

namespace {

Truth less(const Side& a, const Side& b) {
  if (a.high < b.low) return Truth::Yes;
  if (a.low >= b.high) return Truth::No;
  return Truth::Unknown;
}
Truth less_equal(const Side& a, const Side& b) { return ir::truth_not(less(b, a)); }

}  // namespace

Truth compare(const Side& a, ir::Relation relation, const Side& b) {
  if (a.kind == FactState::Kind::None || b.kind == FactState::Kind::None) return Truth::No;
  if (a.kind == FactState::Kind::Undocumented || b.kind == FactState::Kind::Undocumented) return Truth::Unknown;
  switch (relation) {
    case ir::Relation::Less:
      return less(a, b);
    case ir::Relation::LessEqual:
      return less_equal(a, b);
    case ir::Relation::Greater:
      return less(b, a);
    case ir::Relation::GreaterEqual:
      return less_equal(b, a);
    case ir::Relation::Equal:
      return ir::truth_and(less_equal(a, b), less_equal(b, a));
  }
  POL_BUG("relation out of range");
}

namespace {

/// Is member `i` in the set? An undocumented set has neither members in nor out; one documented as none has none in.
Truth membership(const FactState& state, std::size_t i) {
  if (state.kind == FactState::Kind::None) return Truth::No;
  if (state.in.contains(i)) return Truth::Yes;
  if (state.out.contains(i)) return Truth::No;
  return Truth::Unknown;
}

Truth includes(const ir::ValueSet& set, const FactState& state, const ir::Includes& e) {
  Truth result = e.mode == ir::Inclusion::AnyOf ? Truth::No : Truth::Yes;
  for (std::size_t i = 0; i < set.values.size(); ++i) {
    const bool listed = e.values.contains(i);
    switch (e.mode) {
      case ir::Inclusion::AnyOf:
        if (listed) result = ir::truth_or(result, membership(state, i));
        break;
      case ir::Inclusion::AllOf:
        if (listed) result = ir::truth_and(result, membership(state, i));
        break;
      case ir::Inclusion::Only:
        if (!listed) result = ir::truth_and(result, ir::truth_not(membership(state, i)));
        break;
    }
  }
  return result;
}

Truth group(ir::Quantifier quantifier, std::uint32_t k, const std::vector<Truth>& children) {
  Truth any = Truth::No, all = Truth::Yes;
  std::uint32_t least = 0, most = 0;  // how many children are yes
  for (const Truth child : children) {
    any = ir::truth_or(any, child);
    all = ir::truth_and(all, child);
    if (child == Truth::Yes) ++least;
    if (child != Truth::No) ++most;
  }
  switch (quantifier) {
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
      return any;
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      return all;
    case ir::Quantifier::None:
      return ir::truth_not(any);
    case ir::Quantifier::AtLeast:
      return least >= k ? Truth::Yes : most < k ? Truth::No : Truth::Unknown;
    case ir::Quantifier::Exactly:
      if (k < least || k > most) return Truth::No;
      return least == most ? Truth::Yes : Truth::Unknown;
  }
  POL_BUG("quantifier out of range");
}

}  // namespace

Evaluation::Evaluation(const ir::Policy& policy, const ir::Patient& patient)
    : policy_(policy), patient_(patient), truths_(policy.exprs.size()) {}

Truth Evaluation::truth(ir::ExprId id) {
  // A stack of our own: chains of definitions may be longer than the machine's stack.
  std::vector<ir::ExprId> waiting = {id};
  while (!waiting.empty()) {
    const ir::ExprId top = waiting.back();
    if (truths_[top.index]) {
      waiting.pop_back();
      continue;
    }
    bool ready = true;
    for (const ir::ExprId operand : ir::operands(policy_, top)) {
      if (truths_[operand.index]) continue;
      waiting.push_back(operand);
      ready = false;
    }
    if (ready) truths_[top.index] = compute(top);
  }
  return known(id);
}

Truth Evaluation::compute(ir::ExprId id) const {
  return match(
      policy_.exprs[id],
      [&](const ir::Finding& e) {
        const Truth documented = leaf_truth(policy_, patient_, id);
        const ir::ExprId signs = policy_.facts[e.fact].shown_by;
        const bool is_shown = documented == Truth::Unknown && signs.is_set() && known(signs) == Truth::Yes;
        return is_shown ? Truth::Yes : documented;
      },
      [&](const ir::Not& e) { return ir::truth_not(known(e.operand)); },
      [&](const ir::Group& e) {
        std::vector<Truth> children;
        children.reserve(e.children.size());
        for (const ir::ExprId child : e.children) children.push_back(known(child));
        return group(e.quantifier, e.k, children);
      },
      [&](const ir::DefineRef& e) { return known(policy_.defines[e.define].condition); },
      [&](const ir::CriterionRef& e) { return known(e.criterion); },
      [&](const ir::Ambiguous& e) {
        const ir::Ambiguity& ambiguity = policy_.ambiguities[e.ambiguity];
        const bool reread = reread_ && reread_->first == e.ambiguity;
        return known(ambiguity.readings[reread ? reread_->second : ambiguity.chosen]);
      },
      [&](const auto&) { return leaf_truth(policy_, patient_, id); });
}

Truth leaf_truth(const ir::Policy& policy, const ir::Patient& patient, ir::ExprId id) {
  return match(
      policy.exprs[id], [](const ir::Literal& e) { return e.value; },
      [&](const ir::Finding& e) {
        const FactState& state = patient[e.fact];
        if (state.kind != FactState::Kind::Value) return Truth::Unknown;
        return state.low != 0 ? Truth::Yes : Truth::No;
      },
      [&](const ir::ChoiceIs& e) {
        const FactState& state = patient[e.fact];
        if (state.kind == FactState::Kind::Undocumented) return Truth::Unknown;
        if (state.kind == FactState::Kind::None) return Truth::No;
        return e.values.contains(static_cast<std::size_t>(state.low)) ? Truth::Yes : Truth::No;
      },
      [&](const ir::IsNone& e) {
        const FactState& state = patient[e.fact];
        if (state.kind == FactState::Kind::Undocumented) return Truth::Unknown;
        return state.kind == FactState::Kind::None ? Truth::Yes : Truth::No;
      },
      [&](const ir::IsDocumented& e) {
        const FactState& state = patient[e.fact];
        return state.kind == FactState::Kind::Undocumented || state.assumed ? Truth::No : Truth::Yes;
      },
      [&](const ir::Includes& e) {
        return includes(policy.value_sets[policy.facts[e.fact].type.values], patient[e.fact], e);
      },
      [&](const ir::Compare& e) {
        return compare(side_of(policy, patient, e.lhs), e.relation, side_of(policy, patient, e.rhs));
      },
      [](const auto&) -> Truth { POL_BUG("not a leaf"); });
}

namespace {

std::vector<Truth> all_truths(const ir::Policy& policy, Evaluation& evaluation) {
  std::vector<Truth> truths;
  truths.reserve(policy.exprs.size());
  for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) truths.push_back(evaluation.truth(ir::ExprId{i}));
  return truths;
}

}  // namespace

std::vector<Truth> evaluate(const ir::Policy& policy, const ir::Patient& patient) {
  Evaluation evaluation(policy, patient);
  return all_truths(policy, evaluation);
}

std::vector<Truth> evaluate_reading(const ir::Policy& policy, const ir::Patient& patient, std::uint32_t ambiguity,
                                    std::uint32_t reading) {
  Evaluation evaluation(policy, patient);
  evaluation.read_as(ambiguity, reading);
  return all_truths(policy, evaluation);
}

ir::OutcomeSet possible_outcomes(const ir::Policy& policy, const std::vector<Truth>& truths) {
  ir::OutcomeSet possible = 0;
  for (const ir::Rule& rule : policy.rules) {
    const Truth when = truths[rule.when.index];
    if (when != Truth::No) possible = static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(rule.outcome));
    if (when == Truth::Yes) return possible;
  }
  return static_cast<ir::OutcomeSet>(possible | ir::outcome_bit(policy.otherwise));
}

}  // namespace pol::interp

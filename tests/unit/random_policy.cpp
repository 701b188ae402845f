#include "tests/unit/random_policy.h"

#include <algorithm>

#include "compiler/ir/civil.h"

namespace pol::test {

using namespace ir;

namespace {

constexpr int kMembers = 5;
// In half units: a narrow range, and one that needs 64 bits.
constexpr std::int64_t kNarrow = 12, kWide = std::int64_t{1} << 40;
constexpr Day kSomeDay = 19782;  // 2024-02-29

}  // namespace

Members RandomPolicy::members(int count) {
  Members result;
  for (int i = 0; i < count; ++i) {
    if (chance(40)) result.insert(static_cast<std::size_t>(i));
  }
  return result;
}

void RandomPolicy::add_facts(Policy& policy) {
  ValueSet set;
  for (int i = 0; i < kMembers; ++i) set.values.push_back({"v" + std::to_string(i), "", {}});
  const ValueSetId values = policy.value_sets.add(set);
  const auto add = [&](FactKind kind, std::int64_t low, std::int64_t high) {
    Fact fact;
    fact.name = "f" + std::to_string(policy.facts.size());
    fact.type.kind = kind;
    fact.type.values = values;
    fact.type.low = low;
    fact.type.high = high;
    fact.type.or_none = kind != FactKind::Finding && chance(40);
    policy.facts.add(fact);
  };
  const int findings = 4 + below(90);
  for (int i = 0; i < findings; ++i) add(FactKind::Finding, 0, 0);
  for (int i = 0; i < 3; ++i) add(FactKind::Choice, 0, 0);
  for (int i = 0; i < 2; ++i) add(FactKind::Set, 0, 0);
  for (int i = 0; i < 3; ++i) add(FactKind::Number, -kNarrow, kNarrow);
  for (int i = 0; i < 2; ++i) add(FactKind::Number, -kWide, kWide);
  for (int i = 0; i < 4; ++i) add(FactKind::Date, 0, 0);
}

FactId RandomPolicy::fact_of(const Policy& policy, FactKind kind) {
  for (;;) {
    const FactId fact{static_cast<std::uint32_t>(below(static_cast<int>(policy.facts.size())))};
    if (policy.facts[fact].type.kind == kind) return fact;
  }
}

Operand RandomPolicy::number(const Policy& policy, FactId fact) {
  Operand operand;
  if (fact.is_set()) {
    operand.kind = Operand::Kind::Fact;
    operand.fact = fact;
    if (chance(30)) operand.amount = below(9) - 4;
    return operand;
  }
  if (chance(20)) {
    operand.kind = Operand::Kind::CountOf;
    operand.fact = fact_of(policy, FactKind::Set);
    return operand;
  }
  operand.literal = below(21) - 10;
  if (chance(10)) operand.literal = (below(2) != 0 ? 1 : -1) * (std::int64_t{1} << (20 + below(30)));
  return operand;
}

Operand RandomPolicy::date(const Policy& policy) {
  Operand operand;
  operand.is_date = true;
  if (chance(70)) {
    operand.kind = Operand::Kind::Fact;
    operand.fact = fact_of(policy, FactKind::Date);
  } else {
    operand.literal = kSomeDay + below(400) - 200;
  }
  if (chance(50)) operand.months = below(30) - 15;
  if (chance(20)) operand.amount = below(80) - 40;
  return operand;
}

ExprId RandomPolicy::add_compare(Policy& policy) {
  Compare compare;
  compare.relation = static_cast<Relation>(below(5));
  if (chance(50)) {
    compare.lhs = date(policy);
    compare.rhs = date(policy);
  } else {
    compare.lhs = number(policy, fact_of(policy, FactKind::Number));
    compare.rhs = number(policy, chance(30) ? fact_of(policy, FactKind::Number) : FactId());
    if (chance(50)) std::swap(compare.lhs, compare.rhs);
  }
  return policy.add(compare, {});
}

ExprId RandomPolicy::add_leaf(Policy& policy) {
  switch (below(12)) {
    case 0:
      return policy.add(Literal{static_cast<Truth>(below(3))}, {});
    case 1:
      return policy.add(ChoiceIs{fact_of(policy, FactKind::Choice), members(kMembers)}, {});
    case 2:
      return policy.add(IsNone{fact_of(policy, static_cast<FactKind>(1 + below(4)))}, {});
    case 3:
      return policy.add(IsDocumented{fact_of(policy, static_cast<FactKind>(below(5)))}, {});
    case 4:
      return policy.add(Includes{fact_of(policy, FactKind::Set), static_cast<Inclusion>(below(3)), members(kMembers)},
                        {});
    case 5:
    case 6:
    case 7:
      return add_compare(policy);
    default:
      return policy.add(Finding{fact_of(policy, FactKind::Finding)}, {});
  }
}

ExprId RandomPolicy::earlier(const Policy& policy) {
  const int count = static_cast<int>(policy.exprs.size());
  const int near = std::min(count, 40);
  return ExprId{static_cast<std::uint32_t>(chance(70) ? count - 1 - below(near) : below(count))};
}

ExprId RandomPolicy::add_condition(Policy& policy) {
  if (policy.exprs.size() < 6 || chance(45)) return add_leaf(policy);
  if (chance(15)) return policy.add(Not{earlier(policy)}, {});
  if (chance(15)) {
    const DefineId define = policy.defines.add({"d" + std::to_string(policy.defines.size()), "", earlier(policy), {}});
    return policy.add(DefineRef{define}, {});
  }
  if (chance(10)) {
    Ambiguity ambiguity;
    for (int i = 0; i < 2; ++i) {
      Criterion criterion;
      criterion.path = "c" + std::to_string(policy.criteria.size());
      criterion.truth = criterion.body = earlier(policy);
      ambiguity.readings.push_back(policy.criteria.add(criterion));
    }
    ambiguity.chosen = static_cast<std::uint32_t>(below(2));
    policy.ambiguities.push_back(ambiguity);
    return policy.add(Ambiguous{static_cast<std::uint32_t>(policy.ambiguities.size() - 1)}, {});
  }
  Group group;
  group.quantifier = static_cast<Quantifier>(chance(65) ? below(2) : below(8));
  const int children = 1 + below(7);
  for (int i = 0; i < children; ++i) {
    group.children.push_back(chance(40) ? add_leaf(policy) : earlier(policy));
  }
  group.k = static_cast<std::uint32_t>(below(children + 1));
  return policy.add(group, {});
}

Policy RandomPolicy::policy(int size) {
  Policy policy;
  add_facts(policy);
  // Signs read only facts declared before theirs, so nothing rests on itself.
  std::vector<std::pair<FactId, ExprId>> shown;
  while (static_cast<int>(policy.exprs.size()) < size) {
    const ExprId condition = add_condition(policy);
    if (!chance(6)) continue;
    const FactId fact = fact_of(policy, FactKind::Finding);
    bool read = false;
    for (const FactId used : facts_of(policy, condition)) read = read || used == fact;
    // Whatever names the fact so far would come to rest on the signs, and the signs on it.
    for (std::uint32_t i = 0; i < policy.exprs.size(); ++i) {
      const Finding* finding = std::get_if<Finding>(&policy.exprs[ExprId{i}]);
      read = read || (finding != nullptr && finding->fact == fact);
    }
    if (!read) policy.facts[fact].shown_by = condition;
  }
  const int rules = 1 + below(5);
  for (int i = 0; i < rules; ++i) {
    policy.rules.push_back({static_cast<Outcome>(below(kOutcomes)), earlier(policy), "", {}});
  }
  policy.otherwise = static_cast<Outcome>(below(kOutcomes));
  return policy;
}

Patient RandomPolicy::patient(const Policy& policy) {
  Patient patient;
  const int documented = 30 + below(70);
  for (const Fact& fact : policy.facts) {
    FactState state;
    if (chance(documented)) {
      state.kind = fact.type.or_none && chance(20) ? FactState::Kind::None : FactState::Kind::Value;
    }
    if (state.kind == FactState::Kind::Value) {
      switch (fact.type.kind) {
        case FactKind::Finding:
          state.low = state.high = below(2);
          break;
        case FactKind::Choice:
          state.low = state.high = below(kMembers);
          break;
        case FactKind::Set:
          for (int i = 0; i < kMembers; ++i) {
            if (chance(80)) (chance(50) ? state.in : state.out).insert(static_cast<std::size_t>(i));
          }
          break;
        case FactKind::Number: {
          const bool is_wide = fact.type.high == kWide;
          state.low = below(25) - 12;
          if (is_wide && chance(40)) state.low = (below(2) != 0 ? 1 : -1) * (std::int64_t{1} << (20 + below(20)));
          state.high = state.low + (chance(30) ? below(5) : 0);
          state.high = std::min(state.high, fact.type.high);
          break;
        }
        case FactKind::Date:
          state.low = kSomeDay + below(400) - 200;
          state.high = state.low + (chance(30) ? below(40) : 0);
          break;
      }
    }
    patient.facts.push_back(state);
  }
  return patient;
}

}  // namespace pol::test

#pragma once
// Policies of a few facts, built by hand. The reference date is fact 0, documented as 2025-06-01.

#include <string>
#include <utility>
#include <vector>

#include "compiler/ir/civil.h"
#include "compiler/ir/policy.h"

namespace pol::test {

inline ir::Day day(const char* text) {
  ir::DateError error{};
  return ir::parse_date(text, error).value().low;
}

inline ir::Members members(const std::vector<std::size_t>& list) {
  ir::Members out;
  for (const std::size_t i : list) out.insert(i);
  return out;
}

struct SmallPolicy {
  ir::Policy policy;
  ir::Patient patient;

  SmallPolicy() {
    policy.reference = date("request_date");
    document(policy.reference, day("2025-06-01"));
  }
  SmallPolicy(ir::Policy with, ir::Patient of) : policy(std::move(with)), patient(std::move(of)) {}

  ir::FactId add_fact(std::string name, ir::Type type) {
    ir::Fact fact;
    fact.name = std::move(name);
    fact.type = type;
    patient.facts.emplace_back();
    return policy.facts.add(std::move(fact));
  }
  ir::FactId finding(std::string name) { return add_fact(std::move(name), {}); }
  ir::FactId date(std::string name, bool or_none = false) {
    ir::Type type;
    type.kind = ir::FactKind::Date;
    type.or_none = or_none;
    return add_fact(std::move(name), type);
  }
  /// `low` and `high` in half units.
  ir::FactId number(std::string name, ir::Dimension dimension, ir::Half low, ir::Half high, bool or_none = false) {
    ir::Type type;
    type.kind = ir::FactKind::Number;
    type.dimension = dimension;
    for (const ir::UnitRow& row : ir::all_units()) {
      if (type.unit.empty() && row.dimension == dimension) type.unit = row.many;
    }
    if (dimension == ir::Dimension::AgeYears) type.unit = "years";
    if (dimension == ir::Dimension::AgeMonths) type.unit = "months";
    type.low = low;
    type.high = high;
    type.or_none = or_none;
    return add_fact(std::move(name), type);
  }
  ir::FactId set(std::string name, const std::vector<std::string>& values) {
    return of_values(std::move(name), ir::FactKind::Set, values);
  }
  ir::FactId choice(std::string name, const std::vector<std::string>& values) {
    return of_values(std::move(name), ir::FactKind::Choice, values);
  }

  void document(ir::FactId fact, std::int64_t value) { document(fact, value, value); }
  void document(ir::FactId fact, std::int64_t low, std::int64_t high) {
    patient[fact].kind = ir::FactState::Kind::Value;
    patient[fact].low = low;
    patient[fact].high = high;
  }
  void document_set(ir::FactId fact, const std::vector<std::size_t>& in, const std::vector<std::size_t>& out) {
    patient[fact].kind = ir::FactState::Kind::Value;
    patient[fact].in = members(in);
    patient[fact].out = members(out);
  }

  ir::ExprId add(ir::Expr expr) { return policy.add(std::move(expr), {}); }
  ir::ExprId literal(ir::Truth truth) { return add(ir::Literal{truth}); }
  ir::ExprId is(ir::FactId finding) { return add(ir::Finding{finding}); }
  ir::ExprId ref(ir::CriterionId criterion) { return add(ir::CriterionRef{criterion}); }
  ir::ExprId negation(ir::ExprId id) { return add(ir::Not{id}); }
  ir::ExprId group(ir::Quantifier quantifier, std::vector<ir::ExprId> children, std::uint32_t k = 0) {
    return add(ir::Group{quantifier, k, std::move(children), false});
  }
  ir::Operand fact(ir::FactId id) const {
    ir::Operand operand;
    operand.kind = ir::Operand::Kind::Fact;
    operand.is_date = policy.facts[id].type.kind == ir::FactKind::Date;
    operand.fact = id;
    return operand;
  }
  ir::Operand count(ir::FactId set) const {
    ir::Operand operand;
    operand.kind = ir::Operand::Kind::CountOf;
    operand.fact = set;
    return operand;
  }
  /// A number, in half units.
  ir::Operand half(ir::Half value) const {
    ir::Operand operand;
    operand.literal = value;
    return operand;
  }
  ir::ExprId compare(ir::Operand lhs, ir::Relation relation, ir::Operand rhs) {
    return add(ir::Compare{lhs, relation, rhs});
  }
  ir::CriterionId criterion(std::string path, ir::ExprId body, ir::Criterion::Kind kind = ir::Criterion::Kind::Item) {
    ir::Criterion criterion;
    criterion.kind = kind;
    criterion.label = path.substr(path.rfind('.') + 1);
    criterion.path = std::move(path);
    criterion.body = criterion.truth = body;
    return policy.criteria.add(std::move(criterion));
  }
  void rule(ir::Outcome outcome, ir::ExprId when, std::string reason = "") {
    policy.rules.push_back(ir::Rule{outcome, when, std::move(reason), {}});
  }

 private:
  ir::FactId of_values(std::string name, ir::FactKind kind, const std::vector<std::string>& values) {
    ir::ValueSet set;
    for (std::size_t i = 0; i < values.size(); ++i) set.values.push_back({values[i], "", members({i})});
    ir::Type type;
    type.kind = kind;
    type.values = policy.value_sets.add(std::move(set));
    return add_fact(std::move(name), type);
  }
};

}  // namespace pol::test

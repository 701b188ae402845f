#include "compiler/interp/decisive.h"

#include <algorithm>

#include "compiler/support/result.h"

namespace pol::interp {

using ir::ExprId;
using ir::Truth;

namespace {

/// The truth of the branches that settle their group, alone or together; Unknown where all of them count.
Truth settling_truth(ir::Quantifier quantifier, Truth of_group) {
  switch (quantifier) {
    case ir::Quantifier::Any:
    case ir::Quantifier::Either:
    case ir::Quantifier::One:
    case ir::Quantifier::None:
      return Truth::Yes;
    case ir::Quantifier::All:
    case ir::Quantifier::Both:
      return Truth::No;
    case ir::Quantifier::AtLeast:
      return of_group;
    case ir::Quantifier::Exactly:
      return Truth::Unknown;
  }
  POL_BUG("quantifier out of range");
}

std::vector<ExprId> decisive_branches(const std::vector<Truth>& truths, const ir::Group& group, Truth of_group) {
  const Truth settling = settling_truth(group.quantifier, of_group);
  if (settling == Truth::Unknown) return group.children;
  std::vector<ExprId> settled;
  for (const ExprId child : group.children) {
    if (truths[child.index] == settling) settled.push_back(child);
  }
  return settled.empty() ? group.children : settled;
}

}  // namespace

std::vector<ExprId> decisive_operands(const ir::Policy& policy, const ir::Patient& patient,
                                      const std::vector<Truth>& truths, ExprId id) {
  const ir::Expr& expr = policy.exprs[id];
  if (const auto* group = std::get_if<ir::Group>(&expr)) return decisive_branches(truths, *group, truths[id.index]);
  if (const auto* finding = std::get_if<ir::Finding>(&expr)) {
    if (patient[finding->fact].kind == ir::FactState::Kind::Value) return {};
  }
  if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&expr)) {
    const ir::Ambiguity& ambiguity = policy.ambiguities[ambiguous->ambiguity];
    return {policy.criteria[ambiguity.readings[ambiguity.chosen]].truth};
  }
  return ir::operands(policy, id);
}

Tried tried_rules(const ir::Policy& policy, const std::vector<Truth>& truths) {
  for (std::size_t i = 0; i < policy.rules.size(); ++i) {
    if (truths[policy.rules[i].when.index] == Truth::Yes) return {i, i + 1};
  }
  return {policy.rules.size(), policy.rules.size()};
}

}  // namespace pol::interp

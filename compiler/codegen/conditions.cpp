#include "compiler/codegen/conditions.h"

#include <map>

namespace pol::codegen {

namespace {

std::vector<ir::ExprId> operands_of(const ir::Policy& policy, ir::ExprId expr) {
  if (const auto* ambiguous = std::get_if<ir::Ambiguous>(&policy.exprs[expr])) {
    const ir::Ambiguity& ambiguity = policy.ambiguities[ambiguous->ambiguity];
    return {policy.criteria[ambiguity.readings[ambiguity.chosen]].truth};
  }
  return ir::operands(policy, expr);
}

}  // namespace

Conditions conditions_of(const ir::Policy& policy) {
  Conditions result;
  std::map<std::uint32_t, std::uint32_t> place;  // by expression
  std::vector<ir::ExprId> waiting;  // a stack of our own: chains of definitions may be longer than the machine's
  for (const ir::Rule& rule : policy.rules) {
    waiting.push_back(rule.when);
    while (!waiting.empty()) {
      const ir::ExprId top = waiting.back();
      Condition condition{top, {}};
      const std::size_t before = waiting.size();
      for (const ir::ExprId operand : operands_of(policy, top)) {
        if (const auto known = place.find(operand.index); known != place.end()) {
          condition.operands.push_back(known->second);
        } else {
          waiting.push_back(operand);
        }
      }
      if (waiting.size() != before) continue;  // once more when they have their places
      waiting.pop_back();
      if (place.emplace(top.index, static_cast<std::uint32_t>(result.all.size())).second) {
        result.all.push_back(std::move(condition));
      }
    }
    result.rules.push_back(place.at(rule.when.index));
  }
  return result;
}

ir::FactId asked_for(const ir::Policy& policy, ir::ExprId expr) {
  const auto* negation = std::get_if<ir::Not>(&policy.exprs[expr]);
  const auto* asks = std::get_if<ir::IsDocumented>(&policy.exprs[negation != nullptr ? negation->operand : expr]);
  return asks != nullptr ? asks->fact : ir::FactId{};
}

}  // namespace pol::codegen

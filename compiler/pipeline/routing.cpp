#include "compiler/pipeline/routing.h"

#include <set>

namespace pol::pipeline {

namespace {

/// By fact: the values that some condition asks for.
std::vector<ir::Members> compared_values(const ir::Policy& policy) {
  std::vector<ir::Members> values(policy.facts.size());
  for (const ir::Expr& expr : policy.exprs) {
    const auto* choice = std::get_if<ir::ChoiceIs>(&expr);
    if (choice == nullptr) continue;
    for (const std::size_t value : choice->values.list()) values[choice->fact.index].insert(value);
  }
  return values;
}

const ir::ValueSet& value_set_of(const ir::Policy& policy, ir::FactId fact) {
  return policy.value_sets[policy.facts[fact].type.values];
}

}  // namespace

Routing routing_of(const ir::Policy& policy) {
  std::set<std::string> codes;
  for (const ir::ProcedureTable& table : policy.procedures) {
    for (const ir::Procedure& procedure : table.procedures) codes.insert(procedure.code);
  }
  const std::vector<ir::Members> compared = compared_values(policy);
  const auto is_in_table = [&](ir::FactId fact) {
    for (const std::size_t value : compared[fact.index].list()) {
      if (codes.count(value_set_of(policy, fact).values[value].name) > 0) return true;
    }
    return false;
  };
  std::vector<ir::FactId> requests;
  if (policy.request.is_set()) {
    requests.push_back(policy.request);
  } else {
    for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
      const ir::FactId fact{i};
      const bool is_code = policy.facts[fact].type.kind == ir::FactKind::Choice && value_set_of(policy, fact).open;
      if (is_code && is_in_table(fact)) requests.push_back(fact);
    }
  }
  // Of two facts it cannot be told which one is the request.
  if (requests.size() != 1) return {};
  for (const std::size_t value : compared[requests.front().index].list()) {
    codes.insert(value_set_of(policy, requests.front()).values[value].name);
  }
  codes.erase("");  // every code without a name here
  if (codes.empty()) return {};
  return {policy.facts[requests.front()].name, {codes.begin(), codes.end()}};
}

}  // namespace pol::pipeline

#include <algorithm>

#include "compiler/ir/policy.h"

namespace pol::ir {

std::vector<ExprId> operands(const Policy& policy, ExprId id) {
  const auto nothing = std::vector<ExprId>();
  return match(
      policy.exprs[id], [&](const Literal&) { return nothing; },
      [&](const Finding& e) {
        const ExprId signs = policy.facts[e.fact].shown_by;
        return signs.is_set() ? std::vector<ExprId>{signs} : nothing;
      },
      [&](const ChoiceIs&) { return nothing; }, [&](const IsNone&) { return nothing; },
      [&](const IsDocumented&) { return nothing; }, [&](const Includes&) { return nothing; },
      [&](const Compare&) { return nothing; }, [&](const Not& e) { return std::vector<ExprId>{e.operand}; },
      [&](const Group& e) { return e.children; },
      [&](const DefineRef& e) { return std::vector<ExprId>{policy.defines[e.define].condition}; },
      [&](const CriterionRef& e) { return std::vector<ExprId>{policy.criteria[e.criterion].truth}; },
      [&](const Ambiguous& e) {
        std::vector<ExprId> readings;
        for (const CriterionId reading : policy.ambiguities[e.ambiguity].readings) {
          readings.push_back(policy.criteria[reading].truth);
        }
        return readings;
      });
}

std::vector<FactId> own_facts(const Policy& policy, ExprId id) {
  const auto nothing = std::vector<FactId>();
  const auto one = [](FactId fact) { return std::vector<FactId>{fact}; };
  return match(
      policy.exprs[id], [&](const Literal&) { return nothing; }, [&](const Finding& e) { return one(e.fact); },
      [&](const ChoiceIs& e) { return one(e.fact); }, [&](const IsNone& e) { return one(e.fact); },
      [&](const IsDocumented& e) { return one(e.fact); }, [&](const Includes& e) { return one(e.fact); },
      [&](const Compare& e) {
        std::vector<FactId> facts;
        if (e.lhs.kind != Operand::Kind::Literal) facts.push_back(e.lhs.fact);
        if (e.rhs.kind != Operand::Kind::Literal && e.rhs.fact != e.lhs.fact) facts.push_back(e.rhs.fact);
        return facts;
      },
      [&](const Not&) { return nothing; }, [&](const Group&) { return nothing; },
      [&](const DefineRef&) { return nothing; }, [&](const CriterionRef&) { return nothing; },
      [&](const Ambiguous&) { return nothing; });
}

std::vector<FactId> facts_of(const Policy& policy, ExprId id) {
  std::vector<bool> seen(policy.exprs.size(), false);
  std::vector<FactId> facts;
  std::vector<ExprId> waiting = {id};
  while (!waiting.empty()) {
    const ExprId top = waiting.back();
    waiting.pop_back();
    if (seen[top.index]) continue;
    seen[top.index] = true;
    for (const FactId fact : own_facts(policy, top)) facts.push_back(fact);
    for (const ExprId operand : operands(policy, top)) waiting.push_back(operand);
  }
  std::sort(facts.begin(), facts.end());
  facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
  return facts;
}

}  // namespace pol::ir

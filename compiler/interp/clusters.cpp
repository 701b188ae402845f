#include "compiler/interp/clusters.h"

#include <numeric>
#include <utility>

#include "compiler/interp/records.h"

namespace pol::interp {

using ir::FactId;

Clusters::Clusters(const ir::Policy& policy, const ir::Patient& documented) : up_(policy.facts.size()) {
  std::iota(up_.begin(), up_.end(), 0U);
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::ExprId signs = policy.facts[FactId{i}].shown_by;
    if (!signs.is_set()) continue;
    std::vector<FactId> facts = ir::facts_of(policy, signs);
    facts.push_back(FactId{i});
    unite(std::move(facts), policy.reference);
  }
  for (const ir::Claim& claim : policy.assumptions) unite(ir::facts_of(policy, claim.condition), policy.reference);
  for (std::vector<FactId>& link : linked_by_records(policy, documented)) unite(std::move(link), policy.reference);
}

void Clusters::unite(std::vector<FactId> facts, FactId reference) {
  std::erase(facts, reference);
  for (const FactId fact : facts) up_[root(fact)] = root(facts.front());
}

}  // namespace pol::interp

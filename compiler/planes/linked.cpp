#include "compiler/planes/linked.h"

#include <algorithm>
#include <vector>

namespace pol::planes {

using ir::FactId;

namespace {

std::vector<FactId> facts_of(const ir::Policy& policy, const ir::Record& record) {
  std::vector<FactId> out;
  for (const FactId fact : {record.start, record.end, record.length, record.status, record.birth, record.years,
                            record.months, record.at}) {
    if (fact.is_set() && fact != policy.reference) out.push_back(fact);
  }
  return out;
}

}  // namespace

std::set<FactId> linked_facts(const ir::Policy& policy, const std::set<FactId>& read) {
  std::set<FactId> tied;  // by conditions
  const auto tie = [&](ir::ExprId condition, FactId other) {
    for (const FactId fact : ir::facts_of(policy, condition)) {
      if (fact != policy.reference) tied.insert(fact);
    }
    if (other.is_set()) tied.insert(other);
  };
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    if (policy.facts[FactId{i}].shown_by.is_set()) tie(policy.facts[FactId{i}].shown_by, FactId{i});
  }
  for (const ir::Claim& claim : policy.assumptions) tie(claim.condition, FactId{});

  std::set<FactId> linked = tied;
  for (const ir::Record& record : policy.records) {
    const std::vector<FactId> facts = facts_of(policy, record);
    const auto counts = [&](FactId fact) { return read.contains(fact) || tied.contains(fact); };
    if (std::count_if(facts.begin(), facts.end(), counts) < 2) continue;
    linked.insert(facts.begin(), facts.end());
  }
  std::erase_if(linked, [&](FactId fact) { return !read.contains(fact); });
  return linked;
}

}  // namespace pol::planes

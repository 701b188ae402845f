#include "compiler/planes/linked.h"

#include <algorithm>
#include <numeric>
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

/// Preparation bounds the birth date by all that is documented of an age on the reference date. Of episodes it bounds
/// what has a value already, no more.
bool has_bounds_in_row(const ir::Policy& policy, const ir::Record& record) {
  return record.kind == ir::Record::Kind::Age && (!record.at.is_set() || record.at == policy.reference);
}

/// Facts that are linked, by the number of their cluster.
class Clusters {
 public:
  explicit Clusters(std::size_t facts) : up_(facts) { std::iota(up_.begin(), up_.end(), std::size_t{0}); }
  void join(const std::vector<FactId>& facts) {
    for (const FactId fact : facts) up_[of(fact)] = of(facts.front());
  }
  std::size_t of(FactId fact) const {
    std::size_t i = fact.index;
    while (up_[i] != i) i = up_[i];
    return i;
  }

 private:
  std::vector<std::size_t> up_;
};

}  // namespace

std::map<FactId, std::size_t> linked_facts(const ir::Policy& policy, const std::set<FactId>& read) {
  std::set<FactId> linked;
  Clusters clusters(policy.facts.size());
  const auto tie = [&](std::vector<FactId> facts) {
    std::erase(facts, policy.reference);
    if (facts.size() < 2) return;
    clusters.join(facts);
    linked.insert(facts.begin(), facts.end());
  };
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const ir::ExprId signs = policy.facts[FactId{i}].shown_by;
    if (!signs.is_set()) continue;
    std::vector<FactId> facts = ir::facts_of(policy, signs);
    facts.push_back(FactId{i});
    tie(std::move(facts));
  }
  for (const ir::Claim& claim : policy.assumptions) {
    std::vector<FactId> facts = ir::facts_of(policy, claim.condition);
    // An assumption about one fact narrows it all the same.
    for (const FactId fact : facts) linked.insert(fact);
    tie(std::move(facts));
  }
  const std::set<FactId> tied = linked;
  for (const ir::Record& record : policy.records) {
    const std::vector<FactId> facts = facts_of(policy, record);
    const auto counts = [&](FactId fact) { return read.contains(fact) || tied.contains(fact); };
    if (has_bounds_in_row(policy, record) && std::none_of(facts.begin(), facts.end(), [&](FactId fact) {
          return fact != record.birth && counts(fact);
        })) {
      continue;
    }
    if (std::any_of(facts.begin(), facts.end(), counts)) tie(facts);
  }
  std::map<FactId, std::size_t> out;
  for (const FactId fact : linked) {
    if (read.contains(fact)) out.emplace(fact, clusters.of(fact));
  }
  return out;
}

}  // namespace pol::planes

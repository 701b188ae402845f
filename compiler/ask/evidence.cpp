#include "compiler/ask/evidence.h"

#include <algorithm>

namespace pol::ask {

using ir::FactId;

namespace {

std::vector<FactId> facts_of(const ir::Record& record) {
  std::vector<FactId> facts;
  for (const FactId fact : {record.start, record.end, record.length, record.status, record.kinds, record.date,
                            record.result, record.done, record.birth, record.years, record.months}) {
    if (fact.is_set()) facts.push_back(fact);
  }
  return facts;
}

unsigned usual_cost(ir::Record::Kind kind) {
  switch (kind) {
    case ir::Record::Kind::Study:
      return 3;  // somebody has to find and send the report
    case ir::Record::Kind::Episode:
      return 2;  // the therapist's records
    case ir::Record::Kind::Age:
      return 1;
  }
  return 1;
}

}  // namespace

Evidence::Evidence(const ir::Policy& policy) : of_fact_(policy.facts.size(), SIZE_MAX) {
  for (std::uint32_t i = 0; i < policy.facts.size(); ++i) {
    const FactId fact{i};
    if (of_fact_[i] != SIZE_MAX) continue;
    Request request;
    std::vector<FactId> facts = {fact};
    for (const ir::Record& record : policy.records) {
      const std::vector<FactId> own = facts_of(record);
      if (std::find(own.begin(), own.end(), fact) == own.end()) continue;
      facts = own;
      request.title = record.title;
      request.cost = usual_cost(record.kind);
      break;
    }
    if (request.title.empty()) request.title = policy.facts[fact].title;
    if (request.title.empty()) request.title = policy.facts[fact].name;
    std::erase_if(facts, [&](FactId other) { return of_fact_[other.index] != SIZE_MAX; });
    std::sort(facts.begin(), facts.end());
    facts.erase(std::unique(facts.begin(), facts.end()), facts.end());
    unsigned declared = 0;
    for (const FactId other : facts) {
      of_fact_[other.index] = requests_.size();
      declared = std::max(declared, policy.facts[other].cost.value_or(0));
    }
    if (declared > 0) request.cost = declared;
    request.facts = std::move(facts);
    requests_.push_back(std::move(request));
  }
}

std::vector<unsigned> Evidence::costs() const {
  std::vector<unsigned> costs;
  for (const std::size_t request : of_fact_) costs.push_back(requests_[request].cost);
  return costs;
}

std::vector<Request> Evidence::for_facts(const std::vector<FactId>& facts) const {
  std::vector<Request> asked;
  std::vector<std::size_t> place(requests_.size(), SIZE_MAX);
  for (const FactId fact : facts) {
    const std::size_t request = of_fact_[fact.index];
    if (place[request] == SIZE_MAX) {
      place[request] = asked.size();
      asked.push_back({requests_[request].title, {}, requests_[request].cost});
    }
    asked[place[request]].facts.push_back(fact);
  }
  return asked;
}

}  // namespace pol::ask

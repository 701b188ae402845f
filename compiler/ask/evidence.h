#pragma once
// What carries the facts: a study's date and result are one request, and paid once.

#include <cstddef>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::ask {

/// What one letter or call asks for.
struct Request {
  std::string title;
  std::vector<ir::FactId> facts;  ///< declaration order
  unsigned cost = 1;              ///< relative: a phone call is 1
};

/// All facts of a policy by the evidence that would carry them: those of one record together, every other by itself.
/// The cost of a request is the highest that its facts declare (`asks 3`), else 3 for a study, 2 for an episode and 1
/// for anything else.
class Evidence {
 public:
  explicit Evidence(const ir::Policy& policy);
  const std::vector<Request>& requests() const { return requests_; }
  std::size_t request_of(ir::FactId fact) const { return of_fact_[fact.index]; }
  /// By FactId.
  std::vector<unsigned> costs() const;
  /// What is left of the requests when only `facts` are asked for; in the order of their first fact.
  std::vector<Request> for_facts(const std::vector<ir::FactId>& facts) const;

 private:
  std::vector<Request> requests_;
  std::vector<std::size_t> of_fact_;  ///< by FactId
};

}  // namespace pol::ask

#pragma once
// Sets of facts that Γ links (DESIGN M4): by `shown by`, `assume` and records. The reference date links nothing.

#include <cstdint>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

class Clusters {
 public:
  Clusters(const ir::Policy& policy, const ir::Patient& documented);

  /// The same for two facts of one cluster.
  std::uint32_t root(ir::FactId fact) const {
    std::uint32_t i = fact.index;
    while (up_[i] != i) i = up_[i];
    return i;
  }

 private:
  void unite(std::vector<ir::FactId> facts, ir::FactId reference);

  std::vector<std::uint32_t> up_;
};

}  // namespace pol::interp

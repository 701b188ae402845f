#pragma once
// What the columnar code of a policy does besides its conditions.

#include <cstdint>
#include <vector>

#include "compiler/columns/bounds.h"
#include "compiler/columns/inputs.h"
#include "compiler/planes/program.h"

namespace pol::columns {

/// Facts that conditions or records tie together. What is documented of them fits for certain where every condition
/// holds.
struct Cluster {
  std::vector<ir::FactId> facts;
  std::vector<planes::NodeIndex> claims;  ///< that must hold
  std::vector<ir::FactId> shown;          ///< with signs: where such a finding is denied, its signs must be no
};

struct Plan {
  explicit Plan(const ir::Policy& policy) : inputs(policy) {}

  Inputs inputs;
  std::uint32_t decide_inputs = 0;  ///< the first so many are what `columns` reads; `criteria` reads all

  /// By node: something rests on it. Of a determination, and of one with its criteria.
  std::vector<bool> decides, with_criteria;

  /// By node. Of comparisons of values: what may be decided while a side is open (bounds.h).
  std::vector<std::vector<OpenCase>> open_cases;
  std::vector<bool> has_ends;  ///< by node: a side of the comparison may be known between bounds only

  std::vector<const ir::Record*> episodes;  ///< prepared in columns
  std::vector<const ir::Record*> ages;      ///< on the reference date; prepared in columns
  /// Rows in which one of these has a value, or is none, go the way of a single case.
  std::vector<ir::FactId> only_single;
  std::vector<Cluster> clusters;  ///< those with conditions
};

Plan make_plan(const ir::Policy& policy, const planes::Program& program);

}  // namespace pol::columns

#pragma once
// The conditions below the rules as the document has them: along these the runtime tells why a case is open.

#include <cstdint>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::codegen {

struct Condition {
  ir::ExprId expr;
  std::vector<std::uint32_t> operands;  ///< earlier conditions; of an ambiguous one, the chosen reading
};

struct Conditions {
  std::vector<Condition> all;
  std::vector<std::uint32_t> rules;  ///< by rule: its condition
};

Conditions conditions_of(const ir::Policy& policy);

/// The fact of which the condition, or its opposite, asks whether it is documented; else not set.
ir::FactId asked_for(const ir::Policy& policy, ir::ExprId expr);

}  // namespace pol::codegen

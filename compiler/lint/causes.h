#pragma once
// One mistake that shows at many places is one finding.

#include <vector>

#include "compiler/lint/context.h"
#include "compiler/lint/finding.h"

namespace pol::lint {

inline constexpr int kAssumptionDecides = 4616;

/// Where the proofs of several findings rest on one and the same assumption: those are told once, at the assumption
/// (POL4616), and taken out.
void tell_once_at_assumptions(const ir::Policy& policy, std::vector<Finding>& findings);

/// What stands in a criterion that no procedure code of the policy is for decides nothing here: warnings about it are
/// notes. What cannot be meant stays an error.
void soften_outside_scope(Context& cx, std::vector<Finding>& findings);

}  // namespace pol::lint

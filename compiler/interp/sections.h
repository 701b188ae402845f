#pragma once
// The sections of a policy, and what they are for.

#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// The policy's own sections in file order, then those of its modules.
std::vector<ir::CriterionId> section_ids(const ir::Policy& policy);

/// A yes of the rule approves the request.
bool approves(const ir::Rule& rule);

/// By ExprId: whether some rule that approves rests on it.
std::vector<bool> read_by_approving_rules(const ir::Policy& policy);

}  // namespace pol::interp

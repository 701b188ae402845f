#pragma once
// Facts that Γ ties to others (DESIGN M4): what is documented of one narrows what another may be.

#include <map>
#include <set>

#include "compiler/ir/policy.h"

namespace pol::planes {

/// Those of `read` that signs, an `assume` or a record link with some other fact, each with the number of its cluster.
/// Of an age on the reference date only where more than its birth date matters: that one's bounds stand in the row.
std::map<ir::FactId, std::size_t> linked_facts(const ir::Policy& policy, const std::set<ir::FactId>& read);

}  // namespace pol::planes

#pragma once
// The ways in which an open unit can turn out, as far as some leaves can tell.

#include <optional>
#include <unordered_map>
#include <vector>

#include "compiler/planes/builder.h"
#include "compiler/planes/literals.h"

namespace pol::planes {

/// One way: which leaves are then yes and which no, and the condition that says whether it is possible (not no) or sure
/// (yes).
struct Region {
  NodeIndex guard = 0;
  std::unordered_map<NodeIndex, ir::Truth> leaves;
};

/// All regions of `unit` for the `leaves` that read it. Their guards are added to the program. Empty where the leaves
/// have no fixed order (90 days and 3 months), or the unit is a set that is read as a whole.
std::vector<Region> regions_of(const ir::Policy& policy, Program& program, Builder& builder, const Unit& unit,
                               const std::vector<NodeIndex>& leaves);

/// How many there would be; 0 where there is no order.
std::size_t count_regions(const ir::Policy& policy, const Program& program, const Unit& unit,
                          const std::vector<NodeIndex>& leaves);

/// What types decide in every completion: no past event lies after the reference date, a choice takes one of its values.
std::optional<ir::Truth> decided_by_type(const ir::Policy& policy, const Program& program, NodeIndex leaf);

/// `x + 1 month < x + 30 days`: no bound tells where it holds.
bool reads_one_fact_twice(const Program& program, const Node& less);

}  // namespace pol::planes

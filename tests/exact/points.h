#pragma once
// Of each open number and date, values enough: whatever comparisons can say together of all open facts, they say of
// some values taken from these.

#include <cstdint>
#include <optional>
#include <vector>

#include "compiler/ir/policy.h"
#include "tests/exact/open_facts.h"

namespace pol::oracle {

/// By FactId; empty for facts that are settled or neither number nor date. Both ends of every region between the values
/// where a comparison turns, the facts' ranges and the reference date included; where two open facts are compared, the
/// same for each of the other's values, as often as facts can hang on one another.
/// The day on which what is current ends is among those of the end, even where the document says otherwise.
/// Empty: more than `limit` to combine, or a length or age that follows from dates is compared with an open number.
std::optional<std::vector<std::vector<std::int64_t>>> boundary_points(const ir::Policy& policy,
                                                                      const ir::Patient& prepared,
                                                                      const OpenFacts& open, std::uint64_t limit);

}  // namespace pol::oracle

#pragma once
// What the records of a policy always say of their facts: part of Γ (DESIGN M4).

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// Facts that cannot all be as documented.
struct Violation {
  std::vector<ir::FactId> facts;
  std::string breaks;  ///< what they break, in words
  bool alone = false;  ///< the fact clashes with its range or the reference date, not with its cluster
  std::optional<std::size_t> assumption;  ///< index into Policy::assumptions, when it is one of them
};

/// Narrows `patient` by its records and writes what follows from them into undocumented facts (`derived`):
/// an age bounds the birth date, a birth date gives the age, start and end give an episode's length.
/// A default that such a value replaces is added to `replaced_defaults`. Expects the reference date as one day.
std::vector<Violation> apply_records(const ir::Policy& policy, ir::Patient& patient,
                                     std::vector<ir::FactId>& replaced_defaults);

/// Groups of facts that `apply_records` links. A documented length stands by itself.
std::vector<std::vector<ir::FactId>> linked_by_records(const ir::Policy& policy, const ir::Patient& documented);

}  // namespace pol::interp

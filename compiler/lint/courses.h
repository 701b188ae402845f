#pragma once
// Courses of care as patients go through them: a first day, and a last one unless it goes on.

#include <optional>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::lint {

/// The status of a record whose course goes on. Not set where it has no such status.
std::optional<ir::FactState> current_state(const ir::Policy& policy, const ir::Record& record);

/// The patient with another course in the place of one that nobody meets first: without a first day, as long as it
/// cannot be, over without a last day. From the most usual to the least; none where the course is usual, or where
/// nothing of it is documented.
std::vector<ir::Patient> usual_courses(const ir::Policy& policy, const ir::Record& record, const ir::Patient& patient);

}  // namespace pol::lint

#pragma once
// What must hold around a schedule for it to concern a patient.

#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

struct ScheduleGuards {
  std::vector<ir::ExprId> all;    ///< conditions that stand beside it, outermost first: all must hold
  std::vector<ir::ExprId> none;   ///< exceptions of the criteria around it: none may hold
  bool is_other_reading = false;  ///< it stands in a reading that is not chosen
};

/// From the section, or the definition, that holds `schedule` down to it.
ScheduleGuards guards_of(const ir::Policy& policy, const ir::Schedule& schedule);

}  // namespace pol::interp

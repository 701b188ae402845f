#pragma once
// Cases about the days on which the phases of a schedule turn.

#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "tests/agreement/random.h"

namespace pol::agreement {

/// How a case documents one fact.
struct DrawnFact {
  ir::FactId fact;
  std::string json;  ///< "": the case has no such key
  ir::FactState state;
};

struct DrawnDays {
  std::vector<DrawnFact> facts;       ///< the reference date, an anchor, a latest study, the requested code
  std::vector<std::string> features;  ///< by the names of `schedule_case_features()`
};

/// What a run must have drawn to have looked at every kind of day.
const std::vector<std::string>& schedule_case_features();

/// For one schedule of the policy, which has some. Dates lie on, before and after the days that its offsets make.
DrawnDays draw_schedule_days(Random& random, const ir::Policy& policy);

}  // namespace pol::agreement

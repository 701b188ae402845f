#pragma once
// Documented facts to facts that may be evaluated: defaults, records and Γ applied (DESIGN M3, M4).

#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/support/result.h"

namespace pol::interp {

/// Facts that clash; all of them count as undocumented.
struct Conflict {
  std::vector<ir::FactId> facts;
  std::string reason;  ///< in the policy's words
};

struct Prepared {
  ir::Patient patient;
  std::vector<Conflict> conflicts;
  std::vector<ir::FactId> assumed;           ///< took their `absent means no`
  std::vector<ir::FactId> dropped_defaults;  ///< would have, but their cluster has no model with it
};

/// What was found not to fit by more than Kleene's truth (exact/consistent.h).
struct Withdrawn {
  std::vector<Conflict> conflicts;
  std::vector<ir::FactId> defaults;
};

/// Applies, in this order: `absent means no`; records (an age bounds the birth date, start and end give a length);
/// ranges, past events not after the reference date (a partial date is clipped), starts before ends, `shown by`,
/// `assume`. The documented facts of a cluster that certainly has no model become undocumented, marked `conflict`.
/// Error: the reference date is not documented as one day.
Result<Prepared> prepare(const ir::Policy& policy, const ir::Patient& documented, const Withdrawn& withdrawn = {});

}  // namespace pol::interp

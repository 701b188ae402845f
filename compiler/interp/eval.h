#pragma once
// The meaning: slow, obvious. Shares only the IR with the other evaluators; even its calendar is its own.

#include <optional>
#include <vector>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// Truth of every expression, by ExprId. `patient` has been prepared (or stands as it is, in tests).
std::vector<ir::Truth> evaluate(const ir::Policy& policy, const ir::Patient& patient);

/// The same with one ambiguity read another way.
std::vector<ir::Truth> evaluate_reading(const ir::Policy& policy, const ir::Patient& patient, std::uint32_t ambiguity,
                                        std::uint32_t reading);

/// The outcomes that stay possible: rules in order; one that is surely met ends the list.
ir::OutcomeSet possible_outcomes(const ir::Policy& policy, const std::vector<ir::Truth>& truths);

}  // namespace pol::interp

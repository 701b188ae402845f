#pragma once
// Random complete cases: every fact has one value or is none, and Γ holds.

#include <optional>

#include "compiler/ir/policy.h"
#include "tests/agreement/invent_case.h"
#include "tests/agreement/random.h"

namespace pol::questions {

/// The day that solvers take the reference date for.
ir::Day usual_day(const ir::Policy& policy);

/// An invented case filled in. About half are of the usual day. Empty: no luck with Γ.
std::optional<ir::Patient> invent_complete_case(agreement::Random& random, const ir::Policy& policy,
                                                const agreement::Thresholds& thresholds);

/// Nothing is documented but the reference date; no default is taken.
ir::Patient blank_case(const ir::Policy& policy, ir::Day reference);

}  // namespace pol::questions

#pragma once
// The `expect` key of a case file.

#include <vector>

#include "compiler/cases/errors.h"
#include "compiler/cases/json.h"
#include "compiler/ir/policy.h"

namespace pol::cases {

/// Reads `{"outcome": "meets", "met_by": […], "possible": […], "guideline.2": "yes"}`.
std::vector<ir::Expectation> read_expectations(const ir::Policy& policy, const Json& json, Errors& errors);

}  // namespace pol::cases

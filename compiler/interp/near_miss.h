#pragma once
// How far what is documented is from what a test asks for, in words.

#include <string>
#include <vector>

#include "compiler/ir/policy.h"
#include "compiler/support/source.h"

namespace pol::interp {

/// Of a test that is not met, or that a part of a date or a number leaves open:
/// `6 weeks needed, 5 weeks and 6 days documented`; `2025-04-20 to 2025-06-01 needed, 2025-04-19 documented: 1 day too
/// early`; `at most 21 years needed, 22 years and 3 months documented`; `at least 2 needed, 1 documented`.
/// `wanted`: what the test asks for helps; else it is said what would count. "" where there is nothing to say.
std::string near_miss(const ir::Policy& policy, const Sources& sources, const ir::Patient& patient,
                      const std::vector<ir::Truth>& truths, ir::ExprId test, bool wanted);

}  // namespace pol::interp

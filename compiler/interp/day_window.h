#pragma once
// The days on which a test of one date holds.

#include <optional>

#include "compiler/ir/policy.h"

namespace pol::interp {

/// `from <= subject <= to`; a bound that is not set is none.
struct DayWindow {
  ir::FactId subject;
  std::optional<ir::Day> from, to;
};

/// Of a comparison of two dates, or of several that must all hold, such as `x within 6 weeks before r`. All sides but
/// those of the subject are documented days. A date beside the reference date is the subject rather than that.
/// Empty for any other test, and where no day would do.
std::optional<DayWindow> window_of(const ir::Policy& policy, const ir::Patient& patient, ir::ExprId test);

}  // namespace pol::interp

#pragma once
// Between which bounds the sides of a comparison lie, whatever the case.

#include "compiler/planes/program.h"

namespace pol::columns {

/// Rows outside are prepared one by one: with a reference date outside [kFirstToday, kLastToday], or another date before
/// kFirstUsual. Inside, little depends on the ends of the calendar.
inline constexpr std::int32_t kFirstUsual = -23741;  ///< 1905-01-01
inline constexpr std::int32_t kFirstToday = -7305;   ///< 1950-01-01
inline constexpr std::int32_t kLastToday = 66108;    ///< 2150-12-31
/// A month that a date is moved by stays within these, so that the calendar of columns reaches.
inline constexpr std::int32_t kMostMonths = 1200;

/// While a side of `less` is not documented, and the other one is or is not, the comparison is Unknown: so whether it is
/// so is a mask of documented values alone.
bool is_unknown_while_open(const ir::Policy& policy, const planes::Program& program, const planes::Node& less);

}  // namespace pol::columns
